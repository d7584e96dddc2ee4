package io.wgnetlink.route.internal;

import io.wgnetlink.route.DesiredRoutes;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RoutePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the fewest changes from the routes of a table to those that are desired.
 *
 * <p>A change is made in the kernel's place for it: destination and metric. Where another owner has
 * a route in that place nothing is done, for the kernel would replace whichever comes first. Where
 * one of ours is there it is replaced in one step. Routes on a link come before those by a gateway,
 * which may need them; what is deleted comes last, when its successors are there. Only where an
 * owner has several routes in one place, which this class never makes, they are deleted first.
 */
final class RoutePlanner {
  private static final class Place {
    final List<Route> ours = new ArrayList<>(1);
    Optional<Route> foreign = Optional.empty();
    Optional<Route> desired = Optional.empty();
  }

  private final Map<RouteKey, Place> places = new LinkedHashMap<>();
  private final List<RouteChange> onLink = new ArrayList<>();
  private final List<RouteChange> byGateway = new ArrayList<>();
  private final List<RouteChange> deletions = new ArrayList<>();
  private final List<RoutePlan.Conflict> conflicts = new ArrayList<>();
  private int unchanged;

  private RoutePlanner() {}

  /**
   * Plans.
   *
   * @param desired what is desired
   * @param read all routes of the table, whoever made them
   * @throws IllegalArgumentException when two desired routes are in one place, or the kernel would
   *     not keep what one says
   */
  static RoutePlan plan(DesiredRoutes desired, List<Route> read) {
    RoutePlanner planner = new RoutePlanner();
    desired.routes().forEach(planner::want);
    read.forEach(route -> planner.find(route, desired.protocol()));
    planner.places.values().forEach(planner::plan);
    List<RouteChange> changes = new ArrayList<>(planner.onLink);
    changes.addAll(planner.byGateway);
    changes.addAll(planner.deletions);
    return new RoutePlan(changes, planner.unchanged, planner.conflicts);
  }

  private void want(Route route) {
    KeptByKernel.require(route);
    Place place = places.computeIfAbsent(RouteKey.of(route), key -> new Place());
    if (place.desired.isPresent()) {
      throw new IllegalArgumentException(
          "two routes in one place: " + place.desired.get() + " and " + route);
    }
    place.desired = Optional.of(route);
  }

  private void find(Route route, int protocol) {
    Place place = places.computeIfAbsent(RouteKey.of(route), key -> new Place());
    if (route.protocol() == protocol) {
      place.ours.add(route);
    } else {
      place.foreign = Optional.of(route);
    }
  }

  private void plan(Place place) {
    if (place.desired.isEmpty()) {
      place.ours.forEach(route -> deletions.add(RouteChange.delete(route)));
      return;
    }
    Route desired = place.desired.get();
    if (!place.ours.isEmpty() && RouteLikeness.isAsDesired(desired, place.ours)) {
      unchanged++;
    } else if (place.foreign.isPresent()) {
      conflicts.add(new RoutePlan.Conflict(desired, place.foreign.get()));
    } else if (place.ours.isEmpty()) {
      changes(desired).add(RouteChange.add(desired));
    } else {
      List<RouteChange> changes = changes(desired);
      if (place.ours.size() > 1) {
        place.ours.forEach(route -> changes.add(RouteChange.delete(route)));
        changes.add(RouteChange.add(desired));
      } else {
        changes.add(RouteChange.replace(desired));
      }
    }
  }

  private List<RouteChange> changes(Route desired) {
    boolean direct = desired.gateway().isEmpty()
        && desired.nexthops().stream().allMatch(way -> way.gateway().isEmpty());
    return direct ? onLink : byGateway;
  }
}
