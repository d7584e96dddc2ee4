package io.wgnetlink.netlink.internal.libc;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What {@code recvmsg(2)} is told and says beside the datagram: {@code struct msghdr} of 64-bit
 * Linux, the {@code struct iovec} and the room for control messages that it points to; host byte
 * order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                      msg_name (8 bytes)                       |
 * +-------------------------------+-------------------------------+
 * |    msg_namelen (4 bytes)      |            padding            |
 * +-------------------------------+-------------------------------+
 * |                       msg_iov (8 bytes)                       |
 * +---------------------------------------------------------------+
 * |                     msg_iovlen (8 bytes)                      |
 * +---------------------------------------------------------------+
 * |                     msg_control (8 bytes)                     |
 * +---------------------------------------------------------------+
 * |                   msg_controllen (8 bytes)                    |
 * +-------------------------------+-------------------------------+
 * |     msg_flags (4 bytes)       |            padding            |
 * +-------------------------------+-------------------------------+
 * |            iov_base (8 bytes), then iov_len (8 bytes)         |
 * +---------------------------------------------------------------+
 * |   control: cmsg_len (8), cmsg_level (4), cmsg_type (4), data  |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class ReceiveHeader {
  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;
  private static final int MSG_CONTROL = 32;
  private static final int MSG_CONTROLLEN = 40;
  private static final int IOVEC = 56;
  private static final int IOV_LEN = IOVEC + 8;
  private static final int CONTROL = 72;

  /** More than the kernel says. */
  private static final int CONTROL_BYTES = 128;

  private static final int CMSG_LEVEL = 8;
  private static final int CMSG_TYPE = 12;
  private static final int CMSG_DATA = 16;
  private static final int CMSG_ALIGN = 8;

  private final ByteBuffer block = LibC.allocate(CONTROL + CONTROL_BYTES);

  /** Makes ready for a datagram, and returns the block that starts with the structure. */
  ByteBuffer prepare(ByteBuffer datagram) {
    long at = LibC.address(block);
    block.putLong(MSG_IOV, at + IOVEC);
    block.putLong(MSG_IOVLEN, 1);
    block.putLong(MSG_CONTROL, at + CONTROL);
    block.putLong(MSG_CONTROLLEN, CONTROL_BYTES);
    block.putLong(IOVEC, LibC.address(datagram));
    block.putLong(IOV_LEN, datagram.capacity());
    return block;
  }

  /**
   * Returns the number of the namespace that the last datagram is from; empty when it is the
   * socket's own.
   */
  public Optional<Integer> namespaceId() {
    long left = Math.min(block.getLong(MSG_CONTROLLEN), CONTROL_BYTES);
    int at = CONTROL;
    while (left >= CMSG_DATA + Integer.BYTES) {
      if (block.getInt(at + CMSG_LEVEL) == NetlinkSocket.SOL_NETLINK
          && block.getInt(at + CMSG_TYPE) == NetlinkSocket.NETLINK_LISTEN_ALL_NSID) {
        return Optional.of(block.getInt(at + CMSG_DATA));
      }
      long length = block.getLong(at);
      if (length < CMSG_DATA || length > left) {
        break;
      }
      int aligned = ((int) length + CMSG_ALIGN - 1) & -CMSG_ALIGN;
      at += aligned;
      left -= aligned;
    }
    return Optional.empty();
  }
}
