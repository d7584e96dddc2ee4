package io.wgnetlink.route.internal;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct rtnexthop}, {@code uapi/linux/rtnetlink.h}: one way inside
 * {@code RTA_MULTIPATH}, followed by its attributes; host byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+---------------+---------------+
 * |           rtnh_len            |  rtnh_flags   |   rtnh_hops   |
 * +-------------------------------+---------------+---------------+
 * |                         rtnh_ifindex                          |
 * +---------------------------------------------------------------+
 * |                         attributes ...                        |
 * </pre>
 *
 * @param length bytes of the structure and its attributes
 * @param flags {@code RTNH_F_*}
 * @param hops weight less one
 * @param index the link
 */
public record NexthopMessage(int length, int flags, int hops, int index) {
  public static final int LENGTH = 8;

  private static final int RTNH_LEN = 0;
  private static final int RTNH_FLAGS = 2;
  private static final int RTNH_HOPS = 3;
  private static final int RTNH_IFINDEX = 4;

  public static NexthopMessage decode(ByteBuffer buffer, int at) {
    return new NexthopMessage(
        Short.toUnsignedInt(buffer.getShort(at + RTNH_LEN)),
        Byte.toUnsignedInt(buffer.get(at + RTNH_FLAGS)),
        Byte.toUnsignedInt(buffer.get(at + RTNH_HOPS)),
        buffer.getInt(at + RTNH_IFINDEX));
  }

  public void encode(ByteBuffer buffer, int at) {
    buffer.putShort(at + RTNH_LEN, (short) length);
    buffer.put(at + RTNH_FLAGS, (byte) flags);
    buffer.put(at + RTNH_HOPS, (byte) hops);
    buffer.putInt(at + RTNH_IFINDEX, index);
  }
}
