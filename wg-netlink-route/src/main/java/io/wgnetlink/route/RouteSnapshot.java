package io.wgnetlink.route;

import java.util.ArrayList;
import java.util.List;

/**
 * Routes as they were read. Immutable.
 *
 * @param routes the routes
 * @param consistency whether some may be missing
 * @param dumps how often the kernel's table was read; of two families the larger number
 */
public record RouteSnapshot(List<Route> routes, Consistency consistency, int dumps) {
  public RouteSnapshot {
    routes = List.copyOf(routes);
  }

  /** Returns whether every route that was there throughout is in the result, once. */
  public boolean isComplete() {
    return consistency == Consistency.COMPLETE;
  }

  /** Returns the routes of both; complete when both are. */
  public RouteSnapshot and(RouteSnapshot other) {
    List<Route> both = new ArrayList<>(routes);
    both.addAll(other.routes);
    Consistency least = isComplete() ? other.consistency : consistency;
    return new RouteSnapshot(both, least, Math.max(dumps, other.dumps));
  }
}
