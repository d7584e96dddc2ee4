package io.wgnetlink.samples.demo;

import io.wgnetlink.samples.demo.TrafficPath.Hub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The direct path is cut again each time that traffic is back on it: the worst that a path can do.
 * It is watched for longer each time before it is used again.
 */
final class FlapStory implements Story {
  /** Hold-ups of 10, 20 and 40 s, less what the time between forgives. */
  static final int CUTS = 3;

  private static final Duration LONGEST_HOLD_UP = Duration.ofSeconds(40);

  /** The shortest hold-up, and the time until traffic was seen to be back for good. */
  private static final Duration WATCHED = Duration.ofSeconds(16);

  /** Answers that are under way when the path is cut are lost to the cut. */
  private static final Duration UNDER_WAY = Duration.ofMillis(500);

  private final DemoOptions options;

  FlapStory(DemoOptions options) {
    this.options = options;
  }

  @Override
  public Measured happen(Scene scene) throws InterruptedException {
    long begin = System.nanoTime();
    TrafficPath before = scene.look();
    List<Round> rounds = new ArrayList<>();
    rounds.add(play(scene));
    while (rounds.size() < CUTS) {
      stayAcquainted(scene);
      rounds.add(play(scene));
    }
    scene.stopProbes(rounds.get(CUTS - 1).healedAt);
    SteadyProbe probe = scene.probe();
    return new Measured(
        probe.sent(),
        probe.lost(),
        longestVerdict(scene, rounds),
        rounds.stream()
            .map(round -> probe.outage(round.cutAt, round.healedAt))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO),
        lostAfterHeals(probe, rounds),
        before,
        worst(rounds, Round::during, Hub.A),
        worst(rounds, Round::after, Hub.B),
        Optional.of(scene.flapping(CUTS, begin)));
  }

  /** A detector begins anew with each return, and no time of being up is given away. */
  private void stayAcquainted(Scene scene) throws InterruptedException {
    Duration missing = options.acquaintance().minus(WATCHED);
    if (!missing.isNegative()) {
      scene.stay(missing);
    }
  }

  /** A cut, and a heal. */
  private record Round(long cutAt, TrafficPath during, long healedAt, TrafficPath after) {}

  private Round play(Scene scene) throws InterruptedException {
    long cutAt = scene.cut(Damage.BOTH);
    TrafficPath during = scene.awaitPath(Hub.A, Promise.of(options).outage().plus(GRACE));
    long healedAt = scene.heal(Damage.BOTH);
    TrafficPath after = scene.awaitPath(Hub.B, LONGEST_RETURN.plus(LONGEST_HOLD_UP));
    return new Round(cutAt, during, healedAt, after);
  }

  /** One that never came makes it empty. */
  private static Optional<Duration> longestVerdict(Scene scene, List<Round> rounds) {
    List<Duration> verdicts = rounds.stream()
        .flatMap(round -> scene.verdict(round.cutAt, round.healedAt).stream())
        .toList();
    return verdicts.size() < rounds.size()
        ? Optional.empty()
        : verdicts.stream().max(Comparator.naturalOrder());
  }

  private static int lostAfterHeals(SteadyProbe probe, List<Round> rounds) {
    int lost = 0;
    for (int i = 1; i < rounds.size(); i++) {
      long until = rounds.get(i).cutAt - UNDER_WAY.toNanos();
      lost += probe.lost(rounds.get(i - 1).healedAt, until);
    }
    return lost + probe.lost(rounds.get(rounds.size() - 1).healedAt);
  }

  /** Returns the first path that is not by the hub; by the hub when all are. */
  private static TrafficPath worst(List<Round> rounds, Function<Round, TrafficPath> path, Hub hub) {
    return rounds.stream()
        .map(path)
        .filter(p -> !p.isBy(hub))
        .findFirst()
        .orElse(new TrafficPath(hub, hub));
  }
}
