package io.wgnetlink.failover.nativetests;

import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;

/**
 * A client with as many tunnels to one hub as are asked for, each by an interface of its own, over
 * one wire. In tunnel 3 the hub has {@code 10.7.3.1} and the client {@code 10.7.3.2}.
 */
final class OneHub implements AutoCloseable {
  private static final InterfaceName HUB_DEVICE = InterfaceName.of("wg0");

  final NetworkNamespace client = NetworkNamespace.create();
  private final NetworkNamespace hub = NetworkNamespace.create();
  final RouteNetlink routes = RouteNetlink.open(client);
  final WireGuard wireGuard = WireGuard.open(client);
  private final WireGuard there = WireGuard.open(hub);
  private final PrivateKey hubKey = PrivateKey.generate();
  private int tunnels;

  OneHub() {
    routes.createLink(
        LinkSpec.veth(InterfaceName.of("eth0"), InterfaceName.of("eth0")).withPeerNamespace(hub));
    TwoHubs.run(client, "ip address add 192.0.2.2/30 dev eth0");
    TwoHubs.run(client, "ip link set eth0 up");
    TwoHubs.run(hub, "ip address add 192.0.2.1/30 dev eth0");
    TwoHubs.run(hub, "ip link set eth0 up");
    TwoHubs.run(hub, "ip link add wg0 type wireguard");
    there.apply(DeviceUpdate.of(HUB_DEVICE).privateKey(hubKey).listenPort(51820).build());
    TwoHubs.run(hub, "ip link set wg0 up");
  }

  /** Adds a tunnel that may carry the prefix, with the keepalives of both ends in seconds or 0. */
  Tunnel join(IpPrefix carried, int keepalive, int keepaliveOfHub) {
    int number = ++tunnels;
    String net = "10.7." + number;
    InterfaceName device = InterfaceName.of("wg" + number);
    PrivateKey own = PrivateKey.generate();
    TwoHubs.run(client, "ip link add " + device + " type wireguard");
    wireGuard.apply(DeviceUpdate.of(device)
        .privateKey(own)
        .listenPort(50000 + number)
        .peer(PeerUpdate.of(hubKey.publicKey())
            .endpoint(Endpoint.parse("192.0.2.1:51820"))
            .allowedIp(IpPrefix.parse(net + ".1/32"))
            .allowedIp(carried)
            .persistentKeepalive(Duration.ofSeconds(keepalive)))
        .build());
    there.apply(DeviceUpdate.of(HUB_DEVICE)
        .peer(PeerUpdate.of(own.publicKey())
            .endpoint(Endpoint.parse("192.0.2.2:" + (50000 + number)))
            .allowedIp(IpPrefix.parse(net + ".2/32"))
            .persistentKeepalive(Duration.ofSeconds(keepaliveOfHub)))
        .build());
    TwoHubs.run(client, "ip address add " + net + ".2/32 dev " + device);
    TwoHubs.run(client, "ip link set " + device + " up");
    TwoHubs.run(client, "ip route add " + net + ".1/32 dev " + device);
    TwoHubs.run(hub, "ip address add " + net + ".1/32 dev wg0");
    TwoHubs.run(hub, "ip route add " + net + ".2/32 dev wg0");
    return new Tunnel(device, hubKey.publicKey());
  }

  @Override
  public void close() {
    there.close();
    wireGuard.close();
    routes.close();
    client.close();
    hub.close();
  }
}
