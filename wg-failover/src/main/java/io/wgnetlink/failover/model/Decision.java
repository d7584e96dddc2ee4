package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * A group's prefixes are to move.
 *
 * @param group whose prefixes
 * @param from the path that carries them so far
 * @param to the path that shall carry them
 * @param because what was proved
 * @param at when, since the start of the controller
 */
public record Decision(Group group, Path from, Path to, Finding because, Duration at) {
  @Override
  public String toString() {
    return group.name() + ": " + from.name() + " -> " + to.name() + ": " + because;
  }
}
