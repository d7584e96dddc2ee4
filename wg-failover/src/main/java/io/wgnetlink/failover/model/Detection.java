package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * By what a dead tunnel is found, and how hard is looked. Immutable.
 *
 * <p>All kinds read the peers' counters, hear the kernel's own verdict, and know the fingerprints
 * of tunnels that fail in one direction. They differ in what they send into a tunnel that works.
 *
 * @param kind what is sent
 * @param echoInterval between echo requests of a tunnel, at most; each time it is up to a fifth
 *     less, so that the two ends do not keep step
 * @param misses how many echo requests in a row stay unanswered until the tunnel counts as dead, at
 *     least 2; it is suspect at one less
 * @param trustedLoss the share of echo requests, 0 to 1, that may have stayed unanswered before
 *     these: beyond it, a row of misses is only suspicious, and the promise of WireGuard or the
 *     kernel's verdict has to confirm it
 * @param forcedHandshake whether a suspect peer is re-created, in one message, so that the kernel
 *     starts a handshake at once; costs a live peer its session and about one round trip
 */
public record Detection(
    Kind kind, Duration echoInterval, int misses, double trustedLoss, boolean forcedHandshake) {
  /** What is sent into a tunnel that works. */
  public enum Kind {
    /**
     * Nothing, until something is suspect. A busy tunnel is found dead by the kernel's verdict, an
     * idle one when the kernel fails to renew the session, minutes later, and without a persistent
     * keepalive not at all. What is down, new, or coming back is nudged all the same.
     */
    PASSIVE,
    /** A datagram whenever nothing came for {@link Timing#idleAfter}: any live peer answers it. */
    NUDGE,
    /**
     * ICMP echo requests all the time. Needs a peer whose host answers them at the probe address;
     * one that never did is judged as by {@link #NUDGE}.
     */
    ECHO
  }

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int MISSES = 4;
  private static final double TRUSTED_LOSS = 0.05;

  /** {@link Kind#PASSIVE}. */
  public static final Detection PASSIVE = of(Kind.PASSIVE);
  /** {@link Kind#NUDGE}, the default of a controller. */
  public static final Detection NUDGE = of(Kind.NUDGE);
  /** {@link Kind#ECHO}: each second, dead after 4 misses, up to 5 % of loss. */
  public static final Detection ECHO = of(Kind.ECHO);

  public Detection {
    if (echoInterval.compareTo(Duration.ofMillis(100)) < 0
        || echoInterval.compareTo(Duration.ofSeconds(2)) > 0) {
      throw new IllegalArgumentException("echoInterval must be 100 ms to 2 s");
    }
    if (misses < 2 || misses > 16) {
      throw new IllegalArgumentException("misses must be 2 to 16");
    }
    if (!(trustedLoss >= 0 && trustedLoss <= 1)) {
      throw new IllegalArgumentException("trustedLoss must be 0 to 1");
    }
  }

  private static Detection of(Kind kind) {
    return new Detection(kind, SECOND, MISSES, TRUSTED_LOSS, true);
  }

  /** Returns the same with another time between echo requests, 100 ms to 2 s. */
  public Detection withEchoInterval(Duration interval) {
    return new Detection(kind, interval, misses, trustedLoss, forcedHandshake);
  }

  /** Returns the same with another number of misses, 2 to 16. */
  public Detection withMisses(int number) {
    return new Detection(kind, echoInterval, number, trustedLoss, forcedHandshake);
  }

  /** Returns the same with another limit of loss, 0 to 1. */
  public Detection withTrustedLoss(double share) {
    return new Detection(kind, echoInterval, misses, share, forcedHandshake);
  }

  /** Returns the same with or without forced handshakes. */
  public Detection withForcedHandshake(boolean forced) {
    return new Detection(kind, echoInterval, misses, trustedLoss, forced);
  }

  /** Returns the same for where no echo can be sent. */
  public Detection withoutEcho() {
    return new Detection(
        kind == Kind.ECHO ? Kind.NUDGE : kind, echoInterval, misses, trustedLoss, forcedHandshake);
  }
}
