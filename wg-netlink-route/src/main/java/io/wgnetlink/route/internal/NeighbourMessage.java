package io.wgnetlink.route.internal;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct ndmsg}, {@code uapi/linux/neighbour.h}: the fixed part of
 * {@code RTM_*NEIGH}; host byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+---------------+---------------+
 * |  ndm_family   |                    padding                    |
 * +---------------+-----------------------------------------------+
 * |                          ndm_ifindex                          |
 * +-------------------------------+---------------+---------------+
 * |           ndm_state           |   ndm_flags   |   ndm_type    |
 * +-------------------------------+---------------+---------------+
 * </pre>
 *
 * @param family {@code AF_INET}, {@code AF_INET6} or a family of others
 * @param index the link
 * @param state {@code NUD_*}
 * @param flags {@code NTF_*}; {@code NDA_FLAGS_EXT} has those beyond
 * @param type {@code RTN_*}; the kernel tells it and is not told
 */
record NeighbourMessage(int family, int index, int state, int flags, int type) {
  static final int LENGTH = 12;

  private static final int NDM_FAMILY = 0;
  private static final int NDM_IFINDEX = 4;
  private static final int NDM_STATE = 8;
  private static final int NDM_FLAGS = 10;
  private static final int NDM_TYPE = 11;

  static NeighbourMessage decode(ByteBuffer buffer, int at) {
    return new NeighbourMessage(
        Byte.toUnsignedInt(buffer.get(at + NDM_FAMILY)),
        buffer.getInt(at + NDM_IFINDEX),
        Short.toUnsignedInt(buffer.getShort(at + NDM_STATE)),
        Byte.toUnsignedInt(buffer.get(at + NDM_FLAGS)),
        Byte.toUnsignedInt(buffer.get(at + NDM_TYPE)));
  }

  void encode(ByteBuffer buffer, int at) {
    buffer.put(at + NDM_FAMILY, (byte) family);
    buffer.putInt(at + NDM_IFINDEX, index);
    buffer.putShort(at + NDM_STATE, (short) state);
    buffer.put(at + NDM_FLAGS, (byte) flags);
    buffer.put(at + NDM_TYPE, (byte) type);
  }
}
