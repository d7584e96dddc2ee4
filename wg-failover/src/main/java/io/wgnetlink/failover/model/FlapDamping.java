package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * How a tunnel that keeps dying is made to wait. Its hold-up begins with {@link Timing#holdUp} and
 * doubles with each death; it halves again over each {@link #halfLife} for which the tunnel is up.
 *
 * @param longest the most that the hold-up grows to
 * @param halfLife how long the tunnel has to be up for the hold-up to halve
 */
public record FlapDamping(Duration longest, Duration halfLife) {
  /** Up to 300 s, halved each minute of being up. */
  public static final FlapDamping DEFAULT =
      new FlapDamping(Duration.ofSeconds(300), Duration.ofSeconds(60));

  public FlapDamping {
    if (longest.isNegative() || halfLife.isNegative() || halfLife.isZero()) {
      throw new IllegalArgumentException("longest must not be negative, halfLife must be positive");
    }
  }
}
