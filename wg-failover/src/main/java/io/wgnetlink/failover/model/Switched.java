package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * A group moved.
 *
 * @param decision from where, to where, why, and how long it took to find out
 * @param took from the decision until the new path was verified
 * @param verification what is known of the new path
 * @param at when it was verified, since the start of the controller
 */
public record Switched(Decision decision, Duration took, Verification verification, Duration at)
    implements FailoverEvent {
  @Override
  public String toString() {
    return decision.group().name() + " is on " + decision.to().name() + " after " + took.toMillis()
        + " ms, " + verification;
  }
}
