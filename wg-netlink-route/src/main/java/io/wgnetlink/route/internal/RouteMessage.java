package io.wgnetlink.route.internal;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct rtmsg}, {@code uapi/linux/rtnetlink.h}: the fixed part of
 * {@code RTM_*ROUTE}; host byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+---------------+---------------+
 * |  rtm_family   |  rtm_dst_len  |  rtm_src_len  |    rtm_tos    |
 * +---------------+---------------+---------------+---------------+
 * |   rtm_table   | rtm_protocol  |   rtm_scope   |   rtm_type    |
 * +---------------+---------------+---------------+---------------+
 * |                           rtm_flags                           |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param family {@code AF_INET}, {@code AF_INET6} or a family of others
 * @param destinationLength length of the prefix in {@code RTA_DST}
 * @param sourceLength length of the prefix in {@code RTA_SRC}
 * @param tos type of service
 * @param table the table when its number fits; {@code RTA_TABLE} counts where it is present
 * @param protocol {@code RTPROT_*}
 * @param scope {@code RT_SCOPE_*}
 * @param type {@code RTN_*}
 * @param flags {@code RTNH_F_*} and {@code RTM_F_*}
 */
public record RouteMessage(
    int family,
    int destinationLength,
    int sourceLength,
    int tos,
    int table,
    int protocol,
    int scope,
    int type,
    int flags) {
  public static final int LENGTH = 12;

  public static final int RTM_F_LOOKUP_TABLE = 0x1000;
  public static final int RTM_F_FIB_MATCH = 0x2000;

  /** {@code RT_SCOPE_NOWHERE}: in a deletion, any scope. */
  public static final int RT_SCOPE_NOWHERE = 255;

  /** Tables beyond have no room in {@code rtm_table}. */
  public static final int MAX_TABLE = 0xff;

  private static final int RTM_FAMILY = 0;
  private static final int RTM_DST_LEN = 1;
  private static final int RTM_SRC_LEN = 2;
  private static final int RTM_TOS = 3;
  private static final int RTM_TABLE = 4;
  private static final int RTM_PROTOCOL = 5;
  private static final int RTM_SCOPE = 6;
  private static final int RTM_TYPE = 7;
  private static final int RTM_FLAGS = 8;

  public static RouteMessage decode(ByteBuffer buffer, int at) {
    return new RouteMessage(
        family(buffer, at),
        destinationLength(buffer, at),
        sourceLength(buffer, at),
        tos(buffer, at),
        table(buffer, at),
        protocol(buffer, at),
        scope(buffer, at),
        type(buffer, at),
        flags(buffer, at));
  }

  // Each by itself, for who makes no object of it.

  static int family(ByteBuffer buffer, int at) {
    return Byte.toUnsignedInt(buffer.get(at + RTM_FAMILY));
  }

  static int destinationLength(ByteBuffer buffer, int at) {
    return Byte.toUnsignedInt(buffer.get(at + RTM_DST_LEN));
  }

  static int sourceLength(ByteBuffer buffer, int at) {
    return Byte.toUnsignedInt(buffer.get(at + RTM_SRC_LEN));
  }

  static int tos(ByteBuffer buffer, int at) {
    return Byte.toUnsignedInt(buffer.get(at + RTM_TOS));
  }

  static int table(ByteBuffer buffer, int at) {
    return Byte.toUnsignedInt(buffer.get(at + RTM_TABLE));
  }

  static int protocol(ByteBuffer buffer, int at) {
    return Byte.toUnsignedInt(buffer.get(at + RTM_PROTOCOL));
  }

  static int scope(ByteBuffer buffer, int at) {
    return Byte.toUnsignedInt(buffer.get(at + RTM_SCOPE));
  }

  static int type(ByteBuffer buffer, int at) {
    return Byte.toUnsignedInt(buffer.get(at + RTM_TYPE));
  }

  static int flags(ByteBuffer buffer, int at) {
    return buffer.getInt(at + RTM_FLAGS);
  }

  public void encode(ByteBuffer buffer, int at) {
    buffer.put(at + RTM_FAMILY, (byte) family);
    buffer.put(at + RTM_DST_LEN, (byte) destinationLength);
    buffer.put(at + RTM_SRC_LEN, (byte) sourceLength);
    buffer.put(at + RTM_TOS, (byte) tos);
    buffer.put(at + RTM_TABLE, (byte) table);
    buffer.put(at + RTM_PROTOCOL, (byte) protocol);
    buffer.put(at + RTM_SCOPE, (byte) scope);
    buffer.put(at + RTM_TYPE, (byte) type);
    buffer.putInt(at + RTM_FLAGS, flags);
  }
}
