package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.wireguard.Endpoint;
import java.nio.ByteBuffer;

/**
 * Codec of {@code struct sockaddr_in}, {@code uapi/linux/in.h}; the family in host byte order, port
 * and address in network byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |     sin_family = AF_INET      |           sin_port            |
 * +-------------------------------+-------------------------------+
 * |                           sin_addr                            |
 * +---------------------------------------------------------------+
 * |                       zero (8 bytes) ...                      |
 * </pre>
 */
public final class Ipv4SocketAddress {
  public static final int LENGTH = 16;

  private static final int SIN_FAMILY = 0;
  private static final int SIN_PORT = 2;
  private static final int SIN_ADDR = 4;
  private static final int ADDRESS_BYTES = 4;

  private Ipv4SocketAddress() {}

  /** Writes all 16 bytes. */
  public static void encode(ByteBuffer buffer, int at, Endpoint endpoint) {
    buffer.putShort(at + SIN_FAMILY, (short) AddressFamily.IPV4.number());
    NetworkOrder.putU16(buffer, at + SIN_PORT, endpoint.port());
    buffer.put(at + SIN_ADDR, endpoint.address().getAddress());
    buffer.putLong(at + SIN_ADDR + ADDRESS_BYTES, 0);
  }

  static int port(ByteBuffer buffer, int at) {
    return NetworkOrder.u16(buffer, at + SIN_PORT);
  }

  /** Returns the 32 bits of the address. */
  static long address(ByteBuffer buffer, int at) {
    return NetworkOrder.u32(buffer, at + SIN_ADDR);
  }

  public static Endpoint decode(ByteBuffer buffer, int at) {
    return new Endpoint(
        NetworkOrder.address(buffer, at + SIN_ADDR, ADDRESS_BYTES), port(buffer, at), 0);
  }
}
