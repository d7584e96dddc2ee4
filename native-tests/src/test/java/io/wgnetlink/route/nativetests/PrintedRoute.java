package io.wgnetlink.route.nativetests;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RouteMetrics;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Optional;

/** A route as {@code ip -j -d route} prints it. */
final class PrintedRoute {
  private PrintedRoute() {}

  /** With {@code -N}: numbers for names. Without the time until it expires, which passes. */
  static ObjectNode of(TestHost host, Route route) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", Integer.toString(route.type().number()));
    json.put("dst", printed(route.destination()));
    route.source().ifPresent(from -> json.put("from", printed(from)));
    if (route.tos() != 0) {
      json.put("tos", String.format("0x%02x", route.tos()));
    }
    route.nexthopId().ifPresent(id -> json.put("nhid", id));
    putWay(json, host, route.family(), route.gateway(), route.oif());
    json.put("protocol", Integer.toString(route.protocol()));
    json.put("scope", Integer.toString(route.scope()));
    route.preferredSource().ifPresent(from -> json.put("prefsrc", IpAddresses.format(from)));
    if (route.metric() != 0) {
      json.put("metric", Integer.toUnsignedLong(route.metric()));
    }
    putFlags(json, route.flags());
    putRealms(json, route.realms());
    putMetrics(json, route.metrics());
    if (route.family() == AddressFamily.IPV6) {
      json.put("pref", route.preference().toString());
    }
    if (!route.nexthops().isEmpty()) {
      ArrayNode ways = json.putArray("nexthops");
      route.nexthops().forEach(way -> {
        ObjectNode one = ways.addObject();
        putWay(one, host, route.family(), way.gateway(), Optional.empty());
        putRealms(one, way.realms());
        one.put("dev", host.nameOf(way.oif()));
        one.put("weight", way.weight());
        putFlags(one, way.flags());
      });
    }
    return json;
  }

  private static void putWay(
      ObjectNode json,
      TestHost host,
      AddressFamily family,
      Optional<InetAddress> gateway,
      Optional<Integer> oif) {
    gateway.ifPresent(router -> {
      if (AddressFamily.of(router) == family) {
        json.put("gateway", IpAddresses.format(router));
      } else {
        json.putObject("via").put("family", "inet6").put("host", IpAddresses.format(router));
      }
    });
    oif.ifPresent(index -> json.put("dev", host.nameOf(index)));
  }

  private static void putFlags(ObjectNode json, int flags) {
    ArrayNode words = json.putArray("flags");
    for (RouteFlag flag : EnumSet.of(RouteFlag.DEAD, RouteFlag.ONLINK, RouteFlag.LINKDOWN)) {
      if ((flags & flag.mask()) != 0) {
        words.add(flag.toString());
      }
    }
  }

  private static void putRealms(ObjectNode json, int realms) {
    if (realms != 0) {
      ObjectNode flow = json.putObject("flow");
      if (realms >>> 16 != 0) {
        flow.put("from", Integer.toString(realms >>> 16));
      }
      flow.put("to", Integer.toString(realms & 0xffff));
    }
  }

  private static void putMetrics(ObjectNode json, RouteMetrics metrics) {
    if (metrics.isEmpty()) {
      return;
    }
    ObjectNode words = json.putArray("metrics").addObject();
    for (RouteMetric metric : RouteMetric.values()) {
      switch (metric) {
        case FEATURES -> metrics.get(metric).ifPresent(bits -> words.putNull("ecn"));
        case RTT -> metrics.rtt().ifPresent(time -> words.put("rtt", time.toMillis()));
        case RTTVAR ->
          metrics.rttVariance().ifPresent(time -> words.put("rttvar", time.toMillis()));
        case CC_ALGO ->
          metrics.congestionControl().ifPresent(name -> words.put("congestion", name));
        default ->
          metrics
              .get(metric)
              .ifPresent(number -> words.put(metric.toString(), Integer.toUnsignedLong(number)));
      }
    }
  }

  /** A destination or source, the length left out where it is an address. */
  static String printed(IpPrefix prefix) {
    if (prefix.length() == 0) {
      return "default";
    }
    return prefix.length() == prefix.family().bits()
        ? IpAddresses.format(prefix.address())
        : prefix.toString();
  }
}
