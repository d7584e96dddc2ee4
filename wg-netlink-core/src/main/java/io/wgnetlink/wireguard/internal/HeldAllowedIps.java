package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.AllowedIpCursor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the allowed IPs that an update takes from peers those peers have. A dummy peer takes an
 * allowed IP from whoever has it, so it may only be given those.
 */
final class HeldAllowedIps implements DeviceVisitor {
  private final DeviceUpdate update;
  private final Map<PublicKey, Set<IpPrefix>> removed = new HashMap<>();
  private final Map<PublicKey, Set<IpPrefix>> held = new HashMap<>();

  HeldAllowedIps(DeviceUpdate update) {
    this.update = update;
    for (PeerUpdate peer : update.peers()) {
      if (!peer.allowedIpsRemoved().isEmpty()) {
        removed
            .computeIfAbsent(peer.publicKey(), key -> new HashSet<>())
            .addAll(peer.allowedIpsRemoved());
      }
    }
  }

  @Override
  public void begin(int attempt) {
    held.clear();
  }

  @Override
  public void peer(PeerView peer) {
    PublicKey key = peer.publicKey();
    Set<IpPrefix> wanted = removed.get(key);
    if (wanted == null) {
      return;
    }
    Set<IpPrefix> found = held.computeIfAbsent(key, k -> new HashSet<>());
    AllowedIpCursor ips = peer.allowedIps();
    while (ips.next()) {
      IpPrefix prefix = ips.prefix();
      if (wanted.contains(prefix)) {
        found.add(prefix);
      }
    }
  }

  /** Returns the update without the removals that would do nothing. */
  DeviceUpdate effective() {
    return new DeviceUpdate(
        update.name(),
        update.privateKey(),
        update.privateKeyRemoved(),
        update.listenPort(),
        update.fwmark(),
        update.peersReplaced(),
        update.peers().stream().map(this::effective).toList());
  }

  private PeerUpdate effective(PeerUpdate peer) {
    Set<IpPrefix> has = held.getOrDefault(peer.publicKey(), Set.of());
    List<IpPrefix> effective =
        peer.allowedIpsRemoved().stream().filter(has::contains).toList();
    return effective.size() == peer.allowedIpsRemoved().size()
        ? peer
        : peer.withAllowedIpsRemoved(effective);
  }
}
