package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.link.Link;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.WireGuard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
 * <p>The wide routes are searched in the one table that the controller uses. Policy rules that send
 * the prefixes to other tables are not followed.
 */
public final class RouteActuator implements Actuator {
  private final RouteNetlink routes;
  private final WireGuard wireGuard;
  private final Ownership ownership;

  /** Creates an actuator; the clients stay the caller's. */
  public RouteActuator(RouteNetlink routes, WireGuard wireGuard, Ownership ownership) {
    this.routes = routes;
    this.wireGuard = wireGuard;
    this.ownership = ownership;
  }

  @Override
  public Path carrier(Group group) {
    Map<IpPrefix, Route> own = ownRoutes(group);
    for (Path path : group.paths()) {
      Optional<Integer> index = routes.link(path.tunnel().device()).map(Link::index);
      if (index.isPresent() && own.values().stream().anyMatch(r -> r.uses(index.get()))) {
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
      install(group, to);
    }
  }

  private void install(Group group, Path to) {
    int index = index(to.tunnel());
    requireAllowed(group, to);
    Map<IpPrefix, Route> before = ownRoutes(group);
    List<IpPrefix> touched = new ArrayList<>();
    try {
      for (IpPrefix prefix : group.prefixes()) {
        Route present = before.get(prefix);
        if (present != null && present.uses(index)) {
          continue;
        }
        // Before the attempt: what fails may have happened all the same.
        touched.add(prefix);
        if (present == null) {
          add(ownership.route(prefix, index));
        } else {
          routes.replaceRoute(ownership.route(prefix, index));
        }
      }
      confirm(group, Optional.of(index));
    } catch (RuntimeException e) {
      touched.forEach(prefix -> takeBack(prefix, index, before.get(prefix), e));
      throw e;
    }
  }

  private void add(Route wanted) {
    try {
      routes.addRoute(wanted);
    } catch (NetlinkException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      throw new SwitchRefusedException("a route to " + wanted.destination() + " with metric "
          + wanted.metric() + " is there that is not the controller's; it was left alone");
    }
  }

  /** Makes the route to a prefix what it was; somebody else's is not deleted, its protocol says. */
  private void takeBack(
      IpPrefix prefix, int index, @Nullable Route before, RuntimeException cause) {
    try {
      if (before == null) {
        routes.deleteRoute(ownership.route(prefix, index));
      } else {
        routes.replaceRoute(before);
      }
    } catch (RuntimeException e) {
      boolean absent = e instanceof NetlinkException n && n.is(Errno.ESRCH);
      if (!absent && e != cause) {
        cause.addSuppressed(e);
      }
    }
  }

  private void withdraw(Group group) {
    Map<IpPrefix, Route> own = ownRoutes(group);
    if (!own.isEmpty()) {
      requireCover(group, own);
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
    confirm(group, Optional.empty());
  }

  /** I1: what remains has to lead to the permanent path. */
  private void requireCover(Group group, Map<IpPrefix, Route> own) {
    Tunnel tunnel = group.permanent().tunnel();
    int index = index(tunnel);
    RouteTable table = new RouteTable(routes, ownership.wide());
    for (IpPrefix prefix : own.keySet()) {
      Optional<Route> cover = table.without(prefix);
      if (cover.isEmpty()
          || !cover.get().type().equals(RouteType.UNICAST)
          || !cover.get().uses(index)) {
        throw new SwitchRefusedException("without its own route " + prefix + " would go by "
            + cover.map(Route::toString).orElse("no route") + " and not by " + tunnel.device());
      }
    }
    requireAllowed(group, group.permanent());
  }

  private void requireAllowed(Group group, Path path) {
    Tunnel tunnel = path.tunnel();
    try (Device device = wireGuard.device(tunnel.device())) {
      for (IpPrefix prefix : group.prefixes()) {
        if (!Cryptokey.holder(device, prefix).equals(Optional.of(tunnel.peer()))) {
          throw new SwitchRefusedException(
              tunnel.device() + " would not send " + prefix + " to the peer of " + path.name());
        }
      }
    }
  }

  private void confirm(Group group, Optional<Integer> index) {
    Map<IpPrefix, Route> own = ownRoutes(group);
    for (IpPrefix prefix : group.prefixes()) {
      Route route = own.get(prefix);
      boolean as = index.isPresent() ? route != null && route.uses(index.get()) : route == null;
      if (!as) {
        throw new SwitchRefusedException("after the switch the route to " + prefix + " reads as "
            + (route == null ? "absent" : route.toString()));
      }
    }
  }

  private Map<IpPrefix, Route> ownRoutes(Group group) {
    Map<IpPrefix, Route> own = new HashMap<>();
    for (AddressFamily family :
        group.prefixes().stream().map(IpPrefix::family).collect(Collectors.toSet())) {
      for (Route route : routes.routes(ownership.own(family))) {
        IpPrefix prefix = route.destination();
        if (group.prefixes().contains(prefix) && ownership.owns(route, prefix)) {
          own.put(prefix, route);
        }
      }
    }
    return own;
  }

  private int index(Tunnel tunnel) {
    return routes
        .link(tunnel.device())
        .orElseThrow(
            () -> new SwitchRefusedException("interface " + tunnel.device() + " is not there"))
        .index();
  }
}
