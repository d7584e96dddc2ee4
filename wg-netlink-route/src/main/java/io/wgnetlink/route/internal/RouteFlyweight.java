package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One route in one message, read where it is. Positioning it reads the numbers and finds the rest;
 * what is malformed shows there, but for what only the value has.
 */
final class RouteFlyweight implements RouteView {
  private static final int ABSENT = -1;

  private final AttributeCursor<RouteAttribute> fields =
      new AttributeCursor<>(RouteAttribute.TABLE);

  private @Nullable MessageReader message;
  private @Nullable AddressFamily family;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int header;
  private int destinationAt;
  private boolean hasSource;
  private int table;
  private int metric;
  private int oif;
  private @Nullable AddressFamily gatewayFamily;
  private int gatewayAt;
  private boolean hasNexthops;
  private int nexthopId;
  private int realms;

  /** Positions the view over a message; returns false when it is of another family, or no route. */
  boolean isOver(MessageReader reader) {
    if (reader.type() != RouteMessages.RTM_NEWROUTE) {
      return false;
    }
    forget();
    message = reader;
    buffer = reader.buffer();
    header = reader.payload(RouteMessage.LENGTH);
    family = familyOf(RouteMessage.family(buffer, header));
    if (family == null) {
      return false;
    }
    if (destinationLength() > family.bits()) {
      throw new MalformedMessageException(
          reader.start(), "an " + family + " prefix of " + destinationLength() + " bits");
    }
    table = RouteMessage.table(buffer, header);
    fields.over(reader, RouteMessage.LENGTH);
    while (fields.next()) {
      if (!fields.isUnknown()) {
        take(fields.attribute(), family);
      }
    }
    return true;
  }

  private void forget() {
    destinationAt = ABSENT;
    hasSource = false;
    metric = 0;
    oif = 0;
    gatewayFamily = null;
    gatewayAt = ABSENT;
    hasNexthops = false;
    nexthopId = 0;
    realms = 0;
  }

  private void take(RouteAttribute attribute, AddressFamily own) {
    switch (attribute) {
      case RTA_DST -> destinationAt = address(0, own);
      case RTA_SRC -> hasSource = RouteMessage.sourceLength(buffer, header) > 0;
      case RTA_TABLE -> table = fields.s32();
      case RTA_PRIORITY -> metric = fields.s32();
      case RTA_OIF -> oif = fields.s32();
      case RTA_NH_ID -> nexthopId = fields.s32();
      case RTA_FLOW -> realms = fields.s32();
      case RTA_MULTIPATH -> hasNexthops = true;
      case RTA_GATEWAY -> {
        gatewayAt = address(0, own);
        gatewayFamily = own;
      }
      case RTA_VIA -> {
        gatewayFamily = familyOf(fields.u16());
        if (gatewayFamily == null) {
          throw new MalformedMessageException(fields.payload(), "RTA_VIA of an unknown family");
        }
        gatewayAt = address(GatewayCodec.RTVIA_ADDR, gatewayFamily);
      }
      default -> {
        // In the value only.
      }
    }
  }

  private int address(int offset, AddressFamily of) {
    if (fields.payloadLength() < offset + of.bytes()) {
      throw new MalformedMessageException(
          fields.payload(), "an " + of + " address of " + fields.payloadLength() + " bytes");
    }
    return fields.payload() + offset;
  }

  private static @Nullable AddressFamily familyOf(int number) {
    if (number == AddressFamily.IPV4.number()) {
      return AddressFamily.IPV4;
    }
    return number == AddressFamily.IPV6.number() ? AddressFamily.IPV6 : null;
  }

  @Override
  public AddressFamily family() {
    return positioned(family);
  }

  private static <T> T positioned(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("a view is valid inside the visitor's call only");
    }
    return part;
  }

  @Override
  public long destinationHigh() {
    return destinationAt == ABSENT ? 0 : high(destinationAt, family());
  }

  @Override
  public long destinationLow() {
    return destinationAt == ABSENT ? 0 : low(destinationAt, family());
  }

  @Override
  public int destinationLength() {
    return RouteMessage.destinationLength(buffer, header);
  }

  @Override
  public boolean hasSource() {
    return hasSource;
  }

  @Override
  public int type() {
    return RouteMessage.type(buffer, header);
  }

  @Override
  public int table() {
    return table;
  }

  @Override
  public int protocol() {
    return RouteMessage.protocol(buffer, header);
  }

  @Override
  public int scope() {
    return RouteMessage.scope(buffer, header);
  }

  @Override
  public int tos() {
    return RouteMessage.tos(buffer, header);
  }

  @Override
  public int metric() {
    return metric;
  }

  @Override
  public int oif() {
    return oif;
  }

  @Override
  public boolean hasGateway() {
    return gatewayFamily != null;
  }

  @Override
  public AddressFamily gatewayFamily() {
    if (gatewayFamily == null) {
      throw new IllegalStateException("the route has no router");
    }
    return gatewayFamily;
  }

  @Override
  public long gatewayHigh() {
    return high(gatewayAt, gatewayFamily());
  }

  @Override
  public long gatewayLow() {
    return low(gatewayAt, gatewayFamily());
  }

  @Override
  public boolean hasNexthops() {
    return hasNexthops;
  }

  @Override
  public int nexthopId() {
    return nexthopId;
  }

  @Override
  public int realms() {
    return realms;
  }

  @Override
  public int flags() {
    return RouteMessage.flags(buffer, header);
  }

  @Override
  public Route toRoute() {
    return RouteMessages.decode(positioned(message));
  }

  private long high(int at, AddressFamily of) {
    return of == AddressFamily.IPV4 ? 0 : inNetworkOrder(buffer.getLong(at));
  }

  private long low(int at, AddressFamily of) {
    if (of == AddressFamily.IPV6) {
      return inNetworkOrder(buffer.getLong(at + Long.BYTES));
    }
    int address = buffer.getInt(at);
    return Integer.toUnsignedLong(
        buffer.order() == ByteOrder.BIG_ENDIAN ? address : Integer.reverseBytes(address));
  }

  private long inNetworkOrder(long bits) {
    return buffer.order() == ByteOrder.BIG_ENDIAN ? bits : Long.reverseBytes(bits);
  }
}
