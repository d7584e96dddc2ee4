package io.wgnetlink.testkit.internal;

import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.link.OperationalState;
import io.wgnetlink.net.InterfaceName;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network interface: what the kernel says of it as a link. Used under the kernel's lock.
 *
 * <p>A carrier it has when it is up, and a veth when its other end is up as well.
 */
public final class NetworkInterface {
  private static final int LOOPBACK_MTU = 65536;
  private static final int WIREGUARD_MTU = 1420;
  private static final int ETHERNET_MTU = 1500;

  /** {@code ARPHRD_*}, {@code uapi/linux/if_arp.h}. */
  private static final int ARPHRD_ETHER = 1;

  private static final int ARPHRD_LOOPBACK = 772;
  private static final int ARPHRD_NONE = 0xfffe;

  private final int index;
  private final String kind;
  private final @Nullable WireGuardDevice device;
  private InterfaceName name;
  private boolean up;
  private @Nullable NetworkInterface otherEnd;
  private int mtu;
  private Optional<MacAddress> address;
  private int group;
  private int txQueueLength = 1000;
  private Optional<String> alias = Optional.empty();
  private final Set<String> alternativeNames = new LinkedHashSet<>();

  NetworkInterface(int index, InterfaceName name, String kind, @Nullable WireGuardDevice device) {
    this.index = index;
    this.name = name;
    this.kind = kind;
    this.device = device;
    this.mtu = isLoopback() ? LOOPBACK_MTU : isWireGuard() ? WIREGUARD_MTU : ETHERNET_MTU;
    this.address = isWireGuard()
        ? Optional.empty()
        : Optional.of(new MacAddress(isLoopback() ? 0 : 0x02_00_00_00_00_00L + index));
  }

  /** Returns its number, which no other interface of the kernel had before. */
  public int index() {
    return index;
  }

  public InterfaceName name() {
    return name;
  }

  void rename(InterfaceName newName) {
    name = newName;
  }

  /** Returns what {@code IFLA_INFO_KIND} says; empty for one that has none, as {@code lo}. */
  public String kind() {
    return kind;
  }

  /** Returns what makes it WireGuard's, else null. */
  @Nullable
  WireGuardDevice device() {
    return device;
  }

  public boolean isLoopback() {
    return kind.isEmpty();
  }

  private boolean isWireGuard() {
    return device != null;
  }

  public boolean isUp() {
    return up;
  }

  void setUp(boolean nowUp) {
    up = nowUp;
  }

  /** Returns whether packets can leave by it. */
  public boolean hasCarrier() {
    NetworkInterface other = otherEnd;
    return up && (!isVeth() || (other != null && other.up));
  }

  private boolean isVeth() {
    return kind.equals("veth");
  }

  /** Returns the other end of a pair. */
  public Optional<NetworkInterface> otherEnd() {
    return Optional.ofNullable(otherEnd);
  }

  /** Makes this and another one the ends of a pair. */
  public void pairWith(NetworkInterface other) {
    otherEnd = other;
    other.otherEnd = this;
  }

  /** Returns {@code IFF_*}. */
  public int flags() {
    int flags = isLoopback()
        ? LinkFlag.LOOPBACK.mask()
        : isWireGuard()
            ? LinkFlag.POINTOPOINT.mask() | LinkFlag.NOARP.mask()
            : kind.equals("dummy")
                ? LinkFlag.BROADCAST.mask() | LinkFlag.NOARP.mask()
                : LinkFlag.BROADCAST.mask() | LinkFlag.MULTICAST.mask();
    flags |= up ? LinkFlag.UP.mask() : 0;
    return flags | (hasCarrier() ? LinkFlag.RUNNING.mask() | LinkFlag.LOWER_UP.mask() : 0);
  }

  /** Returns {@code ARPHRD_*}. */
  public int hardwareType() {
    return isLoopback() ? ARPHRD_LOOPBACK : isWireGuard() ? ARPHRD_NONE : ARPHRD_ETHER;
  }

  /** Returns what it does, which only a veth knows for sure. */
  public OperationalState operationalState() {
    if (!up) {
      return OperationalState.DOWN;
    }
    if (!isVeth()) {
      return OperationalState.UNKNOWN;
    }
    return hasCarrier() ? OperationalState.UP : OperationalState.LOWERLAYERDOWN;
  }

  public int mtu() {
    return mtu;
  }

  public void setMtu(int bytes) {
    mtu = bytes;
  }

  /** Returns the link-layer address; a WireGuard interface has none. */
  public Optional<MacAddress> address() {
    return address;
  }

  public void setAddress(MacAddress newAddress) {
    address = Optional.of(newAddress);
  }

  public int group() {
    return group;
  }

  public void setGroup(int number) {
    group = number;
  }

  public int txQueueLength() {
    return txQueueLength;
  }

  public void setTxQueueLength(int packets) {
    txQueueLength = packets;
  }

  public Optional<String> alias() {
    return alias;
  }

  /** Sets the alias, none if empty. */
  public void setAlias(String text) {
    alias = Optional.of(text).filter(given -> !given.isEmpty());
  }

  /** Returns the further names, to be changed. */
  public Set<String> alternativeNames() {
    return alternativeNames;
  }
}
