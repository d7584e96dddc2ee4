package io.wgnetlink.link;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is to change about a link; what is empty stays. Immutable.
 *
 * <pre>{@code
 * netlink.changeLink(index, LinkChange.builder().mtu(1380).up().build());
 * netlink.changeLink(port, LinkChange.builder().bridgePortIsolated(true).build());
 * }</pre>
 *
 * @param up up, or down
 * @param mtu the largest packet in bytes
 * @param name the new name; kernels before 6.2 refuse it (EBUSY) while the link is up
 * @param address the new hardware address
 * @param master the index of the bridge, bond or VRF that it becomes a port of; 0 for none
 * @param namespace where it is moved to: it loses its addresses and routes, goes down and may get
 *     another index. Must stay open until the change was made.
 * @param ipv4 IPv4 settings
 * @param bridgePortIsolated whether the link, a port of a bridge, exchanges nothing with other
 *     isolated ports
 */
public record LinkChange(
    Optional<Boolean> up,
    Optional<Integer> mtu,
    Optional<InterfaceName> name,
    Optional<MacAddress> address,
    Optional<Integer> master,
    Optional<NetworkNamespace> namespace,
    Map<Ipv4Switch, Integer> ipv4,
    Optional<Boolean> bridgePortIsolated) {

  public LinkChange {
    ipv4 = Map.copyOf(ipv4);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects what is to change. Not thread-safe. */
  public static final class Builder {
    private Optional<Boolean> up = Optional.empty();
    private Optional<Integer> mtu = Optional.empty();
    private Optional<InterfaceName> name = Optional.empty();
    private Optional<MacAddress> address = Optional.empty();
    private Optional<Integer> master = Optional.empty();
    private Optional<NetworkNamespace> namespace = Optional.empty();
    private final Map<Ipv4Switch, Integer> ipv4 = new EnumMap<>(Ipv4Switch.class);
    private Optional<Boolean> bridgePortIsolated = Optional.empty();

    private Builder() {}

    public Builder up() {
      up = Optional.of(true);
      return this;
    }

    /** Sets the link down: its IPv4 routes vanish without an event, its IPv6 routes with events. */
    public Builder down() {
      up = Optional.of(false);
      return this;
    }

    public Builder mtu(int bytes) {
      mtu = Optional.of(bytes);
      return this;
    }

    public Builder name(InterfaceName newName) {
      name = Optional.of(newName);
      return this;
    }

    public Builder address(MacAddress newAddress) {
      address = Optional.of(newAddress);
      return this;
    }

    /** Makes the link a port of the link with this index. */
    public Builder master(int index) {
      master = Optional.of(index);
      return this;
    }

    /** Takes the link out of its bridge, bond or VRF. */
    public Builder noMaster() {
      return master(0);
    }

    /** Moves the link to a namespace. */
    public Builder namespace(NetworkNamespace target) {
      namespace = Optional.of(target);
      return this;
    }

    public Builder ipv4(Ipv4Switch setting, boolean on) {
      return ipv4(setting, on ? 1 : 0);
    }

    public Builder ipv4(Ipv4Switch setting, int value) {
      ipv4.put(setting, value);
      return this;
    }

    public Builder bridgePortIsolated(boolean isolated) {
      bridgePortIsolated = Optional.of(isolated);
      return this;
    }

    public LinkChange build() {
      return new LinkChange(up, mtu, name, address, master, namespace, ipv4, bridgePortIsolated);
    }
  }

  /** Returns the change in the words of {@code ip link set}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    up.ifPresent(value -> text.append(value ? " up" : " down"));
    mtu.ifPresent(value -> text.append(" mtu ").append(value));
    name.ifPresent(value -> text.append(" name ").append(value));
    address.ifPresent(value -> text.append(" address ").append(value));
    master.ifPresent(value -> text.append(value == 0 ? " nomaster" : " master " + value));
    namespace.ifPresent(value -> text.append(" netns ").append(value));
    new TreeMap<>(ipv4)
        .forEach((key, value) -> text.append(' ').append(key).append(' ').append(value));
    bridgePortIsolated.ifPresent(value -> text.append(value ? " isolated on" : " isolated off"));
    return text.isEmpty() ? "nothing" : text.substring(1);
  }
}
