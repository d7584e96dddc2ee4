package io.wgnetlink.failover.actuate;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PublicKey;
import java.util.Optional;

/** Cryptokey routing: which peer of a device gets a packet. */
final class Cryptokey {
  private Cryptokey() {}

  /** Returns the peers by their allowed IPs; the first that covers a prefix gets its packets. */
  static PrefixMap<PublicKey> holders(Device device) {
    PrefixMap<PublicKey> holders = new PrefixMap<>();
    for (Peer peer : device.peers()) {
      peer.allowedIps().forEach(allowed -> holders.putIfAbsent(allowed, peer.publicKey()));
    }
    return holders;
  }

  /** Returns the peer whose longest allowed IP covers the whole prefix. */
  static Optional<PublicKey> holder(Device device, IpPrefix prefix) {
    return holders(device).covering(prefix).findFirst();
  }

  /** Returns the peer that has exactly this prefix among its allowed IPs. */
  static Optional<PublicKey> exactHolder(Device device, IpPrefix prefix) {
    return device.peers().stream()
        .filter(p -> p.allowedIps().contains(prefix))
        .map(Peer::publicKey)
        .findFirst();
  }

  /** Returns whether some allowed IP of the peer covers the prefix. */
  static boolean allows(Peer peer, IpPrefix prefix) {
    return peer.allowedIps().stream().anyMatch(a -> a.covers(prefix));
  }
}
