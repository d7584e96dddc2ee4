package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The controller's own routes, those of all groups, as read at one moment. */
final class OwnRoutes {
  private final Map<Place, Route> byPlace = new LinkedHashMap<>();

  private final Ownership ownership;

  private OwnRoutes(Ownership ownership) {
    this.ownership = ownership;
  }

  /** Reads those of the families of some groups; the kernel leaves out what others made. */
  static OwnRoutes read(RouteNetlink routes, Ownership ownership, Collection<Group> groups) {
    OwnRoutes own = new OwnRoutes(ownership);
    for (AddressFamily family : families(groups)) {
      for (int table : ownership.tables()) {
        for (Route route : routes.routes(ownership.own(table, family))) {
          if (ownership.owns(route)) {
            own.byPlace.put(new Place(table, route.destination()), route);
          }
        }
      }
    }
    return own;
  }

  static Set<AddressFamily> families(Collection<Group> groups) {
    Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
    groups.forEach(g -> g.prefixes().stream().map(IpPrefix::family).forEach(families::add));
    return families;
  }

  Optional<Route> at(Place place) {
    return Optional.ofNullable(byPlace.get(place));
  }

  Map<Place, Route> all() {
    return byPlace;
  }

  /** Returns those to the prefixes of a group. */
  Map<Place, Route> of(Group group) {
    Map<Place, Route> some = new LinkedHashMap<>();
    for (Place place : ownership.places(group)) {
      at(place).ifPresent(route -> some.put(place, route));
    }
    return some;
  }
}
