package io.wgnetlink.route.internal;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct nexthop_grp}, {@code uapi/linux/nexthop.h}: a member in {@code NHA_GROUP};
 * host byte order. The upper byte of the weight was reserved before Linux 6.12: it must be 0 then,
 * and what kernels put there when they tell a group means nothing unless they say
 * {@code NHA_OP_FLAG_RESP_GRP_RESVD_0}.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                              id                               |
 * +---------------+---------------+-------------------------------+
 * |    weight     |  weight_high  |           reserved            |
 * +---------------+---------------+-------------------------------+
 * </pre>
 *
 * @param id the nexthop
 * @param weightLessOne its weight less one, 16 bits
 */
record NexthopGroupEntry(int id, int weightLessOne) {
  static final int LENGTH = 8;

  private static final int ID = 0;
  private static final int WEIGHT = 4;
  private static final int WEIGHT_HIGH = 5;

  static NexthopGroupEntry decode(ByteBuffer buffer, int at) {
    int low = Byte.toUnsignedInt(buffer.get(at + WEIGHT));
    int high = Byte.toUnsignedInt(buffer.get(at + WEIGHT_HIGH));
    return new NexthopGroupEntry(buffer.getInt(at + ID), high << Byte.SIZE | low);
  }

  void encode(ByteBuffer buffer, int at) {
    buffer.putInt(at + ID, id);
    buffer.put(at + WEIGHT, (byte) weightLessOne);
    buffer.put(at + WEIGHT_HIGH, (byte) (weightLessOne >>> Byte.SIZE));
  }
}
