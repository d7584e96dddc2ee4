package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * A group could not be moved. It is tried again, with growing pauses, while it is still wanted.
 *
 * @param decision what was wanted
 * @param cause why not
 * @param at when, since the start of the controller
 */
public record SwitchFailed(Decision decision, String cause, Duration at) implements FailoverEvent {
  @Override
  public String toString() {
    return decision.group().name() + " is not on " + decision.to().name() + ": " + cause;
  }
}
