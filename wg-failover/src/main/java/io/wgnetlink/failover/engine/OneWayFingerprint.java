package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Finding;

/**
 * The trace of a tunnel that only receives: the peer's initiations keep arriving, every 5 s and for
 * ever, we answer each, and no handshake completes.
 *
 * <p>Three are enough while the session is too young to be renewed; when it is due for renewal
 * anyway, lossy links need a few tries, and ten are awaited. The opposite, a tunnel that only
 * sends, looks like a full cut and needs no fingerprint: nothing arrives.
 */
final class OneWayFingerprint {
  private static final long NEVER = TunnelMachine.NEVER;
  private static final long SECOND = 1_000_000_000L;

  /** {@code REKEY_AFTER_TIME} of 120 s, less 5 s. */
  static final long RENEWAL = 115 * SECOND;
  /** Initiations further apart are not retries of each other ({@code REKEY_TIMEOUT} is 5 s). */
  static final long RETRY_GAP = 12 * SECOND;

  static final int ENOUGH = 3;
  static final int ENOUGH_AT_RENEWAL = 10;

  private int count;
  private long lastAt = NEVER;
  private long firstAt = NEVER;
  private boolean renewing;

  /** The peer sent an initiation, and no handshake completed in the same reading. */
  void initiated(long at, long handshakeAt) {
    if (lastAt == NEVER || at - lastAt > RETRY_GAP) {
      count = 0;
      firstAt = at;
      renewing = handshakeAt == NEVER || at - handshakeAt >= RENEWAL;
    }
    count++;
    lastAt = at;
  }

  /** Whether what is sent does not arrive. */
  boolean proved(long at) {
    return count >= (renewing ? ENOUGH_AT_RENEWAL : ENOUGH)
        && at - lastAt >= KernelVerdict.INITIATION_PATIENCE;
  }

  long firstAt() {
    return firstAt;
  }

  long lastAt() {
    return lastAt;
  }

  Finding finding(long at) {
    return Findings.oneWay(count, at - firstAt);
  }

  void forget() {
    count = 0;
    lastAt = NEVER;
    firstAt = NEVER;
  }
}
