package io.wgnetlink.nftables.internal;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct nfgenmsg}, {@code uapi/linux/netfilter/nfnetlink.h}: the fixed part of
 * every netfilter message.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |    family     |    version    |      res_id (big-endian)      |
 * +---------------+---------------+-------------------------------+
 * </pre>
 *
 * @param family {@code NFPROTO_*}, 0 for all
 * @param version {@code NFNETLINK_V0}, which is 0
 * @param resourceId of the messages around a batch the subsystem; else nothing, or a generation
 */
public record NfMessage(int family, int version, int resourceId) {
  /** The longest name in bytes: {@code NFT_NAME_MAXLEN} is 256 with its NUL. */
  public static final int MAX_NAME = 255;

  static final int LENGTH = 4;

  private static final int FAMILY = 0;
  private static final int VERSION = 1;
  private static final int RES_ID = 2;

  static NfMessage decode(ByteBuffer buffer, int at) {
    return new NfMessage(
        Byte.toUnsignedInt(buffer.get(at + FAMILY)),
        Byte.toUnsignedInt(buffer.get(at + VERSION)),
        Byte.toUnsignedInt(buffer.get(at + RES_ID)) << 8
            | Byte.toUnsignedInt(buffer.get(at + RES_ID + 1)));
  }

  void encode(ByteBuffer buffer, int at) {
    buffer.put(at + FAMILY, (byte) family);
    buffer.put(at + VERSION, (byte) version);
    buffer.put(at + RES_ID, (byte) (resourceId >> 8));
    buffer.put(at + RES_ID + 1, (byte) resourceId);
  }
}
