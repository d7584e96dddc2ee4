package io.wgnetlink.failover.nativetests;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.FailoverListener;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.LeaseChange;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A program to be killed: a controller in the namespace that it is started in, with a lease of as
 * many milliseconds as it is told. Says what happens, a line each, until it is ended.
 */
final class LeasedController {
  static final Group GROUP = new Group(
      "hub-b",
      Set.of(TwoWays.NARROW_4, TwoWays.NARROW_6),
      List.of(
          Path.of("direct", new Tunnel(TwoWays.B, SwallowingTunnels.HUB_B)),
          Path.of("permanent", new Tunnel(TwoWays.A, SwallowingTunnels.HUB_A))));

  private LeasedController() {}

  public static void main(String[] arguments) throws InterruptedException {
    FailoverListener listener = new FailoverListener() {
      @Override
      public void switched(Group moved, Path to, Duration took) {
        System.out.println("switched to " + to.name());
      }

      @Override
      public void switchFailed(Group moved, Path wanted, String cause) {
        System.out.println("not switched to " + wanted.name() + ": " + cause);
      }

      @Override
      public void leaseChanged(LeaseChange change) {
        System.out.println(change);
      }
    };
    Duration lease = Duration.ofMillis(Long.parseLong(arguments[0]));
    try (NetworkNamespace namespace = NetworkNamespace.current();
        RouteNetlink routes = RouteNetlink.open(namespace);
        FailoverController controller = FailoverController.builder(
                FailoverConfiguration.of(GROUP).lease(Lease.of(lease)).build(),
                new SwallowingTunnels(),
                routes,
                namespace)
            .listener(listener)
            .build()) {
      controller.start();
      System.out.println("started");
      Thread.sleep(Duration.ofHours(1).toMillis());
    }
  }
}
