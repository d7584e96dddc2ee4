package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.net.InterfaceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides, from evidence, which path carries each group.
 *
 * <p>Evidence and time come in, actions go out. There is no clock in here: every input carries its
 * time in nanoseconds of a monotonic clock that starts where the caller likes. The same inputs lead
 * to the same outputs, so a day of operation is simulated in a second, and a log of inputs replays.
 *
 * <p>The engine is two layers. A {@link TunnelMachine} per tunnel turns evidence into a state; a
 * tunnel that several groups use is judged once. A {@link GroupMachine} per group compares states
 * and moves its prefixes. Nothing else is remembered: a restarted engine starts from UNKNOWN and
 * from what {@link Evidence.Carried} says, and changes nothing before it has proof (I8).
 *
 * <p>When a tunnel falls silent, the other paths of its groups are nudged with it, so that their
 * own fate is known by the time it matters; and once it is SUSPECT, all interfaces of its groups
 * are read fast.
 *
 * <p>Not thread-safe: one thread, the decision loop, owns it. Inputs may come out of order by a
 * little, since they are collected by several threads; time never goes back in here.
 */
public final class FailoverEngine {
  private final Timing timing;
  private final boolean echo;
  private final Map<Tunnel, TunnelMachine> machines = new LinkedHashMap<>();
  private final Map<String, GroupMachine> groups = new LinkedHashMap<>();
  private final Map<InterfaceName, Duration> polling = new HashMap<>();
  private long now;

  private List<Action> actions = new ArrayList<>();
  private List<TunnelChange> changes = new ArrayList<>();
  private List<Decision> decisions = new ArrayList<>();

  /**
   * Creates an engine in which nothing is known.
   *
   * @param groups with different names
   * @param timing how often to look
   * @param now the time of the start
   */
  public FailoverEngine(List<Group> groups, Timing timing, long now) {
    this(groups, timing, Detection.NUDGE, now);
  }

  /**
   * Creates an engine in which nothing is known.
   *
   * @param groups with different names
   * @param timing how often to look
   * @param detection by what a dead tunnel is found
   * @param now the time of the start
   */
  public FailoverEngine(List<Group> groups, Timing timing, Detection detection, long now) {
    this.echo = detection.kind() == Detection.Kind.ECHO;
    this.timing = timing;
    this.now = now;
    for (Group group : groups) {
      for (Path path : group.paths()) {
        machines.computeIfAbsent(
            path.tunnel(), t -> new TunnelMachine(t, timing, detection, now, this::changed));
        polling.put(path.tunnel().device(), timing.poll());
      }
      if (this.groups.put(group.name(), new GroupMachine(group, machines)) != null) {
        throw new IllegalArgumentException("two groups are named " + group.name());
      }
    }
  }

  /** Takes in one piece of evidence and returns what follows from it. */
  public Step accept(long at, Evidence evidence) {
    now = Math.max(now, at);
    if (evidence instanceof Evidence.Observed o) {
      on(o.tunnel()).ifPresent(m -> m.observed(now, o));
    } else if (evidence instanceof Evidence.PeerAppeared p) {
      on(p.tunnel()).ifPresent(m -> {
        m.appeared(now, p.everHandshake());
        actions.add(new Action.PrepareNudge(p.tunnel()));
      });
    } else if (evidence instanceof Evidence.PeerVanished p) {
      on(p.tunnel()).ifPresent(m -> m.vanished(now));
    } else if (evidence instanceof Evidence.ObservationLost lost) {
      machines.values().stream()
          .filter(m -> m.tunnel().device().equals(lost.device()))
          .forEach(m -> m.observationLost(lost.cause()));
    } else if (evidence instanceof Evidence.NudgeSent n) {
      on(n.tunnel()).ifPresent(m -> nudgeSent(m));
    } else if (evidence instanceof Evidence.NudgeFailed n) {
      on(n.tunnel()).ifPresent(m -> m.nudgeFailed(now));
    } else if (evidence instanceof Evidence.EchoSent e) {
      on(e.tunnel()).ifPresent(m -> m.echoSent(now, e.sequence()));
    } else if (evidence instanceof Evidence.EchoAnswered e) {
      on(e.tunnel())
          .ifPresent(m -> m.echoAnswered(now, e.sequence(), e.roundTrip().toNanos()));
    } else if (evidence instanceof Evidence.HandshakeForced h) {
      on(h.tunnel()).ifPresent(m -> m.handshakeForced(now));
    } else if (evidence instanceof Evidence.HandshakeNotForced h) {
      on(h.tunnel()).ifPresent(m -> m.handshakeNotForced(now));
    } else if (evidence instanceof Evidence.Carried c) {
      group(c.group()).switched(c.path());
      muteStandby();
    } else if (evidence instanceof Evidence.SwitchFailed f) {
      group(f.group()).failed(now, f.carriedBy());
      muteStandby();
    }
    return conclude();
  }

  /** Lets time pass and returns what follows from it. */
  public Step tick(long at) {
    now = Math.max(now, at);
    return conclude();
  }

  /** Returns when {@link #tick} is to be called at the latest; {@code Long.MAX_VALUE} for never. */
  public long nextDeadline() {
    long deadline = Long.MAX_VALUE;
    for (TunnelMachine machine : machines.values()) {
      deadline = Math.min(deadline, machine.nextNudgeAt());
      deadline = Math.min(deadline, machine.nextForceAt(now));
    }
    for (GroupMachine group : groups.values()) {
      deadline = Math.min(deadline, group.nextDeadline(now));
    }
    return deadline;
  }

  /** Returns the state of each tunnel. */
  public Map<Tunnel, TunnelState> states() {
    Map<Tunnel, TunnelState> states = new LinkedHashMap<>();
    machines.values().forEach(m -> states.put(m.tunnel(), m.state()));
    return states;
  }

  /** Returns the path that carries each group, where that is known. */
  public Map<String, Path> carriers() {
    Map<String, Path> carriers = new LinkedHashMap<>();
    groups
        .values()
        .forEach(g -> g.carrier().ifPresent(p -> carriers.put(g.group().name(), p)));
    return carriers;
  }

  private Optional<TunnelMachine> on(Tunnel tunnel) {
    return Optional.ofNullable(machines.get(tunnel));
  }

  private GroupMachine group(String name) {
    GroupMachine group = groups.get(name);
    if (group == null) {
      throw new IllegalArgumentException("no group is named " + name);
    }
    return group;
  }

  private void nudgeSent(TunnelMachine machine) {
    boolean first = !machine.awaitsAnswer();
    machine.nudgeSent(now);
    if (first && machine.state() == TunnelState.UP) {
      companions(machine.tunnel()).stream()
          .filter(m -> !m.awaitsAnswer() && m.state() == TunnelState.UP)
          .forEach(m -> m.hasten(now));
    }
  }

  private void changed(TunnelMachine machine, TunnelState from, TunnelState to, Finding because) {
    changes.add(new TunnelChange(machine.tunnel(), from, to, because, Duration.ofNanos(now)));
    if (to == TunnelState.SUSPECT) {
      companions(machine.tunnel()).forEach(m -> m.hasten(now));
    }
  }

  /** The other tunnels that share a group with this one. */
  private Set<TunnelMachine> companions(Tunnel tunnel) {
    Set<TunnelMachine> companions = new LinkedHashSet<>();
    for (GroupMachine group : groups.values()) {
      List<Path> paths = group.group().paths();
      if (paths.stream().anyMatch(p -> p.tunnel().equals(tunnel))) {
        paths.stream()
            .filter(p -> !p.tunnel().equals(tunnel))
            .forEach(p -> on(p.tunnel()).ifPresent(companions::add));
      }
    }
    return companions;
  }

  /** A tunnel is muted that is on standby in every group that it belongs to. */
  private void muteStandby() {
    for (TunnelMachine machine : machines.values()) {
      machine.mute(groups.values().stream()
          .filter(g -> path(g, machine).isPresent())
          .allMatch(g -> standby(g, path(g, machine).get())));
    }
  }

  private static Optional<Path> path(GroupMachine group, TunnelMachine machine) {
    return group.group().paths().stream()
        .filter(p -> p.tunnel().equals(machine.tunnel()))
        .findFirst();
  }

  /**
   * Paths that share an interface: the peers that do not carry the prefixes are on standby, but for
   * the permanent one, which has wider prefixes of its own.
   */
  private static boolean standby(GroupMachine group, Path path) {
    List<Path> paths = group.group().paths();
    return group.carrier().isPresent()
        && !path.equals(group.carrier().get())
        && !path.equals(group.group().permanent())
        && paths.stream().map(p -> p.tunnel().device()).distinct().count() < paths.size();
  }

  private Step conclude() {
    for (GroupMachine group : groups.values()) {
      group.decide(now).ifPresent(decision -> {
        decisions.add(decision);
        actions.add(new Action.Switch(decision.group(), decision.to()));
      });
    }
    for (TunnelMachine machine : machines.values()) {
      if (machine.forceDue(now)) {
        actions.add(new Action.ForceHandshake(machine.tunnel()));
      }
      if (machine.nudgeDue(now)) {
        actions.add(echo ? new Action.Echo(machine.tunnel()) : new Action.Nudge(machine.tunnel()));
      }
    }
    adjustPolling();
    Step step = new Step(actions, changes, decisions);
    actions = new ArrayList<>();
    changes = new ArrayList<>();
    decisions = new ArrayList<>();
    return step;
  }

  private void adjustPolling() {
    Set<InterfaceName> fast = new LinkedHashSet<>();
    for (TunnelMachine machine : machines.values()) {
      if (machine.watchful(now)) {
        fast.add(machine.tunnel().device());
        companions(machine.tunnel()).forEach(m -> fast.add(m.tunnel().device()));
      }
    }
    polling.replaceAll((device, interval) -> {
      Duration wanted = fast.contains(device) ? timing.fastPoll() : timing.poll();
      if (!wanted.equals(interval)) {
        actions.add(new Action.Poll(device, wanted));
      }
      return wanted;
    });
  }
}
