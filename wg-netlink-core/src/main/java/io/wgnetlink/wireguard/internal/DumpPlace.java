package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.wireguard.AllowedIpCursor;
import io.wgnetlink.wireguard.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Where a message of a dump begins: at a peer, or at one of its allowed IPs when the peer goes on.
 * No two messages of a proper dump begin at the same place, whatever the counters say meanwhile. No
 * allocation; not thread-safe.
 */
final class DumpPlace {
  private final byte[] key = new byte[PublicKey.BYTES];
  private boolean known;
  private @Nullable AddressFamily family;
  private int length;
  private long addressHigh;
  private long addressLow;

  /** Before the first message. */
  void reset() {
    known = false;
  }

  /** Takes the first peer of a message; returns whether the one before began elsewhere. */
  boolean moveTo(PeerFlyweight peer) {
    boolean moved = !known || !peer.hasPublicKey(key);
    peer.copyPublicKey(key, 0);
    known = true;
    moved |= moveTo(peer.allowedIps());
    return moved;
  }

  private boolean moveTo(AllowedIpCursor ips) {
    boolean any = ips.next();
    AddressFamily familyBefore = family;
    int lengthBefore = length;
    long highBefore = addressHigh;
    long lowBefore = addressLow;
    family = any ? ips.family() : null;
    length = any ? ips.length() : 0;
    addressHigh = any ? ips.addressHigh() : 0;
    addressLow = any ? ips.addressLow() : 0;
    return family != familyBefore
        || length != lengthBefore
        || addressHigh != highBefore
        || addressLow != lowBefore;
  }
}
