package io.wgnetlink.failover.engine;

/**
 * Adds up the time in which a group's traffic went into a dead tunnel: from the first thing that
 * the tunnel left unanswered until the group was carried by another, or the tunnel proved alive.
 * Only silences that ended in a verdict count.
 */
final class Blackhole {
  private long before;
  private long darkFrom = TunnelMachine.NEVER;

  boolean isDark() {
    return darkFrom != TunnelMachine.NEVER;
  }

  void darkSince(long at) {
    darkFrom = at;
  }

  void endedAt(long at) {
    before = total(at);
    darkFrom = TunnelMachine.NEVER;
  }

  long total(long now) {
    return before + (isDark() ? Math.max(0, now - darkFrom) : 0);
  }
}
