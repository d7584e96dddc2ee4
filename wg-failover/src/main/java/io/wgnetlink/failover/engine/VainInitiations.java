package io.wgnetlink.failover.engine;

/** Handshake initiations in a row, of one end, that led to nothing: the last ones in turn. */
final class VainInitiations {
  private static final int REMEMBERED = 16;

  private final long[] after = new long[REMEMBERED];
  private final long[] by = new long[REMEMBERED];
  private int count;

  /** One was sent between two readings. */
  void add(long previous, long at) {
    after[count % REMEMBERED] = previous;
    by[count++ % REMEMBERED] = at;
  }

  void forget() {
    count = 0;
  }

  /**
   * Returns when so many had been sent since some time; {@link TunnelMachine#NEVER} when there were
   * fewer.
   */
  long sentSince(long time, int number) {
    int found = 0;
    for (int i = Math.max(0, count - REMEMBERED); i < count; i++) {
      if (after[i % REMEMBERED] >= time && ++found == number) {
        return by[i % REMEMBERED];
      }
    }
    return TunnelMachine.NEVER;
  }
}
