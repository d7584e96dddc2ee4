package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.FlapDamping;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.GroupExplanation;
import io.wgnetlink.failover.model.GroupState;
import io.wgnetlink.failover.model.Order;
import io.wgnetlink.failover.model.Ordered;
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
import java.util.stream.Collectors;

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
  private final Tunnels tunnels = new Tunnels();
  private final Map<String, GroupMachine> groups = new LinkedHashMap<>();
  private final Map<InterfaceName, Duration> polling = new HashMap<>();
  private long now;

  private List<Action> actions = new ArrayList<>();
  private List<TunnelChange> changes = new ArrayList<>();
  private List<Decision> decisions = new ArrayList<>();
  private List<FailoverEvent> events = new ArrayList<>();

  /** Creates an engine with {@link Detection#NUDGE} and {@link FlapDamping#DEFAULT}. */
  public FailoverEngine(List<Group> groups, Timing timing, long now) {
    this(groups, timing, Detection.NUDGE, FlapDamping.DEFAULT, now);
  }

  /**
   * Creates an engine in which nothing is known.
   *
   * @param groups with different names
   * @param timing how often to look
   * @param detection by what a dead tunnel is found
   * @param damping what becomes of tunnels that keep dying
   * @param now the time of the start
   */
  public FailoverEngine(
      List<Group> groups, Timing timing, Detection detection, FlapDamping damping, long now) {
    this.echo = detection.kind() == Detection.Kind.ECHO;
    this.timing = timing;
    this.now = now;
    for (Group group : groups) {
      for (Path path : group.paths()) {
        tunnels.add(path.tunnel(), t -> machine(t, detection, damping));
        polling.put(path.tunnel().device(), timing.poll());
      }
      if (this.groups.put(group.name(), new GroupMachine(group, tunnels)) != null) {
        throw new IllegalArgumentException("two groups are named " + group.name());
      }
    }
  }

  private TunnelMachine machine(Tunnel tunnel, Detection detection, FlapDamping limits) {
    Damping damping = new Damping(timing.holdUp().toNanos(), limits);
    return new TunnelMachine(tunnel, timing, detection, now, new TunnelMachine.Changes() {
      @Override
      public void changed(
          TunnelMachine machine, TunnelState from, TunnelState to, Finding because) {
        damping.changed(now, from, to);
        machine.holdUp(damping.holdUp());
        FailoverEngine.this.changed(machine, from, to, because);
      }

      /** What was silent with it may be back as well, and is asked at once. */
      @Override
      public void revived(TunnelMachine machine) {
        companions(machine.tunnel()).forEach(m -> m.askAgain(now));
      }
    });
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
      tunnels.machines().stream()
          .filter(m -> m.tunnel().device().equals(lost.device()))
          .forEach(m -> m.observationLost(lost.cause()));
    } else if (evidence instanceof Evidence.NudgeSent n) {
      on(n.tunnel()).ifPresent(m -> nudgeSent(m));
    } else if (evidence instanceof Evidence.NudgeFailed n) {
      on(n.tunnel()).ifPresent(m -> m.nudgeFailed(now));
    } else if (evidence instanceof Evidence.Measured m) {
      on(m.tunnel()).ifPresent(any -> tunnels.measured(m.tunnel(), m.quality()));
    } else if (evidence instanceof Evidence.EchoSent e) {
      on(e.tunnel()).ifPresent(m -> m.echoSent(now, e.sequence()));
    } else if (evidence instanceof Evidence.EchoAnswered e) {
      on(e.tunnel())
          .ifPresent(m -> m.echoAnswered(now, e.sequence(), e.roundTrip().toNanos()));
    } else if (evidence instanceof Evidence.SessionUp s) {
      on(s.tunnel()).ifPresent(m -> m.sessionUp(now, s.source()));
    } else if (evidence instanceof Evidence.SessionDown s) {
      on(s.tunnel())
          .ifPresent(m -> m.sessionDown(now, s.source(), s.silent().toNanos(), s.cause()));
    } else if (evidence instanceof Evidence.SessionUnknown s) {
      on(s.tunnel()).ifPresent(m -> m.sessionUnknown(s.source()));
    } else if (evidence instanceof Evidence.HandshakeForced h) {
      on(h.tunnel()).ifPresent(m -> m.handshakeForced(now));
    } else if (evidence instanceof Evidence.HandshakeNotForced h) {
      on(h.tunnel()).ifPresent(m -> m.handshakeNotForced(now));
    } else if (evidence instanceof Evidence.Carried c) {
      group(c.group()).switched(now, c.path(), c.verification()).ifPresent(events::add);
      muteStandby();
    } else if (evidence instanceof Evidence.SwitchFailed f) {
      group(f.group()).failed(now, f.cause(), f.carriedBy()).ifPresent(events::add);
      muteStandby();
    }
    return conclude();
  }

  /**
   * Takes in what the operator wants and returns what follows from it.
   *
   * @throws IllegalArgumentException when there is no such group, path or tunnel
   */
  public Step order(long at, Order order) {
    now = Math.max(now, at);
    if (order instanceof Order.Use use) {
      group(use.group()).use(use.path());
    } else if (order instanceof Order.Automatic automatic) {
      group(automatic.group()).automatic();
    } else if (order instanceof Order.Drain drain) {
      tunnels.drain(known(drain.tunnel()), true);
    } else if (order instanceof Order.Undrain undrain) {
      tunnels.drain(known(undrain.tunnel()), false);
    }
    events.add(new Ordered(order, Duration.ofNanos(now)));
    return conclude();
  }

  private Tunnel known(Tunnel tunnel) {
    return on(tunnel)
        .map(TunnelMachine::tunnel)
        .orElseThrow(() -> new IllegalArgumentException("no path goes by " + tunnel));
  }

  /** Lets time pass and returns what follows from it. */
  public Step tick(long at) {
    now = Math.max(now, at);
    return conclude();
  }

  /** Returns when {@link #tick} is to be called at the latest; {@code Long.MAX_VALUE} for never. */
  public long nextDeadline() {
    long deadline = Long.MAX_VALUE;
    for (TunnelMachine machine : tunnels.machines()) {
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
    tunnels.machines().forEach(m -> states.put(m.tunnel(), m.state()));
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

  /** Returns what keeps each group where it is. */
  public Map<String, GroupState> groupStates() {
    Map<String, GroupState> states = new LinkedHashMap<>();
    groups.values().forEach(g -> states.put(g.group().name(), g.state(now)));
    return states;
  }

  /** Returns the tunnels that the operator drained. */
  public Set<Tunnel> drained() {
    return tunnels.drained();
  }

  /**
   * Returns for how long the traffic of each group went into a dead tunnel, all in all: from the
   * first thing that the tunnel left unanswered until the group was read back on another path, or
   * the tunnel made a handshake. Silences that ended without a verdict do not count.
   */
  public Map<String, Duration> blackholes() {
    Map<String, Duration> blackholes = new LinkedHashMap<>();
    groups.values().forEach(g -> blackholes.put(g.group().name(), g.blackhole(now)));
    return blackholes;
  }

  /** Returns why each group is carried as it is, and what would have to change. */
  public List<GroupExplanation> explain(long at) {
    return groups.values().stream()
        .map(group -> group.explain(Math.max(now, at)))
        .collect(Collectors.toUnmodifiableList());
  }

  private Optional<TunnelMachine> on(Tunnel tunnel) {
    return tunnels.find(tunnel);
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
          .forEach(m -> m.accompany(now));
    }
  }

  private void changed(TunnelMachine machine, TunnelState from, TunnelState to, Finding because) {
    TunnelChange change =
        new TunnelChange(machine.tunnel(), from, to, because, Duration.ofNanos(now));
    changes.add(change);
    events.add(change);
    if (to == TunnelState.DOWN) {
      tunnels.forgetMeasured(machine.tunnel());
    }
    if (to == TunnelState.SUSPECT || (to == TunnelState.DOWN && from == TunnelState.UP)) {
      companions(machine.tunnel()).forEach(m -> m.await(now));
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
    for (TunnelMachine machine : tunnels.machines()) {
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
        events.add(decision);
        actions.add(new Action.Switch(decision.group(), decision.to()));
      });
      group.change(now).ifPresent(events::add);
    }
    for (TunnelMachine machine : tunnels.machines()) {
      if (machine.forceDue(now)) {
        actions.add(new Action.ForceHandshake(machine.tunnel()));
      }
      if (machine.nudgeDue(now)) {
        actions.add(echo ? new Action.Echo(machine.tunnel()) : new Action.Nudge(machine.tunnel()));
      }
    }
    adjustPolling();
    Step step = new Step(actions, changes, decisions, events);
    actions = new ArrayList<>();
    changes = new ArrayList<>();
    decisions = new ArrayList<>();
    events = new ArrayList<>();
    return step;
  }

  private void adjustPolling() {
    Set<InterfaceName> fast = new LinkedHashSet<>();
    for (TunnelMachine machine : tunnels.machines()) {
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
