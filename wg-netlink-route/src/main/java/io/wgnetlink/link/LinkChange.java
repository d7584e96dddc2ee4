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
 * @param flags flags, each with whether it is to be set: {@code UP}, {@code PROMISC},
 *     {@code ALLMULTI}, {@code MULTICAST}, {@code NOARP}, {@code DYNAMIC} and some more can be; the
 *     kernel leaves others as they are
 * @param mtu the largest packet in bytes
 * @param name the new name; kernels before 6.2 refuse it (EBUSY) while the link is up
 * @param address the new hardware address
 * @param master the index of the bridge, bond or VRF that it becomes a port of; 0 for none
 * @param namespace where it is moved to: it loses its addresses and routes, goes down and may get
 *     another index. Must stay open until the change was made.
 * @param newIndex the index in the namespace that it is moved to (Linux 5.15); without it, the one
 *     it has if that is free there
 * @param group the number of its group
 * @param txQueueLength packets that may wait for it
 * @param alias a text, none when empty
 * @param carrier whether it has a carrier, for the kinds that let themselves be told, such as
 *     {@code dummy}
 * @param linkMode {@code IF_LINK_MODE_*}: 0 default, 1 dormant
 * @param operationalState whether it is operational, where a program says so
 * @param protocolDown whether a program holds it down, for the kinds that allow it
 * @param data what it has because of its kind; which parts can change, the kind says
 * @param ipv4 IPv4 settings
 * @param addressGeneration how IPv6 addresses are made
 * @param bridgePort options of a port of a bridge
 */
public record LinkChange(
    Map<LinkFlag, Boolean> flags,
    Optional<Integer> mtu,
    Optional<InterfaceName> name,
    Optional<MacAddress> address,
    Optional<Integer> master,
    Optional<NetworkNamespace> namespace,
    Optional<Integer> newIndex,
    Optional<Integer> group,
    Optional<Integer> txQueueLength,
    Optional<String> alias,
    Optional<Boolean> carrier,
    Optional<Integer> linkMode,
    Optional<OperationalState> operationalState,
    Optional<Boolean> protocolDown,
    Optional<LinkData> data,
    Map<Ipv4Switch, Integer> ipv4,
    Optional<AddressGeneration> addressGeneration,
    Map<BridgePortOption, Long> bridgePort) {

  public LinkChange {
    LinkOption.check(bridgePort);
    flags = Map.copyOf(flags);
    ipv4 = Map.copyOf(ipv4);
    bridgePort = Map.copyOf(bridgePort);
  }

  /** Returns whether the link is set up, or down. */
  public Optional<Boolean> up() {
    return Optional.ofNullable(flags.get(LinkFlag.UP));
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects what is to change. Not thread-safe. */
  public static final class Builder {
    private final Map<LinkFlag, Boolean> flags = new EnumMap<>(LinkFlag.class);
    private Optional<Integer> mtu = Optional.empty();
    private Optional<InterfaceName> name = Optional.empty();
    private Optional<MacAddress> address = Optional.empty();
    private Optional<Integer> master = Optional.empty();
    private Optional<NetworkNamespace> namespace = Optional.empty();
    private Optional<Integer> newIndex = Optional.empty();
    private Optional<Integer> group = Optional.empty();
    private Optional<Integer> txQueueLength = Optional.empty();
    private Optional<String> alias = Optional.empty();
    private Optional<Boolean> carrier = Optional.empty();
    private Optional<Integer> linkMode = Optional.empty();
    private Optional<OperationalState> operationalState = Optional.empty();
    private Optional<Boolean> protocolDown = Optional.empty();
    private Optional<LinkData> data = Optional.empty();
    private final Map<Ipv4Switch, Integer> ipv4 = new EnumMap<>(Ipv4Switch.class);
    private Optional<AddressGeneration> addressGeneration = Optional.empty();
    private final Map<BridgePortOption, Long> bridgePort = new EnumMap<>(BridgePortOption.class);

    private Builder() {}

    public Builder up() {
      return flag(LinkFlag.UP, true);
    }

    /** Sets the link down: its IPv4 routes vanish without an event, its IPv6 routes with events. */
    public Builder down() {
      return flag(LinkFlag.UP, false);
    }

    /** Sets or clears a flag. */
    public Builder flag(LinkFlag flag, boolean set) {
      flags.put(flag, set);
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

    /** Moves the link to a namespace, where it gets this index. */
    public Builder namespace(NetworkNamespace target, int index) {
      newIndex = Optional.of(index);
      return namespace(target);
    }

    public Builder group(int number) {
      group = Optional.of(number);
      return this;
    }

    public Builder txQueueLength(int packets) {
      txQueueLength = Optional.of(packets);
      return this;
    }

    /** Sets the alias; an empty one removes it. */
    public Builder alias(String text) {
      alias = Optional.of(text);
      return this;
    }

    public Builder carrier(boolean on) {
      carrier = Optional.of(on);
      return this;
    }

    public Builder linkMode(int mode) {
      linkMode = Optional.of(mode);
      return this;
    }

    public Builder operationalState(OperationalState state) {
      operationalState = Optional.of(state);
      return this;
    }

    public Builder protocolDown(boolean down) {
      protocolDown = Optional.of(down);
      return this;
    }

    public Builder data(LinkData newData) {
      data = Optional.of(newData);
      return this;
    }

    public Builder ipv4(Ipv4Switch setting, boolean on) {
      return ipv4(setting, on ? 1 : 0);
    }

    public Builder ipv4(Ipv4Switch setting, int value) {
      ipv4.put(setting, value);
      return this;
    }

    public Builder addressGeneration(AddressGeneration way) {
      addressGeneration = Optional.of(way);
      return this;
    }

    public Builder bridgePort(BridgePortOption option, long value) {
      bridgePort.put(option, value);
      return this;
    }

    /** Sets whether the link, a port of a bridge, exchanges nothing with other isolated ports. */
    public Builder bridgePortIsolated(boolean isolated) {
      return bridgePort(BridgePortOption.ISOLATED, isolated ? 1 : 0);
    }

    public LinkChange build() {
      return new LinkChange(
          flags,
          mtu,
          name,
          address,
          master,
          namespace,
          newIndex,
          group,
          txQueueLength,
          alias,
          carrier,
          linkMode,
          operationalState,
          protocolDown,
          data,
          ipv4,
          addressGeneration,
          bridgePort);
    }
  }

  /** Returns the change in the words of {@code ip link set}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(flags).forEach((flag, set) -> text.append(' ').append(word(flag, set)));
    mtu.ifPresent(value -> text.append(" mtu ").append(value));
    name.ifPresent(value -> text.append(" name ").append(value));
    address.ifPresent(value -> text.append(" address ").append(value));
    master.ifPresent(value -> text.append(value == 0 ? " nomaster" : " master " + value));
    namespace.ifPresent(value -> text.append(" netns ").append(value));
    newIndex.ifPresent(value -> text.append(" new index ").append(value));
    group.ifPresent(value -> text.append(" group ").append(value));
    txQueueLength.ifPresent(value -> text.append(" txqueuelen ").append(value));
    alias.ifPresent(value -> text.append(" alias '").append(value).append('\''));
    carrier.ifPresent(value -> text.append(value ? " carrier on" : " carrier off"));
    linkMode.ifPresent(value -> text.append(" mode ").append(value));
    operationalState.ifPresent(value -> text.append(" state ").append(value));
    protocolDown.ifPresent(value -> text.append(value ? " protodown on" : " protodown off"));
    data.ifPresent(
        value -> text.append(" type ").append(value.kind()).append(' ').append(value));
    new TreeMap<>(ipv4)
        .forEach((key, value) -> text.append(' ').append(key).append(' ').append(value));
    addressGeneration.ifPresent(value -> text.append(" addrgenmode ").append(value));
    new TreeMap<>(bridgePort).forEach((key, value) -> text.append(' ').append(word(key, value)));
    return text.isEmpty() ? "nothing" : text.substring(1);
  }

  private static String word(LinkFlag flag, boolean set) {
    return flag == LinkFlag.UP ? (set ? "up" : "down") : flag + (set ? " on" : " off");
  }

  private static String word(BridgePortOption option, long value) {
    return option == BridgePortOption.ISOLATED
        ? option + (value == 0 ? " off" : " on")
        : option + " " + value;
  }
}
