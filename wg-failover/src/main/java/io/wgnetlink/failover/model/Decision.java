package io.wgnetlink.failover.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A group's prefixes are to move.
 *
 * @param group whose prefixes
 * @param from the path that carries them so far
 * @param to the path that shall carry them
 * @param because what was proved
 * @param detection how long it took to find out: from the first thing that the path left unanswered
 *     to the decision; empty where nothing died
 * @param at when, since the start of the controller
 */
public record Decision(
    Group group, Path from, Path to, Finding because, Optional<Duration> detection, Duration at)
    implements FailoverEvent {
  @Override
  public String toString() {
    return group.name() + ": " + from.name() + " -> " + to.name() + ": " + because;
  }
}
