package io.wgnetlink.samples.demo;

import static io.wgnetlink.samples.demo.Prefixes.BEHIND_B;
import static io.wgnetlink.samples.demo.Prefixes.CLIENT;
import static io.wgnetlink.samples.demo.Prefixes.CLIENT_ECHO;
import static io.wgnetlink.samples.demo.Prefixes.HUB_B;
import static io.wgnetlink.samples.demo.Prefixes.HUB_B_ECHO;
import static io.wgnetlink.samples.demo.Prefixes.WIDE;

import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import java.time.Duration;
import java.util.List;

/**
 * The partial mesh: a client with tunnels to two hubs, the hubs connected by a third tunnel, and a
 * service behind each hub.
 *
 * <pre>
 *        service A                 service B          fd00::3, 172.29.0.3    fd00::1:3, 172.29.0.19
 *            |                         |
 *         hub A ====== wg15 ======= hub B             fd00:1::1, 172.29.1.1  fd00:1::2, 172.29.1.2
 *            \\                      //
 *            wg16                  wg14
 *              \\                  //
 *               ===== client =====                    fd00:1::16, 172.29.1.16
 *
 *   underlay: client 10.99.0.16, hub A 10.99.0.1, hub B 10.99.0.2
 * </pre>
 *
 * <p>Hub A, the permanent one, is given the wide prefixes, hub B the narrow ones within: so while
 * the direct tunnel lives the longest match takes traffic for service B there, and hub A could
 * carry it too. What is left out here is what a controller moves: in mode route the narrow routes
 * of the client, and those to the client at hub B.
 */
final class PartialMesh implements AutoCloseable {
  /** The client's interface of both hubs in mode allowed-ips. */
  static final InterfaceName WG0 = InterfaceName.of("wg0");

  /** The client's interfaces in mode route. */
  static final InterfaceName WG_A = InterfaceName.of("wgA");

  static final InterfaceName WG_B = InterfaceName.of("wgB");

  /** A hub's interface for clients, and the one for the other hub. */
  static final InterfaceName WG14 = InterfaceName.of("wg14");

  static final InterfaceName WG15 = InterfaceName.of("wg15");
  static final InterfaceName WG16 = InterfaceName.of("wg16");

  private static final InterfaceName LAN = InterfaceName.of("lan0");
  private static final Duration KEEPALIVE = Duration.ofSeconds(25);

  private final ClosingStack opened = new ClosingStack();
  private final MeshMode mode;
  private final boolean echoAddresses;
  private final Underlay underlay;
  private final Host client;
  private final Host hubA;
  private final Host hubB;
  private final Host serviceA;
  private final Host serviceB;
  private final PeerUpdate directPeer;

  private PartialMesh(DemoOptions options) {
    this.mode = options.mode();
    this.echoAddresses = options.needsEchoAddresses();
    try {
      underlay = opened.push(new Underlay());
      client = opened.push(Host.create("client"));
      hubA = opened.push(Host.create("hub-a"));
      hubB = opened.push(Host.create("hub-b"));
      serviceA = opened.push(Host.create("service-a"));
      serviceB = opened.push(Host.create("service-b"));
      plug();
      if (options.needsYoungTunnel()) {
        cutDirectPath(Damage.BOTH);
      }
      configureHubA();
      configureHubB();
      directPeer = configureClient();
      opened.push(EchoService.open(serviceB, Prefixes.SERVICE_B_V6));
      opened.push(EchoService.open(serviceB, Prefixes.SERVICE_B_V4));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Builds the mesh; its tunnels come up as soon as the hosts' first keepalives are answered, the
   * direct one of a scenario in which it is young when {@link #healDirectPath} says so.
   *
   * <p>Where echo requests are sent, client and hub B have an address each that stays with the
   * direct tunnel, so that they and their replies go by it whatever way the traffic takes: hub B
   * the tunnel address that it has anyhow, and the client one more.
   */
  static PartialMesh build(DemoOptions options) {
    return new PartialMesh(options);
  }

  Host client() {
    return client;
  }

  Host hubB() {
    return hubB;
  }

  /** The client's tunnel to hub A: the permanent one. */
  Tunnel clientToA() {
    return new Tunnel(mode == MeshMode.ROUTE ? WG_A : WG0, hubA.publicKey());
  }

  /** The client's tunnel to hub B: the direct one. */
  Tunnel clientToB() {
    return new Tunnel(mode == MeshMode.ROUTE ? WG_B : WG0, hubB.publicKey());
  }

  /** Hub B's tunnel to the client: the direct one. */
  Tunnel hubBToClient() {
    return new Tunnel(WG14, client.publicKey());
  }

  /** Hub B's tunnel to hub A: the permanent one. */
  Tunnel hubBToA() {
    return new Tunnel(WG15, hubA.publicKey());
  }

  /** Silently drops what is said of the direct path; client and hub B still reach hub A. */
  void cutDirectPath(Damage damage) {
    switch (damage) {
      case BOTH -> underlay.cut(client, hubB);
      case OUT -> underlay.lose(client, hubB);
      case IN -> underlay.lose(hubB, client);
    }
  }

  void healDirectPath(Damage damage) {
    switch (damage) {
      case BOTH -> underlay.heal(client, hubB);
      case OUT -> underlay.deliver(client, hubB);
      case IN -> underlay.deliver(hubB, client);
    }
  }

  /**
   * Has the direct tunnel make a new handshake: the client's peer is removed and created again, in
   * one message.
   */
  void renewDirectTunnel() {
    client
        .wireGuard()
        .apply(DeviceUpdate.of(clientToB().device())
            .peer(PeerUpdate.remove(directPeer.publicKey()))
            .peer(directPeer)
            .build());
  }

  private void plug() {
    underlay.attach(client, "10.99.0.16/24");
    underlay.attach(hubA, "10.99.0.1/24");
    underlay.attach(hubB, "10.99.0.2/24");

    hubA.connect(LAN, serviceA, Underlay.UPLINK);
    hubA.addAddresses(LAN, "fd00::1/112", "172.29.0.1/28");
    serviceA.addAddresses(Underlay.UPLINK, "fd00::3/112", "172.29.0.3/28");
    addDefaultRoutes(serviceA, "fd00::1", "172.29.0.1");

    hubB.connect(LAN, serviceB, Underlay.UPLINK);
    hubB.addAddresses(LAN, "fd00::1:1/112", "172.29.0.17/28");
    serviceB.addAddresses(Underlay.UPLINK, "fd00::1:3/112", "172.29.0.19/28");
    addDefaultRoutes(serviceB, "fd00::1:1", "172.29.0.17");
  }

  private void configureHubA() {
    hubA.createWireGuard(WG16, 51816);
    hubA.createWireGuard(WG15, 51815);
    hubA.addAddresses(WG16, "fd00:1::1/128", "172.29.1.1/32");
    peer(hubA, WG16, PeerUpdate.of(client.publicKey()).allowedIps(CLIENT));
    List<IpPrefix> atB = Prefixes.both(BEHIND_B, HUB_B);
    peer(hubA, WG15, PeerUpdate.of(hubB.publicKey()).allowedIps(atB));
    hubA.addRoutes(WG16, CLIENT);
    hubA.addRoutes(WG15, atB);
    beRouter(hubA, WG15, WG16);
  }

  private void configureHubB() {
    hubB.createWireGuard(WG14, 51814);
    hubB.createWireGuard(WG15, 51815);
    hubB.addAddresses(WG14, "fd00:1::2/128", "172.29.1.2/32");
    List<IpPrefix> fixed = echoAddresses ? List.of(CLIENT_ECHO) : List.of();
    peer(hubB, WG14, PeerUpdate.of(client.publicKey()).allowedIps(Prefixes.both(CLIENT, fixed)));
    hubB.addRoutes(WG14, fixed);
    peer(
        hubB,
        WG15,
        PeerUpdate.of(hubA.publicKey())
            .allowedIps(WIDE)
            .endpoint(Endpoint.of(Prefixes.UNDERLAY_A, 51815))
            .persistentKeepalive(KEEPALIVE));
    hubB.addRoutes(WG15, WIDE);
    beRouter(hubB, WG14, WG15);
  }

  /** Returns the client's peer of the direct tunnel. */
  private PeerUpdate configureClient() {
    PeerUpdate.Builder a = PeerUpdate.of(hubA.publicKey())
        .allowedIps(WIDE)
        .endpoint(Endpoint.of(Prefixes.UNDERLAY_A, 51816))
        .persistentKeepalive(KEEPALIVE);
    PeerUpdate.Builder b = PeerUpdate.of(hubB.publicKey())
        .allowedIps(BEHIND_B)
        .endpoint(Endpoint.of(Prefixes.UNDERLAY_B, 51814))
        .persistentKeepalive(KEEPALIVE);
    if (mode == MeshMode.ALLOWED_IPS) {
      createClientInterface(WG0, 51820);
      peer(client, WG0, a);
      b = echoAddresses ? b.allowedIps(HUB_B) : b;
      peer(client, WG0, b);
      client.addRoutes(WG0, WIDE);
      addEchoRoute(WG0);
      return b.build();
    }
    createClientInterface(WG_A, 51820);
    createClientInterface(WG_B, 51821);
    peer(client, WG_A, a);
    peer(client, WG_B, b.allowedIps(HUB_B));
    client.addRoutes(WG_A, WIDE);
    client.addRoutes(WG_B, HUB_B);
    addEchoRoute(WG_B);
    return b.build();
  }

  /** Has the client's echo requests leave from the address whose way back does not move either. */
  private void addEchoRoute(InterfaceName link) {
    if (echoAddresses) {
      client.addAddresses(Host.LOOPBACK, CLIENT_ECHO.toString());
      client
          .netlink()
          .replaceRoute(Route.builder(HUB_B_ECHO)
              .oif(client.index(link))
              .preferredSource(CLIENT_ECHO.address())
              .protocol(Route.PROTOCOL_STATIC)
              .build());
    }
  }

  private void createClientInterface(InterfaceName link, int listenPort) {
    client.createWireGuard(link, listenPort);
    client.addAddresses(link, "fd00:1::16/128", "172.29.1.16/32");
    client.allowAsymmetricPaths(link);
  }

  private static void beRouter(Host hub, InterfaceName one, InterfaceName other) {
    hub.forward(one, other, LAN);
    hub.allowAsymmetricPaths(one);
    hub.allowAsymmetricPaths(other);
  }

  private static void peer(Host host, InterfaceName link, PeerUpdate.Builder peer) {
    host.wireGuard().apply(DeviceUpdate.of(link).peer(peer).build());
  }

  private static void addDefaultRoutes(Host host, String routerV6, String routerV4) {
    host.addRoute(IpPrefix.parse("::/0"), IpAddresses.parse(routerV6));
    host.addRoute(IpPrefix.parse("0.0.0.0/0"), IpAddresses.parse(routerV4));
  }

  @Override
  public void close() {
    opened.close();
  }
}
