package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** What is asked and told of a generic netlink family, {@code uapi/linux/genetlink.h}. */
enum ControlAttribute implements Attribute {
  CTRL_ATTR_FAMILY_ID(1, AttributeFormat.U16),
  CTRL_ATTR_FAMILY_NAME(2, AttributeFormat.string(15)),
  CTRL_ATTR_VERSION(3, AttributeFormat.U32);

  static final AttributeTable<ControlAttribute> TABLE = AttributeTable.of(ControlAttribute.class);

  private final int type;
  private final AttributeFormat format;

  ControlAttribute(int type, AttributeFormat format) {
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
