package io.wgnetlink.route;

import java.util.List;

/**
 * The changes that make the routes of a table as desired. Immutable.
 *
 * @param changes the changes in their order: what is added or replaced comes before what is
 *     deleted, so that nothing becomes unreachable in between
 * @param unchanged how many routes are there already
 * @param conflicts desired routes that cannot be there, because another owner has one to the same
 *     destination with the same metric
 */
public record RoutePlan(List<RouteChange> changes, int unchanged, List<Conflict> conflicts) {
  /**
   * A desired route, and the route of another owner that is in its place and stays there.
   *
   * @param desired the route that is not there
   * @param foreign the route that is
   */
  public record Conflict(Route desired, Route foreign) {}

  public RoutePlan {
    changes = List.copyOf(changes);
    conflicts = List.copyOf(conflicts);
  }

  /** Returns whether there is nothing to do. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Returns the plan in numbers. */
  @Override
  public String toString() {
    return count(RouteChange.Operation.ADD) + " to add, "
        + count(RouteChange.Operation.REPLACE) + " to replace, "
        + count(RouteChange.Operation.DELETE) + " to delete, "
        + unchanged + " unchanged, "
        + conflicts.size() + " in conflict with another owner's";
  }

  private long count(RouteChange.Operation operation) {
    return changes.stream().filter(change -> change.operation() == operation).count();
  }
}
