package io.wgnetlink.route.internal;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct fib_rule_hdr}, {@code uapi/linux/fib_rules.h}: the fixed part of
 * {@code RTM_*RULE}; host byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+---------------+---------------+
 * |    family     |    dst_len    |    src_len    |      tos      |
 * +---------------+---------------+---------------+---------------+
 * |     table     |           reserved            |    action     |
 * +---------------+-------------------------------+---------------+
 * |                             flags                             |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param family {@code AF_INET}, {@code AF_INET6} or a family of multicast routing
 * @param destinationLength length of the prefix in {@code FRA_DST}
 * @param sourceLength length of the prefix in {@code FRA_SRC}
 * @param tos type of service
 * @param table the table when its number fits; {@code FRA_TABLE} counts where it is present
 * @param action {@code FR_ACT_*}
 * @param flags {@code FIB_RULE_*}
 */
public record RuleMessage(
    int family,
    int destinationLength,
    int sourceLength,
    int tos,
    int table,
    int action,
    int flags) {
  public static final int LENGTH = 12;

  static final int FIB_RULE_INVERT = 0x2;

  private static final int FAMILY = 0;
  private static final int DST_LEN = 1;
  private static final int SRC_LEN = 2;
  private static final int TOS = 3;
  private static final int TABLE = 4;
  private static final int ACTION = 7;
  private static final int FLAGS = 8;

  static RuleMessage decode(ByteBuffer buffer, int at) {
    return new RuleMessage(
        Byte.toUnsignedInt(buffer.get(at + FAMILY)),
        Byte.toUnsignedInt(buffer.get(at + DST_LEN)),
        Byte.toUnsignedInt(buffer.get(at + SRC_LEN)),
        Byte.toUnsignedInt(buffer.get(at + TOS)),
        Byte.toUnsignedInt(buffer.get(at + TABLE)),
        Byte.toUnsignedInt(buffer.get(at + ACTION)),
        buffer.getInt(at + FLAGS));
  }

  void encode(ByteBuffer buffer, int at) {
    buffer.put(at + FAMILY, (byte) family);
    buffer.put(at + DST_LEN, (byte) destinationLength);
    buffer.put(at + SRC_LEN, (byte) sourceLength);
    buffer.put(at + TOS, (byte) tos);
    buffer.put(at + TABLE, (byte) table);
    buffer.put(at + ACTION, (byte) action);
    buffer.putInt(at + FLAGS, flags);
  }
}
