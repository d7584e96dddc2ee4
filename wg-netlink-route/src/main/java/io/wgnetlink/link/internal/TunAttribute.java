package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U32;
import static io.wgnetlink.netlink.wire.AttributeFormat.U8;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes inside {@code IFLA_INFO_DATA} of kind {@code tun}, {@code uapi/linux/if_link.h}. */
enum TunAttribute implements Attribute {
  IFLA_TUN_OWNER(1, U32),
  IFLA_TUN_GROUP(2, U32),
  /** {@code IFF_TUN} 1 or {@code IFF_TAP} 2. */
  IFLA_TUN_TYPE(3, U8),
  IFLA_TUN_PI(4, U8),
  IFLA_TUN_VNET_HDR(5, U8),
  IFLA_TUN_PERSIST(6, U8),
  IFLA_TUN_MULTI_QUEUE(7, U8),
  IFLA_TUN_NUM_QUEUES(8, U32),
  IFLA_TUN_NUM_DISABLED_QUEUES(9, U32);

  static final AttributeTable<TunAttribute> TABLE = AttributeTable.of(TunAttribute.class);

  private final int type;
  private final AttributeFormat format;

  TunAttribute(int type, AttributeFormat format) {
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
