package io.wgnetlink.testkit.internal;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PublicKey;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What the kernel knows of a peer. Used under the kernel's lock. */
public final class WireGuardPeer {
  /** Above those of all peers that the device had before. */
  final long number;

  final PublicKey publicKey;
  Optional<Endpoint> endpoint = Optional.empty();
  int persistentKeepalive;
  private Optional<PresharedKey> presharedKey = Optional.empty();

  /** In order of insertion; changed by the {@link CryptokeyTable}. */
  final Set<IpPrefix> allowedIps = new LinkedHashSet<>();

  /** The peer was removed, and only a dump that stands at it still knows it. */
  boolean dead;

  private Optional<Instant> latestHandshake = Optional.empty();
  private long rxBytes;
  private long txBytes;

  WireGuardPeer(long number, PublicKey publicKey) {
    this.number = number;
    this.publicKey = publicKey;
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  Optional<PresharedKey> presharedKey() {
    return presharedKey;
  }

  Optional<Instant> latestHandshake() {
    return latestHandshake;
  }

  long rxBytes() {
    return rxBytes;
  }

  long txBytes() {
    return txBytes;
  }

  void setPresharedKey(Optional<PresharedKey> key) {
    presharedKey.ifPresent(PresharedKey::close);
    presharedKey = key;
  }

  public void completeHandshake(Instant now) {
    latestHandshake = Optional.of(now);
  }

  public void receive(long bytes) {
    rxBytes += bytes;
  }

  public void send(long bytes) {
    txBytes += bytes;
  }

  public void roamTo(Endpoint where) {
    endpoint = Optional.of(where);
  }
}
