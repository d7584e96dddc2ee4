package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U16;
import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nested;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes inside {@code IFLA_INFO_DATA} of kind {@code vlan}, {@code uapi/linux/if_link.h}. */
enum VlanAttribute implements Attribute {
  IFLA_VLAN_ID(1, U16),
  /** {@code struct ifla_vlan_flags}: 32 bits of flags, 32 of mask, in host byte order. */
  IFLA_VLAN_FLAGS(2, binary(8)),
  IFLA_VLAN_EGRESS_QOS(3, nested(VlanQosAttribute.TABLE)),
  IFLA_VLAN_INGRESS_QOS(4, nested(VlanQosAttribute.TABLE)),
  /** An EtherType, highest byte first. */
  IFLA_VLAN_PROTOCOL(5, binary(2));

  static final AttributeTable<VlanAttribute> TABLE = AttributeTable.of(VlanAttribute.class);

  private final int type;
  private final AttributeFormat format;

  VlanAttribute(int type, AttributeFormat format) {
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
