package io.wgnetlink.samples.nativetests;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.link.InterfaceAddress;
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
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A program that calls every operation of the library once; {@link NoForkTests} watches it. */
final class LibraryTour {
  private static final InterfaceName LO = InterfaceName.of("lo");
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final IpPrefix WIDE = IpPrefix.parse("fd00::/64");
  private static final IpPrefix NARROW = IpPrefix.parse("fd00::1:0/112");

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

  public static void main(String[] arguments) throws InterruptedException {
    try (NetworkNamespace namespace = NetworkNamespace.create();
        RouteNetlink netlink = RouteNetlink.open(namespace);
        WireGuard wireGuard = WireGuard.open(namespace)) {
      LibraryTour tour = new LibraryTour(namespace, netlink, wireGuard);
      tour.namespaces();
      tour.links();
      tour.wireGuard();
      tour.routes();
      tour.failover();
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

  private void links() throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    RouteMonitor.Listener listener = (RouteEvent event) -> seen.countDown();
    RouteMonitor monitor = RouteMonitor.open(namespace, listener);
    try {
      netlink.changeLink(LO, LinkChange.builder().up().build());
      int bridge = netlink.createLink(LinkSpec.bridge(InterfaceName.of("br0"))).index();
      Link veth = netlink.createLink(
          LinkSpec.veth(InterfaceName.of("veth0"), InterfaceName.of("veth1")).withUp());
      netlink.changeLink(
          veth.index(), LinkChange.builder().master(bridge).mtu(1400).build());
      netlink.changeLink(
          veth.index(), LinkChange.builder().bridgePortIsolated(true).build());
      netlink.changeLink(
          veth.index(), LinkChange.builder().ipv4(Ipv4Switch.FORWARDING, true).build());
      Ipv6Switch.FORWARDING.set(namespace, 1);
      require(seen.await(10, TimeUnit.SECONDS), "link events arrive");
      netlink.deleteLink(InterfaceName.of("veth0"));
      require(netlink.links().size() >= 2, "links are listed");
    } finally {
      monitor.close();
    }
  }

  private void wireGuard() {
    netlink.createLink(LinkSpec.wireguard(WG0).withUp());
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
    try (Device device = wireGuard.device(WG0)) {
      require(device.peers().size() == 2, "the peers are there");
    }
    require(wireGuard.interfaces().equals(List.of(WG0)), "the interface is listed");
    try (DeviceMonitor monitor =
        DeviceMonitor.of(wireGuard, WG0, new DeviceMonitor.Listener() {})) {
      monitor.poll();
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

  private void failover() throws InterruptedException {
    Group group = new Group(
        "behind",
        Set.of(NARROW),
        List.of(
            Path.of("direct", new Tunnel(WG0, direct)),
            Path.of("permanent", new Tunnel(WG0, permanent))));
    try (FailoverController controller = FailoverController.builder(
            FailoverConfiguration.of(group).build(), wireGuard, netlink, namespace)
        .build()) {
      controller.start();
      Thread.sleep(Duration.ofSeconds(3).toMillis());
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("not so: " + what);
    }
  }
}
