package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * How well a tunnel carries, as measured through it.
 *
 * @param roundTrip the time to the peer and back, smoothed by whoever measured it
 * @param loss the part of the probes that was lost, 0 to 1
 */
public record Quality(Duration roundTrip, double loss) {
  public Quality {
    if (roundTrip.isNegative()) {
      throw new IllegalArgumentException("a round trip takes time");
    }
    if (!(loss >= 0 && loss <= 1)) {
      throw new IllegalArgumentException("loss is a part of the whole, 0 to 1: " + loss);
    }
  }
}
