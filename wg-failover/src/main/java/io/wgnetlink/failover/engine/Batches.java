package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Quality;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of probes in a row, and how much of it may be chance.
 *
 * <p>Of independent probes {@code sqrt(p (1 - p) / n)} is the standard error of the part that is
 * lost: 50 lost of 200 are 25 % give or take 3 %. But losses come in bursts, and delays in waves,
 * so that neighbours are alike and many probes say no more than a few. Therefore the probes are
 * also taken together in batches, longer than most bursts, and the standard error follows from how
 * much the batches differ. The larger of the two counts.
 */
final class Batches {
  static final int BATCH = 20;
  /** With fewer batches than these nothing is said. */
  static final int ENOUGH = 5;

  private final Mean roundTrips = new Mean();
  private final Mean batchRoundTrips = new Mean();
  private final Mean batchLosses = new Mean();
  private int probes;
  private int lost;

  private Mean batch = new Mean();
  private int inBatch;

  void answered(long nanos) {
    roundTrips.add((double) nanos);
    batch.add((double) nanos);
    next();
  }

  void lost() {
    lost++;
    next();
  }

  private void next() {
    probes++;
    inBatch++;
    if (inBatch == BATCH) {
      batchLosses.add(1 - (double) batch.count / BATCH);
      if (batch.count > 0) {
        batchRoundTrips.add(batch.mean());
      }
      batch = new Mean();
      inBatch = 0;
    }
  }

  /** Empty also where nothing was answered: hosts may ignore probes, and that is no loss. */
  Optional<Quality> quality() {
    if (batchLosses.count < ENOUGH || roundTrips.count == 0) {
      return Optional.empty();
    }
    double loss = (double) lost / probes;
    double lossError = Math.max(Math.sqrt(loss * (1 - loss) / probes), batchLosses.error());
    double roundTripError = Math.max(roundTrips.error(), batchRoundTrips.error());
    return Optional.of(new Quality(
        Duration.ofNanos((long) roundTrips.mean()),
        loss,
        Duration.ofNanos((long) roundTripError),
        lossError));
  }

  /** A mean, and its standard error. */
  private static final class Mean {
    private int count;
    private double sum;
    private double squares;

    private void add(double value) {
      count++;
      sum += value;
      squares += value * value;
    }

    private double mean() {
      return sum / count;
    }

    private double error() {
      if (count < 2) {
        return 0;
      }
      double variance = Math.max(0, squares - sum * sum / count) / (count - 1);
      return Math.sqrt(variance / count);
    }
  }
}
