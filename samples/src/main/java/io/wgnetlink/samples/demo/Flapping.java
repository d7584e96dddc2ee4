package io.wgnetlink.samples.demo;

import io.wgnetlink.failover.model.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What became of a direct path that was cut again each time that traffic was back on it.
 *
 * @param cuts how often it was cut
 * @param holdUps how long the client watched it after each heal before it was used again
 * @param moves how often the client moved the traffic
 * @param mostInAMinute the most of these within one minute
 */
record Flapping(int cuts, List<Duration> holdUps, int moves, int mostInAMinute) {
  Flapping {
    holdUps = List.copyOf(holdUps);
  }

  /** Whether each return took longer than the one before, and moves stayed within the budget. */
  boolean isDamped() {
    boolean grew = holdUps.size() == cuts;
    for (int i = 1; i < holdUps.size(); i++) {
      grew &= holdUps.get(i).compareTo(holdUps.get(i - 1)) > 0;
    }
    return grew && mostInAMinute <= Policy.DEFAULT.budget();
  }

  /** Returns a sentence for people. */
  @Override
  public String toString() {
    return String.format(
        "It was cut %d times: the client moved the traffic %d times, at most %d of %d within a"
            + " minute, and watched the healed path for %s.",
        cuts,
        moves,
        mostInAMinute,
        Policy.DEFAULT.budget(),
        holdUps.isEmpty()
            ? "no time"
            : holdUps.stream()
                .map(d -> String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1e3))
                .collect(Collectors.joining(", then ")));
  }
}
