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
 * @param index the number that the kernel knows it by; unique within a namespace
 * @param name the name
 * @param kind what it is, for example {@code wireguard}, {@code veth} or {@code bridge}; empty for
 *     hardware and the loopback
 * @param flags the flags that are set
 * @param mtu the largest packet in bytes
 * @param master the index of the bridge, bond or VRF that it is a port of
 * @param parent the index of the link it is built on ({@code IFLA_LINK}): for veth the peer, in the
 *     peer's namespace
 * @param address the hardware address; empty where there is none, as for WireGuard
 * @param statistics the counters; empty when the message had none, as some events have
 * @param ipv4 the IPv4 settings; empty where IPv4 is not enabled
 * @param isolatedBridgePort for a port of a bridge, whether it is isolated from other such ports
 * @param unknownAttributes attributes that this library has no name for
 */
public record Link(
    int index,
    InterfaceName name,
    Optional<String> kind,
    Set<LinkFlag> flags,
    int mtu,
    Optional<Integer> master,
    Optional<Integer> parent,
    Optional<MacAddress> address,
    Optional<LinkStatistics> statistics,
    Map<Ipv4Switch, Integer> ipv4,
    Optional<Boolean> isolatedBridgePort,
    List<UnknownAttribute> unknownAttributes) {

  public Link {
    flags = Set.copyOf(flags);
    ipv4 = Map.copyOf(ipv4);
    unknownAttributes = List.copyOf(unknownAttributes);
  }

  /** Returns the link without its counters, to compare it with what it was. */
  public Link withoutStatistics() {
    return new Link(
        index,
        name,
        kind,
        flags,
        mtu,
        master,
        parent,
        address,
        Optional.empty(),
        ipv4,
        isolatedBridgePort,
        unknownAttributes);
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
}
