package io.wgnetlink.samples.demo;

import io.wgnetlink.failover.FailoverListener;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.LeaseChange;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Policy;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what a controller saw and did, and notes when, by {@link System#nanoTime}. Thread-safe. */
final class EngineLog implements FailoverListener {
  private record Change(TunnelChange change, long at) {}

  private final String who;
  private final Timeline timeline;
  private final List<Change> changes = new ArrayList<>();
  private final List<Long> moves = new ArrayList<>();

  EngineLog(String who, Timeline timeline) {
    this.who = who;
    this.timeline = timeline;
  }

  /** Returns how long after a moment, and before another, a tunnel was first found dead. */
  synchronized Optional<Duration> verdict(Tunnel tunnel, long from, long to) {
    return changes.stream()
        .filter(c -> c.change.tunnel().equals(tunnel) && c.change.to() == TunnelState.DOWN)
        .filter(c -> c.at - from >= 0 && c.at - to < 0)
        .map(c -> Duration.ofNanos(c.at - from))
        .findFirst();
  }

  /** Returns how long a tunnel was watched each time that it came back, from its last handshake. */
  synchronized List<Duration> holdUps(Tunnel tunnel) {
    List<Duration> holdUps = new ArrayList<>();
    long since = 0;
    for (Change c : changes) {
      if (c.change.tunnel().equals(tunnel)) {
        if (c.change.from() == TunnelState.PROBATION && c.change.to() == TunnelState.UP) {
          holdUps.add(Duration.ofNanos(c.at - since));
        }
        since = c.at;
      }
    }
    return holdUps;
  }

  /** Returns how often a group moved since a moment. */
  synchronized int moves(long since) {
    return (int) moves.stream().filter(at -> at - since >= 0).count();
  }

  /** Returns the most moves within any time over which the budget counts. */
  synchronized int mostMovesOfABudget() {
    return moves.stream()
        .mapToInt(from -> (int) moves.stream()
            .filter(at -> at - from >= 0 && at - from < Policy.BUDGET_PERIOD.toNanos())
            .count())
        .max()
        .orElse(0);
  }

  @Override
  public void tunnelChanged(TunnelChange change) {
    synchronized (this) {
      changes.add(new Change(change, System.nanoTime()));
    }
    timeline.say(who, change.toString());
  }

  @Override
  public void decided(Decision decision) {
    timeline.say(who, "DECIDED " + decision);
  }

  @Override
  public void switched(Group group, Path to, Duration took) {
    synchronized (this) {
      moves.add(System.nanoTime());
    }
    timeline.say(
        who, "SWITCHED " + group.name() + " to " + to.name() + " in " + took.toMillis() + " ms");
  }

  @Override
  public void switchFailed(Group group, Path wanted, String cause) {
    timeline.say(who, "could not switch " + group.name() + " to " + wanted.name() + ": " + cause);
  }

  @Override
  public void leaseChanged(LeaseChange change) {
    timeline.say(who, change.toString());
  }

  @Override
  public void echoNotPermitted() {
    timeline.say(who, "echo requests are not permitted here: it nudges instead");
  }
}
