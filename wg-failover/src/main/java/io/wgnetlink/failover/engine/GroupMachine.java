package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.GroupChange;
import io.wgnetlink.failover.model.GroupExplanation;
import io.wgnetlink.failover.model.GroupState;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Policy.Choice;
import io.wgnetlink.failover.model.SwitchFailed;
import io.wgnetlink.failover.model.Switched;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.model.Verification;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One group: which path carries it, and when it moves.
 *
 * <p>{@link PathChoice} says which path the group wants, as if moving cost nothing. What it costs
 * is in here: nothing moves while a move is under way, for a while after one that failed, within
 * the dwell after one that succeeded, when the budget is spent, or while any tunnel of the group
 * cannot be observed (I3).
 *
 * <h2>The budget</h2>
 *
 * <p>A move that nothing forces, to a path that is preferred or better, has to leave one more in
 * the budget. So there is always one for leaving a path that dies, and if the permanent path is
 * proved by then, the last one goes there. The group is DAMPED from then on: no move that nothing
 * forces, until the oldest ones are forgotten.
 *
 * <h2>Orders</h2>
 *
 * <p>A path that the operator chose holds the group whatever happens to it. It is waited for while
 * it is down or was never proved; the group then stays where it is. Neither dwell nor budget hold
 * an order up, but it counts in both.
 */
final class GroupMachine {
  private static final long SECOND = 1_000_000_000L;
  private static final long FIRST_RETRY = 5 * SECOND;
  private static final long LAST_RETRY = 60 * SECOND;

  private final Group group;
  private final Tunnels tunnels;
  private final PathChoice choice;
  private final TransitionBudget budget;
  private final Blackhole blackhole = new Blackhole();
  private @Nullable Path carrier;
  private long carriedSince;
  private @Nullable Decision wanted;
  private @Nullable Decision last;
  private @Nullable Path ordered;
  private long movedAt = TunnelMachine.NEVER;
  private long retryAt = TunnelMachine.NEVER;
  private long retry = FIRST_RETRY;
  private GroupState reported = GroupState.UNKNOWN;

  GroupMachine(Group group, Tunnels tunnels) {
    this.group = group;
    this.tunnels = tunnels;
    this.choice = new PathChoice(group, tunnels);
    this.budget = new TransitionBudget(group.policy().budget());
  }

  Group group() {
    return group;
  }

  /** The path that carries the prefixes, as the kernel last said. */
  Optional<Path> carrier() {
    return Optional.ofNullable(carrier);
  }

  // ---- what the kernel said -------------------------------------------------------------------

  private void carried(long at, String name) {
    Path now = path(name);
    if (!now.equals(carrier)) {
      blackhole.endedAt(at);
      choice.restart();
      carriedSince = at;
      if (wanted != null) {
        movedAt = at;
        budget.moved(at);
      }
    }
    carrier = now;
    wanted = null;
  }

  /** The prefixes were read there; returns what that ends. */
  Optional<FailoverEvent> switched(long at, String name, Verification verification) {
    Decision decision = wanted;
    Path before = carrier;
    carried(at, name);
    retryAt = TunnelMachine.NEVER;
    retry = FIRST_RETRY;
    if (decision != null && decision.to().equals(carrier)) {
      last = decision;
      return Optional.of(
          new Switched(decision, since(decision.at(), at), verification, Duration.ofNanos(at)));
    }
    if (!path(name).equals(before)) {
      last = null;
    }
    return Optional.empty();
  }

  /** A switch failed; returns what that ends. */
  Optional<FailoverEvent> failed(long at, String cause, Optional<String> carriedBy) {
    Decision decision = wanted;
    carriedBy.ifPresent(name -> carried(at, name));
    wanted = null;
    retryAt = at + retry;
    retry = Math.min(2 * retry, LAST_RETRY);
    return Optional.ofNullable(decision).map(d -> new SwitchFailed(d, cause, Duration.ofNanos(at)));
  }

  private static Duration since(Duration earlier, long at) {
    return Duration.ofNanos(at).minus(earlier);
  }

  // ---- what the operator said -----------------------------------------------------------------

  void use(String name) {
    Path path = path(name);
    choice.pardon(path);
    ordered = path;
    retryAt = TunnelMachine.NEVER;
    retry = FIRST_RETRY;
  }

  void automatic() {
    ordered = null;
  }

  private Path path(String name) {
    return group
        .path(name)
        .orElseThrow(
            () -> new IllegalArgumentException("group " + group.name() + " has no path " + name));
  }

  // ---- time -----------------------------------------------------------------------------------

  /** Returns when time alone may change something. */
  long nextDeadline(long now) {
    if (carrier == null || wanted != null) {
      return Long.MAX_VALUE;
    }
    long deadline = choice.nextDeadline(now, carrier);
    Optional<PathChoice.Move> move = wish(now);
    if (move.isPresent()) {
      deadline = Math.min(deadline, allowedFrom(now, move.get()));
    }
    if (reported == GroupState.DAMPED) {
      deadline = Math.min(deadline, budget.recovers(now, 2));
    }
    return deadline > now ? deadline : Long.MAX_VALUE;
  }

  Optional<Decision> decide(long now) {
    measureDarkness(now);
    Path from = carrier;
    if (from == null || wanted != null) {
      return Optional.empty();
    }
    Optional<PathChoice.Move> move = wish(now);
    if (move.isEmpty() || now < allowedFrom(now, move.get())) {
      return Optional.empty();
    }
    choice.leaving(from);
    wanted = new Decision(
        group,
        from,
        move.get().to(),
        move.get().because(),
        detection(now, from),
        Duration.ofNanos(now));
    return Optional.of(wanted);
  }

  private Optional<Duration> detection(long now, Path from) {
    TunnelMachine machine = tunnels.machine(from);
    return machine.state() == TunnelState.DOWN && machine.doubtedFrom() != TunnelMachine.NEVER
        ? Optional.of(Duration.ofNanos(now - machine.doubtedFrom()))
        : Optional.empty();
  }

  /** Where the group would go if nothing held it up. */
  private Optional<PathChoice.Move> wish(long now) {
    if (carrier == null || tunnels.anyFrozen(group)) {
      return Optional.empty();
    }
    if (ordered != null) {
      return choice.ordered(carrier, ordered);
    }
    if (group.policy().choice() == Choice.MANUAL) {
      return Optional.empty();
    }
    return choice.best(now, carrier, budget.left(now) == 1);
  }

  private long allowedFrom(long now, PathChoice.Move move) {
    if (move.urgency() == PathChoice.Urgency.ORDERED) {
      return Math.max(now, retryAt);
    }
    int needed = move.urgency() == PathChoice.Urgency.FORCED ? 1 : 2;
    return Math.max(Math.max(now, retryAt), Math.max(dwellEnds(now), budget.recovers(now, needed)));
  }

  private long dwellEnds(long now) {
    return movedAt == TunnelMachine.NEVER
        ? now
        : Math.max(now, movedAt + group.policy().dwell().toNanos());
  }

  private void measureDarkness(long now) {
    if (carrier == null || tunnels.machine(carrier).frozen()) {
      return;
    }
    TunnelMachine machine = tunnels.machine(carrier);
    boolean dead = machine.state() == TunnelState.DOWN;
    if (dead && !blackhole.isDark()) {
      blackhole.darkSince(Math.max(carriedSince, machine.doubtedFrom()));
    } else if (!dead && blackhole.isDark()) {
      blackhole.endedAt(now);
    }
  }

  // ---- what is to be seen ---------------------------------------------------------------------

  /** Returns the change of state since this was last asked. */
  Optional<GroupChange> change(long now) {
    GroupState before = reported;
    reported = state(now);
    return reported == before
        ? Optional.empty()
        : Optional.of(new GroupChange(group, before, reported, Duration.ofNanos(now)));
  }

  GroupState state(long now) {
    if (carrier == null) {
      return GroupState.UNKNOWN;
    }
    if (tunnels.anyFrozen(group)) {
      return GroupState.FROZEN;
    }
    if (group.paths().stream().allMatch(p -> tunnels.machine(p).state() == TunnelState.DOWN)) {
      return GroupState.ISOLATED;
    }
    if (ordered != null || group.policy().choice() == Choice.MANUAL) {
      return GroupState.MANUAL;
    }
    return carrier.equals(group.permanent()) && budget.left(now) < 2
        ? GroupState.DAMPED
        : GroupState.AUTOMATIC;
  }

  GroupExplanation explain(long now) {
    Explainer.Situation situation = new Explainer.Situation(
        state(now),
        carrier,
        wanted == null ? null : wanted.to(),
        ordered,
        dwellEnds(now) - now,
        budget.recovers(now, 2) - now,
        retryAt > now ? retryAt - now : 0);
    return new GroupExplanation(
        group,
        state(now),
        carrier(),
        Optional.ofNullable(last).map(Decision::because),
        blackhole(now),
        new Explainer(group, tunnels, choice, situation).paths(now));
  }

  Duration blackhole(long now) {
    return Duration.ofNanos(blackhole.total(now));
  }
}
