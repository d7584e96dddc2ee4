package io.wgnetlink.failover.nativetests;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.testkit.InMemoryKernel;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A host with three ways out, of which the kernel's routes choose. The routes are a real kernel's,
 * so the interfaces are pairs; what WireGuard would say of them is told by a kernel in memory, so
 * that no kernel needs the module.
 */
final class Crossroads implements AutoCloseable {
  static final List<IpPrefix> WIDE =
      List.of(IpPrefix.parse("10.64.0.0/10"), IpPrefix.parse("fd77::/32"));

  final NetworkNamespace namespace = NetworkNamespace.create();
  final RouteNetlink netlink = RouteNetlink.open(namespace);
  final InMemoryKernel memory = InMemoryKernel.create();
  final WireGuard wireGuard = memory.wireGuard();
  final Path direct = path("direct", "wgB", 2);
  final Path second = path("second", "wgC", 3);
  final Path permanent = path("permanent", "wgA", 1);

  private volatile boolean closed;

  Crossroads() {
    for (Path path : List.of(permanent, direct, second)) {
      make(path);
      memory.addInterface(path.tunnel().device());
      wireGuard.apply(DeviceUpdate.of(path.tunnel().device())
          .peer(PeerUpdate.of(path.tunnel().peer()).allowedIps(WIDE))
          .build());
    }
    addWideRoutes(Route.TABLE_MAIN);
  }

  private static Path path(String name, String device, int key) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) key;
    return Path.of(name, new Tunnel(InterfaceName.of(device), PublicKey.of(bytes)));
  }

  /** Makes the interface of a path, up. */
  Link make(Path path) {
    InterfaceName name = path.tunnel().device();
    return netlink.createLink(
        LinkSpec.veth(name, InterfaceName.of(name.value() + "-end")).withUp());
  }

  void addWideRoutes(int table) {
    for (IpPrefix wide : WIDE) {
      netlink.addRoute(Route.builder(wide).oif(index(permanent)).table(table).build());
    }
  }

  Group group(Set<IpPrefix> prefixes) {
    return new Group("far", prefixes, List.of(direct, second, permanent));
  }

  /** Lets all peers prove that they live, again and again. */
  void bringToLife() {
    Thread otherEnds = new Thread(this::live, "other-ends");
    otherEnds.setDaemon(true);
    otherEnds.start();
  }

  private void live() {
    while (!closed) {
      List.of(direct, second, permanent).stream()
          .map(Path::tunnel)
          .forEach(t -> memory.peer(t.device(), t.peer()).completeHandshake().receive(92));
      LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
    }
  }

  int index(Path path) {
    return netlink.link(path.tunnel().device()).orElseThrow().index();
  }

  /** Runs {@code ip} with arguments inside the namespace and returns what it prints. */
  String ip(String arguments) {
    return Witness.run(namespace, ("ip " + arguments).split(" "));
  }

  @Override
  public void close() {
    closed = true;
    wireGuard.close();
    netlink.close();
    namespace.close();
  }
}
