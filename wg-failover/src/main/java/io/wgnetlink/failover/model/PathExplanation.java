package io.wgnetlink.failover.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a path carries its group, or what would have to change for it to.
 *
 * @param path which path
 * @param state of its tunnel
 * @param because what led to that state
 * @param carries whether it carries the group
 * @param drained whether the operator drained its tunnel
 * @param quality what was measured of its tunnel last
 * @param obstacles what keeps it from carrying the group, in the order in which it has to go; empty
 *     for the one that carries it
 */
public record PathExplanation(
    Path path,
    TunnelState state,
    Finding because,
    boolean carries,
    boolean drained,
    Optional<Quality> quality,
    List<Obstacle> obstacles) {
  public PathExplanation {
    obstacles = List.copyOf(obstacles);
  }

  /** Returns a line for people. */
  @Override
  public String toString() {
    String needs = obstacles.stream().map(Obstacle::text).collect(Collectors.joining(", then "));
    return (carries ? "* " : "  ") + path + ": " + state + (drained ? ", drained" : "") + ", "
        + because + (needs.isEmpty() ? "" : "; " + needs);
  }
}
