package io.wgnetlink.wireguard.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of an allowed IP, {@code enum wgallowedip_attribute}, {@code uapi/linux/wireguard.h}.
 */
public enum WgAllowedIpAttribute implements Attribute {
  /** {@code AF_INET} or {@code AF_INET6}. */
  WGALLOWEDIP_A_FAMILY(1, AttributeFormat.U16),
  /** 4 or 16 bytes, network byte order. */
  WGALLOWEDIP_A_IPADDR(2, AttributeFormat.binary(4, 16)),
  WGALLOWEDIP_A_CIDR_MASK(3, AttributeFormat.U8),
  /** {@link #WGALLOWEDIP_F_REMOVE_ME}; Linux 6.16, any value is {@code EINVAL} before. */
  WGALLOWEDIP_A_FLAGS(4, AttributeFormat.U32);

  static final int WGALLOWEDIP_F_REMOVE_ME = 1;

  public static final AttributeTable<WgAllowedIpAttribute> TABLE =
      AttributeTable.of(WgAllowedIpAttribute.class);

  private final int type;
  private final AttributeFormat format;

  WgAllowedIpAttribute(int type, AttributeFormat format) {
    this.type = type;
    this.format = format;
  }

  @Override
  public int type() {
    return type;
  }

  @Override
  public AttributeFormat format() {
    return format;
  }
}
