package io.wgnetlink.route.internal;

import static io.wgnetlink.route.internal.RouteAttribute.RTA_DPORT;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_DST;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_ENCAP;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_EXPIRES;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_FLOW;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_IIF;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_IP_PROTO;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_MARK;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_MULTIPATH;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_NH_ID;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_OIF;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_PREF;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_PREFSRC;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_PRIORITY;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_SPORT;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_SRC;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_TABLE;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_UID;

import io.wgnetlink.link.internal.KeptAttribute;
import io.wgnetlink.link.internal.Payloads;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RoutePreference;
import io.wgnetlink.route.RouteType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The messages of routes: requests from values, values from replies. Attributes are written in the
 * order in which {@code ip route} writes them for {@code PREFIX from .. via .. src .. metric ..
 * table .. nhid .. realms .. expires .. pref .. dev .. mtu ..}.
 */
public final class RouteMessages {
  public static final int RTM_NEWROUTE = 24;
  public static final int RTM_DELROUTE = 25;
  public static final int RTM_GETROUTE = 26;

  /** The only flag that is a request; the others say what the kernel found, and are refused. */
  private static final int REQUEST_FLAGS = RouteFlag.ONLINK.mask();

  /** {@code RTN_UNSPEC}: in a deletion, any type. */
  private static final RouteType ANY_TYPE = new RouteType(0);

  private static final Optional<AddressFamily> IPV4 = Optional.of(AddressFamily.IPV4);
  private static final Optional<AddressFamily> IPV6 = Optional.of(AddressFamily.IPV6);

  private static final MessageSchema NEWROUTE = schema("RTM_NEWROUTE");
  private static final MessageSchema DELROUTE = schema("RTM_DELROUTE");
  private static final MessageSchema GETROUTE = schema("RTM_GETROUTE");

  private RouteMessages() {}

  private static MessageSchema schema(String name) {
    return new MessageSchema(name, RouteMessage.LENGTH, RouteAttribute.TABLE);
  }

  // Requests.

  static Request of(RouteChange change) {
    Route route = change.route();
    return switch (change.operation()) {
      case ADD -> add(route);
      case REPLACE -> replace(route);
      case CHANGE -> change(route);
      case APPEND -> append(route);
      case DELETE -> delete(route);
    };
  }

  static Request add(Route route) {
    return write("add", route).withFlags(MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_EXCL);
  }

  static Request replace(Route route) {
    return write("replace", route)
        .withFlags(MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_REPLACE);
  }

  static Request change(Route route) {
    return write("change", route).withFlags(MessageFlags.NLM_F_REPLACE);
  }

  static Request append(Route route) {
    return write("append", route).withFlags(MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_APPEND);
  }

  private static Request write(String verb, Route route) {
    return Request.of(
        () -> verb + " route " + route, RTM_NEWROUTE, NEWROUTE, w -> writeWhole(w, route));
  }

  /** The scope is left open: it follows from the rest. */
  static Request delete(Route route) {
    int scope =
        route.family() == AddressFamily.IPV4 ? RouteMessage.RT_SCOPE_NOWHERE : route.scope();
    return Request.of(
        () -> "delete route " + route,
        RTM_DELROUTE,
        DELROUTE,
        w -> writeKey(w, withKeyType(route), scope));
  }

  /** A route by an object that drops packets is said to be of type blackhole, and need not be. */
  private static Route withKeyType(Route route) {
    boolean byDropper = route.nexthopId().isPresent() && route.type().equals(RouteType.BLACKHOLE);
    return byDropper ? route.toBuilder().type(ANY_TYPE).build() : route;
  }

  static Request lookup(RouteLookup lookup) {
    return Request.of(
        "look up route " + lookup, RTM_GETROUTE, GETROUTE, w -> writeLookup(w, lookup));
  }

  static Request dump(AddressFamily family, RouteFilter filter) {
    return Request.of("list routes " + filter.withFamily(family), RTM_GETROUTE, GETROUTE, w -> {
      int table = filter.table().orElse(0);
      int protocol = filter.protocol().orElse(0);
      writeHeader(
          w, new RouteMessage(family.number(), 0, 0, 0, shortTable(table), protocol, 0, 0, 0));
      writeLongTable(w, table);
      filter.oif().ifPresent(index -> w.putU32(RTA_OIF, index));
    });
  }

  private static void writeWhole(MessageWriter w, Route route) {
    KeptByKernel.require(route);
    writePlace(w, route, route.scope());
    writeRealms(w, route.realms());
    route.expires().ifPresent(time -> w.putU32(RTA_EXPIRES, wholeSeconds(time)));
    if (!route.preference().equals(RoutePreference.MEDIUM)) {
      w.putU8(RTA_PREF, route.preference().number());
    }
    writeLink(w, route);
    RouteMetricsCodec.encode(w, route.metrics());
    if (!route.nexthops().isEmpty() && isOwnWay(route)) {
      w.putBytes(RTA_MULTIPATH, Payloads.of(list -> writeNexthops(list, route)));
    }
    writeKept(w, route.otherAttributes());
  }

  private static void writeKey(MessageWriter w, Route route, int scope) {
    writePlace(w, route, scope);
    writeLink(w, route);
  }

  private static void writePlace(MessageWriter w, Route route, int scope) {
    writeHeader(
        w,
        new RouteMessage(
            route.family().number(),
            route.destination().length(),
            route.source().map(IpPrefix::length).orElse(0),
            route.tos(),
            shortTable(route.table()),
            route.protocol(),
            scope,
            route.type().number(),
            route.flags() & REQUEST_FLAGS));
    w.putBytes(RTA_DST, route.destination().address().getAddress());
    route.source().ifPresent(from -> w.putBytes(RTA_SRC, from.address().getAddress()));
    if (isOwnWay(route)) {
      route.gateway().ifPresent(router -> GatewayCodec.encode(w, router, route.family()));
    }
    route.preferredSource().ifPresent(from -> w.putBytes(RTA_PREFSRC, from.getAddress()));
    if (route.metric() != 0) {
      w.putU32(RTA_PRIORITY, route.metric());
    }
    writeLongTable(w, route.table());
    route.nexthopId().ifPresent(id -> w.putU32(RTA_NH_ID, id));
  }

  private static void writeLink(MessageWriter w, Route route) {
    if (isOwnWay(route)) {
      route.oif().ifPresent(index -> w.putU32(RTA_OIF, index));
    }
  }

  /** What a nexthop object says, a route that names one must not say (EINVAL). */
  private static boolean isOwnWay(Route route) {
    return route.nexthopId().isEmpty();
  }

  private static void writeRealms(MessageWriter w, int realms) {
    if (realms != 0) {
      w.putU32(RTA_FLOW, realms);
    }
  }

  /** A part of a second counts as one, so that the time does not become none. */
  private static int wholeSeconds(Duration time) {
    return time.isNegative() ? 0 : (int) time.plusNanos(999_999_999).toSeconds();
  }

  private static void writeNexthops(MessageWriter w, Route route) {
    for (Nexthop nexthop : route.nexthops()) {
      int at = w.reserve(NexthopMessage.LENGTH);
      nexthop.gateway().ifPresent(router -> GatewayCodec.encode(w, router, route.family()));
      writeRealms(w, nexthop.realms());
      writeKept(w, nexthop.otherAttributes());
      new NexthopMessage(
              w.length() - at, nexthop.flags() & REQUEST_FLAGS, nexthop.weight() - 1, nexthop.oif())
          .encode(w.buffer(), at);
    }
  }

  /** An encapsulation is nested, though the kernel itself does not flag it so. */
  private static void writeKept(MessageWriter w, List<UnknownAttribute> attributes) {
    for (UnknownAttribute kept : attributes) {
      w.putBytes(new KeptAttribute(kept, kept.type() == RTA_ENCAP.type()), kept.payload());
    }
  }

  private static void writeLookup(MessageWriter w, RouteLookup lookup) {
    AddressFamily family = AddressFamily.of(lookup.destination());
    // IPv6 names the table unasked, and refuses to be asked.
    int flags = (family == AddressFamily.IPV4 ? RouteMessage.RTM_F_LOOKUP_TABLE : 0)
        | (lookup.fibMatch() ? RouteMessage.RTM_F_FIB_MATCH : 0);
    int sourceLength = lookup.source().isPresent() ? family.bits() : 0;
    writeHeader(
        w,
        new RouteMessage(
            family.number(), family.bits(), sourceLength, lookup.tos(), 0, 0, 0, 0, flags));
    w.putBytes(RTA_DST, lookup.destination().getAddress());
    lookup.source().ifPresent(address -> w.putBytes(RTA_SRC, address.getAddress()));
    lookup.uid().ifPresent(number -> w.putU32(RTA_UID, number));
    lookup.ipProtocol().ifPresent(number -> w.putU8(RTA_IP_PROTO, number));
    lookup.sourcePort().ifPresent(port -> w.putBytes(RTA_SPORT, networkOrder(port)));
    lookup.destinationPort().ifPresent(port -> w.putBytes(RTA_DPORT, networkOrder(port)));
    lookup.iif().ifPresent(index -> w.putU32(RTA_IIF, index));
    lookup.oif().ifPresent(index -> w.putU32(RTA_OIF, index));
    lookup.mark().ifPresent(mark -> w.putU32(RTA_MARK, mark));
  }

  private static byte[] networkOrder(int port) {
    return new byte[] {(byte) (port >>> 8), (byte) port};
  }

  private static void writeHeader(MessageWriter w, RouteMessage header) {
    int at = w.reserve(RouteMessage.LENGTH);
    header.encode(w.buffer(), at);
  }

  private static int shortTable(int table) {
    return isShort(table) ? table : 0;
  }

  private static void writeLongTable(MessageWriter w, int table) {
    if (!isShort(table)) {
      w.putU32(RTA_TABLE, table);
    }
  }

  private static boolean isShort(int table) {
    return Integer.compareUnsigned(table, RouteMessage.MAX_TABLE) <= 0;
  }

  // Replies.

  /** Returns whether a reply or event is about a route of a family that is known here. */
  public static boolean isRoute(MessageReader message) {
    return (message.type() == RTM_NEWROUTE || message.type() == RTM_DELROUTE)
        && family(message).isPresent();
  }

  /**
   * Reads the route that a message of type {@code RTM_NEWROUTE} or {@code RTM_DELROUTE} is about.
   */
  public static Route decode(MessageReader message) {
    return new RouteReader().read(message);
  }

  static Optional<AddressFamily> family(MessageReader message) {
    int number = RouteMessage.family(message.buffer(), message.payload(RouteMessage.LENGTH));
    if (number == AddressFamily.IPV4.number()) {
      return IPV4;
    }
    return number == AddressFamily.IPV6.number() ? IPV6 : Optional.empty();
  }
}
