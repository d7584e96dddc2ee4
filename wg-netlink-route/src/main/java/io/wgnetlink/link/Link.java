package io.wgnetlink.link;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network interface as the kernel reported it at one moment. Immutable.
 *
 * <p>The counters change by themselves, and so do the timers of a bridge: to compare links, compare
 * {@link #withoutStatistics()}.
 *
 * @param index the number that the kernel knows it by; unique within a namespace
 * @param name the name
 * @param kind what it is, for example {@code wireguard}, {@code veth} or {@code bridge}; empty for
 *     hardware and the loopback
 * @param data what it has because of its kind
 * @param flags the flags that are set
 * @param hardwareType {@code ARPHRD_*} in {@code uapi/linux/if_arp.h}: 1 Ethernet, 65534 none
 * @param mtu the largest packet in bytes
 * @param limits limits and counts
 * @param master the index of the bridge, bond or VRF that it is a port of
 * @param port what it has because of its master
 * @param parent the index of the link it is built on ({@code IFLA_LINK}): for veth the peer, in the
 *     peer's namespace
 * @param parentNamespace where {@code parent} is, when not here ({@code link-netnsid}): the number
 *     that this namespace has for that one, -1 when it has none
 * @param address the hardware address; empty where there is none, as for WireGuard
 * @param broadcast the hardware address that all receive
 * @param permanentAddress the hardware address that the device came with
 * @param alias a text of the administrator's
 * @param alternativeNames other names that it can be found by (Linux 5.5)
 * @param group the number of its group; 0 unless it was put into one
 * @param txQueueLength packets that may wait for it
 * @param queueingDiscipline what orders the packets that wait, for example {@code noqueue}
 * @param operationalState what it can carry at the moment
 * @param linkMode {@code IF_LINK_MODE_*}: 0 default, 1 dormant: a program says when it is
 *     operational
 * @param carrier whether the device has a carrier, set up or not
 * @param protocolDown whether a program holds it down (as VRRP does)
 * @param parentBus the bus of the hardware, for example {@code pci} (Linux 5.14)
 * @param parentDevice the hardware's name on its bus (Linux 5.14)
 * @param statistics the counters; empty when the message had none, as some events have
 * @param ipv4 the IPv4 settings; empty where IPv4 is not enabled
 * @param addressGeneration how IPv6 addresses are made; empty where IPv6 is not enabled
 * @param unknownAttributes attributes that have no component here and that this library has no name
 *     for
 */
public record Link(
    int index,
    InterfaceName name,
    Optional<String> kind,
    Optional<LinkData> data,
    Set<LinkFlag> flags,
    int hardwareType,
    int mtu,
    Map<LinkLimit, Integer> limits,
    Optional<Integer> master,
    Optional<LinkPort> port,
    Optional<Integer> parent,
    Optional<Integer> parentNamespace,
    Optional<MacAddress> address,
    Optional<MacAddress> broadcast,
    Optional<MacAddress> permanentAddress,
    Optional<String> alias,
    List<String> alternativeNames,
    int group,
    int txQueueLength,
    Optional<String> queueingDiscipline,
    OperationalState operationalState,
    int linkMode,
    Optional<Boolean> carrier,
    boolean protocolDown,
    Optional<String> parentBus,
    Optional<String> parentDevice,
    Optional<LinkStatistics> statistics,
    Map<Ipv4Switch, Integer> ipv4,
    Optional<AddressGeneration> addressGeneration,
    List<UnknownAttribute> unknownAttributes) {

  public Link {
    flags = Set.copyOf(flags);
    limits = Map.copyOf(limits);
    alternativeNames = List.copyOf(alternativeNames);
    ipv4 = Map.copyOf(ipv4);
    unknownAttributes = List.copyOf(unknownAttributes);
  }

  /** Returns the link without its counters and timers, to compare it with what it was. */
  public Link withoutStatistics() {
    Builder builder = toBuilder();
    builder.statistics = Optional.empty();
    builder.data = data.map(of -> of instanceof LinkData.Bridge bridge ? bridge.steady() : of);
    builder.port = port.map(of -> of instanceof LinkPort.OfBridge bridge ? bridge.steady() : of);
    return builder.build();
  }

  /** Returns whether the link was set up administratively. */
  public boolean isUp() {
    return flags.contains(LinkFlag.UP);
  }

  /** Returns whether the link has a carrier. WireGuard links always have one when they are up. */
  public boolean hasCarrier() {
    return flags.contains(LinkFlag.LOWER_UP);
  }

  /** Returns whether the link is of a kind, for example {@code wireguard}. */
  public boolean isKind(String expected) {
    return kind.isPresent() && kind.get().equals(expected);
  }

  /** Returns a limit or a count; empty when the kernel does not tell it. */
  public Optional<Integer> limit(LinkLimit which) {
    return Optional.ofNullable(limits.get(which));
  }

  /** Returns an option of a port of a bridge; empty when it is no such port. */
  public Optional<Long> bridgePort(BridgePortOption option) {
    return port.filter(LinkPort.OfBridge.class::isInstance)
        .map(LinkPort.OfBridge.class::cast)
        .map(bridge -> bridge.options().get(option));
  }

  /** Returns for a port of a bridge, whether it is isolated from other such ports. */
  public Optional<Boolean> isolatedBridgePort() {
    return bridgePort(BridgePortOption.ISOLATED).map(value -> value != 0);
  }

  /** Starts a link with nothing but an index and a name: for tests without a kernel. */
  public static Builder builder(int index, InterfaceName name) {
    return new Builder(index, name);
  }

  /** Starts a link that is like this one unless said otherwise. */
  public Builder toBuilder() {
    Builder builder = new Builder(index, name);
    builder.kind = kind;
    builder.data = data;
    builder.flags = flags;
    builder.hardwareType = hardwareType;
    builder.mtu = mtu;
    builder.limits = limits;
    builder.master = master;
    builder.port = port;
    builder.parent = parent;
    builder.parentNamespace = parentNamespace;
    builder.address = address;
    builder.broadcast = broadcast;
    builder.permanentAddress = permanentAddress;
    builder.alias = alias;
    builder.alternativeNames = alternativeNames;
    builder.group = group;
    builder.txQueueLength = txQueueLength;
    builder.queueingDiscipline = queueingDiscipline;
    builder.operationalState = operationalState;
    builder.linkMode = linkMode;
    builder.carrier = carrier;
    builder.protocolDown = protocolDown;
    builder.parentBus = parentBus;
    builder.parentDevice = parentDevice;
    builder.statistics = statistics;
    builder.ipv4 = ipv4;
    builder.addressGeneration = addressGeneration;
    builder.unknownAttributes = unknownAttributes;
    return builder;
  }

  /**
   * Collects the parts of a link; what each is, the components of the link say. Not thread-safe.
   */
  public static final class Builder {
    private final int index;
    private final InterfaceName name;
    private Optional<String> kind = Optional.empty();
    private Optional<LinkData> data = Optional.empty();
    private Set<LinkFlag> flags = Set.of();
    private int hardwareType;
    private int mtu;
    private Map<LinkLimit, Integer> limits = Map.of();
    private Optional<Integer> master = Optional.empty();
    private Optional<LinkPort> port = Optional.empty();
    private Optional<Integer> parent = Optional.empty();
    private Optional<Integer> parentNamespace = Optional.empty();
    private Optional<MacAddress> address = Optional.empty();
    private Optional<MacAddress> broadcast = Optional.empty();
    private Optional<MacAddress> permanentAddress = Optional.empty();
    private Optional<String> alias = Optional.empty();
    private List<String> alternativeNames = List.of();
    private int group;
    private int txQueueLength;
    private Optional<String> queueingDiscipline = Optional.empty();
    private OperationalState operationalState = OperationalState.UNKNOWN;
    private int linkMode;
    private Optional<Boolean> carrier = Optional.empty();
    private boolean protocolDown;
    private Optional<String> parentBus = Optional.empty();
    private Optional<String> parentDevice = Optional.empty();
    private Optional<LinkStatistics> statistics = Optional.empty();
    private Map<Ipv4Switch, Integer> ipv4 = Map.of();
    private Optional<AddressGeneration> addressGeneration = Optional.empty();
    private List<UnknownAttribute> unknownAttributes = List.of();

    private Builder(int index, InterfaceName name) {
      this.index = index;
      this.name = name;
    }

    public Builder kind(String newValue) {
      kind = Optional.of(newValue);
      return this;
    }

    public Builder data(LinkData newValue) {
      data = Optional.of(newValue);
      return this;
    }

    public Builder flags(Set<LinkFlag> newValue) {
      flags = newValue;
      return this;
    }

    public Builder hardwareType(int newValue) {
      hardwareType = newValue;
      return this;
    }

    public Builder mtu(int newValue) {
      mtu = newValue;
      return this;
    }

    public Builder limits(Map<LinkLimit, Integer> newValue) {
      limits = newValue;
      return this;
    }

    public Builder master(int newValue) {
      master = Optional.of(newValue);
      return this;
    }

    public Builder port(LinkPort newValue) {
      port = Optional.of(newValue);
      return this;
    }

    public Builder parent(int newValue) {
      parent = Optional.of(newValue);
      return this;
    }

    public Builder parentNamespace(int newValue) {
      parentNamespace = Optional.of(newValue);
      return this;
    }

    public Builder address(MacAddress newValue) {
      address = Optional.of(newValue);
      return this;
    }

    public Builder broadcast(MacAddress newValue) {
      broadcast = Optional.of(newValue);
      return this;
    }

    public Builder permanentAddress(MacAddress newValue) {
      permanentAddress = Optional.of(newValue);
      return this;
    }

    public Builder alias(String newValue) {
      alias = Optional.of(newValue);
      return this;
    }

    public Builder alternativeNames(List<String> newValue) {
      alternativeNames = newValue;
      return this;
    }

    public Builder group(int newValue) {
      group = newValue;
      return this;
    }

    public Builder txQueueLength(int newValue) {
      txQueueLength = newValue;
      return this;
    }

    public Builder queueingDiscipline(String newValue) {
      queueingDiscipline = Optional.of(newValue);
      return this;
    }

    public Builder operationalState(OperationalState newValue) {
      operationalState = newValue;
      return this;
    }

    public Builder linkMode(int newValue) {
      linkMode = newValue;
      return this;
    }

    public Builder carrier(boolean newValue) {
      carrier = Optional.of(newValue);
      return this;
    }

    public Builder protocolDown(boolean newValue) {
      protocolDown = newValue;
      return this;
    }

    public Builder parentBus(String newValue) {
      parentBus = Optional.of(newValue);
      return this;
    }

    public Builder parentDevice(String newValue) {
      parentDevice = Optional.of(newValue);
      return this;
    }

    public Builder statistics(LinkStatistics newValue) {
      statistics = Optional.of(newValue);
      return this;
    }

    public Builder ipv4(Map<Ipv4Switch, Integer> newValue) {
      ipv4 = newValue;
      return this;
    }

    public Builder addressGeneration(AddressGeneration newValue) {
      addressGeneration = Optional.of(newValue);
      return this;
    }

    public Builder unknownAttributes(List<UnknownAttribute> newValue) {
      unknownAttributes = newValue;
      return this;
    }

    public Link build() {
      return new Link(
          index,
          name,
          kind,
          data,
          flags,
          hardwareType,
          mtu,
          limits,
          master,
          port,
          parent,
          parentNamespace,
          address,
          broadcast,
          permanentAddress,
          alias,
          alternativeNames,
          group,
          txQueueLength,
          queueingDiscipline,
          operationalState,
          linkMode,
          carrier,
          protocolDown,
          parentBus,
          parentDevice,
          statistics,
          ipv4,
          addressGeneration,
          unknownAttributes);
    }
  }
}
