package io.wgnetlink.failover.actuate;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The routes of one table as read once, with the kernel's rule of choice. */
final class RouteTable {
  /** Metrics are unsigned; IPv6 routes without one have 1024 ({@code IP6_RT_PRIO_USER}). */
  private static final Comparator<Route> BEST = Comparator.<Route>comparingInt(
          r -> -r.destination().length())
      .thenComparing(Route::metric, Integer::compareUnsigned);

  private final RouteNetlink routes;
  private final Ownership ownership;
  private final Map<AddressFamily, List<Route>> read = new EnumMap<>(AddressFamily.class);

  RouteTable(RouteNetlink routes, Ownership ownership) {
    this.routes = routes;
    this.ownership = ownership;
  }

  private List<Route> all(AddressFamily family) {
    RouteFilter filter = ownership.table(family);
    return read.computeIfAbsent(
        family,
        f -> routes.routes(filter).stream().filter(filter::matches).collect(Collectors.toList()));
  }

  /** Returns the controller's own route to the prefix. */
  Optional<Route> own(IpPrefix prefix) {
    return all(prefix.family()).stream().filter(r -> ownership.owns(r, prefix)).findFirst();
  }

  /** Returns the route that packets to the prefix follow when the controller has none to it. */
  Optional<Route> without(IpPrefix prefix) {
    return all(prefix.family()).stream()
        .filter(r -> r.source().isEmpty() && r.destination().covers(prefix))
        .filter(r -> !ownership.owns(r, prefix))
        .min(BEST);
  }

  /** Returns somebody else's route to exactly this prefix that wins over the controller's own. */
  Optional<Route> rival(IpPrefix prefix) {
    return all(prefix.family()).stream()
        .filter(r -> r.destination().equals(prefix) && !ownership.owns(r, prefix))
        .filter(r -> Integer.compareUnsigned(r.metric(), ownership.metric()) <= 0)
        .min(BEST);
  }
}
