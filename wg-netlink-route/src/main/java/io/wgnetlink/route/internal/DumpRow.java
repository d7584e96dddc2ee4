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
  private static final int ABSENT = -1;

  /**
   * Reads of messages what says where the routes lie; the rest of them is not looked at. Not
   * thread-safe.
   */
  static final class Reader {
    private final AddressFamily family;
    private final AttributeCursor<RouteAttribute> fields =
        new AttributeCursor<>(RouteAttribute.TABLE);
    private int table;
    private int destinationAt;
    private int sourceAt;

    Reader(AddressFamily family) {
      this.family = family;
    }

    DumpRow read(MessageReader message) {
      ByteBuffer buffer = message.buffer();
      int header = message.payload(RouteMessage.LENGTH);
      int length = RouteMessage.destinationLength(buffer, header);
      int sourceLength = RouteMessage.sourceLength(buffer, header);
      if (length > family.bits() || sourceLength > family.bits()) {
        throw new MalformedMessageException(
            message.start(), "a prefix that is longer than an " + family + " address");
      }
      table = RouteMessage.table(buffer, header);
      destinationAt = ABSENT;
      sourceAt = ABSENT;
      fields.over(message, RouteMessage.LENGTH);
      while (fields.next()) {
        if (!fields.isUnknown()) {
          take(fields.attribute());
        }
      }
      return new DumpRow(table, place(buffer, length, sourceLength));
    }

    private void take(RouteAttribute attribute) {
      switch (attribute) {
        case RTA_DST -> destinationAt = address();
        case RTA_SRC -> sourceAt = address();
        case RTA_TABLE -> table = fields.s32();
        default -> {}
      }
    }

    private int address() {
      if (fields.payloadLength() < family.bytes()) {
        throw new MalformedMessageException(
            fields.payload(), "an " + family + " address of " + fields.payloadLength() + " bytes");
      }
      return fields.payload();
    }

    private WalkPlace place(ByteBuffer buffer, int length, int sourceLength) {
      if (family == AddressFamily.IPV4) {
        return WalkPlace.ofIpv4(
            destinationAt == ABSENT ? 0 : networkOrder(buffer.getInt(destinationAt)));
      }
      return WalkPlace.ofIpv6(
          half(buffer, destinationAt, 0),
          half(buffer, destinationAt, Long.BYTES),
          length,
          half(buffer, sourceAt, 0),
          half(buffer, sourceAt, Long.BYTES),
          sourceLength);
    }

    private static long half(ByteBuffer buffer, int at, int offset) {
      return at == ABSENT ? 0 : networkOrder(buffer.getLong(at + offset));
    }
  }

  private static int networkOrder(int inHostOrder) {
    return isLittleEndian() ? Integer.reverseBytes(inHostOrder) : inHostOrder;
  }

  private static long networkOrder(long inHostOrder) {
    return isLittleEndian() ? Long.reverseBytes(inHostOrder) : inHostOrder;
  }

  private static boolean isLittleEndian() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }
}
