package io.wgnetlink.failover.evidence;

import java.time.Duration;
import java.util.Optional;

/**
 * Finds out from a counter when the two ends of a device's tunnels disagree.
 *
 * <p>WireGuard counts a packet whose inner source the sending peer is not allowed in
 * {@code rx_frame_errors}. When both ends switch, one is first, and a few packets are counted:
 * measured 233 in about a second. So the counter has to rise for 3 s before it is told, once; the
 * episode is over when it has not risen for 10 s.
 *
 * <p>Not thread-safe.
 */
public final class DisagreementWatch {
  private static final long LASTING = Duration.ofSeconds(3).toNanos();
  private static final long OVER = Duration.ofSeconds(10).toNanos();

  private Optional<Long> counter = Optional.empty();
  private boolean rising;
  private boolean told;
  private long risenFrom;
  private long begunAt;
  private long lastRiseAt;

  /**
   * Takes in a reading of the counter.
   *
   * @param at when
   * @return how many packets were rejected so far in an episode that is to be told now
   */
  public Optional<Long> observe(long at, long rejected) {
    long before = counter.orElse(rejected);
    counter = Optional.of(rejected);
    if (rising && at - lastRiseAt > OVER) {
      rising = false;
    }
    if (rejected < before) {
      // Another device of this name, or a new life of this one.
      rising = false;
      return Optional.empty();
    }
    if (rejected == before) {
      return Optional.empty();
    }
    if (!rising) {
      rising = true;
      told = false;
      begunAt = at;
      risenFrom = before;
    }
    lastRiseAt = at;
    if (told || at - begunAt < LASTING) {
      return Optional.empty();
    }
    told = true;
    return Optional.of(rejected - risenFrom);
  }
}
