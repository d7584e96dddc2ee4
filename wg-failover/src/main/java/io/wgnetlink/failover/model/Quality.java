package io.wgnetlink.failover.model;

import java.time.Duration;
import java.util.Locale;

/**
 * How well a tunnel carries, as measured through it.
 *
 * <p>A controller with {@link Detection#ECHO} measures every tunnel by its echo requests: over the
 * last 200 of them, of which there have to be 100. With the other detections nothing is measured,
 * unless something outside does ({@link Evidence.Measured}).
 *
 * @param roundTrip the average time to the peer and back
 * @param loss the part of the probes that was not answered, 0 to 1: lost on either way
 * @param roundTripError the standard error of the round trip, by how much chance alters it; zero
 *     when it counts as exact
 * @param lossError the standard error of the loss, 0 to 1; likewise
 */
public record Quality(Duration roundTrip, double loss, Duration roundTripError, double lossError) {
  public Quality {
    if (roundTrip.isNegative() || roundTripError.isNegative()) {
      throw new IllegalArgumentException("a round trip takes time");
    }
    if (!(loss >= 0 && loss <= 1) || !(lossError >= 0 && lossError <= 1)) {
      throw new IllegalArgumentException("loss is a part of the whole, 0 to 1: " + loss);
    }
  }

  /** Creates a quality that counts as exact. */
  public Quality(Duration roundTrip, double loss) {
    this(roundTrip, loss, Duration.ZERO, 0);
  }

  /** Returns it as in {@code 21.3 ms, 0.5 % lost}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f ms, %.1f %% lost", roundTrip.toNanos() / 1e6, 100 * loss);
  }
}
