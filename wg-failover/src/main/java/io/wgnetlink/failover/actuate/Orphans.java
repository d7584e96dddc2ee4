package io.wgnetlink.failover.actuate;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an earlier process left that nothing of this configuration needs: routes with the
 * controller's marks to prefixes that it does not know, and nexthop objects of its own that no
 * route names. A route that nothing else covers stays: traffic may depend on it (I1).
 */
public final class Orphans {
  private final RouteNetlink routes;
  private final Ownership ownership;

  /** Creates a search; the client stays the caller's. */
  public Orphans(RouteNetlink routes, Ownership ownership) {
    this.routes = routes;
    this.ownership = ownership;
  }

  /**
   * Removes them, and returns in words what was removed, and what stays because nothing covers it.
   *
   * @param known the prefixes that routes of the controller's own may lead to
   * @throws NetlinkException when the kernel cannot be read, or refuses
   */
  public List<String> remove(Set<IpPrefix> known) {
    List<String> told = new ArrayList<>();
    RouteTable table = new RouteTable(routes, ownership);
    for (AddressFamily family : AddressFamily.values()) {
      for (int number : tables()) {
        for (Route route : routes.routes(ownership.own(number, family))) {
          if (ownership.owns(route) && !known.contains(route.destination())) {
            told.add(remove(route, table));
          }
        }
      }
    }
    removeObjects(told);
    return told;
  }

  private List<Integer> tables() {
    return Stream.concat(ownership.tables().stream(), ownership.wideTables().stream())
        .distinct()
        .toList();
  }

  private String remove(Route route, RouteTable table) {
    boolean covered = ProbeAddresses.inMadeUpRange(route.destination())
        || ownership.wideTables().stream()
            .allMatch(wide -> table.without(wide, route.destination()).isPresent());
    if (!covered) {
      return "kept " + route + ": nothing else leads there";
    }
    ignoreAbsence(() -> routes.deleteRoute(route));
    return "removed " + route;
  }

  private void removeObjects(List<String> told) {
    List<NexthopObject> own = ownObjects();
    if (own.isEmpty()) {
      return;
    }
    Set<Integer> named = new HashSet<>();
    routes.visitRoutes(RouteFilter.all(), route -> named.add(route.nexthopId()));
    for (NexthopObject object : own) {
      if (!named.contains(object.id())) {
        ignoreAbsence(() -> routes.deleteNexthop(object.id()));
        told.add("removed nexthop object " + object);
      }
    }
  }

  private List<NexthopObject> ownObjects() {
    try {
      return routes.nexthops(NexthopFilter.all().withProtocol(ownership.protocol())).stream()
          .filter(object -> object.id() >>> 24 == ownership.protocol())
          .collect(Collectors.toList());
    } catch (NetlinkException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return List.of();
      }
      throw e;
    }
  }

  private static void ignoreAbsence(Runnable deletion) {
    try {
      deletion.run();
    } catch (NetlinkException e) {
      if (!e.is(Errno.ESRCH) && !e.is(Errno.ENOENT)) {
        throw e;
      }
    }
  }
}
