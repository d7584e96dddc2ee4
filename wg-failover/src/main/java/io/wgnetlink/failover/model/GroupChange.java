package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * What keeps a group where it is changed.
 *
 * @param group which group
 * @param from the state before
 * @param to the state now
 * @param at when, since the start of the controller
 */
public record GroupChange(Group group, GroupState from, GroupState to, Duration at)
    implements FailoverEvent {
  @Override
  public String toString() {
    return group.name() + " " + from + " -> " + to;
  }
}
