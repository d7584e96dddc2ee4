package io.wgnetlink.nftables.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Integers as nf_tables has them: in network byte order, whatever the machine's is. */
final class BigEndian {
  private BigEndian() {}

  static void put32(MessageWriter w, Attribute attribute, int value) {
    w.putBytes(attribute, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  static void put64(MessageWriter w, Attribute attribute, long value) {
    w.putBytes(attribute, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  static void putMillis(MessageWriter w, Attribute attribute, Duration duration) {
    put64(w, attribute, duration.toMillis());
  }

  /** Reads an attribute whose length the table requires. */
  static int int32(AttributeCursor<?> cursor) {
    return ByteBuffer.wrap(cursor.bytes()).getInt();
  }

  static long int64(AttributeCursor<?> cursor) {
    return ByteBuffer.wrap(cursor.bytes()).getLong();
  }

  /** Reads milliseconds; more than a {@code Duration} can be asked for is as good as the most. */
  static Duration millis(AttributeCursor<?> cursor) {
    long value = int64(cursor);
    return Duration.ofMillis(value < 0 ? Long.MAX_VALUE : value);
  }
}
