package io.wgnetlink.samples.nativetests;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Ipv6Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.samples.cli.Surroundings;
import io.wgnetlink.samples.cli.Wgj;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/**
 * A program that calls every operation of the library and of {@code wgj} once; {@link NoForkTests}
 * watches it. Its argument is an interface that a userspace daemon serves.
 */
final class LibraryTour {
  private static final InterfaceName LO = InterfaceName.of("lo");
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final IpPrefix WIDE = IpPrefix.parse("fd00::/64");
  private static final IpPrefix NARROW = IpPrefix.parse("fd00::1:0/112");

  private static final CommandLine WGJ = Wgj.commandLine(Surroundings.of(Map.of()));

  private final NetworkNamespace namespace;
  private final RouteNetlink netlink;
  private final WireGuard wireGuard;
  private final PublicKey permanent;
  private final PublicKey direct;

  private LibraryTour(NetworkNamespace namespace, RouteNetlink netlink, WireGuard wireGuard) {
    this.namespace = namespace;
    this.netlink = netlink;
    this.wireGuard = wireGuard;
    try (PrivateKey one = PrivateKey.generate();
        PrivateKey other = PrivateKey.generate()) {
      this.permanent = one.publicKey();
      this.direct = other.publicKey();
    }
  }

  public static void main(String[] arguments) throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.create();
        RouteNetlink netlink = RouteNetlink.open(namespace);
        WireGuard wireGuard = WireGuard.open(namespace)) {
      LibraryTour tour = new LibraryTour(namespace, netlink, wireGuard);
      tour.namespaces();
      tour.wireGuard();
      tour.commands();
      userspace(InterfaceName.of(arguments[0]));
      tour.addPeers();
      tour.routes();
      Events events = new Events(tour);
      events.links();
      events.monitor();
      events.failover();
    }
    System.exit(0);
  }

  private void namespaces() {
    try (NetworkNamespace own = NetworkNamespace.current();
        NetworkNamespace process =
            NetworkNamespace.ofProcess(ProcessHandle.current().pid())) {
      require(own.equals(process), "the process is in the namespace that it was started in");
    }
    require(namespace.call(() -> true), "a task runs inside");
  }

  private void wireGuard() {
    netlink.createLink(LinkSpec.wireguard(WG0).withUp());
    addPeers();
    try (Device device = wireGuard.device(WG0)) {
      require(device.peers().size() == 2, "the peers are there");
    }
    require(wireGuard.interfaces().equals(List.of(WG0)), "the interface is listed");
    DesiredDevice desired =
        DesiredDevice.of(WG0).peer(DesiredPeer.of(permanent).allowedIp(WIDE)).build();
    require(wireGuard.plan(desired).removed().equals(List.of(direct)), "a change is planned");
    require(wireGuard.sync(desired).sent(), "and made");
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(permanent).removeAllowedIp(WIDE))
        .build());
  }

  private void addPeers() {
    try (PrivateKey key = PrivateKey.generate();
        PresharedKey presharedKey = PresharedKey.generate()) {
      wireGuard.apply(DeviceUpdate.of(WG0)
          .privateKey(key)
          .peer(PeerUpdate.of(permanent)
              .presharedKey(presharedKey)
              .endpoint(Endpoint.parse("127.0.0.1:9"))
              .allowedIp(WIDE))
          .peer(PeerUpdate.of(direct)
              .endpoint(Endpoint.parse("127.0.0.1:9"))
              .allowedIp(NARROW)
              .allowedIp(IpPrefix.parse("fd00:1::2/128")))
          .build());
    }
  }

  private void commands() throws IOException {
    Path folder = Files.createTempDirectory("tour");
    Path key = Files.writeString(folder.resolve("key"), wgj("genkey"));
    System.setIn(new ByteArrayInputStream(wgj("genkey").getBytes(StandardCharsets.US_ASCII)));
    Path more = Files.writeString(
        folder.resolve("more"),
        "[Peer]\nPublicKey=" + wgj("pubkey") + "AllowedIPs=fd00:2::/64\nEndpoint=localhost:9\n");
    Path psk = Files.writeString(folder.resolve("psk"), wgj("genpsk"));
    wgj("set wg0 fwmark 7 private-key " + key + " peer " + permanent + " preshared-key " + psk
        + " persistent-keepalive 25 endpoint localhost:9 allowed-ips " + WIDE);
    Path all = Files.writeString(folder.resolve("all"), wgj("showconf wg0"));
    wgj("addconf wg0 " + more);
    wgj("syncconf wg0 " + all);
    wgj("setconf wg0 " + all);
    require(wgj("showconf wg0").equals(Files.readString(all)), "it is as it was");
    require(wgj("show").contains("peer: " + permanent), "it is shown");
    require(wgj("show all dump").contains(permanent.toBase64()), "also in tables");
    require(wgj("show --json").contains(permanent.toBase64()), "also as JSON");
    for (Path file : List.of(key, more, psk, all, folder)) {
      Files.delete(file);
    }
  }

  private String wgj(String line) {
    StringWriter out = new StringWriter();
    int code = namespace.call(() -> WGJ.setOut(new PrintWriter(out)).execute(line.split(" ", -1)));
    require(code == 0, "wgj " + line.split(" ", -1)[0] + " succeeds");
    return out.toString();
  }

  /** In the namespace that the program was started in, where the daemon is. */
  private static void userspace(InterfaceName name) {
    try (WireGuard own = WireGuard.open();
        PrivateKey key = PrivateKey.generate();
        PrivateKey ofPeer = PrivateKey.generate()) {
      PublicKey peer = ofPeer.publicKey();
      require(own.interfaces().contains(name), "the daemon's interface is listed");
      own.apply(DeviceUpdate.of(name)
          .privateKey(key)
          .peer(PeerUpdate.of(peer).allowedIp(WIDE))
          .build());
      own.apply(
          DeviceUpdate.of(name).peer(PeerUpdate.of(peer).removeAllowedIp(WIDE)).build());
      require(own.sync(DesiredDevice.of(name).build()).sent(), "its peer is removed");
      try (Device device = own.device(name)) {
        require(device.peers().isEmpty(), "and is not there");
      }
    }
  }

  private void routes() {
    int link = netlink.link(WG0).orElseThrow().index();
    netlink.addAddress(link, InterfaceAddress.parse("fd00:1::16/128").withoutDad());
    netlink.addRoute(Route.builder(WIDE).oif(link).build());
    netlink.addRoute(Route.builder(IpPrefix.parse("fd00:1::/64")).oif(link).build());
    netlink.replaceRoute(Route.builder(NARROW).oif(link).build());
    require(
        netlink.lookup(RouteLookup.of(IpAddresses.parse("fd00::1:3"))).uses(link),
        "the route is used");
    require(!netlink.routes(RouteFilter.all().withOif(link)).isEmpty(), "routes are listed");
    netlink.deleteRoute(Route.builder(NARROW).oif(link).build());
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("not so: " + what);
    }
  }

  /** What subscribes to events, and with that needs Netty. */
  static final class Events {
    private final LibraryTour tour;

    Events(LibraryTour tour) {
      this.tour = tour;
    }

    void links() throws InterruptedException {
      CountDownLatch seen = new CountDownLatch(1);
      RouteMonitor.Listener listener = (RouteEvent event) -> seen.countDown();
      RouteMonitor monitor = RouteMonitor.open(tour.namespace, listener);
      try {
        tour.netlink.changeLink(LO, LinkChange.builder().up().build());
        int bridge =
            tour.netlink.createLink(LinkSpec.bridge(InterfaceName.of("br0"))).index();
        Link veth = tour.netlink.createLink(
            LinkSpec.veth(InterfaceName.of("veth0"), InterfaceName.of("veth1")).withUp());
        tour.netlink.changeLink(
            veth.index(), LinkChange.builder().master(bridge).mtu(1400).build());
        tour.netlink.changeLink(
            veth.index(), LinkChange.builder().bridgePortIsolated(true).build());
        tour.netlink.changeLink(
            veth.index(), LinkChange.builder().ipv4(Ipv4Switch.FORWARDING, true).build());
        tour.netlink.changeSetting(IpSetting.ofAll(Ipv6Switch.FORWARDING), 1);
        require(seen.await(10, TimeUnit.SECONDS), "link events arrive");
        tour.netlink.deleteLink(InterfaceName.of("veth0"));
        require(tour.netlink.links().size() >= 2, "links are listed");
      } finally {
        monitor.close();
      }
    }

    void monitor() {
      try (DeviceMonitor monitor =
          DeviceMonitor.of(tour.wireGuard, WG0, new DeviceMonitor.Listener() {})) {
        monitor.poll();
      }
    }

    void failover() throws InterruptedException {
      Group group = new Group(
          "behind",
          Set.of(NARROW),
          List.of(
              io.wgnetlink.failover.model.Path.of("direct", new Tunnel(WG0, tour.direct)),
              io.wgnetlink.failover.model.Path.of("permanent", new Tunnel(WG0, tour.permanent))));
      try (FailoverController controller = FailoverController.builder(
              FailoverConfiguration.of(group).build(), tour.wireGuard, tour.netlink, tour.namespace)
          .build()) {
        controller.start();
        Thread.sleep(Duration.ofSeconds(3).toMillis());
      }
    }
  }
}
