package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RoutePreference;
import io.wgnetlink.route.RouteType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Refuses to send what a kernel would take without a word and not keep.
 *
 * <p>A kernel ignores attributes that a family has no use for, and lowers metrics that are too
 * large; it answers that the route was made, and it is another one. Whoever asked for it cannot
 * want that, and a comparison of what is desired with what is there would never end. What the
 * kernel refuses itself is left to it: it says why. A scope of an IPv6 route is let through: it
 * says nothing that the kernel does not do anyway.
 */
final class KeptByKernel {
  /** {@code ip_metrics_convert()} in {@code net/ipv4/metrics.c}: what is larger is lowered. */
  private static final Map<RouteMetric, Integer> MOST = Map.of(
      RouteMetric.MTU, 65535 - 15, RouteMetric.ADVMSS, 65535 - 40, RouteMetric.HOPLIMIT, 255);

  /** RTA_EXPIRES of this many seconds means for ever. */
  private static final long FOR_EVER = 0xffff_ffffL;

  /** What the components of a route and of its ways are written as. */
  private static final Set<RouteAttribute> COMPONENTS = EnumSet.of(
      RouteAttribute.RTA_DST,
      RouteAttribute.RTA_SRC,
      RouteAttribute.RTA_OIF,
      RouteAttribute.RTA_GATEWAY,
      RouteAttribute.RTA_PRIORITY,
      RouteAttribute.RTA_PREFSRC,
      RouteAttribute.RTA_METRICS,
      RouteAttribute.RTA_MULTIPATH,
      RouteAttribute.RTA_FLOW,
      RouteAttribute.RTA_TABLE,
      RouteAttribute.RTA_VIA,
      RouteAttribute.RTA_PREF,
      RouteAttribute.RTA_EXPIRES,
      RouteAttribute.RTA_NH_ID);

  private KeptByKernel() {}

  /**
   * Returns when the kernel keeps all that a route says, or says itself what it does not.
   *
   * @throws IllegalArgumentException when it would drop something silently
   */
  static void require(Route route) {
    if (route.family() == AddressFamily.IPV4) {
      refuse(route, route.source().isPresent(), "keeps no source of an IPv4 route");
      requireForEver(route, "an IPv4 route");
      refuse(
          route,
          route.nexthopId().isPresent() && route.realms() != 0,
          "keeps no realms of a route by a nexthop object");
    } else {
      refuse(route, hasRealms(route), "keeps no realms of an IPv6 route");
      if (dropsPackets(route.type()) && route.nexthopId().isEmpty()) {
        requireForEver(route, "an IPv6 route that drops packets");
      }
    }
    refuse(
        route,
        route.expires().filter(time -> time.toSeconds() >= FOR_EVER - 1).isPresent(),
        "takes so long a time for ever");
    if (!route.metrics().isEmpty()) {
      MOST.forEach((metric, most) -> requireAtMost(route, metric, most));
    }
    requireNoComponent(route.otherAttributes());
    for (Nexthop nexthop : route.nexthops()) {
      requireNoComponent(nexthop.otherAttributes());
    }
  }

  private static boolean hasRealms(Route route) {
    for (Nexthop nexthop : route.nexthops()) {
      if (nexthop.realms() != 0) {
        return true;
      }
    }
    return route.realms() != 0;
  }

  private static void requireAtMost(Route route, RouteMetric metric, int most) {
    int value = route.metrics().get(metric).orElse(0);
    if (Integer.compareUnsigned(value, most) > 0) {
      throw new IllegalArgumentException(
          "the kernel lowers " + metric + " to " + most + ": " + route);
    }
  }

  private static void requireForEver(Route route, String what) {
    boolean preferred = !route.preference().equals(RoutePreference.MEDIUM);
    refuse(route, preferred, "keeps no preference of " + what);
    refuse(route, route.expires().isPresent(), "keeps no expiry of " + what);
  }

  private static void requireNoComponent(List<UnknownAttribute> attributes) {
    for (UnknownAttribute attribute : attributes) {
      for (RouteAttribute component : COMPONENTS) {
        if (component.type() == attribute.type()) {
          throw new IllegalArgumentException(
              component + " is a component of the route, not one of its other attributes");
        }
      }
    }
  }

  /** Returns whether routes of a type have no way. */
  static boolean dropsPackets(RouteType type) {
    return type.equals(RouteType.BLACKHOLE)
        || type.equals(RouteType.UNREACHABLE)
        || type.equals(RouteType.PROHIBIT)
        || type.equals(RouteType.THROW);
  }

  private static void refuse(Route route, boolean isDropped, String what) {
    if (isDropped) {
      throw new IllegalArgumentException("the kernel " + what + ": " + route);
    }
  }
}
