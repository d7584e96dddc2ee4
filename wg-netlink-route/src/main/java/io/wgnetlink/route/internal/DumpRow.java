package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where a route lies on the kernel's walk, read from its message.
 *
 * @param table the number of its table, unsigned
 * @param place its place in the table
 */
record DumpRow(int table, WalkPlace place) {
  /** Reads of the message what says where the route lies; the rest of it is not looked at. */
  static DumpRow read(MessageReader message, AddressFamily family) {
    RouteMessage header =
        RouteMessage.decode(message.buffer(), message.payload(RouteMessage.LENGTH));
    if (header.destinationLength() > family.bits() || header.sourceLength() > family.bits()) {
      throw new MalformedMessageException(
          message.start(), "a prefix that is longer than an " + family + " address");
    }
    int table = header.table();
    long[] halves = new long[4];
    AttributeCursor<RouteAttribute> cursor =
        new AttributeCursor<>(RouteAttribute.TABLE).over(message, RouteMessage.LENGTH);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case RTA_DST -> readAddress(cursor, family, halves, 0);
        case RTA_SRC -> readAddress(cursor, family, halves, 2);
        case RTA_TABLE -> table = cursor.s32();
        default -> {}
      }
    }
    return new DumpRow(table, place(header, family, halves));
  }

  private static WalkPlace place(RouteMessage header, AddressFamily family, long[] halves) {
    if (family == AddressFamily.IPV4) {
      return WalkPlace.ofIpv4((int) halves[0]);
    }
    return WalkPlace.ofIpv6(
        halves[0],
        halves[1],
        header.destinationLength(),
        halves[2],
        halves[3],
        header.sourceLength());
  }

  private static void readAddress(
      AttributeCursor<RouteAttribute> cursor, AddressFamily family, long[] halves, int at) {
    if (cursor.payloadLength() < family.bytes()) {
      throw new MalformedMessageException(
          cursor.payload(), "an " + family + " address of " + cursor.payloadLength() + " bytes");
    }
    ByteBuffer bytes = cursor.buffer();
    int from = cursor.payload();
    if (family == AddressFamily.IPV4) {
      int address = bytes.getInt(from);
      halves[at] = isLittleEndian() ? Integer.reverseBytes(address) : address;
    } else {
      halves[at] = networkOrder(bytes.getLong(from));
      halves[at + 1] = networkOrder(bytes.getLong(from + Long.BYTES));
    }
  }

  private static long networkOrder(long inHostOrder) {
    return isLittleEndian() ? Long.reverseBytes(inHostOrder) : inHostOrder;
  }

  private static boolean isLittleEndian() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }
}
