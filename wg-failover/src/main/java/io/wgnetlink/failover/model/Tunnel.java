package io.wgnetlink.failover.model;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.PublicKey;

/**
 * A peer of a WireGuard interface: what lives and dies as one.
 *
 * @param device the interface on this host
 * @param peer the peer's public key
 */
public record Tunnel(InterfaceName device, PublicKey peer) {
  /** Returns {@code wg0/AbCdEfGh…}: the interface and the first characters of the key. */
  @Override
  public String toString() {
    return device + "/" + peer.toBase64().substring(0, 8) + "\u2026";
  }
}
