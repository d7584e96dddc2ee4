package io.wgnetlink.failover;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often what somebody else changes is put right: five times in a minute at once, and every 30 s
 * from then on, until a minute has passed without.
 */
final class RepairLimiter {
  static final int AT_ONCE = 5;
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();
  private static final long PAUSE = Duration.ofSeconds(30).toNanos();

  private final Deque<Long> repairs = new ArrayDeque<>();
  private boolean contended;

  /** Returns when the next repair may be: now, or later. */
  long nextAt(long now) {
    forget(now);
    if (repairs.size() >= AT_ONCE) {
      contended = true;
    }
    return contended && !repairs.isEmpty() ? Math.max(now, repairs.getLast() + PAUSE) : now;
  }

  void repaired(long now) {
    repairs.add(now);
  }

  /** Returns whether there were too many, and a minute without has not passed since. */
  boolean contended(long now) {
    forget(now);
    return contended;
  }

  private void forget(long now) {
    while (!repairs.isEmpty() && now - repairs.getFirst() > WINDOW) {
      repairs.removeFirst();
    }
    if (repairs.isEmpty()) {
      contended = false;
    }
  }
}
