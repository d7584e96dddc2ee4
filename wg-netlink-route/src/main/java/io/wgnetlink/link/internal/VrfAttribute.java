package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U32;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes inside {@code IFLA_INFO_DATA} of kind {@code vrf}, {@code uapi/linux/if_link.h}. */
enum VrfAttribute implements Attribute {
  IFLA_VRF_TABLE(1, U32);

  static final AttributeTable<VrfAttribute> TABLE = AttributeTable.of(VrfAttribute.class);

  private final int type;
  private final AttributeFormat format;

  VrfAttribute(int type, AttributeFormat format) {
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
