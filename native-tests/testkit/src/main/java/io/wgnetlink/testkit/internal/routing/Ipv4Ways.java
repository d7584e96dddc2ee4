package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Refusal;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel wants of a new IPv4 route and adds to it, {@code fib_create_info()} in
 * {@code net/ipv4/fib_semantics.c}.
 */
final class Ipv4Ways {
  private final Network network;
  private final Ipv4Routes routes;

  Ipv4Ways(Network network, Ipv4Routes routes) {
    this.network = network;
    this.routes = routes;
  }

  /** Returns a route with its links; refuses one that cannot be. */
  Route complete(Route asked) {
    requireModelled(asked);
    if (asked.scope() > Route.SCOPE_HOST) {
      throw new Refusal(Errno.EINVAL, "Invalid scope");
    }
    if (leastScope(asked.type()) > asked.scope()) {
      throw new Refusal(Errno.EINVAL, "Invalid scope");
    }
    Route route = asked;
    if (asked.nexthopId().isPresent()) {
      network.nexthops().requireFor(asked.nexthopId().get(), AddressFamily.IPV4);
    } else {
      route = Entry.drops(asked.type()) ? withoutWay(asked) : withWays(asked);
    }
    requireSource(route);
    return route;
  }

  private static void requireModelled(Route route) {
    if (!route.otherAttributes().isEmpty()
        || route.nexthops().stream().anyMatch(way -> !way.otherAttributes().isEmpty())) {
      throw new NotModelledException("attributes of routes such as encapsulations: " + route);
    }
  }

  /** {@code fib_props}: how near a destination of a type is at least. */
  private static int leastScope(RouteType type) {
    if (type.equals(RouteType.LOCAL)) {
      return Route.SCOPE_HOST;
    }
    return type.equals(RouteType.BROADCAST) || type.equals(RouteType.ANYCAST)
        ? Route.SCOPE_LINK
        : Route.SCOPE_UNIVERSE;
  }

  private static Route withoutWay(Route asked) {
    boolean saysWay = asked.oif().isPresent()
        || asked.gateway().isPresent()
        || !asked.nexthops().isEmpty();
    if (saysWay) {
      throw new Refusal(
          Errno.EINVAL, "Gateway, device and multipath can not be specified for this route type");
    }
    return asked;
  }

  private Route withWays(Route asked) {
    if (asked.nexthops().size() > 1 && asked.scope() >= Route.SCOPE_HOST) {
      throw new Refusal(Errno.EINVAL, "Route with host scope can not have multiple nexthops");
    }
    if (asked.nexthops().isEmpty()) {
      Nexthop asSaid = new Nexthop(
          asked.oif().orElse(0), asked.gateway(), 1, asked.realms(), asked.flags(), List.of());
      return single(asked, resolve(asSaid, asked));
    }
    if (asked.gateway().isPresent() || asked.oif().isPresent()) {
      throw new NotModelledException("a multipath route that says a way beside its ways");
    }
    List<Nexthop> ways =
        asked.nexthops().stream().map(way -> resolve(way, asked)).toList();
    return ways.size() == 1 ? single(asked, ways.get(0)) : Ways.withNexthops(asked, ways);
  }

  private static Route single(Route asked, Nexthop way) {
    Route.Builder route =
        Ways.withNexthops(asked, List.of()).toBuilder().oif(way.oif()).flags(way.flags());
    route.realms(way.realms());
    way.gateway().ifPresent(route::gateway);
    return route.build();
  }

  private Nexthop resolve(Nexthop way, Route route) {
    if (route.scope() >= Route.SCOPE_HOST) {
      return resolveOwn(way);
    }
    if (way.gateway().isEmpty()) {
      return resolveDirect(way);
    }
    InetAddress gateway = way.gateway().get();
    if (AddressFamily.of(gateway) == AddressFamily.IPV6) {
      int link = network.ipv6Routes().linkTo(gateway, way.oif(), way.has(RouteFlag.ONLINK), 0);
      return Ways.withOif(way, link);
    }
    if (route.scope() >= Route.SCOPE_LINK) {
      throw new Refusal(Errno.EINVAL, "Nexthop has invalid scope");
    }
    return way.has(RouteFlag.ONLINK)
        ? resolveOnLink(way, gateway)
        : resolveGateway(way, gateway, route);
  }

  private Nexthop resolveOwn(Nexthop way) {
    if (way.gateway().isPresent()) {
      throw new Refusal(Errno.EINVAL, "Route with host scope can not have a gateway");
    }
    network.kernel().require(way.oif());
    return way;
  }

  private Nexthop resolveDirect(Nexthop way) {
    if (way.has(RouteFlag.ONLINK)) {
      throw new Refusal(
          Errno.EINVAL, "Invalid flags for nexthop - PERVASIVE and ONLINK can not be set");
    }
    requireUp(network.kernel().require(way.oif()), "Device for nexthop is not up");
    return way;
  }

  private Nexthop resolveOnLink(Nexthop way, InetAddress gateway) {
    NetworkInterface link = network
        .kernel()
        .find(way.oif())
        .orElseThrow(() -> new Refusal(Errno.ENODEV, "Nexthop device required for onlink"));
    requireUp(link, "Nexthop device is not up");
    if (!routes.typeOf(gateway).equals(RouteType.UNICAST)) {
      throw new Refusal(Errno.EINVAL, "Nexthop has invalid gateway");
    }
    return way;
  }

  /** The gateway has to be on a link, as its table sees it or else all tables. */
  private Nexthop resolveGateway(Nexthop way, InetAddress gateway, Route route) {
    Flow flow = Flow.to(gateway, way.oif(), Math.max(route.scope() + 1, Route.SCOPE_LINK));
    Found found = (route.table() == Route.TABLE_MAIN
            ? Optional.<Found>empty()
            : inOwnTable(route.table(), flow))
        .orElseGet(() -> anywhere(flow));
    RouteType type = found.entry().route().type();
    if (!type.equals(RouteType.UNICAST) && !type.equals(RouteType.LOCAL)) {
      throw new Refusal(Errno.EINVAL, "Nexthop has invalid gateway");
    }
    int link = found.way().orElseThrow().oif();
    requireUp(network.kernel().require(link), "");
    return Ways.withOif(way, link);
  }

  /** Returns how near a gateway is that a nexthop object names; refuses one that is not there. */
  int scopeOf(InetAddress gateway, int link, boolean onLink) {
    if (onLink) {
      return Route.SCOPE_LINK;
    }
    Found found = anywhere(Flow.to(gateway, link, Route.SCOPE_LINK));
    return found.entry().route().scope();
  }

  private Optional<Found> inOwnTable(int table, Flow flow) {
    try {
      return routes.find(table, flow);
    } catch (Refusal e) {
      return Optional.empty();
    }
  }

  private Found anywhere(Flow flow) {
    try {
      return routes.find(flow);
    } catch (Refusal e) {
      throw new Refusal(e.errno(), "Nexthop has invalid gateway");
    }
  }

  private static void requireUp(NetworkInterface link, String text) {
    if (!link.isUp()) {
      throw new Refusal(Ipv4Routes.linkIsDown(), text);
    }
  }

  private void requireSource(Route route) {
    if (route.preferredSource().isEmpty() || Entry.drops(route.type())) {
      return;
    }
    InetAddress source = route.preferredSource().get();
    boolean isItself =
        route.type().equals(RouteType.LOCAL) && route.destination().address().equals(source);
    if (!isItself && !routes.typeOf(source).equals(RouteType.LOCAL)) {
      throw new Refusal(Errno.EINVAL, "Invalid prefsrc address");
    }
  }
}
