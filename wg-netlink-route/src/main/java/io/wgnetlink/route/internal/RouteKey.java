package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import java.util.Optional;

/**
 * What tells the routes of one table apart when the kernel adds or replaces one.
 *
 * @param destination where to
 * @param source the source that it is limited to, IPv6 only
 * @param tos the type of service that it is limited to, IPv4 only
 * @param metric the metric as the kernel has it
 */
record RouteKey(IpPrefix destination, Optional<IpPrefix> source, int tos, int metric) {
  /** {@code IP6_RT_PRIO_USER}: the metric of an IPv6 route that was given none. */
  private static final int IPV6_METRIC = 1024;

  static RouteKey of(Route route) {
    boolean six = route.family() == AddressFamily.IPV6;
    return new RouteKey(
        route.destination(),
        route.source().filter(from -> six && from.length() > 0),
        six ? 0 : route.tos(),
        six && route.metric() == 0 ? IPV6_METRIC : route.metric());
  }
}
