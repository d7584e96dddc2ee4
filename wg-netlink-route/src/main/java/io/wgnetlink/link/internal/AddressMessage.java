package io.wgnetlink.link.internal;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct ifaddrmsg}, {@code uapi/linux/if_addr.h}: the fixed part of
 * {@code RTM_*ADDR}; host byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+---------------+---------------+
 * |  ifa_family   | ifa_prefixlen |   ifa_flags   |   ifa_scope   |
 * +---------------+---------------+---------------+---------------+
 * |                           ifa_index                           |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param family {@code AF_INET} or {@code AF_INET6}
 * @param prefixLength leading bits that name the network
 * @param flags the low eight bits of {@code IFA_F_*}; {@code IFA_FLAGS} has all
 * @param scope {@code RT_SCOPE_*}
 * @param index the link
 */
record AddressMessage(int family, int prefixLength, int flags, int scope, int index) {
  static final int LENGTH = 8;

  private static final int IFA_FAMILY = 0;
  private static final int IFA_PREFIXLEN = 1;
  private static final int IFA_FLAGS = 2;
  private static final int IFA_SCOPE = 3;
  private static final int IFA_INDEX = 4;

  static AddressMessage decode(ByteBuffer buffer, int at) {
    return new AddressMessage(
        Byte.toUnsignedInt(buffer.get(at + IFA_FAMILY)),
        Byte.toUnsignedInt(buffer.get(at + IFA_PREFIXLEN)),
        Byte.toUnsignedInt(buffer.get(at + IFA_FLAGS)),
        Byte.toUnsignedInt(buffer.get(at + IFA_SCOPE)),
        buffer.getInt(at + IFA_INDEX));
  }

  void encode(ByteBuffer buffer, int at) {
    buffer.put(at + IFA_FAMILY, (byte) family);
    buffer.put(at + IFA_PREFIXLEN, (byte) prefixLength);
    buffer.put(at + IFA_FLAGS, (byte) flags);
    buffer.put(at + IFA_SCOPE, (byte) scope);
    buffer.putInt(at + IFA_INDEX, index);
  }
}
