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
 * netlink.createLink(LinkSpec.vrf(InterfaceName.of("blue"), 1001));
 * netlink.createLink(LinkSpec.vlan(InterfaceName.of("eth0.7"), eth0, 7));
 * }</pre>
 *
 * @param kind the kernel's name of the kind, for example {@code wireguard}
 * @param name the name
 * @param index the number that the kernel shall know it by; the kernel chooses when empty
 * @param mtu the largest packet in bytes, for both ends of a veth pair; the kernel chooses when
 *     empty
 * @param up whether it is set up at once, for veth both ends
 * @param address the hardware address; the kernel chooses when empty
 * @param parent the index of the link that it is built on, for example a VLAN's
 * @param master the index of the bridge or VRF that it becomes a port of
 * @param group the number of its group
 * @param txQueueLength packets that may wait for it; the kernel chooses when empty
 * @param txQueues how many queues it sends by; the kernel chooses when empty
 * @param rxQueues how many queues it receives by; the kernel chooses when empty
 * @param peer the other end of a veth pair
 * @param data what it has because of its kind; its kind must be the same
 */
public record LinkSpec(
    String kind,
    InterfaceName name,
    Optional<Integer> index,
    Optional<Integer> mtu,
    boolean up,
    Optional<MacAddress> address,
    Optional<Integer> parent,
    Optional<Integer> master,
    Optional<Integer> group,
    Optional<Integer> txQueueLength,
    Optional<Integer> txQueues,
    Optional<Integer> rxQueues,
    Optional<Peer> peer,
    Optional<LinkData> data) {

  public LinkSpec {
    if (data.isPresent() && !data.get().kind().equals(kind)) {
      throw new IllegalArgumentException("a link of kind " + kind + " cannot have what is of kind "
          + data.get().kind());
    }
  }

  /**
   * The other end of a veth pair.
   *
   * @param name its name
   * @param namespace where it is put; the namespace of the first end when empty. Must stay open
   *     until the link was made.
   * @param address its hardware address; the kernel chooses when empty
   */
  public record Peer(
      InterfaceName name, Optional<NetworkNamespace> namespace, Optional<MacAddress> address) {}

  /**
   * A link of any kind that the kernel knows. Not {@code tun}: see {@link LinkData.Tun}.
   *
   * @param kind the kernel's name of the kind, for example {@code ifb}
   */
  public static LinkSpec of(String kind, InterfaceName name) {
    return new Builder(kind, name).build();
  }

  /**
   * A WireGuard device (Linux 5.6). Its UDP socket stays in the namespace that it is made in, also
   * when the device is moved to another one.
   */
  public static LinkSpec wireguard(InterfaceName name) {
    return of("wireguard", name);
  }

  /** A pair of links; what one end sends the other receives. */
  public static LinkSpec veth(InterfaceName name, InterfaceName peerName) {
    Builder pair = new Builder("veth", name);
    pair.peer = Optional.of(new Peer(peerName, Optional.empty(), Optional.empty()));
    return pair.build();
  }

  public static LinkSpec bridge(InterfaceName name) {
    return of("bridge", name);
  }

  /** A link that drops what it is given. */
  public static LinkSpec dummy(InterfaceName name) {
    return of("dummy", name);
  }

  /** A VRF whose ports look packets up in a table. */
  public static LinkSpec vrf(InterfaceName name, int table) {
    return of("vrf", name).withData(new LinkData.Vrf(table));
  }

  /** A VLAN of 802.1Q on the link with this index. */
  public static LinkSpec vlan(InterfaceName name, int parent, int id) {
    return of("vlan", name).withParent(parent).withData(LinkData.Vlan.of(id));
  }

  public LinkSpec withIndex(int number) {
    Builder other = new Builder(this);
    other.index = Optional.of(number);
    return other.build();
  }

  public LinkSpec withMtu(int bytes) {
    Builder other = new Builder(this);
    other.mtu = Optional.of(bytes);
    return other.build();
  }

  public LinkSpec withUp() {
    Builder other = new Builder(this);
    other.up = true;
    return other.build();
  }

  public LinkSpec withAddress(MacAddress newAddress) {
    Builder other = new Builder(this);
    other.address = Optional.of(newAddress);
    return other.build();
  }

  public LinkSpec withParent(int number) {
    Builder other = new Builder(this);
    other.parent = Optional.of(number);
    return other.build();
  }

  public LinkSpec withMaster(int number) {
    Builder other = new Builder(this);
    other.master = Optional.of(number);
    return other.build();
  }

  public LinkSpec withGroup(int number) {
    Builder other = new Builder(this);
    other.group = Optional.of(number);
    return other.build();
  }

  public LinkSpec withTxQueueLength(int packets) {
    Builder other = new Builder(this);
    other.txQueueLength = Optional.of(packets);
    return other.build();
  }

  /** Sets how many queues the link sends and receives by. */
  public LinkSpec withQueues(int tx, int rx) {
    Builder other = new Builder(this);
    other.txQueues = Optional.of(tx);
    other.rxQueues = Optional.of(rx);
    return other.build();
  }

  /**
   * Sets what the link has because of its kind.
   *
   * @throws IllegalArgumentException when it is of another kind
   */
  public LinkSpec withData(LinkData newData) {
    Builder other = new Builder(this);
    other.data = Optional.of(newData);
    return other.build();
  }

  /**
   * Puts the other end of the pair into a namespace.
   *
   * @throws IllegalStateException when this is not a veth pair
   */
  public LinkSpec withPeerNamespace(NetworkNamespace namespace) {
    Peer end = requirePeer();
    return withPeer(new Peer(end.name(), Optional.of(namespace), end.address()));
  }

  /**
   * Sets the hardware address of the other end of the pair.
   *
   * @throws IllegalStateException when this is not a veth pair
   */
  public LinkSpec withPeerAddress(MacAddress newAddress) {
    Peer end = requirePeer();
    return withPeer(new Peer(end.name(), end.namespace(), Optional.of(newAddress)));
  }

  private Peer requirePeer() {
    return peer.orElseThrow(
        () -> new IllegalStateException("a link of kind " + kind + " has no other end"));
  }

  private LinkSpec withPeer(Peer newPeer) {
    Builder other = new Builder(this);
    other.peer = Optional.of(newPeer);
    return other.build();
  }

  /** The parts of another specification, to change one of them. */
  private static final class Builder {
    private final String kind;
    private final InterfaceName name;
    private Optional<Integer> index = Optional.empty();
    private Optional<Integer> mtu = Optional.empty();
    private boolean up;
    private Optional<MacAddress> address = Optional.empty();
    private Optional<Integer> parent = Optional.empty();
    private Optional<Integer> master = Optional.empty();
    private Optional<Integer> group = Optional.empty();
    private Optional<Integer> txQueueLength = Optional.empty();
    private Optional<Integer> txQueues = Optional.empty();
    private Optional<Integer> rxQueues = Optional.empty();
    private Optional<Peer> peer = Optional.empty();
    private Optional<LinkData> data = Optional.empty();

    private Builder(String kind, InterfaceName name) {
      this.kind = kind;
      this.name = name;
    }

    private Builder(LinkSpec from) {
      this(from.kind, from.name);
      index = from.index;
      mtu = from.mtu;
      up = from.up;
      address = from.address;
      parent = from.parent;
      master = from.master;
      group = from.group;
      txQueueLength = from.txQueueLength;
      txQueues = from.txQueues;
      rxQueues = from.rxQueues;
      peer = from.peer;
      data = from.data;
    }

    private LinkSpec build() {
      return new LinkSpec(
          kind,
          name,
          index,
          mtu,
          up,
          address,
          parent,
          master,
          group,
          txQueueLength,
          txQueues,
          rxQueues,
          peer,
          data);
    }
  }

  /** Returns the specification in the words of {@code ip link add}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name.value());
    parent.ifPresent(number -> text.append(" link ").append(number));
    index.ifPresent(number -> text.append(" index ").append(number));
    mtu.ifPresent(bytes -> text.append(" mtu ").append(bytes));
    address.ifPresent(mac -> text.append(" address ").append(mac));
    master.ifPresent(number -> text.append(" master ").append(number));
    group.ifPresent(number -> text.append(" group ").append(number));
    txQueueLength.ifPresent(packets -> text.append(" txqueuelen ").append(packets));
    txQueues.ifPresent(count -> text.append(" numtxqueues ").append(count));
    rxQueues.ifPresent(count -> text.append(" numrxqueues ").append(count));
    if (up) {
      text.append(" up");
    }
    text.append(" type ").append(kind);
    data.ifPresent(of -> text.append(' ').append(of));
    if (peer.isPresent()) {
      text.append(" peer name ").append(peer.get().name());
      peer.get().namespace().ifPresent(namespace -> text.append(" in ").append(namespace));
    }
    return text.toString();
  }
}
