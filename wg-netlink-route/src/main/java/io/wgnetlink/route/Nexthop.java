package io.wgnetlink.route;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * One of the ways of a multipath route. Immutable.
 *
 * @param oif the index of the link
 * @param gateway the router; empty when the destination is on the link
 * @param weight its share of the traffic, 1 to 256
 * @param realms the realms of packets that go this way, source's in the upper 16 bits,
 *     destination's in the lower, IPv4 only; 0 for none
 * @param flags {@code RTNH_F_*}, {@code uapi/linux/rtnetlink.h}: see {@link #has}; of a new way
 *     only {@link RouteFlag#ONLINK} counts
 * @param otherAttributes attributes that have no component here, such as an encapsulation; they are
 *     sent along
 */
public record Nexthop(
    int oif,
    Optional<InetAddress> gateway,
    int weight,
    int realms,
    int flags,
    List<UnknownAttribute> otherAttributes) {

  public Nexthop {
    if (weight < 1 || weight > 256) {
      throw new IllegalArgumentException("nexthop weight " + weight + " is not in 1 to 256");
    }
    otherAttributes = List.copyOf(otherAttributes);
  }

  /** Returns a way by a link, with weight 1. */
  public static Nexthop of(int oif) {
    return new Nexthop(oif, Optional.empty(), 1, 0, 0, List.of());
  }

  /** Returns a way by a router on a link, with weight 1. */
  public static Nexthop of(int oif, InetAddress gateway) {
    return new Nexthop(oif, Optional.of(gateway), 1, 0, 0, List.of());
  }

  public Nexthop withWeight(int newWeight) {
    return new Nexthop(oif, gateway, newWeight, realms, flags, otherAttributes);
  }

  public Nexthop withRealms(int newRealms) {
    return new Nexthop(oif, gateway, weight, newRealms, flags, otherAttributes);
  }

  public Nexthop withFlag(RouteFlag flag) {
    return new Nexthop(oif, gateway, weight, realms, flags | flag.mask(), otherAttributes);
  }

  public boolean has(RouteFlag flag) {
    return (flags & flag.mask()) != 0;
  }

  /** Returns the way in the words of {@code ip route}, the link by its index. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("nexthop");
    gateway.ifPresent(router -> text.append(" via ").append(IpAddresses.format(router)));
    text.append(" dev ").append(oif).append(" weight ").append(weight);
    if (realms != 0) {
      text.append(" realms ").append(realms >>> 16).append('/').append(realms & 0xffff);
    }
    text.append(has(RouteFlag.ONLINK) ? " onlink" : "");
    return text.toString();
  }
}
