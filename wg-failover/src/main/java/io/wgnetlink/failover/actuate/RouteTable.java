package io.wgnetlink.failover.actuate;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.SingleNexthop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The routes of the tables as read once, each when it is first asked for. */
final class RouteTable {
  /** Metrics are unsigned; IPv6 routes without one have 1024 ({@code IP6_RT_PRIO_USER}). */
  static final Comparator<Route> BEST =
      Comparator.comparing(Route::metric, Integer::compareUnsigned);

  private final RouteNetlink routes;
  private final Ownership ownership;
  private final Map<RouteFilter, PrefixMap<List<Route>>> read = new HashMap<>();

  RouteTable(RouteNetlink routes, Ownership ownership) {
    this.routes = routes;
    this.ownership = ownership;
  }

  private PrefixMap<List<Route>> all(int table, AddressFamily family) {
    return read.computeIfAbsent(Ownership.table(table, family), this::read);
  }

  private PrefixMap<List<Route>> read(RouteFilter filter) {
    PrefixMap<List<Route>> map = new PrefixMap<>();
    for (Route route : routes.routes(filter)) {
      map.at(route.destination(), () -> new ArrayList<>(1)).add(route);
    }
    return map;
  }

  private Stream<Route> at(Place place) {
    return all(place.table(), place.prefix().family()).exact(place.prefix()).stream()
        .flatMap(List::stream);
  }

  /** Returns the controller's own route to a probe address. */
  Optional<Route> toHost(IpPrefix host) {
    return at(new Place(ownership.wideTables().get(0), host))
        .filter(ownership::owns)
        .findFirst();
  }

  /**
   * Returns the route that packets to the prefix follow in this table when the controller has none
   * to it: the narrowest, of these the one with the smallest metric.
   */
  Optional<Route> without(int table, IpPrefix prefix) {
    return all(table, prefix.family())
        .covering(prefix)
        .flatMap(there -> there.stream()
            .filter(r -> r.source().isEmpty())
            .filter(r -> !(ownership.owns(r) && r.destination().equals(prefix)))
            .min(BEST)
            .stream())
        .findFirst();
  }

  /** Returns somebody else's route to exactly this prefix that wins over the controller's own. */
  Optional<Route> rival(Place place) {
    return at(place)
        .filter(r -> !ownership.owns(r))
        .filter(r -> Integer.compareUnsigned(r.metric(), ownership.metric()) <= 0)
        .min(BEST);
  }

  /** Returns somebody else's route that keeps the controller's own from being added. */
  Optional<Route> inPlaceOf(Place place) {
    return at(place)
        .filter(r -> !ownership.owns(r))
        .filter(
            r -> r.metric() == ownership.metric() && r.tos() == 0 && r.source().isEmpty())
        .findFirst();
  }

  /**
   * Returns whether packets go by a link, on one of the ways at least. A route by a nexthop object
   * does not say by which link where {@code net.ipv4.nexthop_compat_mode} is 0; so the object is
   * asked.
   */
  boolean leadsTo(Route route, int link) {
    return route.uses(link)
        || route.nexthopId().map(id -> objectLeadsTo(id, link)).orElse(false);
  }

  private boolean objectLeadsTo(int id, int link) {
    Optional<NexthopObject> object = routes.nexthop(id);
    if (object.isPresent() && object.get() instanceof NexthopGroup group) {
      return group.members().stream().anyMatch(member -> objectLeadsTo(member.id(), link));
    }
    return object.isPresent()
        && object.get() instanceof SingleNexthop single
        && single.oif().equals(Optional.of(link));
  }
}
