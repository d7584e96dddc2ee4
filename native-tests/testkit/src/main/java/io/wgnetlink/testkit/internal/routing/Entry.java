package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A route in a table. Immutable; each is another one, also where they say the same.
 *
 * <p>The flags are those that were asked for: what the kernel finds out is added when it is read.
 */
final class Entry {
  private final Route route;
  private final Optional<Instant> expiresAt;

  Entry(Route route, Optional<Instant> expiresAt) {
    this.route = route;
    this.expiresAt = expiresAt;
  }

  Route route() {
    return route;
  }

  Optional<Instant> expiresAt() {
    return expiresAt;
  }

  /** Returns the route, with the time that is left of it. */
  Route at(Instant now) {
    return expiresAt.isEmpty()
        ? route
        : route.toBuilder()
            .expires(expiresAt.map(end -> Duration.between(now, end)))
            .build();
  }

  /** Returns the ways of it, or of the object that it names; none where it drops packets. */
  List<Nexthop> ways(Nexthops objects) {
    if (route.nexthopId().isPresent()) {
      return objects.ways(route.nexthopId().get());
    }
    if (!route.nexthops().isEmpty()) {
      return route.nexthops();
    }
    if (route.oif().isEmpty()) {
      return List.of();
    }
    return List.of(new Nexthop(
        route.oif().get(), route.gateway(), 1, route.realms(), route.flags(), List.of()));
  }

  /** Returns its type, which is another by an object that drops packets. */
  RouteType type(Nexthops objects) {
    return route.nexthopId().filter(objects::drops).isPresent()
        ? RouteType.BLACKHOLE
        : route.type();
  }

  boolean drops(Nexthops objects) {
    return drops(type(objects));
  }

  /** Returns a route with what the object that it names says of the way. */
  static Route withObject(Route route, Nexthops objects) {
    if (route.nexthopId().isEmpty()) {
      return route;
    }
    int id = route.nexthopId().get();
    List<Nexthop> ways = objects.ways(id);
    if (ways.size() != 1) {
      return Ways.withNexthops(route, ways);
    }
    Nexthop way = ways.get(0);
    Route.Builder told = route.toBuilder().oif(way.oif()).flags(way.flags());
    way.gateway().ifPresent(told::gateway);
    return (objects.drops(id) ? told.type(RouteType.BLACKHOLE) : told).build();
  }

  static boolean drops(RouteType type) {
    return type.equals(RouteType.BLACKHOLE)
        || type.equals(RouteType.UNREACHABLE)
        || type.equals(RouteType.PROHIBIT)
        || type.equals(RouteType.THROW);
  }

  /** Returns whether it is for this host's own addresses, and so does not end with its link. */
  boolean isOwn() {
    return route.family() == AddressFamily.IPV4
        ? route.scope() >= Route.SCOPE_HOST
        : route.type().equals(RouteType.LOCAL) || route.type().equals(RouteType.ANYCAST);
  }

  @Override
  public String toString() {
    return route.toString();
  }
}
