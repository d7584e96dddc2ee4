package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes inside {@code IFLA_VLAN_*_QOS}, {@code uapi/linux/if_link.h}; it is there many times.
 */
enum VlanQosAttribute implements Attribute {
  /** {@code struct ifla_vlan_qos_mapping}: from and to, 32 bits each in host byte order. */
  IFLA_VLAN_QOS_MAPPING(1, binary(8));

  static final AttributeTable<VlanQosAttribute> TABLE = AttributeTable.of(VlanQosAttribute.class);

  private final int type;
  private final AttributeFormat format;

  VlanQosAttribute(int type, AttributeFormat format) {
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
