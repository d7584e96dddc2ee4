package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.wireguard.Endpoint;
import java.nio.ByteBuffer;

/**
 * Codec of {@code struct sockaddr_in6}, {@code uapi/linux/in6.h}; family and scope in host byte
 * order, the rest in network byte order. The flow label is written as 0 and not read.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |    sin6_family = AF_INET6     |           sin6_port           |
 * +-------------------------------+-------------------------------+
 * |                         sin6_flowinfo                         |
 * +---------------------------------------------------------------+
 * |                     sin6_addr (16 bytes) ...                  |
 * +---------------------------------------------------------------+
 * |                         sin6_scope_id                         |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv6SocketAddress {
  public static final int LENGTH = 28;

  private static final int SIN6_FAMILY = 0;
  private static final int SIN6_PORT = 2;
  private static final int SIN6_FLOWINFO = 4;
  private static final int SIN6_ADDR = 8;
  private static final int SIN6_SCOPE_ID = 24;
  private static final int ADDRESS_BYTES = 16;

  private Ipv6SocketAddress() {}

  /** Writes all 28 bytes. */
  public static void encode(ByteBuffer buffer, int at, Endpoint endpoint) {
    buffer.putShort(at + SIN6_FAMILY, (short) AddressFamily.IPV6.number());
    NetworkOrder.putU16(buffer, at + SIN6_PORT, endpoint.port());
    buffer.putInt(at + SIN6_FLOWINFO, 0);
    buffer.put(at + SIN6_ADDR, endpoint.address().getAddress());
    buffer.putInt(at + SIN6_SCOPE_ID, endpoint.scopeId());
  }

  static int port(ByteBuffer buffer, int at) {
    return NetworkOrder.u16(buffer, at + SIN6_PORT);
  }

  static long addressHigh(ByteBuffer buffer, int at) {
    return NetworkOrder.u64(buffer, at + SIN6_ADDR);
  }

  static long addressLow(ByteBuffer buffer, int at) {
    return NetworkOrder.u64(buffer, at + SIN6_ADDR + Long.BYTES);
  }

  static int scopeId(ByteBuffer buffer, int at) {
    return buffer.getInt(at + SIN6_SCOPE_ID);
  }

  public static Endpoint decode(ByteBuffer buffer, int at) {
    return new Endpoint(
        NetworkOrder.address(buffer, at + SIN6_ADDR, ADDRESS_BYTES),
        port(buffer, at),
        scopeId(buffer, at));
  }
}
