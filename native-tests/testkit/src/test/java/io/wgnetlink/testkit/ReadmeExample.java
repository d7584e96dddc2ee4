package io.wgnetlink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;

/** What the README shows between the marks; {@link ReadmeTests} holds the two together. */
final class ReadmeExample {
  private ReadmeExample() {}

  static void test(InterfaceName wg0, PublicKey hub, PeerUpdate peer) {
    // README begin
    InMemoryKernel kernel = InMemoryKernel.create();
    kernel.addInterface(wg0);
    try (WireGuard wireGuard = kernel.wireGuard()) { // the real client, for the code under test
      wireGuard.apply(DeviceUpdate.of(wg0).peer(peer).build());
      assertThat(kernel.routeOf(wg0, IpAddresses.parse("fd00::1"))).contains(hub);
      kernel.peer(wg0, hub).completeHandshake().receive(148);
      assertThat(wireGuard.device(wg0).peer(hub).orElseThrow().rxBytes()).isEqualTo(148);
      kernel.failNext(Errno.EBUSY);
      assertThatThrownBy(() -> wireGuard.device(wg0)).hasMessageContaining("EBUSY");
    }
    try (RouteNetlink netlink = kernel.routeNetlink()) {
      int index = netlink.link(wg0).orElseThrow().index();
      kernel.up(wg0);
      netlink.addRoute(Route.builder(IpPrefix.parse("10.9.0.0/16")).oif(index).build());
      kernel.down(wg0); // the route goes with it, and no event tells of that: as the kernel does
      assertThat(netlink.routes(RouteFilter.all().withFamily(AddressFamily.IPV4)))
          .isEmpty();
    }
    // README end
  }

  static PeerUpdate peer(PublicKey hub) {
    return PeerUpdate.of(hub).allowedIp(IpPrefix.parse("fd00::/64")).build();
  }
}
