package io.wgnetlink.netlink.wire;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct nlattr}, {@code uapi/linux/netlink.h}; host byte order. The length counts
 * the header and is unsigned; the payload is padded to four bytes.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+---+---------------------------+
 * |            nla_len            |N|B|       nla_type            |
 * +-------------------------------+---+---------------------------+
 * |                      payload, padding ...                     |
 * </pre>
 */
final class AttributeHeader {
  /** {@code NLA_HDRLEN}. */
  static final int LENGTH = 4;

  static final int NLA_LEN = 0;
  static final int NLA_TYPE = 2;

  static final int NLA_F_NESTED = 0x8000;
  static final int NLA_TYPE_MASK = 0x3fff;

  /** The longest attribute, header included: {@code nla_len} has 16 bits. */
  static final int MAX_LENGTH = 0xffff;

  private AttributeHeader() {}

  static void encode(ByteBuffer buffer, int at, int type, int length) {
    buffer.putShort(at + NLA_LEN, (short) length);
    buffer.putShort(at + NLA_TYPE, (short) type);
  }

  static int length(ByteBuffer buffer, int at) {
    return Short.toUnsignedInt(buffer.getShort(at + NLA_LEN));
  }

  static int type(ByteBuffer buffer, int at) {
    return buffer.getShort(at + NLA_TYPE) & NLA_TYPE_MASK;
  }
}
