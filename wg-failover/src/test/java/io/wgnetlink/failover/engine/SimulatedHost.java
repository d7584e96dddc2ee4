package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.FlapDamping;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Order;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Policy;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel.End;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An engine with everything around it replaced by a simulation: readings, nudges and switches of
 * one host with a tunnel per interface, one group, and the first tunnel preferred.
 */
public final class SimulatedHost {
  /** A reading of the counters, to tell what changed since. */
  private static final class Watched {
    final Tunnel tunnel;
    final End end;
    long rx;
    long tx;
    long handshake = -1;
    long interval = SECOND;
    boolean first = true;

    Watched(Tunnel tunnel, End end) {
      this.tunnel = tunnel;
      this.end = end;
    }
  }

  /** Nudges, and the kernel's own patience. */
  static final Detection PATIENT = Detection.NUDGE.withForcedHandshake(false);

  public final List<TunnelChange> changes = new ArrayList<>();
  public final List<Decision> decisions = new ArrayList<>();
  final List<FailoverEvent> events = new ArrayList<>();
  final Map<Tunnel, Integer> nudges = new HashMap<>();
  public final Group group;
  final FailoverEngine engine;
  /** How many handshakes were forced. */
  public int forced;

  boolean nudging = true;
  boolean observing = true;
  private final VirtualTime time;
  private final Map<Tunnel, Watched> watched = new LinkedHashMap<>();
  private final Map<Integer, Long> sentAt = new HashMap<>();
  private int echoes;
  private boolean paused;
  private final List<Runnable> held = new ArrayList<>();
  private VirtualTime.Event wake;

  SimulatedHost(VirtualTime time, End... ends) {
    this(Policy.DEFAULT, time, 0, false, PATIENT, ends);
  }

  SimulatedHost(VirtualTime time, Detection detection, End... ends) {
    this(Policy.DEFAULT, time, 0, false, detection, ends);
  }

  /** A host whose group has a policy of its own. */
  public static SimulatedHost following(
      Policy policy, Detection detection, VirtualTime time, End... ends) {
    return new SimulatedHost(policy, time, 0, false, detection, ends);
  }

  /** The host at the other end: its peers have other keys than those of this one. */
  static SimulatedHost opposite(VirtualTime time, End... ends) {
    return new SimulatedHost(Policy.DEFAULT, time, 100, false, PATIENT, ends);
  }

  /** A host whose tunnels are peers of one interface: of a peer on standby no data is accepted. */
  static SimulatedHost onOneInterface(VirtualTime time, End... ends) {
    SimulatedHost host = new SimulatedHost(Policy.DEFAULT, time, 0, true, PATIENT, ends);
    for (int i = 0; i < ends.length - 1; i++) {
      String path = "path" + i;
      ends[i].acceptsData = () -> host.carrier().equals(path);
    }
    return host;
  }

  private SimulatedHost(
      Policy policy,
      VirtualTime time,
      int keysFrom,
      boolean oneInterface,
      Detection detection,
      End... ends) {
    this.time = time;
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < ends.length; i++) {
      Tunnel tunnel =
          new Tunnel(tunnel(oneInterface ? 0 : i).device(), tunnel(keysFrom + i).peer());
      watched.put(tunnel, new Watched(tunnel, ends[i]));
      ends[i].echoReplies = sequence -> echoAnswered(tunnel, sequence);
      paths.add(Path.of("path" + i, tunnel));
    }
    group = new Group(
        "group",
        Set.of(IpPrefix.parse("fd00::1:0/112"), IpPrefix.parse("172.29.0.16/28")),
        paths,
        policy);
    engine = new FailoverEngine(
        List.of(group), Timing.DEFAULT, detection, FlapDamping.DEFAULT, time.now());
    watched.values().forEach(w -> {
      read(w);
      time.after(time.jitter(SECOND), () -> poll(w));
    });
    time.after(0, () -> follow(engine.tick(time.now())));
  }

  /** Says which path carries the group at the start. */
  public SimulatedHost carriedBy(int path) {
    accept(new Evidence.Carried("group", "path" + path));
    return this;
  }

  static Tunnel tunnel(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) (number + 1);
    return new Tunnel(new InterfaceName("wg" + number), PublicKey.of(key));
  }

  TunnelState state(int tunnel) {
    return engine.states().get(group.paths().get(tunnel).tunnel());
  }

  public String carrier() {
    Path carrier = engine.carriers().get("group");
    return carrier == null ? "none" : carrier.name();
  }

  /** Returns how long after the given time the tunnel first became that, or fails. */
  Duration became(int tunnel, TunnelState state, long since) {
    return changes.stream()
        .filter(c -> c.tunnel().equals(group.paths().get(tunnel).tunnel()) && c.to() == state)
        .map(c -> c.at().minusNanos(since))
        .filter(d -> !d.isNegative())
        .findFirst()
        .orElseThrow(() -> new AssertionError(tunnel(tunnel) + " never became " + state + " after "
            + Duration.ofNanos(since) + ": " + changes));
  }

  void accept(Evidence evidence) {
    follow(engine.accept(time.now(), evidence));
  }

  void order(Order order) {
    follow(engine.order(time.now(), order));
  }

  /** The process stands still, and what it would have heard waits or is gone. */
  void pause(long nanos) {
    paused = true;
    time.pass(nanos);
    paused = false;
    List<Runnable> waiting = new ArrayList<>(held);
    held.clear();
    waiting.forEach(Runnable::run);
    follow(engine.tick(time.now()));
  }

  /** Does something now, or when the process goes on. */
  private void running(Runnable task) {
    if (paused) {
      held.add(task);
    } else {
      task.run();
    }
  }

  private void poll(Watched w) {
    running(() -> {
      time.after(w.interval, () -> poll(w));
      if (observing) {
        read(w);
      }
    });
  }

  private void read(Watched w) {
    End end = w.end;
    if (end.rx < w.rx || end.tx < w.tx) {
      accept(new Evidence.PeerAppeared(w.tunnel, end.handshake >= 0));
      w.rx = end.rx;
      w.tx = end.tx;
      w.handshake = end.handshake;
    }
    boolean changed = !w.first && end.handshake != w.handshake;
    long rx = w.first ? 0 : end.rx - w.rx;
    long tx = w.first ? 0 : end.tx - w.tx;
    w.rx = end.rx;
    w.tx = end.tx;
    w.handshake = end.handshake;
    w.first = false;
    accept(new Evidence.Observed(w.tunnel, rx, tx, changed, end.handshake >= 0));
  }

  private void echo(Watched w) {
    int sequence = ++echoes & 0xffff;
    sentAt.put(sequence, time.now());
    w.end.echo(sequence);
    time.after(0, () -> accept(new Evidence.EchoSent(w.tunnel, sequence)));
  }

  private void echoAnswered(Tunnel tunnel, int sequence) {
    Duration roundTrip = Duration.ofNanos(time.now() - sentAt.remove(sequence));
    running(() -> accept(new Evidence.EchoAnswered(tunnel, sequence, roundTrip)));
  }

  private void force(Watched w) {
    forced++;
    w.end.recreate();
    accept(new Evidence.HandshakeForced(w.tunnel));
  }

  private void follow(Step step) {
    changes.addAll(step.changes());
    decisions.addAll(step.decisions());
    events.addAll(step.events());
    for (Action action : step.actions()) {
      if (action instanceof Action.Nudge n) {
        nudges.merge(n.tunnel(), 1, Integer::sum);
        if (nudging) {
          watched.get(n.tunnel()).end.send(Payload.NUDGE);
          time.after(0, () -> accept(new Evidence.NudgeSent(n.tunnel())));
        } else {
          time.after(0, () -> accept(new Evidence.NudgeFailed(n.tunnel(), "no way")));
        }
      } else if (action instanceof Action.Echo e) {
        echo(watched.get(e.tunnel()));
      } else if (action instanceof Action.ForceHandshake f) {
        // The round trip of a request to the kernel.
        time.after(20 * MILLIS, () -> force(watched.get(f.tunnel())));
      } else if (action instanceof Action.Switch s) {
        time.after(0, () -> accept(new Evidence.Carried(s.group().name(), s.to().name())));
      } else if (action instanceof Action.Poll p) {
        watched.values().stream()
            .filter(w -> w.tunnel.device().equals(p.device()))
            .forEach(w -> w.interval = p.interval().toNanos());
      }
    }
    if (wake != null) {
      wake.cancel();
    }
    long deadline = engine.nextDeadline();
    if (deadline < Long.MAX_VALUE) {
      wake = time.after(
          Math.max(0, deadline - time.now()), () -> running(() -> follow(engine.tick(time.now()))));
    }
  }
}
