package io.wgnetlink.samples.demo;

import java.time.Duration;

/** What happens in a demo once its traffic is steady. */
interface Story {
  /** To see that a bound was missed, and by how much. */
  Duration GRACE = Duration.ofSeconds(25);

  /**
   * WireGuard tries a handshake every 5 s at each end, and both fail when they cross. Between real
   * hosts a jitter of a third of a second keeps them apart; timers of one kernel fire together more
   * often than not, as they are rounded to a quarter of a second (HZ 250, measured).
   */
  Duration LONGEST_RETURN = Duration.ofMinutes(2);

  /** Has it happen; returns what was measured. */
  Measured happen(Scene scene) throws InterruptedException;

  /** Returns the story of these options. */
  static Story of(DemoOptions options) {
    return switch (options.scenario()) {
      case CUT, ONE_WAY_OUT, ONE_WAY_IN -> new CutStory(options);
      case FLAP -> new FlapStory(options);
      case KILL_ENGINE -> new KilledEngineStory(options);
    };
  }
}
