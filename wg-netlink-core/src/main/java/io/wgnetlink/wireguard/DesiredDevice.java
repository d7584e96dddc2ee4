package io.wgnetlink.wireguard;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a device is to be, for {@link WireGuard#sync}: of its own fields those that are given, and
 * exactly the given peers. Immutable; the keys stay the caller's to close.
 *
 * <pre>{@code
 * DesiredDevice desired = DesiredDevice.of(InterfaceName.of("wg0"))
 *     .listenPort(51820)
 *     .peer(DesiredPeer.of(hub).endpoint(endpoint).allowedIp(IpPrefix.parse("fd00::/64")))
 *     .build();
 * SyncReport report = wireGuard.sync(desired);
 * }</pre>
 *
 * @param name the interface
 * @param privateKey the private key; absent: left as it is
 * @param privateKeyRemoved there is to be no private key
 * @param listenPort 1 to 65535; absent: left as it is; 0: the kernel is asked for a new port at
 *     each sync of a device that has one, as {@code wg syncconf} does without {@code ListenPort}
 * @param fwmark an unsigned 32-bit number, 0 for none; absent: left as it is
 * @param peers all peers there are to be; no prefix at two of them
 * @param floating prefixes that others move between peers, such as a failover: one that a peer of
 *     {@code peers} holds stays there, whoever lists it, and one that none of them holds is given
 *     to the peer that lists it
 */
public record DesiredDevice(
    InterfaceName name,
    Optional<PrivateKey> privateKey,
    boolean privateKeyRemoved,
    OptionalInt listenPort,
    OptionalInt fwmark,
    List<DesiredPeer> peers,
    Set<IpPrefix> floating) {

  public DesiredDevice {
    peers = List.copyOf(peers);
    floating = Set.copyOf(floating);
    Fields.requireListenPort(listenPort);
    if (privateKey.isPresent()) {
      Fields.require(!privateKeyRemoved, "privateKey: both given and removed");
      Fields.requirePrivateKey(privateKey.get());
      requireNotOwn(privateKey.get(), peers);
    }
    requireDistinct(peers);
  }

  /** Returns a builder of a device without peers, whose own fields are left as they are. */
  public static Builder of(InterfaceName name) {
    return new Builder(name);
  }

  /**
   * Returns the same, except that an endpoint is forced upon a peer for which the previous
   * configuration had another one or none; endpoints that are the same in both are not touched, so
   * that peers stay where they roamed to.
   *
   * @param previous what was desired of the device before
   */
  public DesiredDevice changedSince(DesiredDevice previous) {
    Map<PublicKey, Optional<Endpoint>> before = new HashMap<>();
    previous.peers.forEach(peer -> before.put(peer.publicKey(), peer.endpoint()));
    List<DesiredPeer> marked = new ArrayList<>(peers.size());
    for (DesiredPeer peer : peers) {
      Optional<Endpoint> old = before.getOrDefault(peer.publicKey(), Optional.empty());
      boolean changed = peer.endpoint().isPresent() && !peer.endpoint().equals(old);
      marked.add(new DesiredPeer(
          peer.publicKey(),
          peer.presharedKey(),
          peer.endpoint(),
          peer.endpointForced() || changed,
          peer.persistentKeepalive(),
          peer.allowedIps()));
    }
    return new DesiredDevice(
        name, privateKey, privateKeyRemoved, listenPort, fwmark, marked, floating);
  }

  private static void requireNotOwn(PrivateKey key, List<DesiredPeer> peers) {
    if (peers.isEmpty()) {
      return;
    }
    PublicKey own = key.publicKey();
    for (int i = 0; i < peers.size(); i++) {
      Fields.requireNotOwn(peers.get(i).publicKey(), own, i);
    }
  }

  private static void requireDistinct(List<DesiredPeer> peers) {
    Set<PublicKey> keys = new HashSet<>();
    Map<IpPrefix, PublicKey> holders = new HashMap<>();
    for (int i = 0; i < peers.size(); i++) {
      DesiredPeer peer = peers.get(i);
      if (!keys.add(peer.publicKey())) {
        throw new IllegalArgumentException(
            "peers[" + i + "].publicKey: " + peer.publicKey() + " is given twice");
      }
      for (IpPrefix prefix : peer.allowedIps()) {
        PublicKey holder = holders.putIfAbsent(prefix, peer.publicKey());
        if (holder != null) {
          throw new IllegalArgumentException("peers[" + i + "].allowedIps: " + prefix
              + " is also given to peer " + holder + ", and only one of them can have it");
        }
      }
    }
  }

  /** Collects the parts of a {@link DesiredDevice}; not thread-safe. */
  public static final class Builder {
    private final InterfaceName name;
    private Optional<PrivateKey> privateKey = Optional.empty();
    private boolean privateKeyRemoved;
    private OptionalInt listenPort = OptionalInt.empty();
    private OptionalInt fwmark = OptionalInt.empty();
    private final List<DesiredPeer> peers = new ArrayList<>();
    private final Set<IpPrefix> floating = new LinkedHashSet<>();

    private Builder(InterfaceName name) {
      this.name = name;
    }

    /** Sets the private key; it stays the caller's to close, once the device was synced. */
    public Builder privateKey(PrivateKey key) {
      privateKey = Optional.of(key);
      return this;
    }

    /** Says that there is to be no private key. */
    public Builder removePrivateKey() {
      privateKeyRemoved = true;
      return this;
    }

    /** Sets the UDP port; 0 asks the kernel for a new one at each sync. */
    public Builder listenPort(int port) {
      listenPort = OptionalInt.of(port);
      return this;
    }

    /** Sets the mark on outgoing packets, an unsigned 32-bit number; 0 is none. */
    public Builder fwmark(int mark) {
      fwmark = OptionalInt.of(mark);
      return this;
    }

    /** Adds a peer. */
    public Builder peer(DesiredPeer peer) {
      peers.add(peer);
      return this;
    }

    /** Adds a peer. */
    public Builder peer(DesiredPeer.Builder peer) {
      return peer(peer.build());
    }

    /** Adds peers. */
    public Builder peers(Collection<DesiredPeer> more) {
      peers.addAll(more);
      return this;
    }

    /** Adds to the prefixes that stay with whichever of the peers holds them. */
    public Builder floating(Collection<IpPrefix> prefixes) {
      floating.addAll(prefixes);
      return this;
    }

    /** Adds a prefix that stays with whichever of the peers holds it. */
    public Builder floating(IpPrefix prefix) {
      floating.add(prefix);
      return this;
    }

    /**
     * Returns the device.
     *
     * @throws IllegalArgumentException naming the field that the kernel would refuse, ignore or
     *     misread
     */
    public DesiredDevice build() {
      return new DesiredDevice(
          name, privateKey, privateKeyRemoved, listenPort, fwmark, peers, floating);
    }
  }
}
