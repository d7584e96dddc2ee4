package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.util.HashSet;
import java.util.List;
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
    Tunnel tunnel = to.tunnel();
    List<IpPrefix> elsewhere = requireMovable(group, to);
    if (!elsewhere.isEmpty()) {
      wireGuard.apply(DeviceUpdate.of(tunnel.device())
          .peer(PeerUpdate.of(tunnel.peer()).updateOnly().allowedIps(elsewhere))
          .build());
    }
    confirm(group, to);
  }

  /** Returns the prefixes that the peer does not have yet. */
  private List<IpPrefix> requireMovable(Group group, Path to) {
    Tunnel tunnel = to.tunnel();
    Set<PublicKey> members =
        group.paths().stream().map(p -> p.tunnel().peer()).collect(Collectors.toSet());
    try (Device device = wireGuard.device(tunnel.device())) {
      if (device.peer(tunnel.peer()).isEmpty()) {
        throw new SwitchRefusedException("the peer of " + to.name() + " is not there");
      }
      PrefixMap<PublicKey> holders = Cryptokey.holders(device);
      for (IpPrefix prefix : group.prefixes()) {
        Optional<PublicKey> holder = holders.exact(prefix);
        if (holder.isPresent() && !members.contains(holder.get())) {
          throw new SwitchRefusedException(
              prefix + " is an allowed IP of " + holder.get() + ", which is on no path");
        }
      }
      return group.prefixes().stream()
          .filter(p -> !holders.exact(p).equals(Optional.of(tunnel.peer())))
          .collect(Collectors.toList());
    }
  }

  private void confirm(Group group, Path to) {
    try (Device device = wireGuard.device(to.tunnel().device())) {
      PrefixMap<PublicKey> holders = Cryptokey.holders(device);
      for (IpPrefix prefix : group.prefixes()) {
        Optional<PublicKey> holder = holders.exact(prefix);
        if (!holder.equals(Optional.of(to.tunnel().peer()))) {
          throw new SwitchRefusedException("after the switch " + prefix + " is an allowed IP of "
              + holder.map(PublicKey::toString).orElse("nobody"));
        }
      }
    }
  }
}
