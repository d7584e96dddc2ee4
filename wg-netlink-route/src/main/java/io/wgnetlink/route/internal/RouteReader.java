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
import org.jspecify.annotations.Nullable;

/**
 * Makes values of routes from messages, one after another.
 *
 * <p>Most routes of a table have their way in common with the one before: they share the objects
 * that say so, which halves the memory of a million of them. Not thread-safe.
 */
final class RouteReader {
  private final AttributeCursor<RouteAttribute> attributes =
      new AttributeCursor<>(RouteAttribute.TABLE);
  private RouteType lastType = RouteType.UNICAST;
  private Optional<Integer> lastOif = Optional.empty();
  private Optional<InetAddress> lastGateway = Optional.empty();
  private @Nullable AddressFamily lastGatewayFamily;
  private @Nullable RouteAttribute lastGatewayAttribute;
  private byte[] lastGatewayPayload = {};

  // Of the route that is being read.

  private AddressFamily family = AddressFamily.IPV4;
  private int table;
  private int metric;
  private @Nullable InetAddress destination;
  private @Nullable InetAddress source;
  private Optional<Integer> oif = Optional.empty();
  private Optional<InetAddress> gateway = Optional.empty();
  private Optional<InetAddress> preferredSource = Optional.empty();
  private Optional<Integer> nexthopId = Optional.empty();
  private List<Nexthop> nexthops = List.of();
  private int realms;
  private RouteMetrics metrics = RouteMetrics.NONE;
  private RoutePreference preference = RoutePreference.MEDIUM;
  private Optional<Duration> expires = Optional.empty();
  private List<UnknownAttribute> others = List.of();

  /** Reads the route that a message is about. */
  Route read(MessageReader message) {
    RouteMessage header =
        RouteMessage.decode(message.buffer(), message.payload(RouteMessage.LENGTH));
    forget();
    family = RouteMessages.family(message)
        .orElseThrow(() ->
            new MalformedMessageException(message.start(), "a route of family " + header.family()));
    table = header.table();
    attributes.over(message, RouteMessage.LENGTH);
    while (attributes.next()) {
      if (attributes.isUnknown()) {
        keep(attributes);
      } else {
        readAttribute(attributes);
      }
    }
    return value(message, header);
  }

  private void forget() {
    metric = 0;
    destination = null;
    source = null;
    oif = Optional.empty();
    gateway = Optional.empty();
    preferredSource = Optional.empty();
    nexthopId = Optional.empty();
    nexthops = List.of();
    realms = 0;
    metrics = RouteMetrics.NONE;
    preference = RoutePreference.MEDIUM;
    expires = Optional.empty();
    others = List.of();
  }

  private Route value(MessageReader message, RouteMessage header) {
    if (header.type() != lastType.number()) {
      lastType = new RouteType(header.type());
    }
    return new Route(
        prefix(message, destination, header.destinationLength()),
        source == null
            ? Optional.empty()
            : Optional.of(prefix(message, source, header.sourceLength()))
                .filter(from -> !isAnywhere(from)),
        lastType,
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
      case RTA_DST -> destination = Payloads.address(cursor, family);
      case RTA_SRC -> source = Payloads.address(cursor, family);
      case RTA_OIF -> oif = readLink(cursor);
      case RTA_GATEWAY, RTA_VIA -> gateway = readGateway(cursor);
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
      default -> keep(cursor);
    }
  }

  private Optional<Integer> readLink(AttributeCursor<RouteAttribute> cursor) {
    int index = cursor.s32();
    if (lastOif.isEmpty() || lastOif.get() != index) {
      lastOif = Optional.of(index);
    }
    return lastOif;
  }

  private Optional<InetAddress> readGateway(AttributeCursor<RouteAttribute> cursor) {
    if (!isLastGateway(cursor)) {
      lastGateway = Optional.of(GatewayCodec.decode(cursor, family));
      lastGatewayFamily = family;
      lastGatewayAttribute = cursor.attribute();
      lastGatewayPayload = cursor.bytes();
    }
    return lastGateway;
  }

  /** What is written alike in routes of one family is the same router. */
  private boolean isLastGateway(AttributeCursor<RouteAttribute> cursor) {
    boolean alike = lastGatewayFamily == family
        && lastGatewayAttribute == cursor.attribute()
        && lastGatewayPayload.length == cursor.payloadLength();
    for (int i = 0; alike && i < lastGatewayPayload.length; i++) {
      alike = cursor.buffer().get(cursor.payload() + i) == lastGatewayPayload[i];
    }
    return alike;
  }

  private void keep(AttributeCursor<RouteAttribute> cursor) {
    if (others.isEmpty()) {
      others = new ArrayList<>();
    }
    others.add(cursor.copy());
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
    nexthops = new ArrayList<>();
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

  private IpPrefix prefix(MessageReader message, @Nullable InetAddress address, int length) {
    if (length > family.bits()) {
      throw new MalformedMessageException(
          message.start(), "an " + family + " prefix of " + length + " bits");
    }
    return IpPrefix.of(
        address == null ? IpAddresses.of(new byte[family.bytes()]) : address, length);
  }
}
