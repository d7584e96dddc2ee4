package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * How often is looked and nudged, and how long a tunnel is watched before it is used again. What
 * WireGuard itself fixes (10 s until a peer answers, 15 s until the kernel starts over) is not in
 * here: it cannot be chosen.
 *
 * @param poll between readings of an interface: 1 s lets differences of the counters be told apart
 *     as single handshake messages; at most 2 s
 * @param fastPoll between readings while something is suspect
 * @param idleAfter how long nothing may come from a peer until it is nudged
 * @param retry between nudges of a tunnel that is down, on average: each time between half and one
 *     and a half of it. Less than WireGuard's 5 s between initiations, so that it never stops
 *     trying
 * @param holdUp how long a tunnel that came back is watched at least; longer when it keeps dying
 *     ({@link FlapDamping})
 * @param proofs how many answered nudges a tunnel that came back has to show
 */
public record Timing(
    Duration poll,
    Duration fastPoll,
    Duration idleAfter,
    Duration retry,
    Duration holdUp,
    int proofs) {
  /** 1 s, 250 ms, 2 s, 3 s, 10 s and 3 answers. */
  public static final Timing DEFAULT = new Timing(
      Duration.ofSeconds(1),
      Duration.ofMillis(250),
      Duration.ofSeconds(2),
      Duration.ofSeconds(3),
      Duration.ofSeconds(10),
      3);

  public Timing {
    if (fastPoll.isNegative() || fastPoll.isZero() || poll.compareTo(fastPoll) < 0) {
      throw new IllegalArgumentException("poll must be at least fastPoll, and both positive");
    }
    if (poll.compareTo(Duration.ofSeconds(2)) > 0) {
      throw new IllegalArgumentException(
          "readings more than 2 s apart do not tell single handshake messages");
    }
    if (idleAfter.isNegative() || idleAfter.isZero() || retry.isNegative() || retry.isZero()) {
      throw new IllegalArgumentException("idleAfter and retry must be positive");
    }
    if (holdUp.isNegative() || proofs < 1) {
      throw new IllegalArgumentException("holdUp must not be negative, proofs at least 1");
    }
  }
}
