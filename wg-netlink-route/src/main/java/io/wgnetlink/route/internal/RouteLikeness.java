package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a route that was read is what the kernel makes of a route that is desired.
 *
 * <p>The kernel completes and forgets. A gateway without a link gets one. A multipath route with
 * one way becomes a plain one. The ways of an IPv6 route may come in another order, and where they
 * have no gateway as routes of their own. IPv6 keeps no scope and no realm. An IPv6 route that
 * drops packets is said to use the loopback. What a nexthop object says is repeated in IPv6 routes
 * by it. Flags tell what the kernel found, all but {@code RTNH_F_ONLINK}. A comparison that does
 * not know this makes the same change again and again.
 */
final class RouteLikeness {
  private static final int RTNH_F_ONLINK = 4;
  private static final int RTA_FLOW = RouteAttribute.RTA_FLOW.type();
  private static final int RTA_PREF = RouteAttribute.RTA_PREF.type();
  private static final int RTA_EXPIRES = RouteAttribute.RTA_EXPIRES.type();

  private RouteLikeness() {}

  /** Returns whether the routes with one key that were read are what is desired. */
  static boolean isAsDesired(Route desired, List<Route> read) {
    Route first = read.get(0);
    return read.stream().allMatch(route -> likeButForWays(desired, route))
        && (desired.nexthopId().isPresent()
            ? read.size() == 1 && desired.nexthopId().equals(first.nexthopId())
            : waysAreAlike(desired, read));
  }

  private static boolean likeButForWays(Route desired, Route read) {
    boolean six = desired.family() == AddressFamily.IPV6;
    return desired.type().equals(read.type())
        && (six || desired.scope() == read.scope())
        && address(desired.preferredSource()).equals(address(read.preferredSource()))
        && others(desired.otherAttributes(), six).equals(others(read.otherAttributes(), six))
        && (desired.nexthopId().isPresent() || read.nexthopId().isEmpty());
  }

  private static boolean waysAreAlike(Route desired, List<Route> read) {
    if (dropsPackets(desired.type())) {
      return read.size() == 1;
    }
    boolean six = desired.family() == AddressFamily.IPV6;
    if (read.size() > 1 && !six) {
      return false;
    }
    List<Nexthop> wanted = ways(desired);
    List<Nexthop> found = new ArrayList<>();
    read.forEach(route -> found.addAll(ways(route)));
    if (wanted.size() != found.size()) {
      return false;
    }
    boolean weighed = read.size() == 1 && wanted.size() > 1;
    for (Nexthop way : wanted) {
      Optional<Nexthop> match =
          found.stream().filter(other -> isSameWay(way, other, weighed, six)).findFirst();
      if (match.isEmpty()) {
        return false;
      }
      found.remove(match.get());
    }
    return true;
  }

  private static boolean dropsPackets(RouteType type) {
    return type.equals(RouteType.BLACKHOLE)
        || type.equals(RouteType.UNREACHABLE)
        || type.equals(RouteType.PROHIBIT)
        || type.equals(RouteType.THROW);
  }

  private static List<Nexthop> ways(Route route) {
    if (!route.nexthops().isEmpty()) {
      return route.nexthops();
    }
    return List.of(
        new Nexthop(route.oif().orElse(0), route.gateway(), 1, route.flags(), List.of()));
  }

  private static boolean isSameWay(Nexthop wanted, Nexthop found, boolean weighed, boolean six) {
    boolean anyLink = wanted.oif() == 0 && wanted.gateway().isPresent();
    return (anyLink || wanted.oif() == found.oif())
        && address(wanted.gateway()).equals(address(found.gateway()))
        && (!weighed || wanted.weight() == found.weight())
        && (wanted.flags() & RTNH_F_ONLINK) == (found.flags() & RTNH_F_ONLINK)
        && others(wanted.otherAttributes(), six).equals(others(found.otherAttributes(), six));
  }

  private static Optional<InetAddress> address(Optional<InetAddress> address) {
    return address.filter(given -> !given.isAnyLocalAddress());
  }

  /** Attributes that the kernel gives back as they were given. */
  private static Set<UnknownAttribute> others(List<UnknownAttribute> attributes, boolean six) {
    Set<UnknownAttribute> kept = new HashSet<>();
    for (UnknownAttribute attribute : attributes) {
      boolean forgotten = attribute.type() == RTA_EXPIRES
          || (six ? attribute.type() == RTA_FLOW : attribute.type() == RTA_PREF);
      if (!forgotten) {
        kept.add(attribute);
      }
    }
    return kept;
  }
}
