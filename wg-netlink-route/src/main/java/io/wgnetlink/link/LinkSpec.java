package io.wgnetlink.link;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import java.util.Optional;

/**
 * A link to be made. Immutable.
 *
 * <pre>{@code
 * netlink.createLink(LinkSpec.wireguard(InterfaceName.of("wg0")).withMtu(1420).withUp());
 * netlink.createLink(LinkSpec.veth(InterfaceName.of("eth0"), InterfaceName.of("hub"))
 *     .withPeerNamespace(hub)
 *     .withUp());
 * }</pre>
 *
 * @param kind the kernel's name of the kind, for example {@code wireguard}
 * @param name the name
 * @param mtu the largest packet in bytes, for both ends of a veth pair; the kernel chooses when
 *     empty
 * @param up whether it is set up at once, for veth both ends
 * @param address the hardware address; the kernel chooses when empty
 * @param peer the other end of a veth pair
 */
public record LinkSpec(
    String kind,
    InterfaceName name,
    Optional<Integer> mtu,
    boolean up,
    Optional<MacAddress> address,
    Optional<Peer> peer) {

  /**
   * The other end of a veth pair.
   *
   * @param name its name
   * @param namespace where it is put; the namespace of the first end when empty. Must stay open
   *     until the link was made.
   */
  public record Peer(InterfaceName name, Optional<NetworkNamespace> namespace) {}

  private static LinkSpec of(String kind, InterfaceName name, Optional<Peer> peer) {
    return new LinkSpec(kind, name, Optional.empty(), false, Optional.empty(), peer);
  }

  /**
   * A WireGuard device (Linux 5.6). Its UDP socket stays in the namespace that it is made in, also
   * when the device is moved to another one.
   */
  public static LinkSpec wireguard(InterfaceName name) {
    return of("wireguard", name, Optional.empty());
  }

  /** A pair of links; what one end sends the other receives. */
  public static LinkSpec veth(InterfaceName name, InterfaceName peerName) {
    return of("veth", name, Optional.of(new Peer(peerName, Optional.empty())));
  }

  public static LinkSpec bridge(InterfaceName name) {
    return of("bridge", name, Optional.empty());
  }

  /** A link that drops what it is given. */
  public static LinkSpec dummy(InterfaceName name) {
    return of("dummy", name, Optional.empty());
  }

  public LinkSpec withMtu(int bytes) {
    return new LinkSpec(kind, name, Optional.of(bytes), up, address, peer);
  }

  public LinkSpec withUp() {
    return new LinkSpec(kind, name, mtu, true, address, peer);
  }

  public LinkSpec withAddress(MacAddress newAddress) {
    return new LinkSpec(kind, name, mtu, up, Optional.of(newAddress), peer);
  }

  /**
   * Puts the other end of the pair into a namespace.
   *
   * @throws IllegalStateException when this is not a veth pair
   */
  public LinkSpec withPeerNamespace(NetworkNamespace namespace) {
    if (peer.isEmpty()) {
      throw new IllegalStateException("a link of kind " + kind + " has no other end");
    }
    Peer moved = new Peer(peer.get().name(), Optional.of(namespace));
    return new LinkSpec(kind, name, mtu, up, address, Optional.of(moved));
  }

  /** Returns the specification in the words of {@code ip link add}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name.value());
    mtu.ifPresent(bytes -> text.append(" mtu ").append(bytes));
    address.ifPresent(mac -> text.append(" address ").append(mac));
    if (up) {
      text.append(" up");
    }
    text.append(" type ").append(kind);
    if (peer.isPresent()) {
      text.append(" peer name ").append(peer.get().name());
      peer.get().namespace().ifPresent(namespace -> text.append(" in ").append(namespace));
    }
    return text.toString();
  }
}
