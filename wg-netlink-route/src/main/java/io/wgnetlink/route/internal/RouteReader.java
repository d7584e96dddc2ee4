package io.wgnetlink.route.internal;

import io.wgnetlink.link.internal.Payloads;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteMetrics;
import io.wgnetlink.route.RoutePreference;
import io.wgnetlink.route.RouteType;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the parts of one {@link Route} from a message. */
final class RouteReader {
  private final MessageReader message;
  private final RouteMessage header;
  private final AddressFamily family;

  private int table;
  private int metric;
  private Optional<InetAddress> destination = Optional.empty();
  private Optional<InetAddress> source = Optional.empty();
  private Optional<Integer> oif = Optional.empty();
  private Optional<InetAddress> gateway = Optional.empty();
  private Optional<InetAddress> preferredSource = Optional.empty();
  private Optional<Integer> nexthopId = Optional.empty();
  private final List<Nexthop> nexthops = new ArrayList<>(0);
  private int realms;
  private RouteMetrics metrics = RouteMetrics.NONE;
  private RoutePreference preference = RoutePreference.MEDIUM;
  private Optional<Duration> expires = Optional.empty();
  private final List<UnknownAttribute> others = new ArrayList<>(0);

  RouteReader(MessageReader message) {
    this.message = message;
    this.header = RouteMessage.decode(message.buffer(), message.payload(RouteMessage.LENGTH));
    this.family = RouteMessages.family(message)
        .orElseThrow(() -> malformed("a route of family " + header.family()));
    this.table = header.table();
  }

  Route read() {
    AttributeCursor<RouteAttribute> cursor =
        new AttributeCursor<>(RouteAttribute.TABLE).over(message, RouteMessage.LENGTH);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        others.add(cursor.copy());
      } else {
        readAttribute(cursor);
      }
    }
    return new Route(
        prefix(destination, header.destinationLength()),
        source.map(from -> prefix(source, header.sourceLength())).filter(from -> !isAnywhere(from)),
        new RouteType(header.type()),
        table,
        header.protocol(),
        header.scope(),
        header.tos(),
        metric,
        oif,
        gateway,
        preferredSource,
        nexthopId,
        nexthops,
        realms,
        metrics,
        preference,
        expires,
        header.flags(),
        others);
  }

  private void readAttribute(AttributeCursor<RouteAttribute> cursor) {
    switch (cursor.attribute()) {
      case RTA_DST -> destination = Optional.of(Payloads.address(cursor, family));
      case RTA_SRC -> source = Optional.of(Payloads.address(cursor, family));
      case RTA_OIF -> oif = Optional.of(cursor.s32());
      case RTA_GATEWAY, RTA_VIA -> gateway = Optional.of(GatewayCodec.decode(cursor, family));
      case RTA_PRIORITY -> metric = cursor.s32();
      case RTA_PREFSRC -> preferredSource = Optional.of(Payloads.address(cursor, family));
      case RTA_MULTIPATH -> readNexthops(cursor);
      case RTA_TABLE -> table = cursor.s32();
      case RTA_NH_ID -> nexthopId = Optional.of(cursor.s32());
      case RTA_FLOW -> realms = cursor.s32();
      case RTA_METRICS -> metrics = RouteMetricsCodec.decode(cursor);
      case RTA_PREF -> preference = preference(cursor.u8());
      case RTA_CACHEINFO -> expires = RouteCacheInfo.decodeExpires(cursor);
      case RTA_EXPIRES -> expires = Optional.of(Duration.ofSeconds(cursor.u32()));
      case RTA_IIF, RTA_MARK, RTA_UID, RTA_PAD -> {
        // Echoes of a lookup: not part of the route.
      }
      default -> others.add(cursor.copy());
    }
  }

  /** Of many routes, most have the one object. */
  private static RoutePreference preference(int number) {
    return number == RoutePreference.MEDIUM.number()
        ? RoutePreference.MEDIUM
        : new RoutePreference(number);
  }

  private void readNexthops(AttributeCursor<RouteAttribute> list) {
    ByteBuffer buffer = list.buffer();
    int end = list.payload() + list.payloadLength();
    int at = list.payload();
    while (end - at >= NexthopMessage.LENGTH) {
      NexthopMessage nexthop = NexthopMessage.decode(buffer, at);
      if (nexthop.length() < NexthopMessage.LENGTH || nexthop.length() > end - at) {
        throw new MalformedMessageException(
            at, "nexthop of " + nexthop.length() + " bytes where " + (end - at) + " are left");
      }
      nexthops.add(readNexthop(nexthop, buffer, at));
      at += (nexthop.length() + 3) & ~3; // RTNH_ALIGN
    }
  }

  private Nexthop readNexthop(NexthopMessage nexthop, ByteBuffer buffer, int at) {
    AttributeCursor<RouteAttribute> cursor = new AttributeCursor<>(RouteAttribute.TABLE)
        .over(buffer, at + NexthopMessage.LENGTH, at + nexthop.length());
    Optional<InetAddress> router = Optional.empty();
    int realmsOfWay = 0;
    List<UnknownAttribute> kept = new ArrayList<>(0);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        kept.add(cursor.copy());
        continue;
      }
      switch (cursor.attribute()) {
        case RTA_GATEWAY, RTA_VIA -> router = Optional.of(GatewayCodec.decode(cursor, family));
        case RTA_FLOW -> realmsOfWay = cursor.s32();
        default -> kept.add(cursor.copy());
      }
    }
    return new Nexthop(
        nexthop.index(), router, nexthop.hops() + 1, realmsOfWay, nexthop.flags(), kept);
  }

  /** The answer to a lookup says {@code ::/0} or {@code ::/128}, which limits nothing. */
  private static boolean isAnywhere(IpPrefix from) {
    return from.length() == 0
        || (from.address().isAnyLocalAddress() && from.length() == from.family().bits());
  }

  private IpPrefix prefix(Optional<InetAddress> address, int length) {
    if (length > family.bits()) {
      throw malformed("an " + family + " prefix of " + length + " bits");
    }
    return IpPrefix.of(address.orElseGet(() -> IpAddresses.of(new byte[family.bytes()])), length);
  }

  private MalformedMessageException malformed(String reason) {
    return new MalformedMessageException(message.start(), reason);
  }
}
