package io.wgnetlink.nativetests;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;

/** What the README shows between the marks; {@link ReadmeTests} holds the two together. */
final class ReadmeExample {
  private ReadmeExample() {}

  static void connect(NetworkNamespace namespace, PublicKey hub) {
    // README begin
    try (WireGuard wireGuard = WireGuard.open(namespace);
        RouteNetlink netlink = RouteNetlink.open(namespace);
        PrivateKey privateKey = PrivateKey.generate()) {
      InterfaceName wg0 = InterfaceName.of("wg0");
      Link link = netlink.createLink(LinkSpec.wireguard(wg0).withUp());
      PeerUpdate peer = PeerUpdate.of(hub)
          .endpoint(Endpoint.parse("192.0.2.1:51820"))
          .persistentKeepalive(Duration.ofSeconds(25))
          .allowedIp(IpPrefix.parse("fd00::/64"))
          .build();
      wireGuard.apply(DeviceUpdate.of(wg0).privateKey(privateKey).peer(peer).build());
      netlink.addAddress(link.index(), InterfaceAddress.parse("fd00:1::16/128"));
      netlink.addRoute(
          Route.builder(IpPrefix.parse("fd00::/64")).oif(link.index()).build());
      try (Device device = wireGuard.device(wg0)) { // holds keys, and wipes them
        for (Peer each : device.peers()) {
          System.out.println(each.publicKey() + " last handshake " + each.latestHandshake());
        }
      }
    }
    // README end
  }
}
