package io.wgnetlink.monitor;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.Link;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The links, addresses, routes, rules and nexthop objects of a network namespace at one moment, as
 * a {@link RouteMirror} knew them. Immutable.
 *
 * @param links the links by their index, without their counters, which change without an event
 * @param addresses the addresses by the index of their link
 * @param routes the routes of all tables
 * @param rules the rules of both families, in the order in which they are tried, IPv4 first
 * @param nexthops the nexthop objects and groups by their number, without the time that a group has
 *     been out of balance, which changes without an event
 * @param settled whether nothing was known to be outdated at that moment
 */
public record RouteState(
    Map<Integer, Link> links,
    Map<Integer, List<InterfaceAddress>> addresses,
    List<Route> routes,
    List<Rule> rules,
    Map<Integer, NexthopObject> nexthops,
    boolean settled) {
  public RouteState {
    links = Map.copyOf(links);
    addresses = Map.copyOf(addresses);
    routes = List.copyOf(routes);
    rules = List.copyOf(rules);
    nexthops = Map.copyOf(nexthops);
  }

  /** Returns the link of a name; empty when there is none. */
  public Optional<Link> link(InterfaceName name) {
    return links.values().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  /** Returns the addresses of a link; none when there is no such link. */
  public List<InterfaceAddress> addresses(int link) {
    return addresses.getOrDefault(link, List.of());
  }

  /** Returns the rules of one family, in the order in which they are tried. */
  public List<Rule> rules(AddressFamily family) {
    return rules.stream().filter(rule -> rule.family() == family).toList();
  }

  /** Returns the routes of one table, its number unsigned. */
  public List<Route> routes(int table) {
    return routes.stream().filter(route -> route.table() == table).toList();
  }
}
