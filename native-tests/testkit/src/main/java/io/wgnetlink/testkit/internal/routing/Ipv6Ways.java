package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Refusal;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What the kernel wants of a new IPv6 route and adds to it, {@code fib6_nh_init()} in
 * {@code net/ipv6/route.c}.
 */
final class Ipv6Ways {
  private static final Errno EHOSTUNREACH = new Errno(113);

  private final Network network;
  private final Ipv6Routes routes;

  Ipv6Ways(Network network, Ipv6Routes routes) {
    this.network = network;
    this.routes = routes;
  }

  /** Returns a route with its link; refuses one that cannot be. */
  Route complete(Route asked) {
    requireModelled(asked);
    Optional<NetworkInterface> link = asked.oif().map(network.kernel()::require);
    Route route;
    if (asked.nexthopId().isPresent()) {
      network.nexthops().requireFor(asked.nexthopId().get(), AddressFamily.IPV6);
      route = asked;
    } else if (Entry.drops(asked.type())) {
      route = Ways.withoutWay(asked).toBuilder().oif(Flow.LOOPBACK).build();
    } else {
      route = withWay(asked, link);
    }
    requireSource(route);
    return route;
  }

  private static void requireModelled(Route route) {
    if (route.source().isPresent()) {
      throw new NotModelledException("routes for packets of a source: " + route);
    }
    if (!route.otherAttributes().isEmpty()) {
      throw new NotModelledException("attributes of routes such as encapsulations: " + route);
    }
  }

  private Route withWay(Route asked, Optional<NetworkInterface> link) {
    if (asked.has(RouteFlag.ONLINK)) {
      requireUp(
          link.orElseThrow(() -> new Refusal(Errno.ENODEV, "Nexthop device required for onlink")));
    }
    boolean own = asked.type().equals(RouteType.LOCAL) || asked.type().equals(RouteType.ANYCAST);
    if (link.isPresent() && link.get().isLoopback() && !own) {
      throw new NotModelledException("IPv6 routes by lo: " + asked);
    }
    if (asked.gateway().isEmpty()) {
      requireUp(link.orElseThrow(() -> new Refusal(Errno.ENODEV)));
      return asked;
    }
    int oif = linkTo(
        asked.gateway().get(), asked.oif().orElse(0), asked.has(RouteFlag.ONLINK), asked.table());
    return asked.toBuilder().oif(oif).build();
  }

  /**
   * Returns the link that a gateway is on, {@code ip6_validate_gw()}.
   *
   * @param table which is asked first; 0 for none
   */
  int linkTo(InetAddress gateway, int oif, boolean onLink, int table) {
    boolean linkLocal = gateway.isLinkLocalAddress();
    if (oif != 0) {
      requireForeign(gateway, linkLocal ? oif : 0);
    }
    int link = oif;
    if (!linkLocal) {
      if (gateway.isMulticastAddress() || gateway.isAnyLocalAddress()) {
        throw new Refusal(Errno.EINVAL, "Invalid gateway address");
      }
      link = onLink ? linkAsSaid(gateway, oif) : linkByTables(gateway, oif, table);
    }
    if (link == 0) {
      throw new Refusal(Errno.EINVAL, "Egress device not specified");
    }
    if (link == Flow.LOOPBACK) {
      throw new Refusal(Errno.EINVAL, "Egress device can not be loopback device for this route");
    }
    if (oif == 0) {
      requireForeign(gateway, linkLocal ? link : 0);
    }
    requireUp(network.kernel().require(link));
    return link;
  }

  /** Table main must not say that the gateway is elsewhere, unless by a default route. */
  private int linkAsSaid(InetAddress gateway, int oif) {
    if (routes.says(Route.TABLE_MAIN, gateway, oif)) {
      return oif;
    }
    throw new Refusal(Errno.EINVAL, "Nexthop has invalid gateway or device mismatch");
  }

  private void requireForeign(InetAddress gateway, int oif) {
    if (network.ipv6Addresses().has(gateway, oif)) {
      throw new Refusal(Errno.EINVAL, "Gateway can not be a local address");
    }
  }

  private int linkByTables(InetAddress gateway, int oif, int table) {
    Flow flow = Flow.to(gateway, oif, 0);
    Optional<Integer> near = table == 0 ? Optional.empty() : direct(() -> routes.find(table, flow));
    int link = near.filter(index -> oif == 0 || oif == index)
        .or(() -> direct(() -> Optional.of(routes.find(flow))))
        .orElseThrow(() -> new Refusal(EHOSTUNREACH));
    if (oif != 0 && link != oif) {
      throw new Refusal(EHOSTUNREACH);
    }
    return link;
  }

  private interface Question {
    Optional<Found> ask();
  }

  /** Returns the link that an address is on, when no other gateway is needed. */
  private static Optional<Integer> direct(Question question) {
    try {
      return question
          .ask()
          .flatMap(Found::way)
          .filter(way -> way.gateway().isEmpty())
          .map(way -> way.oif());
    } catch (Refusal e) {
      return Optional.empty();
    }
  }

  private static void requireUp(NetworkInterface link) {
    if (!link.isUp()) {
      throw new Refusal(Ipv6Routes.linkIsDown(), "Nexthop device is not up");
    }
  }

  private void requireSource(Route route) {
    Optional<InetAddress> source = route.preferredSource();
    if (source.isPresent() && !network.ipv6Addresses().has(source.get(), 0)) {
      throw new Refusal(Errno.EINVAL, "Invalid source address");
    }
  }
}
