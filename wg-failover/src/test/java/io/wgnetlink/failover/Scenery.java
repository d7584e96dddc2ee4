package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;

import io.wgnetlink.failover.evidence.NudgeProbe;
import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Disagreement;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.simulation.FakeKernel;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A client with a tunnel to hub A and one to hub B, in one of the two forms. */
final class Scenery {
  static final PublicKey HUB_A = key(1);
  static final PublicKey HUB_B = key(2);
  private static final PublicKey CLIENT = key(16);
  static final Set<IpPrefix> PREFIXES =
      Set.of(IpPrefix.parse("fd00::1:0/112"), IpPrefix.parse("172.29.0.16/28"));

  final VirtualTime time;
  final SimulatedTunnel direct;
  final SimulatedTunnel permanent;
  final FakeKernel kernel = new FakeKernel();
  final Group group;
  final List<TunnelChange> changes = new ArrayList<>();
  final List<Decision> decisions = new ArrayList<>();
  final List<String> switches = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final List<Contention> contentions = new ArrayList<>();
  final List<Disagreement> disagreements = new ArrayList<>();
  /** Where events of the kernel go; it makes none by itself. */
  Consumer<RouteEvent> events = event -> {};

  final FailoverListener listener = new FailoverListener() {
    @Override
    public void tunnelChanged(TunnelChange change) {
      changes.add(change);
    }

    @Override
    public void decided(Decision decision) {
      decisions.add(decision);
    }

    @Override
    public void switched(Group moved, Path to, Duration took) {
      switches.add(to.name());
    }

    @Override
    public void switchFailed(Group moved, Path wanted, String cause) {
      failures.add(cause);
    }

    @Override
    public void endsDisagree(Disagreement disagreement) {
      disagreements.add(disagreement);
    }

    @Override
    public void contended(Contention contention) {
      contentions.add(contention);
    }
  };

  private Scenery(Tunnel toB, Tunnel toA) {
    time = new VirtualTime(7);
    direct = new SimulatedTunnel(time, 0, 0);
    permanent = new SimulatedTunnel(time, 25, 0);
    group =
        new Group("hub-b", PREFIXES, List.of(Path.of("direct", toB), Path.of("permanent", toA)));
  }

  /** The other end of the direct tunnel of a client. */
  private Scenery(Scenery client, Tunnel toClient, Tunnel toA) {
    time = client.time;
    direct = client.direct;
    permanent = new SimulatedTunnel(time, 25, 0);
    group = new Group(
        "client",
        Set.of(IpPrefix.parse("fd00:1::16/128"), IpPrefix.parse("172.29.1.16/32")),
        List.of(Path.of("direct", toClient), Path.of("permanent", toA)));
  }

  /** Hub B of the same client, in the same form, with a tunnel of its own to hub A. */
  Scenery hub() {
    boolean routes = kernel.interfaces().size() > 1;
    String toClient = routes ? "wg14" : "wg1";
    String toA = routes ? "wg15" : "wg1";
    Scenery s = new Scenery(this, tunnel(toClient, CLIENT), tunnel(toA, HUB_A));
    for (String device : new LinkedHashSet<>(List.of(toClient, toA))) {
      s.kernel.device(device, "fd00::1:1/128", "172.29.0.17/32");
    }
    s.kernel
        .peer(toA, HUB_A, s.permanent.left, "172.29.1.0/24", "fd00:1::/64")
        .peer(toClient, CLIENT, s.direct.right, "172.29.1.16/32", "fd00:1::16/128");
    for (String wide : List.of("172.29.1.0/24", "fd00:1::/64")) {
      s.kernel.route(wide, toA);
    }
    if (!routes) {
      s.direct.right.acceptsData =
          () -> s.kernel.allowedIps("wg1", CLIENT).contains(IpPrefix.parse("fd00:1::16/128"));
    }
    return s;
  }

  /** The form that a mode is for. */
  static Scenery of(SwitchMode mode) {
    return mode == SwitchMode.ROUTE ? routes() : allowedIps();
  }

  /** An interface for each hub. */
  static Scenery routes() {
    Scenery s = new Scenery(tunnel("wgB", HUB_B), tunnel("wgA", HUB_A));
    s.kernel
        .device("wgA", "fd00:1::16/128", "172.29.1.16/32")
        .device("wgB", "fd00:1::16/128", "172.29.1.16/32")
        .peer(
            "wgA",
            HUB_A,
            s.permanent.left,
            "172.29.0.0/24",
            "172.29.1.0/24",
            "fd00::/64",
            "fd00:1::/64")
        .peer("wgB", HUB_B, s.direct.left, "172.29.0.16/28", "fd00::1:0/112");
    for (String wide : List.of("172.29.0.0/24", "172.29.1.0/24", "fd00::/64", "fd00:1::/64")) {
      s.kernel.route(wide, "wgA");
    }
    return s;
  }

  /** One interface for both, as in the original article. */
  static Scenery allowedIps() {
    Scenery s = new Scenery(tunnel("wg0", HUB_B), tunnel("wg0", HUB_A));
    s.kernel
        .device("wg0", "fd00:1::16/128", "172.29.1.16/32")
        .peer(
            "wg0",
            HUB_A,
            s.permanent.left,
            "172.29.0.0/24",
            "172.29.1.0/24",
            "fd00::/64",
            "fd00:1::/64")
        .peer("wg0", HUB_B, s.direct.left, "172.29.0.16/28", "fd00::1:0/112");
    for (String wide : List.of("172.29.0.0/24", "172.29.1.0/24", "fd00::/64", "fd00:1::/64")) {
      s.kernel.route(wide, "wg0");
    }
    s.direct.left.acceptsData =
        () -> s.kernel.allowedIps("wg0", HUB_B).contains(IpPrefix.parse("fd00::1:0/112"));
    return s;
  }

  static PublicKey key(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return PublicKey.of(bytes);
  }

  static Tunnel tunnel(String device, PublicKey peer) {
    return new Tunnel(InterfaceName.of(device), peer);
  }

  FailoverController controller() {
    return controller(FailoverConfiguration.of(group).build());
  }

  FailoverController controller(FailoverConfiguration configuration) {
    return builder(configuration).executor(Runnable::run).listener(listener).build();
  }

  /** A builder without a listener, and with the executor of a controller that is given none. */
  FailoverController.Builder builder(FailoverConfiguration configuration) {
    return new FailoverController.Builder(
            configuration, kernel, kernel, kernel, () -> new VirtualLoops(time))
        .probe(Nudges::new)
        .changes(sink -> {
          events = sink;
          return () -> events = event -> {};
        });
  }

  NudgeProbe nudges() {
    return new Nudges();
  }

  /** Sends probes to the service behind hub B, over both families. */
  void busy() {
    time.after(20 * MILLIS, () -> {
      kernel.send(IpAddresses.parse("fd00::1:3"), Payload.REQUEST);
      kernel.send(IpAddresses.parse("172.29.0.19"), Payload.REQUEST);
      busy();
    });
  }

  String wayToB() {
    int before = direct.right.received;
    kernel.send(IpAddresses.parse("fd00::1:3"), Payload.STREAM);
    time.pass(100 * MILLIS);
    return direct.right.received > before ? "direct" : "not direct";
  }

  /** By which tunnel packets to an address go. */
  Tunnel carries(InetAddress to) {
    String device = kernel.send(to, Payload.KEEPALIVE);
    return tunnel(device, kernel.holder(device, to));
  }

  private final class Nudges implements NudgeProbe {
    private final Map<Tunnel, InetAddress> aims = new HashMap<>();

    @Override
    public void aim(Tunnel tunnel, InetAddress address) {
      aims.put(tunnel, address);
    }

    @Override
    public Evidence nudge(Tunnel tunnel) {
      String way = kernel.send(aims.get(tunnel), Payload.NUDGE);
      return way.startsWith("E")
          ? new Evidence.NudgeFailed(tunnel, way)
          : new Evidence.NudgeSent(tunnel);
    }

    @Override
    public void close() {}
  }
}
