package io.wgnetlink.wireguard;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to change at a device and its peers; what is not mentioned stays as it is. Immutable.
 *
 * <p>The kernel applies the parts in this order: fwmark, listen port, replacing of peers, private
 * key, then the peers one after another; so one update can remove a peer and create it anew.
 *
 * <p>A prefix that is taken from one peer and given to another moves in one step: its removal is
 * left out of {@code peers}. When the other peer is only to be updated and is not there, the prefix
 * stays where it is.
 *
 * @param name the interface
 * @param privateKey a new private key; a peer that has its public key is removed by the kernel. The
 *     kernel stores it {@linkplain PrivateKey#clamped clamped}, so what is read can differ from
 *     what was set
 * @param privateKeyRemoved the private key is removed
 * @param listenPort 0 to 65535; 0 lets the kernel choose. A port that is taken is refused while the
 *     interface is up; while it is down the kernel accepts the port, and refuses to bring the
 *     interface up ({@code EADDRINUSE}, measured on Linux 6.1, 6.12 and 7.2)
 * @param fwmark an unsigned 32-bit number, 0 for none; setting it, even to what it is, makes the
 *     kernel walk all peers and forget the source address that it uses for each
 * @param peersReplaced all peers are removed before {@code peers} are applied
 * @param peers the changes, in order
 */
public record DeviceUpdate(
    InterfaceName name,
    Optional<PrivateKey> privateKey,
    boolean privateKeyRemoved,
    OptionalInt listenPort,
    OptionalInt fwmark,
    boolean peersReplaced,
    List<PeerUpdate> peers) {

  public DeviceUpdate {
    peers = withoutMoved(peers, receivers(peers));
    Fields.requireListenPort(listenPort);
    if (privateKey.isPresent()) {
      requireUsable(privateKey.get(), privateKeyRemoved, peers);
    }
  }

  /** Returns a builder for a change to an interface. */
  public static Builder of(InterfaceName name) {
    return new Builder(name);
  }

  private static void requireUsable(PrivateKey key, boolean removed, List<PeerUpdate> peers) {
    Fields.require(!removed, "privateKey: both given and removed");
    Fields.requirePrivateKey(key);
    if (peers.isEmpty()) {
      return;
    }
    PublicKey own = key.publicKey();
    for (int i = 0; i < peers.size(); i++) {
      if (!peers.get(i).removed()) {
        Fields.requireNotOwn(peers.get(i).publicKey(), own, i);
      }
    }
  }

  /** Returns which peer is given a prefix. */
  private static Map<IpPrefix, PublicKey> receivers(List<PeerUpdate> peers) {
    Map<IpPrefix, PublicKey> receivers = new HashMap<>();
    for (int i = 0; peers.size() > 1 && i < peers.size(); i++) {
      PublicKey key = peers.get(i).publicKey();
      for (IpPrefix prefix : peers.get(i).allowedIps()) {
        PublicKey other = receivers.putIfAbsent(prefix, key);
        if (other != null && !other.equals(key)) {
          throw new IllegalArgumentException("peers[" + i + "].allowedIps: " + prefix
              + " is also given to peer " + other + ", and only one of them can have it");
        }
      }
    }
    return receivers;
  }

  /** Leaves out the removal of prefixes that another peer is given: they move. */
  private static List<PeerUpdate> withoutMoved(
      List<PeerUpdate> peers, Map<IpPrefix, PublicKey> receivers) {
    List<PeerUpdate> result = new ArrayList<>(peers.size());
    for (int i = 0; i < peers.size(); i++) {
      PeerUpdate peer = peers.get(i);
      List<IpPrefix> kept = new ArrayList<>(peer.allowedIpsRemoved().size());
      for (IpPrefix prefix : peer.allowedIpsRemoved()) {
        PublicKey receiver = receivers.get(prefix);
        if (receiver == null) {
          kept.add(prefix);
        } else if (receiver.equals(peer.publicKey())) {
          throw new IllegalArgumentException(
              "peers[" + i + "].allowedIpsRemoved: " + prefix + " is also given to the same peer");
        }
      }
      result.add(
          kept.size() == peer.allowedIpsRemoved().size() ? peer : peer.withAllowedIpsRemoved(kept));
    }
    return List.copyOf(result);
  }

  /** Collects the parts of a {@link DeviceUpdate}; not thread-safe. */
  public static final class Builder {
    private final InterfaceName name;
    private Optional<PrivateKey> privateKey = Optional.empty();
    private boolean privateKeyRemoved;
    private OptionalInt listenPort = OptionalInt.empty();
    private OptionalInt fwmark = OptionalInt.empty();
    private boolean peersReplaced;
    private final List<PeerUpdate> peers = new ArrayList<>();

    private Builder(InterfaceName name) {
      this.name = name;
    }

    /** Sets the private key; it stays the caller's to close, once the update was applied. */
    public Builder privateKey(PrivateKey key) {
      privateKey = Optional.of(key);
      return this;
    }

    public Builder removePrivateKey() {
      privateKeyRemoved = true;
      return this;
    }

    /** Sets the UDP port; 0 lets the kernel choose one. */
    public Builder listenPort(int port) {
      listenPort = OptionalInt.of(port);
      return this;
    }

    /** Sets the mark on outgoing packets, an unsigned 32-bit number; 0 is none. */
    public Builder fwmark(int mark) {
      fwmark = OptionalInt.of(mark);
      return this;
    }

    /** Removes all peers first. */
    public Builder replacePeers() {
      peersReplaced = true;
      return this;
    }

    /** Adds a change to a peer, after those added before. */
    public Builder peer(PeerUpdate peer) {
      peers.add(peer);
      return this;
    }

    /** Adds a change to a peer, after those added before. */
    public Builder peer(PeerUpdate.Builder peer) {
      return peer(peer.build());
    }

    /** Adds changes to peers, after those added before. */
    public Builder peers(Collection<PeerUpdate> more) {
      peers.addAll(more);
      return this;
    }

    /**
     * Returns the update.
     *
     * @throws IllegalArgumentException naming the field that the kernel would refuse or misread
     */
    public DeviceUpdate build() {
      return new DeviceUpdate(
          name, privateKey, privateKeyRemoved, listenPort, fwmark, peersReplaced, peers);
    }
  }
}
