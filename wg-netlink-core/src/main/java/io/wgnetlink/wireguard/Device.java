package io.wgnetlink.wireguard;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The state of a WireGuard interface and all its peers, as the kernel reported it. Immutable, but
 * for the secrets, which {@link #close} wipes.
 *
 * @param name the interface
 * @param index the interface index in its network namespace
 * @param privateKey as the kernel stores it, clamped; absent when none is set
 * @param publicKey derived by the kernel; absent when there is no private key
 * @param listenPort the UDP port; 0 before the interface was first up, when none was set
 * @param fwmark the mark on outgoing packets, an unsigned 32-bit number; 0 is none
 * @param peers in the kernel's order, which is that of insertion
 * @param unknownAttributes what a newer or patched kernel added
 */
public record Device(
    InterfaceName name,
    int index,
    Optional<PrivateKey> privateKey,
    Optional<PublicKey> publicKey,
    int listenPort,
    int fwmark,
    List<Peer> peers,
    List<UnknownAttribute> unknownAttributes)
    implements AutoCloseable {

  public Device {
    peers = PeerList.copyOf(peers);
    unknownAttributes = List.copyOf(unknownAttributes);
  }

  /** Returns a builder of a device without keys and peers. */
  public static Builder builder(InterfaceName name) {
    return new Builder(name);
  }

  /**
   * Returns the peer with this key. The first call on a device of many peers makes a map of them,
   * so looking up each of n peers takes time in proportion to n.
   */
  public Optional<Peer> peer(PublicKey key) {
    return PeerList.copyOf(peers).find(key);
  }

  /** Shows the device to a visitor as one complete reading, each peer in one piece. */
  public void accept(DeviceVisitor visitor) {
    visitor.begin(1);
    visitor.device(new ValueViews.OfDevice(this));
    for (Peer peer : peers) {
      visitor.peer(new ValueViews.OfPeer(peer));
    }
  }

  /** Wipes the private key and all preshared keys; the rest stays usable. */
  @Override
  public void close() {
    privateKey.ifPresent(PrivateKey::close);
    peers.forEach(peer -> peer.presharedKey().ifPresent(PresharedKey::close));
  }

  /** Collects the parts of a {@link Device}; not thread-safe. */
  public static final class Builder {
    private final InterfaceName name;
    private int index;
    private Optional<PrivateKey> privateKey = Optional.empty();
    private Optional<PublicKey> publicKey = Optional.empty();
    private int listenPort;
    private int fwmark;
    private final List<Peer> peers = new ArrayList<>();
    private final List<UnknownAttribute> unknownAttributes = new ArrayList<>();

    private Builder(InterfaceName name) {
      this.name = name;
    }

    public Builder index(int value) {
      index = value;
      return this;
    }

    public Builder privateKey(PrivateKey key) {
      privateKey = Optional.of(key);
      return this;
    }

    public Builder publicKey(PublicKey key) {
      publicKey = Optional.of(key);
      return this;
    }

    public Builder listenPort(int port) {
      listenPort = port;
      return this;
    }

    public Builder fwmark(int mark) {
      fwmark = mark;
      return this;
    }

    public Builder peer(Peer peer) {
      peers.add(peer);
      return this;
    }

    /** Adds to the peers. */
    public Builder peers(Collection<Peer> more) {
      peers.addAll(more);
      return this;
    }

    /** Adds to the unknown attributes. */
    public Builder unknownAttributes(Collection<UnknownAttribute> attributes) {
      unknownAttributes.addAll(attributes);
      return this;
    }

    public Device build() {
      return new Device(
          name, index, privateKey, publicKey, listenPort, fwmark, peers, unknownAttributes);
    }
  }
}
