package io.wgnetlink.testkit.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Cryptokey routing: each prefix belongs to one peer, and a packet goes to the peer of the longest
 * prefix that contains its destination.
 *
 * <p>The kernel keeps a trie. Here the prefixes of every length that contain the address are looked
 * up, longest first, which comes to the same.
 */
final class CryptokeyTable {
  private final Map<IpPrefix, WireGuardPeer> holders = new HashMap<>();

  /** Changes with each change, so that a dump notices one between two of its messages. */
  private long generation = 1;

  long generation() {
    return generation;
  }

  /** Gives a prefix to a peer, silently taking it from the one that has it; it becomes the last. */
  void insert(IpPrefix prefix, WireGuardPeer peer) {
    generation++;
    WireGuardPeer before = holders.put(prefix, peer);
    if (before != null) {
      before.allowedIps.remove(prefix);
    }
    peer.allowedIps.add(prefix);
  }

  /** Takes a prefix from a peer; nothing happens when it is not this peer's. */
  void remove(IpPrefix prefix, WireGuardPeer peer) {
    generation++;
    if (holders.remove(prefix, peer)) {
      peer.allowedIps.remove(prefix);
    }
  }

  void removeAllOf(WireGuardPeer peer) {
    generation++;
    peer.allowedIps.forEach(holders::remove);
    peer.allowedIps.clear();
  }

  Optional<WireGuardPeer> lookup(InetAddress address) {
    for (int length = AddressFamily.of(address).bits(); length >= 0; length--) {
      WireGuardPeer holder = holders.get(IpPrefix.of(address, length));
      if (holder != null) {
        return Optional.of(holder);
      }
    }
    return Optional.empty();
  }
}
