package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Moves prefixes between the peers of one interface, where all paths share it.
 *
 * <p>Inside an interface the longest allowed IP decides, whatever the routes say; so a prefix is
 * added to the chosen peer, and the kernel takes it from the other in the same step: no packet
 * finds it without a holder. All prefixes go in one message, for a peer that has to be there
 * already ({@code WGPEER_F_UPDATE_ONLY}). Only the group's prefixes are written; pinned ones, and
 * the wide ones of the permanent peer, stay. Every switch is read back (I6).
 */
public final class AllowedIpsActuator implements Actuator {
  private final WireGuard wireGuard;

  /** Creates an actuator; the client stays the caller's. */
  public AllowedIpsActuator(WireGuard wireGuard) {
    this.wireGuard = wireGuard;
  }

  @Override
  public Path carrier(Group group) {
    try (Device device = wireGuard.device(group.permanent().tunnel().device())) {
      PrefixMap<PublicKey> all = Cryptokey.holders(device);
      Set<PublicKey> holders = new HashSet<>();
      group.prefixes().forEach(p -> all.covering(p).findFirst().ifPresent(holders::add));
      return group.paths().stream()
          .filter(p -> holders.contains(p.tunnel().peer()))
          .findFirst()
          .orElse(group.permanent());
    }
  }

  @Override
  public void move(Group group, Path to) {
    move(group, to, group.prefixes());
  }

  @Override
  public void restore(Group group, Path carrying, Standing found) {
    move(group, carrying, found.missing().stream().map(Place::prefix).toList());
  }

  @Override
  public Inspection inspect(Collection<Group> groups) {
    Map<InterfaceName, Reading> readings = new HashMap<>();
    return (group, carrying) -> {
      Tunnel tunnel = carrying.tunnel();
      Reading reading = readings.computeIfAbsent(tunnel.device(), this::read);
      return reading.peers().contains(tunnel.peer())
          ? standing(group, carrying, reading.holders())
          : Standing.unavailable("the peer of " + carrying.name() + " is not there");
    };
  }

  private record Reading(Set<PublicKey> peers, PrefixMap<PublicKey> holders) {}

  /** An interface that is not there has no peers. */
  private Reading read(InterfaceName name) {
    try (Device device = wireGuard.device(name)) {
      return new Reading(
          device.peers().stream().map(Peer::publicKey).collect(Collectors.toSet()),
          Cryptokey.holders(device));
    } catch (NetlinkException e) {
      if (e.is(Errno.ENODEV)) {
        return new Reading(Set.of(), new PrefixMap<>());
      }
      throw e;
    }
  }

  /** Each prefix has to be the peer's; on the permanent path a wider one does as well. */
  private static Standing standing(Group group, Path carrying, PrefixMap<PublicKey> holders) {
    Set<PublicKey> members = members(group);
    Set<Place> missing = new HashSet<>();
    Set<Standing.Foreign> taken = new HashSet<>();
    for (IpPrefix prefix : group.prefixes()) {
      Optional<PublicKey> exact = holders.exact(prefix);
      Optional<PublicKey> holder =
          carrying.equals(group.permanent()) ? holders.covering(prefix).findFirst() : exact;
      Place place = new Place(0, prefix);
      if (exact.isPresent() && !members.contains(exact.get())) {
        taken.add(new Standing.Foreign(place, 0));
      } else if (!holder.equals(Optional.of(carrying.tunnel().peer()))) {
        missing.add(place);
      }
    }
    return Standing.of(missing, taken);
  }

  private static Set<PublicKey> members(Group group) {
    return group.paths().stream().map(p -> p.tunnel().peer()).collect(Collectors.toSet());
  }

  private void move(Group group, Path to, Collection<IpPrefix> prefixes) {
    Tunnel tunnel = to.tunnel();
    List<IpPrefix> elsewhere = requireMovable(group, to, prefixes);
    if (!elsewhere.isEmpty()) {
      wireGuard.apply(DeviceUpdate.of(tunnel.device())
          .peer(PeerUpdate.of(tunnel.peer()).updateOnly().allowedIps(elsewhere))
          .build());
    }
    confirm(to, prefixes);
  }

  /** Returns the prefixes that the peer does not have yet. */
  private List<IpPrefix> requireMovable(Group group, Path to, Collection<IpPrefix> prefixes) {
    Tunnel tunnel = to.tunnel();
    Set<PublicKey> members = members(group);
    try (Device device = wireGuard.device(tunnel.device())) {
      if (device.peer(tunnel.peer()).isEmpty()) {
        throw new SwitchRefusedException("the peer of " + to.name() + " is not there");
      }
      PrefixMap<PublicKey> holders = Cryptokey.holders(device);
      for (IpPrefix prefix : prefixes) {
        Optional<PublicKey> holder = holders.exact(prefix);
        if (holder.isPresent() && !members.contains(holder.get())) {
          throw new SwitchRefusedException(
              prefix + " is an allowed IP of " + holder.get() + ", which is on no path");
        }
      }
      return prefixes.stream()
          .filter(p -> !holders.exact(p).equals(Optional.of(tunnel.peer())))
          .collect(Collectors.toList());
    }
  }

  private void confirm(Path to, Collection<IpPrefix> prefixes) {
    try (Device device = wireGuard.device(to.tunnel().device())) {
      PrefixMap<PublicKey> holders = Cryptokey.holders(device);
      for (IpPrefix prefix : prefixes) {
        Optional<PublicKey> holder = holders.exact(prefix);
        if (!holder.equals(Optional.of(to.tunnel().peer()))) {
          throw new SwitchRefusedException("after the switch " + prefix + " is an allowed IP of "
              + holder.map(PublicKey::toString).orElse("nobody"));
        }
      }
    }
  }
}
