package io.wgnetlink.link.internal;

import java.nio.ByteBuffer;

/**
 * Codec of {@code struct ifinfomsg}, {@code uapi/linux/rtnetlink.h}: the fixed part of
 * {@code RTM_*LINK}; host byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |  ifi_family   |    (zero)     |           ifi_type            |
 * +---------------+---------------+-------------------------------+
 * |                           ifi_index                           |
 * +---------------------------------------------------------------+
 * |                           ifi_flags                           |
 * +---------------------------------------------------------------+
 * |                          ifi_change                           |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param family {@code AF_UNSPEC}, or another one in messages of bridges and of IPv6
 * @param type {@code ARPHRD_*}
 * @param index the link; 0 when it is named by an attribute, or is to be made
 * @param flags {@code IFF_*}
 * @param change which of the flags a request changes
 */
public record InterfaceMessage(int family, int type, int index, int flags, int change) {
  public static final int LENGTH = 16;

  private static final int IFI_FAMILY = 0;
  private static final int IFI_TYPE = 2;
  private static final int IFI_INDEX = 4;
  private static final int IFI_FLAGS = 8;
  private static final int IFI_CHANGE = 12;

  public static InterfaceMessage decode(ByteBuffer buffer, int at) {
    return new InterfaceMessage(
        Byte.toUnsignedInt(buffer.get(at + IFI_FAMILY)),
        Short.toUnsignedInt(buffer.getShort(at + IFI_TYPE)),
        buffer.getInt(at + IFI_INDEX),
        buffer.getInt(at + IFI_FLAGS),
        buffer.getInt(at + IFI_CHANGE));
  }

  public void encode(ByteBuffer buffer, int at) {
    buffer.put(at + IFI_FAMILY, (byte) family);
    buffer.putShort(at + IFI_TYPE, (short) type);
    buffer.putInt(at + IFI_INDEX, index);
    buffer.putInt(at + IFI_FLAGS, flags);
    buffer.putInt(at + IFI_CHANGE, change);
  }
}
