package io.wgnetlink.netlink.wire;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct nlmsghdr}, {@code uapi/linux/netlink.h}; all fields in host byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                          nlmsg_len                            |
 * +-------------------------------+-------------------------------+
 * |          nlmsg_type           |          nlmsg_flags          |
 * +-------------------------------+-------------------------------+
 * |                          nlmsg_seq                            |
 * +---------------------------------------------------------------+
 * |                          nlmsg_pid                            |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class MessageHeader {
  /** {@code NLMSG_HDRLEN}. */
  public static final int LENGTH = 16;

  static final int NLMSG_LEN = 0;
  static final int NLMSG_TYPE = 4;
  static final int NLMSG_FLAGS = 6;
  static final int NLMSG_SEQ = 8;
  static final int NLMSG_PID = 12;

  public static final int NLMSG_NOOP = 1;
  public static final int NLMSG_ERROR = 2;
  public static final int NLMSG_DONE = 3;

  private MessageHeader() {}

  /** Adds {@link MessageFlags} to a message that was written already. */
  public static void addFlags(ByteBuffer buffer, int at, int flags) {
    buffer.putShort(at + NLMSG_FLAGS, (short) (buffer.getShort(at + NLMSG_FLAGS) | flags));
  }

  static void encode(ByteBuffer buffer, int at, int type, int flags, int sequence) {
    buffer.putInt(at + NLMSG_LEN, LENGTH);
    buffer.putShort(at + NLMSG_TYPE, (short) type);
    buffer.putShort(at + NLMSG_FLAGS, (short) flags);
    buffer.putInt(at + NLMSG_SEQ, sequence);
    buffer.putInt(at + NLMSG_PID, 0);
  }

  /**
   * Messages and attributes start at multiples of four bytes ({@code NLMSG_ALIGN},
   * {@code NLA_ALIGN}).
   */
  public static int align(int length) {
    return (length + 3) & ~3;
  }
}
