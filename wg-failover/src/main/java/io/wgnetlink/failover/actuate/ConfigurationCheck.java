package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.ConfigurationRefusedException.Reason;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.Warning;
import io.wgnetlink.link.Link;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the mode of each group by reading the devices, and refuses what cannot work, before
 * anything is changed. Blocks on the kernel.
 */
public final class ConfigurationCheck {
  private final WireGuard wireGuard;
  private final RouteNetlink routes;
  private final Ownership ownership;
  private final List<Group> groups;
  private final RouteTable table;

  /** Creates a check of these groups; the clients stay the caller's. */
  public ConfigurationCheck(
      WireGuard wireGuard, RouteNetlink routes, Ownership ownership, List<Group> groups) {
    this.wireGuard = wireGuard;
    this.routes = routes;
    this.ownership = ownership;
    this.groups = List.copyOf(groups);
    this.table = new RouteTable(routes, ownership);
  }

  /**
   * Returns the mode of each group, by name.
   *
   * @param required the only mode to accept; each group's own when empty
   * @throws ConfigurationRefusedException when a group cannot work
   * @throws NetlinkException when the kernel cannot be read
   */
  public Map<String, SwitchMode> run(Optional<SwitchMode> required) {
    requireDisjointGroups();
    Map<InterfaceName, Device> devices = new HashMap<>();
    try {
      Map<String, SwitchMode> modes = new LinkedHashMap<>();
      for (Group group : groups) {
        SwitchMode mode = mode(group, required);
        modes.put(group.name(), mode);
        requirePeers(group, devices);
        requireAllowed(group, mode, devices);
        requireRoutes(group, mode);
        requireEndpointsOutside(group, devices);
        requireProbes(group, devices);
      }
      return modes;
    } finally {
      devices.values().forEach(Device::close);
    }
  }

  /**
   * Returns what makes traffic be lost that another setting would save, with the cure; nothing of
   * it keeps a controller from running.
   *
   * @param modes as {@link #run} returned them
   * @throws NetlinkException when the kernel cannot be read
   */
  public List<Warning> warnings(Map<String, SwitchMode> modes) {
    ReversePathCheck reversePath = new ReversePathCheck(routes);
    return groups.stream()
        .filter(group -> modes.get(group.name()) == SwitchMode.ROUTE)
        .flatMap(group -> reversePath.check(group).stream())
        .distinct()
        .toList();
  }

  private void requireDisjointGroups() {
    refuseIf(groups.isEmpty(), Reason.GROUPS, "there is no group of prefixes to look after");
    for (int i = 0; i < groups.size(); i++) {
      for (int j = i + 1; j < groups.size(); j++) {
        requireDisjoint(groups.get(i), groups.get(j));
      }
    }
  }

  private static void requireDisjoint(Group one, Group other) {
    refuseIf(one.name().equals(other.name()), Reason.GROUPS, "two groups are named " + one.name());
    for (IpPrefix a : one.prefixes()) {
      for (IpPrefix b : other.prefixes()) {
        refuseIf(
            a.covers(b) || b.covers(a),
            Reason.OVERLAPPING_GROUPS,
            a + " of group " + one.name() + " and " + b + " of group " + other.name()
                + " overlap; put them into one group or make them disjoint");
      }
    }
  }

  private static SwitchMode mode(Group group, Optional<SwitchMode> required) {
    long devices =
        group.paths().stream().map(p -> p.tunnel().device()).distinct().count();
    boolean separate = devices == group.paths().size();
    refuseIf(
        !separate && (devices > 1 || required.equals(Optional.of(SwitchMode.ROUTE))),
        Reason.SHARED_INTERFACE,
        "paths of group " + group.name() + " share an interface: a route cannot choose between"
            + " peers of one interface, so give each path its own, or put all on one");
    refuseIf(
        separate && required.equals(Optional.of(SwitchMode.ALLOWED_IPS)),
        Reason.SEPARATE_INTERFACES,
        "paths of group " + group.name()
            + " have different interfaces: allowed IPs do not move between interfaces");
    return separate ? SwitchMode.ROUTE : SwitchMode.ALLOWED_IPS;
  }

  private void requirePeers(Group group, Map<InterfaceName, Device> devices) {
    for (Path path : group.paths()) {
      Tunnel tunnel = path.tunnel();
      Device device = devices.computeIfAbsent(tunnel.device(), this::read);
      refuseIf(
          device.peer(tunnel.peer()).isEmpty(),
          Reason.MISSING_PEER,
          tunnel.device() + " has no peer " + tunnel.peer() + ", which path " + path.name()
              + " of group " + group.name() + " goes by");
    }
  }

  private Device read(InterfaceName name) {
    try {
      return wireGuard.device(name);
    } catch (NetlinkException e) {
      if (e.is(Errno.ENODEV) || e.is(Errno.EOPNOTSUPP)) {
        ConfigurationRefusedException refusal = new ConfigurationRefusedException(
            Reason.MISSING_DEVICE, "there is no WireGuard interface " + name);
        refusal.initCause(e);
        throw refusal;
      }
      throw e;
    }
  }

  private void requireAllowed(Group group, SwitchMode mode, Map<InterfaceName, Device> devices) {
    for (Path path : group.paths()) {
      Device device = deviceOf(path, devices);
      boolean permanent = path.equals(group.permanent());
      PrefixMap<PublicKey> holders = Cryptokey.holders(device);
      for (IpPrefix prefix : group.prefixes()) {
        if (mode == SwitchMode.ROUTE) {
          Optional<PublicKey> holder = holders.covering(prefix).findFirst();
          refuseIf(
              !holder.equals(Optional.of(path.tunnel().peer())),
              Reason.NOT_ALLOWED,
              device.name() + " does not send " + prefix + " to the peer of path " + path.name()
                  + ": add it, or a wider prefix, to the peer's allowed IPs");
        } else if (permanent) {
          refuseIf(
              !Cryptokey.allows(peerOf(path, device), prefix),
              Reason.NOT_ALLOWED,
              "no allowed IP of the permanent path's peer covers " + prefix
                  + ": without the controller its traffic would have no way");
        }
      }
    }
    if (mode == SwitchMode.ALLOWED_IPS) {
      requireNoForeignHolder(group, deviceOf(group.permanent(), devices));
    }
  }

  private static void requireNoForeignHolder(Group group, Device device) {
    Set<PublicKey> members =
        group.paths().stream().map(p -> p.tunnel().peer()).collect(Collectors.toSet());
    PrefixMap<PublicKey> holders = Cryptokey.holders(device);
    for (IpPrefix prefix : group.prefixes()) {
      Optional<PublicKey> holder = holders.exact(prefix);
      refuseIf(
          holder.isPresent() && !members.contains(holder.get()),
          Reason.FOREIGN_HOLDER,
          prefix + " is an allowed IP of " + holder.map(PublicKey::toString).orElse("")
              + ", which is on no path of group " + group.name());
    }
  }

  private void requireRoutes(Group group, SwitchMode mode) {
    InterfaceName device = group.permanent().tunnel().device();
    int index = routes
        .link(device)
        .map(Link::index)
        .orElseThrow(() -> new ConfigurationRefusedException(
            Reason.MISSING_DEVICE, "there is no interface " + device));
    for (IpPrefix prefix : group.prefixes()) {
      if (mode == SwitchMode.ROUTE) {
        ownership.tables().forEach(t -> requireNoRival(new Place(t, prefix)));
      }
      ownership.wideTables().forEach(t -> requireWideRoute(new Place(t, prefix), device, index));
    }
  }

  private void requireNoRival(Place place) {
    Optional<Route> rival = table.rival(place);
    refuseIf(
        rival.isPresent(),
        Reason.FOREIGN_ROUTE,
        "the route " + rival.map(Route::toString).orElse("")
            + " is not the controller's and would win over its own (metric "
            + ownership.metric() + ")");
  }

  private void requireWideRoute(Place place, InterfaceName device, int index) {
    Optional<Route> route = table.without(place.table(), place.prefix());
    refuseIf(
        route
            .filter(r -> r.type().equals(RouteType.UNICAST) && table.leadsTo(r, index))
            .isEmpty(),
        Reason.NOT_ROUTED,
        place.prefix() + " goes by " + route.map(Route::toString).orElse("no route")
            + " and not by "
            + device + ", the interface of the permanent path: add a route to it, or to a"
            + " wider prefix, by " + device);
  }

  /** I5: a tunnel whose endpoint is inside a prefix that it carries would carry itself. */
  private void requireEndpointsOutside(Group group, Map<InterfaceName, Device> devices) {
    for (Path path : group.paths()) {
      Device device = deviceOf(path, devices);
      if (device.fwmark() != 0) {
        continue;
      }
      peerOf(path, device).endpoint().ifPresent(endpoint -> {
        for (Group any : groups) {
          for (IpPrefix prefix : any.prefixes()) {
            refuseIf(
                prefix.contains(endpoint.address()),
                Reason.ENDPOINT_INSIDE,
                "the endpoint " + endpoint + " of path " + path.name() + " is inside " + prefix
                    + " of group " + any.name() + ": the tunnel would carry itself");
          }
        }
      });
    }
  }

  private void requireProbes(Group group, Map<InterfaceName, Device> devices) {
    Set<IpPrefix> floating =
        groups.stream().flatMap(g -> g.prefixes().stream()).collect(Collectors.toSet());
    ProbeAddresses probes = new ProbeAddresses(wireGuard, routes, ownership, floating);
    group.paths().forEach(p -> probes.requireUsable(p, deviceOf(p, devices)));
  }

  private static Device deviceOf(Path path, Map<InterfaceName, Device> devices) {
    Device device = devices.get(path.tunnel().device());
    if (device == null) {
      throw new IllegalStateException(path.tunnel().device() + " was not read");
    }
    return device;
  }

  private static Peer peerOf(Path path, Device device) {
    return device.peer(path.tunnel().peer()).orElseThrow();
  }

  private static void refuseIf(boolean condition, Reason reason, String message) {
    if (condition) {
      throw new ConfigurationRefusedException(reason, message);
    }
  }
}
