package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * The operator wants something.
 *
 * @param order what
 * @param at when, since the start of the controller
 */
public record Ordered(Order order, Duration at) implements FailoverEvent {
  @Override
  public String toString() {
    return "ordered: " + order;
  }
}
