package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.IpAddresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers in network byte order, in a buffer whose own order may be the other one. */
final class NetworkOrder {
  private NetworkOrder() {}

  static int u16(ByteBuffer buffer, int at) {
    return Short.toUnsignedInt(
        isBig(buffer) ? buffer.getShort(at) : Short.reverseBytes(buffer.getShort(at)));
  }

  static void putU16(ByteBuffer buffer, int at, int value) {
    buffer.putShort(at, isBig(buffer) ? (short) value : Short.reverseBytes((short) value));
  }

  static long u32(ByteBuffer buffer, int at) {
    return Integer.toUnsignedLong(
        isBig(buffer) ? buffer.getInt(at) : Integer.reverseBytes(buffer.getInt(at)));
  }

  static long u64(ByteBuffer buffer, int at) {
    return isBig(buffer) ? buffer.getLong(at) : Long.reverseBytes(buffer.getLong(at));
  }

  static InetAddress address(ByteBuffer buffer, int at, int length) {
    byte[] bytes = new byte[length];
    buffer.get(at, bytes);
    return IpAddresses.of(bytes);
  }

  private static boolean isBig(ByteBuffer buffer) {
    return buffer.order() == ByteOrder.BIG_ENDIAN;
  }
}
