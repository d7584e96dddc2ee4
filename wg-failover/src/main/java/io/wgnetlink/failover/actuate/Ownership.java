package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * What marks routes as the controller's own: nothing else is ever deleted or replaced.
 *
 * @param protocol {@code rtm_protocol}, which the kernel checks on deletion
 * @param tables the routing tables that get the narrow routes, each all of them
 * @param wideTables the routing tables whose wide routes carry the prefixes without the controller;
 *     those of {@code tables}, unless these are reached by a rule of the controller's own. The
 *     first one gets the routes to probe addresses
 * @param metric the metric, smaller than that of other routes to the same prefix
 */
public record Ownership(int protocol, List<Integer> tables, List<Integer> wideTables, int metric) {
  public Ownership {
    tables = tables.stream().distinct().toList();
    wideTables = wideTables.stream().distinct().toList();
    if (tables.isEmpty() || wideTables.isEmpty()) {
      throw new IllegalArgumentException("routes need a table");
    }
  }

  /** Marks routes of one table, which has the wide routes as well. */
  public Ownership(int protocol, int table, int metric) {
    this(protocol, List.of(table), List.of(table), metric);
  }

  /**
   * Returns the same with narrow routes in another table, which packets reach by rules of the
   * controller's own; the wide routes stay where they are.
   */
  public Ownership narrowIn(int table) {
    return new Ownership(protocol, List.of(table), wideTables, metric);
  }

  /** Returns where the narrow routes of a group belong. */
  List<Place> places(Group group) {
    List<Place> places = new ArrayList<>();
    for (int table : tables) {
      group.prefixes().forEach(prefix -> places.add(new Place(table, prefix)));
    }
    return places;
  }

  /** Returns the route of a place by an interface. */
  Route byInterface(Place place, int index) {
    return route(place).oif(index).build();
  }

  /** Returns the route of a place by a nexthop object. */
  Route byObject(Place place, int id) {
    return route(place).nexthopId(id).build();
  }

  /** Returns the route to a probe address by an interface. */
  Route toHost(IpPrefix host, int index) {
    return byInterface(new Place(wideTables.get(0), host), index);
  }

  private Route.Builder route(Place place) {
    return Route.builder(place.prefix()).table(place.table()).protocol(protocol).metric(metric);
  }

  /** Returns whether the route is the controller's own. */
  boolean owns(Route route) {
    return route.protocol() == protocol
        && route.metric() == metric
        && (tables.contains(route.table()) || wideTables.contains(route.table()));
  }

  /** Selects all routes of a family in a table, whoever made them. */
  static RouteFilter table(int table, AddressFamily family) {
    return RouteFilter.all().withFamily(family).withTable(table);
  }

  /** Selects the routes of a family in a table that the controller made. */
  RouteFilter own(int table, AddressFamily family) {
    return table(table, family).withProtocol(protocol);
  }
}
