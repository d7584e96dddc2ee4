package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteType;
import java.net.InetAddress;
import java.time.Duration;
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
 * have no gateway as routes of their own. IPv6 keeps no scope. An IPv6 route that drops packets is
 * said to use the loopback. What a nexthop object says is repeated in routes by it; when it drops
 * packets, so do they. Flags tell what the kernel found, all but {@code RTNH_F_ONLINK}. The time
 * until a route expires is another at every look: that both expire is enough, until the one that
 * was read has. A comparison that does not know this makes the same change again and again. What
 * the kernel does not keep at all is not compared but refused: {@link KeptByKernel}.
 */
final class RouteLikeness {
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
    return isSameType(desired, read)
        && (six || desired.scope() == read.scope())
        && address(desired.preferredSource()).equals(address(read.preferredSource()))
        && desired.metrics().equals(read.metrics())
        && desired.preference().equals(read.preference())
        && isSameExpiry(desired.expires(), read.expires())
        && others(desired.otherAttributes()).equals(others(read.otherAttributes()))
        && (desired.nexthopId().isPresent() || read.nexthopId().isEmpty());
  }

  private static boolean isSameType(Route desired, Route read) {
    boolean byDropper = desired.nexthopId().isPresent() && read.type().equals(RouteType.BLACKHOLE);
    return desired.type().equals(read.type()) || byDropper;
  }

  /** One that has expired is not there. */
  private static boolean isSameExpiry(Optional<Duration> desired, Optional<Duration> read) {
    return desired.isPresent() == read.isPresent()
        && !read.map(Duration::isNegative).orElse(false);
  }

  private static boolean waysAreAlike(Route desired, List<Route> read) {
    if (KeptByKernel.dropsPackets(desired.type())) {
      return read.size() == 1 && desired.realms() == read.get(0).realms();
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
          found.stream().filter(other -> isSameWay(way, other, weighed)).findFirst();
      if (match.isEmpty()) {
        return false;
      }
      found.remove(match.get());
    }
    return true;
  }

  private static List<Nexthop> ways(Route route) {
    if (!route.nexthops().isEmpty()) {
      return route.nexthops();
    }
    return List.of(new Nexthop(
        route.oif().orElse(0), route.gateway(), 1, route.realms(), route.flags(), List.of()));
  }

  private static boolean isSameWay(Nexthop wanted, Nexthop found, boolean weighed) {
    boolean anyLink = wanted.oif() == 0 && wanted.gateway().isPresent();
    return (anyLink || wanted.oif() == found.oif())
        && address(wanted.gateway()).equals(address(found.gateway()))
        && (!weighed || wanted.weight() == found.weight())
        && wanted.realms() == found.realms()
        && wanted.has(RouteFlag.ONLINK) == found.has(RouteFlag.ONLINK)
        && others(wanted.otherAttributes()).equals(others(found.otherAttributes()));
  }

  private static Optional<InetAddress> address(Optional<InetAddress> address) {
    return address.filter(given -> !given.isAnyLocalAddress());
  }

  /** The kernel gives them back as they were given, in an order of its own. */
  private static Set<UnknownAttribute> others(List<UnknownAttribute> attributes) {
    return new HashSet<>(attributes);
  }
}
