package io.wgnetlink.monitor;

import io.wgnetlink.monitor.RouteEvent.RouteChanged;
import io.wgnetlink.monitor.RouteEvent.RouteRemoved;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The routes of a mirror.
 *
 * <p>Routes with one destination, table, source, type of service and metric share a place. A place
 * usually holds one, and then events are exact. Where it holds several (IPv4 routes that were
 * appended; IPv6 ways that the kernel merges into one multipath route), an event does not say
 * enough to follow it, and the family is in doubt until it is read anew.
 */
final class MirroredRoutes {
  private final Map<Place, List<Route>> places = new LinkedHashMap<>();
  private final Doubts doubts;

  private record Place(
      int table, IpPrefix destination, Optional<IpPrefix> source, int tos, int metric) {
    static Place of(Route route) {
      return new Place(
          route.table(), route.destination(), route.source(), route.tos(), route.metric());
    }
  }

  MirroredRoutes(Doubts doubts) {
    this.doubts = doubts;
  }

  void changed(RouteChanged event, Consumer<RouteEvent> told) {
    Route route = event.route();
    Place place = Place.of(route);
    List<Route> there = places.getOrDefault(place, List.of());
    if (isAmong(there, route)) {
      return;
    }
    if (there.isEmpty() || (event.replaces() && there.size() == 1)) {
      places.put(place, List.of(route));
      told.accept(new RouteChanged(route, !there.isEmpty()));
    } else {
      doubts.doubt(MirroredPart.routes(route.family()));
    }
  }

  void removed(RouteRemoved event, Consumer<RouteEvent> told) {
    Route route = event.route();
    List<Route> there = places.getOrDefault(Place.of(route), List.of());
    if (there.size() == 1 && sameWay(there.get(0), route)) {
      places.remove(Place.of(route));
      told.accept(new RouteRemoved(there.get(0)));
    } else if (!there.isEmpty()) {
      doubts.doubt(MirroredPart.routes(route.family()));
    }
  }

  /** The time until a route expires is another at every look, which is no change. */
  private static boolean isAmong(List<Route> routes, Route route) {
    if (route.expires().isEmpty()) {
      return routes.contains(route);
    }
    return routes.stream()
        .filter(one -> one.expires().isPresent())
        .anyMatch(one -> one.toBuilder().expires(route.expires()).build().equals(route));
  }

  /** The event of a removal may lack attributes, and its flags say what led to it. */
  private static boolean sameWay(Route a, Route b) {
    return a.type().equals(b.type())
        && a.protocol() == b.protocol()
        && a.oif().equals(b.oif())
        && a.gateway().equals(b.gateway())
        && a.nexthopId().equals(b.nexthopId())
        && a.nexthops().isEmpty()
        && b.nexthops().isEmpty();
  }

  /** Takes over what was read of a family. */
  void read(AddressFamily family, List<Route> fresh, Consumer<RouteEvent> told) {
    Map<Place, List<Route>> before = new LinkedHashMap<>();
    places.forEach((place, there) -> {
      if (place.destination().family() == family) {
        before.put(place, there);
      }
    });
    Map<Place, List<Route>> after = new LinkedHashMap<>();
    fresh.forEach(
        route -> after.computeIfAbsent(Place.of(route), p -> new ArrayList<>(1)).add(route));
    tellRemovals(before, after, told);
    places.keySet().removeAll(before.keySet());
    places.putAll(after);
    tellChanges(before, after, told);
    doubts.settle(MirroredPart.routes(family));
  }

  private static void tellRemovals(
      Map<Place, List<Route>> before, Map<Place, List<Route>> after, Consumer<RouteEvent> told) {
    before.forEach((place, there) -> {
      List<Route> now = after.getOrDefault(place, List.of());
      if (now.isEmpty() || there.size() > 1 || now.size() > 1) {
        there.stream()
            .filter(route -> !isAmong(now, route))
            .forEach(route -> told.accept(new RouteRemoved(route)));
      }
    });
  }

  private static void tellChanges(
      Map<Place, List<Route>> before, Map<Place, List<Route>> after, Consumer<RouteEvent> told) {
    after.forEach((place, now) -> {
      List<Route> there = before.getOrDefault(place, List.of());
      boolean replaces = there.size() == 1 && now.size() == 1;
      now.stream()
          .filter(route -> !isAmong(there, route))
          .forEach(route -> told.accept(new RouteChanged(route, replaces)));
    });
  }

  List<Route> all() {
    return places.values().stream().flatMap(List::stream).toList();
  }
}
