package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Routes and ways with another part. */
final class Ways {
  private Ways() {}

  static Nexthop withFlags(Nexthop way, int flags) {
    return new Nexthop(
        way.oif(), way.gateway(), way.weight(), way.realms(), flags, way.otherAttributes());
  }

  static Nexthop withOif(Nexthop way, int oif) {
    return new Nexthop(
        oif, way.gateway(), way.weight(), way.realms(), way.flags(), way.otherAttributes());
  }

  static Route withNexthops(Route route, List<Nexthop> ways) {
    return copy(route, route.oif(), route.gateway(), route.preferredSource(), ways);
  }

  /** Returns the route without a link, a gateway or ways. */
  static Route withoutWay(Route route) {
    return copy(route, Optional.empty(), Optional.empty(), route.preferredSource(), List.of());
  }

  static Route withoutSource(Route route) {
    return copy(route, route.oif(), route.gateway(), Optional.empty(), route.nexthops());
  }

  private static Route copy(
      Route route,
      Optional<Integer> oif,
      Optional<InetAddress> gateway,
      Optional<InetAddress> source,
      List<Nexthop> ways) {
    return new Route(
        route.destination(),
        route.source(),
        route.type(),
        route.table(),
        route.protocol(),
        route.scope(),
        route.tos(),
        route.metric(),
        oif,
        gateway,
        source,
        route.nexthopId(),
        ways,
        route.realms(),
        route.metrics(),
        route.preference(),
        route.expires(),
        route.flags(),
        route.otherAttributes());
  }
}
