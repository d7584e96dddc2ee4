package io.wgnetlink.netlink.generic;

import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;

/**
 * Codec of {@code struct genlmsghdr}, {@code uapi/linux/genetlink.h}.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |      cmd      |    version    |           reserved            |
 * +---------------+---------------+-------------------------------+
 * </pre>
 */
public final class GenericHeader {
  /** {@code GENL_HDRLEN}. */
  public static final int LENGTH = 4;

  private static final int CMD = 0;
  private static final int VERSION = 1;

  private GenericHeader() {}

  /** Writes the header after the message header. */
  public static void encode(MessageWriter writer, int command, int version) {
    int at = writer.reserve(LENGTH);
    writer.buffer().put(at + CMD, (byte) command).put(at + VERSION, (byte) version);
  }

  /** Reads the command of a message. */
  public static int command(MessageReader message) {
    return Byte.toUnsignedInt(message.buffer().get(message.payload(LENGTH) + CMD));
  }
}
