package io.wgnetlink.failover.actuate;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;

/**
 * What marks routes as the controller's own: nothing else is ever deleted or replaced.
 *
 * @param protocol {@code rtm_protocol}, which the kernel checks on deletion
 * @param table the routing table
 * @param metric the metric, smaller than that of other routes to the same prefix
 * @param wideTable the routing table of the wide routes; another one with a lease
 */
public record Ownership(int protocol, int table, int metric, int wideTable) {
  /** Narrow and wide routes are in one table. */
  public Ownership(int protocol, int table, int metric) {
    this(protocol, table, metric, table);
  }

  /** Returns the same in the table of the wide routes. */
  Ownership wide() {
    return new Ownership(protocol, wideTable, metric);
  }

  /** Returns the route to a prefix by an interface, as the controller makes it. */
  Route route(IpPrefix prefix, int interfaceIndex) {
    return Route.builder(prefix)
        .oif(interfaceIndex)
        .table(table)
        .protocol(protocol)
        .metric(metric)
        .build();
  }

  /** Returns whether the route is the controller's own, to this prefix. */
  boolean owns(Route route, IpPrefix prefix) {
    return route.protocol() == protocol
        && route.table() == table
        && route.metric() == metric
        && route.destination().equals(prefix);
  }

  /** Selects all routes of a family in the table, whoever made them. */
  RouteFilter table(AddressFamily family) {
    return RouteFilter.all().withFamily(family).withTable(table);
  }

  /** Selects the routes of a family that the controller made. */
  RouteFilter own(AddressFamily family) {
    return table(family).withProtocol(protocol);
  }
}
