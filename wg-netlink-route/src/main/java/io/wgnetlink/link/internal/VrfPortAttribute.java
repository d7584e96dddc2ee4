package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U32;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of a port of a VRF, {@code uapi/linux/if_link.h}. */
enum VrfPortAttribute implements Attribute {
  IFLA_VRF_PORT_TABLE(1, U32);

  static final AttributeTable<VrfPortAttribute> TABLE = AttributeTable.of(VrfPortAttribute.class);

  private final int type;
  private final AttributeFormat format;

  VrfPortAttribute(int type, AttributeFormat format) {
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
