package io.wgnetlink.nftables;

import java.time.Duration;
import java.util.Optional;

/**
 * An element of a set. Immutable.
 *
 * @param key its value; in a set of intervals the first of an interval, or the first after it
 * @param intervalEnd whether it is the first after an interval
 * @param timeout how long it lives, whole milliseconds; empty for as long as the set says
 * @param expiration how long it lives yet; only as read
 */
public record SetElement(
    RegisterValue key,
    boolean intervalEnd,
    Optional<Duration> timeout,
    Optional<Duration> expiration) {
  public SetElement {
    timeout.ifPresent(SetElement::requireMillis);
  }

  private static void requireMillis(Duration duration) {
    if (duration.isNegative()
        || duration.isZero()
        || !Duration.ofMillis(duration.toMillis()).equals(duration)) {
      throw new IllegalArgumentException(
          "a timeout of " + duration + "; it has whole milliseconds, at least 1");
    }
  }

  /** Returns a new element that lives as long as the set says. */
  public static SetElement of(RegisterValue key) {
    return new SetElement(key, false, Optional.empty(), Optional.empty());
  }

  /** Returns a new element that is the first after an interval. */
  public static SetElement end(RegisterValue key) {
    return new SetElement(key, true, Optional.empty(), Optional.empty());
  }

  /** Returns the same with a time to live, from when it is added. */
  public SetElement withTimeout(Duration duration) {
    return new SetElement(key, intervalEnd, Optional.of(duration), expiration);
  }
}
