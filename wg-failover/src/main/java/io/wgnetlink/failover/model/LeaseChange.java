package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * Whether there is a lease changed; told at the start as well, also when there is none though one
 * was asked for.
 *
 * @param state whether there is one
 * @param text what is held, or why not, for people
 * @param at when, since the start of the controller
 */
public record LeaseChange(LeaseState state, String text, Duration at) implements FailoverEvent {
  @Override
  public String toString() {
    return "lease " + state + ": " + text;
  }
}
