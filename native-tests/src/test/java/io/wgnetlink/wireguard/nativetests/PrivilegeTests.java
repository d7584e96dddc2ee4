package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.OPTIONAL;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wgnetlink.nativetests.OtherUser;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What a process without the right capability is told. */
class PrivilegeTests {
  private static final PublicKey PEER = PrivateKey.generate().publicKey();

  @Test
  void shouldNameTheCapabilityThatIsMissing() {
    try (Host host = Host.create();
        RouteNetlink routes = RouteNetlink.open(host.namespace)) {
      refused(() -> WireGuard.open(host.namespace))
          .hasMessageContaining("CAP_SYS_ADMIN")
          .hasMessageContaining(host.namespace.toString());
      refused(() -> host.wireGuard.apply(DeviceUpdate.of(WG0).listenPort(1).build()))
          .hasMessageContaining("cannot set WireGuard device wg0")
          .hasMessageContaining("CAP_NET_ADMIN")
          .hasMessageContaining(host.namespace.toString());
      Route route = Route.builder(IpPrefix.parse("10.0.0.0/8")).oif(1).build();
      refused(() -> {
            routes.addRoute(route);
            return "added";
          })
          .hasMessageContaining("CAP_NET_ADMIN");
    }
  }

  /** The user has every capability over where the device is, and none over where it was made. */
  @Test
  void shouldSayWhoMaySetThePortOfADeviceThatWasMoved() throws IOException {
    Process owner = new ProcessBuilder(
            "setpriv",
            "--reuid=" + OtherUser.UID,
            "--clear-groups",
            "unshare",
            "--user",
            "--net",
            "sh",
            "-c",
            "echo ready; exec sleep 60")
        .redirectErrorStream(true)
        .start();
    try (Host host = Host.create()) {
      String line = owner.inputReader().readLine();
      assumeTrue("ready".equals(line), "users may not make namespaces here: " + line);
      host.run("ip", "link", "set", "wg0", "netns", Long.toString(owner.pid()));
      try (NetworkNamespace moved = NetworkNamespace.ofProcess(owner.pid());
          WireGuard wireGuard = WireGuard.open(moved)) {
        assertThat(OtherUser.failureOf(() ->
                wireGuard.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(PEER)).build())))
            .isEmpty();
        refused(() -> wireGuard.apply(DeviceUpdate.of(WG0).fwmark(7).build()))
            .hasMessageContaining("the network namespace in which wg0 was created");
        refused(() -> wireGuard.apply(DeviceUpdate.of(WG0).listenPort(51820).build()))
            .hasMessageContaining("the network namespace in which wg0 was created");
        assertThat(wireGuard.device(WG0).peers()).hasSize(1);
        wireGuard.apply(DeviceUpdate.of(WG0).fwmark(7).build());
      }
    } finally {
      owner.destroy();
    }
  }

  private static AbstractThrowableAssert<?, ?> refused(Callable<?> call) {
    Throwable failure = OtherUser.failureOf(call).orElseThrow();
    assertThat(failure)
        .asInstanceOf(type(NetlinkException.class))
        .extracting(NetlinkException::errno, as(OPTIONAL))
        .contains(Errno.EPERM);
    return assertThat(failure);
  }
}
