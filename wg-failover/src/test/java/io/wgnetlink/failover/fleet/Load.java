package io.wgnetlink.failover.fleet;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What reaches a hub, second by second. */
final class Load {
  /** What is counted. */
  enum Kind {
    INITIATION,
    NUDGE,
    ECHO,
    DATA
  }

  private final Map<Kind, int[]> seconds = new EnumMap<>(Kind.class);

  Load() {
    for (Kind kind : Kind.values()) {
      seconds.put(kind, new int[64]);
    }
  }

  void count(Kind kind, long now) {
    int second = (int) (now / SECOND);
    int[] counts = seconds.get(kind);
    if (second >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(second + 1, 2 * counts.length));
      seconds.put(kind, counts);
    }
    counts[second]++;
  }

  /** Returns how many arrived within the second that began there. */
  int within(Kind kind, int second) {
    int[] counts = seconds.get(kind);
    return second >= 0 && second < counts.length ? counts[second] : 0;
  }

  /** Returns the most within any second of these; the last is left out. */
  int peak(Kind kind, long from, long to) {
    int peak = 0;
    for (int second = (int) (from / SECOND); second < to / SECOND; second++) {
      peak = Math.max(peak, within(kind, second));
    }
    return peak;
  }

  /** Returns the average of these seconds. */
  double mean(Kind kind, long from, long to) {
    long sum = 0;
    for (int second = (int) (from / SECOND); second < to / SECOND; second++) {
      sum += within(kind, second);
    }
    return (double) sum * SECOND / (to - from);
  }
}
