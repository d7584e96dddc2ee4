package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.WireGuard;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Moves prefixes by narrow routes, where each path has an interface of its own.
 *
 * <p>On the permanent path there is no narrow route: the wide ones, which somebody else made, carry
 * the prefixes, also when this process is gone. On any other path each prefix has one route by that
 * path's interface, with the controller's protocol, table and metric ({@link Ownership}).
 *
 * <ul>
 *   <li>A route is added with EXCL; where that finds one that is the controller's own by another
 *       interface, it is replaced. Somebody else's route is never replaced. A switch that meets
 *       one, or fails in another way, is taken back: what was added is deleted, what was replaced
 *       is put back.
 *   <li>Before a route is withdrawn the table is read: what remains has to lead to the permanent
 *       path's interface, and there to its peer (I1).
 *   <li>Every switch is read back (I6).
 * </ul>
 *
 * <p>The wide routes are searched in the tables that the controller was given. Policy rules that
 * send the prefixes to other tables are not followed.
 *
 * <p>This is for kernels without nexthop objects, and for whoever wants no such objects:
 * {@link NexthopActuator} moves any number of prefixes by one message.
 */
public final class RouteActuator implements Actuator {
  private final RouteNetlink routes;
  private final Ownership ownership;
  private final PathGuard guard;

  /** Creates an actuator; the clients stay the caller's. */
  public RouteActuator(RouteNetlink routes, WireGuard wireGuard, Ownership ownership) {
    this.routes = routes;
    this.ownership = ownership;
    this.guard = new PathGuard(routes, wireGuard, ownership);
  }

  @Override
  public Path carrier(Group group) {
    RouteTable ways = new RouteTable(routes, ownership);
    Map<Place, Route> own = read(group);
    for (Path path : group.paths()) {
      Optional<Integer> index = guard.index(path.tunnel());
      if (index.isPresent() && own.values().stream().anyMatch(r -> ways.leadsTo(r, index.get()))) {
        return path;
      }
    }
    return group.permanent();
  }

  @Override
  public void move(Group group, Path to) {
    if (to.equals(group.permanent())) {
      withdraw(group);
    } else {
      install(group, to, Standing.RIGHT);
    }
  }

  @Override
  public void restore(Group group, Path carrying, Standing found) {
    if (carrying.equals(group.permanent())) {
      withdraw(group);
    } else {
      install(group, carrying, found);
    }
  }

  @Override
  public Inspection inspect(Collection<Group> groups) {
    OwnRoutes own = OwnRoutes.read(routes, ownership, groups);
    return (group, carrying) -> standing(group, carrying, own);
  }

  private Standing standing(Group group, Path carrying, OwnRoutes own) {
    Map<Place, Route> ofGroup = own.of(group);
    if (carrying.equals(group.permanent())) {
      return Standing.of(ofGroup.keySet(), Set.of());
    }
    Optional<Integer> index = guard.indexIfUp(carrying.tunnel());
    if (index.isEmpty()) {
      return Standing.unavailable(
          "interface " + carrying.tunnel().device() + " is not there or down");
    }
    Set<Place> wrong = ownership.places(group).stream()
        .filter(place -> own.at(place).filter(r -> r.uses(index.get())).isEmpty())
        .collect(Collectors.toSet());
    return guard.standing(wrong, own);
  }

  private void install(Group group, Path to, Standing found) {
    int index = guard.requireIndex(to.tunnel());
    guard.requireAllowed(group, to);
    Map<Place, Route> before = read(group);
    Rollback rollback = new Rollback();
    try {
      List<Place> places = ownership.places(group).stream()
          .filter(place -> !found.isTaken(place))
          .toList();
      for (Place place : places) {
        Optional<Route> present = Optional.ofNullable(before.get(place));
        if (present.filter(r -> r.uses(index)).isEmpty()) {
          put(place, index, present, rollback);
        }
      }
      confirm(group, Optional.of(index), places);
    } catch (RuntimeException e) {
      rollback.run(e);
      throw e;
    }
  }

  private void put(Place place, int index, Optional<Route> present, Rollback rollback) {
    Route wanted = ownership.byInterface(place, index);
    if (present.isPresent()) {
      rollback.push(() -> routes.replaceRoute(present.get()));
      routes.replaceRoute(wanted);
      return;
    }
    // Somebody else's route is not deleted, its protocol says.
    rollback.push(() -> routes.deleteRoute(wanted));
    try {
      routes.addRoute(wanted);
    } catch (NetlinkException e) {
      throw e.is(Errno.EEXIST) ? PathGuard.foreign(wanted) : e;
    }
  }

  private void withdraw(Group group) {
    Map<Place, Route> own = read(group);
    if (!own.isEmpty()) {
      guard.requireCover(group, own.keySet().stream().map(Place::prefix).toList());
    }
    for (Route route : own.values()) {
      try {
        routes.deleteRoute(route);
      } catch (NetlinkException e) {
        if (!e.is(Errno.ESRCH)) {
          throw e;
        }
      }
    }
    confirm(group, Optional.empty(), ownership.places(group));
  }

  private void confirm(Group group, Optional<Integer> index, List<Place> places) {
    Map<Place, Route> own = read(group);
    for (Place place : places) {
      Route route = own.get(place);
      boolean as = index.isPresent() ? route != null && route.uses(index.get()) : route == null;
      if (!as) {
        throw new SwitchRefusedException("after the switch the route to " + place + " reads as "
            + (route == null ? "absent" : route.toString()));
      }
    }
  }

  private Map<Place, Route> read(Group group) {
    return OwnRoutes.read(routes, ownership, List.of(group)).of(group);
  }
}
