package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What has to be so before routes send traffic another way. */
final class PathGuard {
  private final RouteNetlink routes;
  private final WireGuard wireGuard;
  private final Ownership ownership;

  PathGuard(RouteNetlink routes, WireGuard wireGuard, Ownership ownership) {
    this.routes = routes;
    this.wireGuard = wireGuard;
    this.ownership = ownership;
  }

  /** Returns the index of the tunnel's interface. */
  Optional<Integer> index(Tunnel tunnel) {
    return routes.link(tunnel.device()).map(Link::index);
  }

  /** Returns the index of the tunnel's interface when it is up. */
  Optional<Integer> indexIfUp(Tunnel tunnel) {
    return routes
        .link(tunnel.device())
        .filter(link -> link.flags().contains(LinkFlag.UP))
        .map(Link::index);
  }

  /** Returns whether what is wrong is missing, or taken by somebody else. */
  Standing standing(Set<Place> wrong, OwnRoutes own) {
    if (wrong.isEmpty()) {
      return Standing.RIGHT;
    }
    RouteTable table = new RouteTable(routes, ownership);
    Set<Place> missing = new HashSet<>();
    Set<Standing.Foreign> taken = new HashSet<>();
    for (Place place : wrong) {
      Optional<Route> foreign =
          own.at(place).isPresent() ? Optional.empty() : table.inPlaceOf(place);
      if (foreign.isPresent()) {
        taken.add(new Standing.Foreign(place, foreign.get().protocol()));
      } else {
        missing.add(place);
      }
    }
    return Standing.of(missing, taken);
  }

  /**
   * Returns the index of the tunnel's interface.
   *
   * @throws SwitchRefusedException when it is not there
   */
  int requireIndex(Tunnel tunnel) {
    return index(tunnel)
        .orElseThrow(
            () -> new SwitchRefusedException("interface " + tunnel.device() + " is not there"));
  }

  /**
   * Sees that the path's interface gives all prefixes of the group to the path's peer.
   *
   * @throws SwitchRefusedException when it does not
   */
  void requireAllowed(Group group, Path path) {
    Tunnel tunnel = path.tunnel();
    try (Device device = wireGuard.device(tunnel.device())) {
      PrefixMap<PublicKey> holders = Cryptokey.holders(device);
      for (IpPrefix prefix : group.prefixes()) {
        if (!holders.covering(prefix).findFirst().equals(Optional.of(tunnel.peer()))) {
          throw new SwitchRefusedException(
              tunnel.device() + " would not send " + prefix + " to the peer of " + path.name());
        }
      }
    }
  }

  /**
   * I1: sees that without routes of the controller's own these prefixes go by the permanent path.
   *
   * @throws SwitchRefusedException when they do not
   */
  void requireCover(Group group, Collection<IpPrefix> prefixes) {
    Tunnel tunnel = group.permanent().tunnel();
    int index = requireIndex(tunnel);
    RouteTable table = new RouteTable(routes, ownership);
    for (IpPrefix prefix : prefixes) {
      for (int wide : ownership.wideTables()) {
        Optional<Route> cover = table.without(wide, prefix);
        if (cover.isEmpty()
            || !cover.get().type().equals(RouteType.UNICAST)
            || !table.leadsTo(cover.get(), index)) {
          throw new SwitchRefusedException("without its own route " + prefix + " would go by "
              + cover.map(Route::toString).orElse("no route") + " and not by " + tunnel.device());
        }
      }
    }
    requireAllowed(group, group.permanent());
  }

  /** Says that somebody else's route has the place of one that is wanted. */
  static SwitchRefusedException foreign(Route wanted) {
    return new SwitchRefusedException("a route to " + wanted.destination() + " with metric "
        + wanted.metric() + " is there that is not the controller's; it was left alone");
  }
}
