package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.AddressGeneration;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.internal.AddressMessages;
import io.wgnetlink.link.internal.InterfaceMessage;
import io.wgnetlink.link.internal.LinkAttribute;
import io.wgnetlink.link.internal.LinkFamilyAttribute;
import io.wgnetlink.link.internal.LinkInet6Attribute;
import io.wgnetlink.link.internal.LinkInetAttribute;
import io.wgnetlink.link.internal.LinkInfoAttribute;
import io.wgnetlink.link.internal.LinkPropertyAttribute;
import io.wgnetlink.link.internal.Payloads;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.SingleNexthop;
import io.wgnetlink.route.internal.GatewayCodec;
import io.wgnetlink.route.internal.NexthopMessage;
import io.wgnetlink.route.internal.NexthopObjectMessages;
import io.wgnetlink.route.internal.RouteAttribute;
import io.wgnetlink.route.internal.RouteMessage;
import io.wgnetlink.route.internal.RouteMetricsCodec;
import io.wgnetlink.route.internal.RuleMessages;
import io.wgnetlink.testkit.internal.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The messages by which the kernel tells of its objects. Where an object is told in the words in
 * which it is asked for, those are used.
 */
final class Replies {
  /** {@code struct rta_cacheinfo}, {@code uapi/linux/rtnetlink.h}: the expiry lies at offset 8. */
  private static final int CACHE_INFO_BYTES = 32;

  private static final int RTA_EXPIRES = 8;

  /** {@code USER_HZ}. */
  private static final long TICKS_PER_SECOND = 100;

  private static final int FLAG_BITS = 0xff;

  /** Where {@code struct fib_rule_hdr} has the flags, {@code uapi/linux/fib_rules.h}. */
  private static final int FRH_FLAGS = 8;

  /** And {@code struct nhmsg} its scope and flags, {@code uapi/linux/nexthop.h}. */
  private static final int NH_SCOPE = 1;

  private static final int NH_FLAGS = 4;

  private Replies() {}

  /**
   * Tells of a link.
   *
   * @param ipv4 its settings, by their number less one
   */
  static Message link(NetworkInterface link, int type, List<Integer> ipv4) {
    return Message.of(type, w -> {
      new InterfaceMessage(0, link.hardwareType(), link.index(), link.flags(), 0)
          .encode(w.buffer(), w.reserve(InterfaceMessage.LENGTH));
      w.putString(LinkAttribute.IFLA_IFNAME, link.name().value());
      w.putU32(LinkAttribute.IFLA_TXQLEN, link.txQueueLength());
      w.putU8(LinkAttribute.IFLA_OPERSTATE, link.operationalState().number());
      w.putU8(LinkAttribute.IFLA_LINKMODE, 0);
      w.putU32(LinkAttribute.IFLA_MTU, link.mtu());
      w.putU32(LinkAttribute.IFLA_GROUP, link.group());
      w.putU8(LinkAttribute.IFLA_CARRIER, link.hasCarrier() ? 1 : 0);
      w.putString(LinkAttribute.IFLA_QDISC, link.isUp() ? "noqueue" : "noop");
      w.putU8(LinkAttribute.IFLA_PROTO_DOWN, 0);
      link.otherEnd().ifPresent(other -> w.putU32(LinkAttribute.IFLA_LINK, other.index()));
      link.address().ifPresent(mac -> w.putBytes(LinkAttribute.IFLA_ADDRESS, mac.toBytes()));
      link.alias()
          .ifPresent(text ->
              w.putBytes(LinkAttribute.IFLA_IFALIAS, text.getBytes(StandardCharsets.UTF_8)));
      putNames(w, link);
      putKind(w, link);
      putFamilies(w, ipv4);
    });
  }

  private static void putNames(MessageWriter w, NetworkInterface link) {
    if (!link.alternativeNames().isEmpty()) {
      w.open(LinkAttribute.IFLA_PROP_LIST);
      link.alternativeNames()
          .forEach(name -> w.putString(LinkPropertyAttribute.IFLA_ALT_IFNAME, name));
      w.close();
    }
  }

  private static void putKind(MessageWriter w, NetworkInterface link) {
    if (!link.kind().isEmpty()) {
      w.open(LinkAttribute.IFLA_LINKINFO);
      w.putString(LinkInfoAttribute.IFLA_INFO_KIND, link.kind());
      w.close();
    }
  }

  private static void putFamilies(MessageWriter w, List<Integer> ipv4) {
    w.open(LinkAttribute.IFLA_AF_SPEC);
    w.open(LinkFamilyAttribute.AF_INET);
    int at = w.putStructure(LinkInetAttribute.IFLA_INET_CONF, ipv4.size() * Integer.BYTES);
    for (int value : ipv4) {
      w.buffer().putInt(at, value);
      at += Integer.BYTES;
    }
    w.close();
    w.open(LinkFamilyAttribute.AF_INET6);
    w.putU8(LinkInet6Attribute.IFLA_INET6_ADDR_GEN_MODE, AddressGeneration.NONE.number());
    w.close();
    w.close();
  }

  static Message address(int type, int link, InterfaceAddress address) {
    return Message.of(type, AddressMessages.add(link, address).body());
  }

  static Message rule(int type, Rule rule) {
    byte[] body = Payloads.of(RuleMessages.add(rule).body());
    ByteBuffer header = ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
    header.putInt(FRH_FLAGS, header.getInt(FRH_FLAGS) | rule.flags()); // a request has not all
    return Message.of(type, body);
  }

  static Message nexthop(int type, NexthopObject object) {
    byte[] body = Payloads.of(NexthopObjectMessages.add(object).body());
    if (object instanceof SingleNexthop single) {
      ByteBuffer header = ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
      header.put(NH_SCOPE, (byte) single.scope()); // a request has neither
      header.putInt(NH_FLAGS, single.flags());
    }
    return Message.of(type, body);
  }

  static Message route(int type, Route route) {
    return Message.of(type, w -> putRoute(w, route));
  }

  private static void putRoute(MessageWriter w, Route route) {
    new RouteMessage(
            route.family().number(),
            route.destination().length(),
            route.source().map(IpPrefix::length).orElse(0),
            route.tos(),
            Integer.compareUnsigned(route.table(), RouteMessage.MAX_TABLE) > 0 ? 0 : route.table(),
            route.protocol(),
            route.scope(),
            route.type().number(),
            route.flags())
        .encode(w.buffer(), w.reserve(RouteMessage.LENGTH));
    if (route.destination().length() > 0) {
      w.putBytes(RouteAttribute.RTA_DST, route.destination().address().getAddress());
    }
    route
        .source()
        .ifPresent(from -> w.putBytes(RouteAttribute.RTA_SRC, from.address().getAddress()));
    w.putU32(RouteAttribute.RTA_TABLE, route.table());
    if (route.metric() != 0) {
      w.putU32(RouteAttribute.RTA_PRIORITY, route.metric());
    }
    RouteMetricsCodec.encode(w, route.metrics());
    route
        .preferredSource()
        .ifPresent(from -> w.putBytes(RouteAttribute.RTA_PREFSRC, from.getAddress()));
    if (route.realms() != 0) {
      w.putU32(RouteAttribute.RTA_FLOW, route.realms());
    }
    route.nexthopId().ifPresent(id -> w.putU32(RouteAttribute.RTA_NH_ID, id));
    putWays(w, route);
    if (route.family() == AddressFamily.IPV6) {
      putCacheInfo(w, route.expires().orElse(Duration.ZERO));
      w.putU8(RouteAttribute.RTA_PREF, route.preference().number());
    }
  }

  private static void putWays(MessageWriter w, Route route) {
    route.gateway().ifPresent(router -> GatewayCodec.encode(w, router, route.family()));
    route.oif().ifPresent(index -> w.putU32(RouteAttribute.RTA_OIF, index));
    if (!route.nexthops().isEmpty()) {
      w.putBytes(
          RouteAttribute.RTA_MULTIPATH,
          Payloads.of(list -> route.nexthops().forEach(way -> putWay(list, way, route.family()))));
    }
  }

  private static void putWay(MessageWriter w, Nexthop way, AddressFamily family) {
    int at = w.reserve(NexthopMessage.LENGTH);
    way.gateway().ifPresent(router -> GatewayCodec.encode(w, router, family));
    if (way.realms() != 0) {
      w.putU32(RouteAttribute.RTA_FLOW, way.realms());
    }
    new NexthopMessage(w.length() - at, way.flags() & FLAG_BITS, way.weight() - 1, way.oif())
        .encode(w.buffer(), at);
  }

  private static void putCacheInfo(MessageWriter w, Duration expires) {
    int at = w.putStructure(RouteAttribute.RTA_CACHEINFO, CACHE_INFO_BYTES);
    w.buffer().putInt(at + RTA_EXPIRES, (int) (expires.toMillis() * TICKS_PER_SECOND / 1000));
  }
}
