package io.wgnetlink.failover.nativetests;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.nativetests.SteadyTraffic;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A client with a tunnel to each of two hubs, {@code wgA} and {@code wgB}, and a wire to each,
 * {@code ethA} and {@code ethB}. Hub A has {@code 10.7.1.1} and {@code fd07:1::1} in its tunnel,
 * hub B {@code 10.7.2.1} and {@code fd07:2::1}; the client ends in 2.
 */
final class TwoHubs implements AutoCloseable {
  /** An address of the group's prefix. */
  static final String SERVICE = "10.8.2.1";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final NetworkNamespace client = NetworkNamespace.create();
  final NetworkNamespace hubA = NetworkNamespace.create();
  final NetworkNamespace hubB = NetworkNamespace.create();
  final RouteNetlink routes = RouteNetlink.open(client);
  final WireGuard wireGuard = WireGuard.open(client);
  final Tunnel toA;
  final Tunnel toB;
  final Group group;

  TwoHubs() {
    run(client, "ip link set lo up");
    toA = join(hubA, "A", 1, "10.8.0.0/16");
    toB = join(hubB, "B", 2, "10.8.2.0/24");
    run(client, "ip route add 10.8.0.0/16 dev wgA");
    group = new Group(
        "service",
        Set.of(IpPrefix.parse("10.8.2.0/24")),
        List.of(Path.of("direct", toB), Path.of("permanent", toA)));
  }

  /** Makes a hub of a namespace: its wire, the client's tunnel to it, and what that may carry. */
  Tunnel join(NetworkNamespace hub, String name, int number, String services) {
    PrivateKey own = PrivateKey.generate();
    PrivateKey theirs = PrivateKey.generate();
    PresharedKey secret = PresharedKey.generate();
    InterfaceName wire = InterfaceName.of("eth" + name);
    InterfaceName device = InterfaceName.of("wg" + name);
    routes.createLink(LinkSpec.veth(wire, InterfaceName.of("eth0")).withPeerNamespace(hub));
    run(client, "ip address add 192.0.2." + (4 * number + 2) + "/30 dev " + wire);
    run(client, "ip link set " + wire + " up");
    run(client, "ip link add " + device + " type wireguard");
    run(hub, "ip address add 192.0.2." + (4 * number + 1) + "/30 dev eth0");
    run(hub, "ip link set eth0 up");
    run(hub, "ip link add wg0 type wireguard");
    try (WireGuard there = WireGuard.open(hub)) {
      there.apply(DeviceUpdate.of(InterfaceName.of("wg0"))
          .privateKey(theirs)
          .listenPort(51820)
          .peer(PeerUpdate.of(own.publicKey())
              .presharedKey(secret)
              .allowedIp(IpPrefix.parse("10.7." + number + ".2/32"))
              .allowedIp(IpPrefix.parse("fd07:" + number + "::2/128")))
          .build());
    }
    wireGuard.apply(DeviceUpdate.of(device)
        .privateKey(own)
        .peer(PeerUpdate.of(theirs.publicKey())
            .presharedKey(secret)
            .endpoint(Endpoint.parse("192.0.2." + (4 * number + 1) + ":51820"))
            .allowedIp(IpPrefix.parse("10.7." + number + ".1/32"))
            .allowedIp(IpPrefix.parse("fd07:" + number + "::1/128"))
            .allowedIp(IpPrefix.parse(services)))
        .build());
    end(client, device.value(), number, 2);
    end(hub, "wg0", number, 1);
    run(client, "ip route add 10.7." + number + ".1/32 dev " + device);
    run(client, "ip -6 route add fd07:" + number + "::1/128 dev " + device);
    run(hub, "ip route add 10.7." + number + ".2/32 dev wg0");
    run(hub, "ip -6 route add fd07:" + number + "::2/128 dev wg0");
    return new Tunnel(device, theirs.publicKey());
  }

  private static void end(NetworkNamespace host, String device, int tunnel, int end) {
    run(host, "ip address add 10.7." + tunnel + "." + end + "/32 dev " + device);
    run(host, "ip -6 address add fd07:" + tunnel + "::" + end + "/128 dev " + device + " nodad");
    run(host, "ip link set " + device + " up");
  }

  static String run(NetworkNamespace host, String command) {
    return Witness.run(host, command.split(" "));
  }

  /** Drops what comes in by the wire for WireGuard. */
  static void deafen(NetworkNamespace host, String wire) {
    Witness.run(host, "nft", "add", "table", "ip", "cut");
    Witness.run(host, "nft", "add chain ip cut in { type filter hook prerouting priority -300; }");
    Witness.run(host, "nft", "add rule ip cut in iifname " + wire + " meta l4proto udp drop");
  }

  static void heal(NetworkNamespace host) {
    Witness.run(host, "nft", "delete", "table", "ip", "cut");
  }

  /** Gives both hubs the service {@link #SERVICE}, so that either path leads to it. */
  void serve() {
    for (NetworkNamespace hub : List.of(hubA, hubB)) {
      run(hub, "ip link set lo up");
      run(hub, "ip address add " + SERVICE + "/32 dev lo");
    }
  }

  /** Loses, delays or reorders what the client sends by the wire, as netem's words say. */
  static void worsen(NetworkNamespace host, String wire, String how) {
    run(host, "tc qdisc replace dev " + wire + " root netem " + how);
  }

  /** Starts a controller of the client, whose events go to a log. */
  FailoverController start(FailoverConfiguration configuration, EventLog log) {
    FailoverController controller = FailoverController.builder(
            configuration, wireGuard, routes, client)
        .listener(log)
        .build();
    controller.start();
    return controller;
  }

  /** Whether the group of some name goes by the path of some name. */
  static boolean isOn(FailoverController controller, String group, String path) {
    Path carrier = controller.status().carriers().get(group);
    return carrier != null && carrier.name().equals(path);
  }

  static boolean isOn(FailoverController controller, String path) {
    return isOn(controller, "service", path);
  }

  /** Asks the service fifty times a second, in datagrams of some size in bytes. */
  SteadyTraffic traffic(int size) {
    return SteadyTraffic.start(client, SERVICE, Duration.ofMillis(20), size, hubA, hubB);
  }

  Peer peer(Tunnel tunnel) {
    try (Device device = wireGuard.device(tunnel.device())) {
      return device.peer(tunnel.peer()).orElseThrow();
    }
  }

  /** Waits for something to become true, with patience for slow machines. */
  static boolean await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return true;
  }

  @Override
  public void close() {
    wireGuard.close();
    routes.close();
    client.close();
    hubA.close();
    hubB.close();
  }
}
