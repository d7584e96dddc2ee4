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
 * @param flags {@code RTNH_F_*}, {@code uapi/linux/rtnetlink.h}
 * @param otherAttributes attributes that have no component here
 */
public record Nexthop(
    int oif,
    Optional<InetAddress> gateway,
    int weight,
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
    return new Nexthop(oif, Optional.empty(), 1, 0, List.of());
  }

  /** Returns a way by a router on a link, with weight 1. */
  public static Nexthop of(int oif, InetAddress gateway) {
    return new Nexthop(oif, Optional.of(gateway), 1, 0, List.of());
  }

  public Nexthop withWeight(int newWeight) {
    return new Nexthop(oif, gateway, newWeight, flags, otherAttributes);
  }

  @Override
  public String toString() {
    String via = gateway.map(router -> " via " + IpAddresses.format(router)).orElse("");
    return "nexthop" + via + " dev " + oif + " weight " + weight;
  }
}
