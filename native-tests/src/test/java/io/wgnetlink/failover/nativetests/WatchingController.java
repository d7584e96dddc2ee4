package io.wgnetlink.failover.nativetests;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.FailoverListener;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A program to be stopped for a while: a controller of {@link TwoHubs} in the namespace that it is
 * started in. Takes the keys of hub B and hub A; says what happens, a line each.
 */
final class WatchingController {
  private WatchingController() {}

  public static void main(String[] keys) throws InterruptedException {
    Group group = new Group(
        "service",
        Set.of(IpPrefix.parse("10.8.2.0/24")),
        List.of(
            Path.of("direct", tunnel("wgB", keys[0])),
            Path.of("permanent", tunnel("wgA", keys[1]))));
    try (NetworkNamespace namespace = NetworkNamespace.current();
        WireGuard wireGuard = WireGuard.open(namespace);
        RouteNetlink routes = RouteNetlink.open(namespace);
        FailoverController controller = FailoverController.builder(
                FailoverConfiguration.of(group)
                    .detection(Detection.ECHO.withEchoInterval(Duration.ofMillis(200)))
                    .build(),
                wireGuard,
                routes,
                namespace)
            .listener(new FailoverListener() {
              @Override
              public void happened(FailoverEvent event) {
                System.out.println(event);
              }
            })
            .build()) {
      controller.start();
      Thread.sleep(Duration.ofHours(1).toMillis());
    }
  }

  private static Tunnel tunnel(String device, String key) {
    return new Tunnel(InterfaceName.of(device), PublicKey.parse(key));
  }
}
