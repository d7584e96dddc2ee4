package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.GroupState;
import io.wgnetlink.failover.model.Obstacle;
import io.wgnetlink.failover.model.Obstacle.Kind;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.PathExplanation;
import io.wgnetlink.failover.model.Policy.Choice;
import io.wgnetlink.failover.model.TunnelState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says of each path what would have to change for it to carry the group, in the order in which it
 * has to: first what the tunnel lacks, then what the group has against a move to it.
 */
final class Explainer {
  /**
   * How the group stands.
   *
   * @param dwell how long it still stays, in nanoseconds; the others likewise
   */
  record Situation(
      GroupState state,
      @Nullable Path carrier,
      @Nullable Path wanted,
      @Nullable Path ordered,
      long dwell,
      long budget,
      long retry) {}

  private final Group group;
  private final Tunnels tunnels;
  private final PathChoice choice;
  private final Situation situation;

  Explainer(Group group, Tunnels tunnels, PathChoice choice, Situation situation) {
    this.group = group;
    this.tunnels = tunnels;
    this.choice = choice;
    this.situation = situation;
  }

  List<PathExplanation> paths(long now) {
    List<PathExplanation> explanations = new ArrayList<>();
    for (Path path : group.paths()) {
      TunnelMachine machine = tunnels.machine(path);
      boolean carries = path.equals(situation.carrier());
      explanations.add(new PathExplanation(
          path,
          machine.state(),
          machine.reason(),
          carries,
          tunnels.drained(path),
          tunnels.quality(now, path),
          carries ? List.of() : obstacles(now, path, machine)));
    }
    return explanations;
  }

  private List<Obstacle> obstacles(long now, Path path, TunnelMachine machine) {
    if (path.equals(situation.wanted())) {
      return List.of(new Obstacle(Kind.UNDER_WAY, Optional.empty(), "is being switched to"));
    }
    List<Obstacle> obstacles = new ArrayList<>();
    ofTheTunnel(now, machine, obstacles);
    if (tunnels.drained(path)) {
      obstacles.add(lasting(Kind.DRAINED, "drained by the operator"));
    }
    if (situation.carrier() != null) {
      ofTheGroup(now, path, machine, situation.carrier(), obstacles);
    }
    return obstacles;
  }

  // ---- what the tunnel lacks ------------------------------------------------------------------

  private static void ofTheTunnel(long now, TunnelMachine machine, List<Obstacle> obstacles) {
    Recovery recovery = machine.recovery();
    switch (machine.state()) {
      case FROZEN -> obstacles.add(lasting(Kind.FROZEN, "has to be readable"));
      case UNKNOWN ->
        obstacles.add(
            machine.everHandshake()
                ? lasting(Kind.ANSWERS, "needs an answer or a handshake")
                : lasting(Kind.HANDSHAKE, "needs its first handshake"));
      case SUSPECT -> obstacles.add(lasting(Kind.ANSWERS, "needs an answer"));
      case DOWN -> {
        obstacles.add(lasting(Kind.HANDSHAKE, "needs a new handshake"));
        obstacles.add(answers(recovery.proofsNeeded()));
        obstacles.add(passing(Kind.HOLD_UP, recovery.holdUp(), "%s of hold-up"));
      }
      case PROBATION -> {
        if (recovery.missingProofs() > 0) {
          obstacles.add(answers(recovery.missingProofs()));
        }
        if (recovery.holdUpLeft(now) > 0) {
          obstacles.add(passing(Kind.HOLD_UP, recovery.holdUpLeft(now), "%s of hold-up"));
        }
      }
      case UP -> {}
    }
  }

  private static Obstacle answers(int missing) {
    return lasting(Kind.ANSWERS, "needs " + missing + " more answer" + (missing == 1 ? "" : "s"));
  }

  // ---- what the group has against it ----------------------------------------------------------

  private void ofTheGroup(
      long now, Path path, TunnelMachine machine, Path carrier, List<Obstacle> obstacles) {
    if (situation.ordered() != null) {
      if (!path.equals(situation.ordered())) {
        obstacles.add(
            lasting(Kind.ORDERED, "the operator wants " + situation.ordered().name()));
      }
      return;
    }
    if (group.policy().choice() == Choice.MANUAL) {
      obstacles.add(lasting(Kind.MANUAL, "moves by orders of the operator only"));
      return;
    }
    if (situation.state() == GroupState.FROZEN && machine.state() != TunnelState.FROZEN) {
      obstacles.add(lasting(Kind.FROZEN, "all tunnels of the group have to be readable"));
    }
    TunnelMachine current = tunnels.machine(carrier);
    if (current.state() != TunnelState.DOWN && !tunnels.drained(carrier)) {
      preference(now, path, carrier, obstacles);
    } else if (current.state() == TunnelState.DOWN && !machine.outlived(current, now)) {
      long from = machine.outlives(current);
      obstacles.add(
          from == TunnelMachine.NEVER
              ? lasting(
                  Kind.NOT_OUTLIVED, "has to show life after " + carrier.name() + " fell silent")
              : passing(
                  Kind.NOT_OUTLIVED,
                  from - now,
                  "was silent with " + carrier.name() + ", which is waited for another %s"));
    }
    limits(obstacles);
  }

  private void preference(long now, Path path, Path carrier, List<Obstacle> obstacles) {
    boolean compared = group.policy().quality().isPresent()
        && !carrier.equals(group.permanent())
        && !path.equals(group.permanent());
    if (choice.isLeftForGood(path)) {
      obstacles.add(lasting(
          Kind.NOT_REVERTIVE,
          carrier.name() + " would have to go down, since the group is not revertive"));
    } else if (compared) {
      long ripeAt = choice.ripeAt(now, path, carrier);
      obstacles.add(
          ripeAt == TunnelMachine.NEVER
              ? lasting(Kind.NOT_BETTER, "would have to be better than " + carrier.name())
              : passing(Kind.NOT_BETTER, ripeAt - now, "has to be better for another %s"));
    } else if (group.paths().indexOf(path) > group.paths().indexOf(carrier)) {
      obstacles.add(lasting(
          Kind.LESS_PREFERRED,
          carrier.name() + " is preferred: it would have to go down or be drained"));
    }
  }

  private void limits(List<Obstacle> obstacles) {
    if (situation.retry() > 0) {
      obstacles.add(
          passing(Kind.RETRY, situation.retry(), "the switch failed and is tried again in %s"));
    }
    if (situation.dwell() > 0) {
      obstacles.add(passing(Kind.DWELL, situation.dwell(), "the group stays for another %s"));
    }
    if (situation.state() == GroupState.DAMPED) {
      obstacles.add(passing(Kind.DAMPED, situation.budget(), "damped for %s"));
    }
  }

  private static Obstacle lasting(Kind kind, String text) {
    return new Obstacle(kind, Optional.empty(), text);
  }

  private static Obstacle passing(Kind kind, long nanos, String text) {
    Duration left = Duration.ofNanos(Math.max(0, nanos));
    String seconds = String.format(Locale.ROOT, "%.1f s", left.toMillis() / 1000.0);
    return new Obstacle(kind, Optional.of(left), text.replace("%s", seconds));
  }
}
