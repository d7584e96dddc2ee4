package io.wgnetlink.samples.demo;

import io.wgnetlink.samples.demo.TrafficPath.Hub;
import java.time.Duration;
import java.util.Optional;

/** The direct path is cut, wholly or in one direction, traffic comes through by hub A; it heals. */
final class CutStory implements Story {
  /** 120 s until the handshake is too old, 10 s until that is noticed, and some to spare. */
  private static final Duration LONGEST_NAIVE_CUT = Duration.ofSeconds(150);

  private final DemoOptions options;

  CutStory(DemoOptions options) {
    this.options = options;
  }

  @Override
  public Measured happen(Scene scene) throws InterruptedException {
    TrafficPath before = scene.look();
    if (options.naive()) {
      scene.renewForNaive();
    }
    Damage damage = options.scenario().damage();
    long cutAt = scene.cut(damage);
    TrafficPath during = scene.awaitPath(Hub.A, longestCut());
    long healedAt = scene.heal(damage);
    TrafficPath after = scene.awaitPath(Hub.B, LONGEST_RETURN);
    scene.stopProbes(healedAt);
    SteadyProbe probe = scene.probe();
    return new Measured(
        probe.sent(),
        probe.lost(),
        scene.verdict(cutAt, healedAt),
        probe.outage(cutAt, healedAt),
        probe.lost(healedAt),
        before,
        during,
        after,
        Optional.empty());
  }

  private Duration longestCut() {
    return options.naive() ? LONGEST_NAIVE_CUT : Promise.of(options).outage().plus(GRACE);
  }
}
