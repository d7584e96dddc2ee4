package io.wgnetlink.failover.engine;

/**
 * Which readings of a tunnel join each other. Between two that are too far apart the process slept:
 * the kernel may have received an answer, and nobody knows when.
 */
final class Readings {
  private static final long NEVER = TunnelMachine.NEVER;

  /** Readings further apart than this many intervals do not join. */
  static final int GAP_READINGS = 3;

  private final long interval;
  private long lastAt = NEVER;
  private long joinedFrom = NEVER;

  Readings(long interval) {
    this.interval = interval;
  }

  boolean none() {
    return lastAt == NEVER;
  }

  /** When the last one was; {@link TunnelMachine#NEVER} before the first. */
  long lastAt() {
    return lastAt;
  }

  /** Whether one at this time would join the last one. */
  boolean join(long at) {
    return !none() && at - lastAt <= GAP_READINGS * interval;
  }

  /** When they began to join each other. */
  long joinedFrom() {
    return joinedFrom;
  }

  void at(long time) {
    lastAt = time;
  }

  /** What was read before says nothing about what is read from now on. */
  void beginAt(long time) {
    joinedFrom = time;
  }

  void forget() {
    lastAt = NEVER;
  }
}
