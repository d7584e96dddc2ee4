package io.wgnetlink.route.internal;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct nhmsg}, {@code uapi/linux/nexthop.h}: the fixed part of
 * {@code RTM_*NEXTHOP} and {@code RTM_*NEXTHOPBUCKET}; host byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+---------------+---------------+
 * |   nh_family   |   nh_scope    |  nh_protocol  |   reserved    |
 * +---------------+---------------+---------------+---------------+
 * |                           nh_flags                            |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param family {@code AF_INET}, {@code AF_INET6}, or {@code AF_UNSPEC} of a group
 * @param scope {@code RT_SCOPE_*}; the kernel tells it and must not be told
 * @param protocol {@code RTPROT_*}
 * @param flags {@code RTNH_F_*}
 */
record NexthopObjectMessage(int family, int scope, int protocol, int flags) {
  static final int LENGTH = 8;

  private static final int NH_FAMILY = 0;
  private static final int NH_SCOPE = 1;
  private static final int NH_PROTOCOL = 2;
  private static final int NH_FLAGS = 4;

  static NexthopObjectMessage decode(ByteBuffer buffer, int at) {
    return new NexthopObjectMessage(
        Byte.toUnsignedInt(buffer.get(at + NH_FAMILY)),
        Byte.toUnsignedInt(buffer.get(at + NH_SCOPE)),
        Byte.toUnsignedInt(buffer.get(at + NH_PROTOCOL)),
        buffer.getInt(at + NH_FLAGS));
  }

  void encode(ByteBuffer buffer, int at) {
    buffer.put(at + NH_FAMILY, (byte) family);
    buffer.put(at + NH_SCOPE, (byte) scope);
    buffer.put(at + NH_PROTOCOL, (byte) protocol);
    buffer.putInt(at + NH_FLAGS, flags);
  }
}
