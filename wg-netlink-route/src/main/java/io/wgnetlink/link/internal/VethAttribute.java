package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes inside {@code IFLA_INFO_DATA} of kind {@code veth}, {@code uapi/linux/veth.h}. */
public enum VethAttribute implements Attribute {
  /** {@code struct ifinfomsg} and {@link LinkAttribute attributes} of the other end. */
  VETH_INFO_PEER(1, binary());

  public static final AttributeTable<VethAttribute> TABLE = AttributeTable.of(VethAttribute.class);

  private final int type;
  private final AttributeFormat format;

  VethAttribute(int type, AttributeFormat format) {
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
