package io.wgnetlink.failover.model;

import java.time.Duration;
import java.util.Locale;

/**
 * By how much, and for how long, a path has to be better than the one in use. Loss is compared
 * first; round trips only where the losses are within their margin of each other.
 *
 * <p>A difference counts only when it is more than chance as well: {@link #CHANCE} times the
 * standard error of the two measurements. Of two paths that lose a third of the packets each, one
 * always looks better; by 200 probes it has to lose about 19 % less.
 *
 * @param loss by how much less it has to lose, as a part of the whole
 * @param roundTrip by how much its round trip has to be shorter, at least
 * @param part by which part of the other's round trip it has to be shorter as well, 0 to 1
 * @param lasting for how long it has to be better without a break
 */
public record QualityMargin(double loss, Duration roundTrip, double part, Duration lasting) {
  /** 5 % of loss; 10 ms and a fifth of the round trip; for 30 s. */
  public static final QualityMargin DEFAULT =
      new QualityMargin(0.05, Duration.ofMillis(10), 0.2, Duration.ofSeconds(30));

  /** How many standard errors a difference has to be; chance makes one in 30,000 so large. */
  public static final double CHANCE = 4;

  public QualityMargin {
    if (!(loss > 0 && loss <= 1) || !(part >= 0 && part < 1)) {
      throw new IllegalArgumentException("loss is over 0 and up to 1, part is 0 to less than 1");
    }
    if (roundTrip.isNegative() || roundTrip.isZero() || lasting.isNegative()) {
      throw new IllegalArgumentException(
          "without a margin of the round trip paths would change places at every measurement");
    }
  }

  /** Returns whether the first is better than the second by more than this margin. */
  public boolean isBetter(Quality first, Quality second) {
    double lossGain = second.loss() - first.loss();
    double lossByChance = CHANCE * Math.hypot(first.lossError(), second.lossError());
    if (Math.abs(lossGain) >= Math.max(loss, lossByChance)) {
      return lossGain > 0;
    }
    Duration gain = second.roundTrip().minus(first.roundTrip());
    double gainByChance =
        CHANCE * Math.hypot(nanos(first.roundTripError()), nanos(second.roundTripError()));
    return gain.compareTo(roundTrip) >= 0
        && nanos(gain) >= part * nanos(second.roundTrip())
        && nanos(gain) >= gainByChance;
  }

  private static double nanos(Duration duration) {
    return (double) duration.toNanos();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.0f %% of loss, or %d ms and %.0f %% of the round trip, for %d s",
        100 * loss,
        roundTrip.toMillis(),
        100 * part,
        lasting.toSeconds());
  }
}
