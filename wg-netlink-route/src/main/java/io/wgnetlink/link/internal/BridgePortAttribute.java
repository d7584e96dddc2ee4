package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U8;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of a port of a bridge, {@code uapi/linux/if_link.h}; those used here. */
enum BridgePortAttribute implements Attribute {
  IFLA_BRPORT_ISOLATED(33, U8);

  static final AttributeTable<BridgePortAttribute> TABLE =
      AttributeTable.of(BridgePortAttribute.class);

  private final int type;
  private final AttributeFormat format;

  BridgePortAttribute(int type, AttributeFormat format) {
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
