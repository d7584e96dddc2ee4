package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Quality;
import io.wgnetlink.failover.model.QualityMargin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which paths have been better than the one in use for long enough. A path that is not
 * better at one look, or was not measured, starts over.
 */
final class QualityWatch {
  private final QualityMargin margin;
  private final Map<String, Long> betterSince = new HashMap<>();

  QualityWatch(QualityMargin margin) {
    this.margin = margin;
  }

  /** Returns since when a path has been better, or {@link TunnelMachine#NEVER}. */
  long betterSince(long now, Path path, Optional<Quality> its, Optional<Quality> used) {
    if (its.isEmpty() || used.isEmpty() || !margin.isBetter(its.get(), used.get())) {
      betterSince.remove(path.name());
      return TunnelMachine.NEVER;
    }
    return betterSince.computeIfAbsent(path.name(), p -> now);
  }

  /** Returns when a path that has been better since then will have been so for long enough. */
  long ripeAt(long since) {
    return since + margin.lasting().toNanos();
  }

  boolean isBetter(Optional<Quality> one, Optional<Quality> other) {
    return one.isPresent() && other.isPresent() && margin.isBetter(one.get(), other.get());
  }

  void forget(Path path) {
    betterSince.remove(path.name());
  }

  /** The path in use is another one. */
  void restart() {
    betterSince.clear();
  }
}
