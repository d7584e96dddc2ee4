package io.wgnetlink.netlink.generic;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * What a policy says of an attribute, {@code enum netlink_policy_type_attr},
 * {@code uapi/linux/netlink.h}.
 */
enum PolicyAttribute implements Attribute {
  /** {@code enum netlink_attribute_type}. */
  NL_POLICY_TYPE_ATTR_TYPE(1, AttributeFormat.U32),
  NL_POLICY_TYPE_ATTR_MIN_VALUE_S(2, AttributeFormat.U64),
  NL_POLICY_TYPE_ATTR_MAX_VALUE_S(3, AttributeFormat.U64),
  NL_POLICY_TYPE_ATTR_MIN_VALUE_U(4, AttributeFormat.U64),
  NL_POLICY_TYPE_ATTR_MAX_VALUE_U(5, AttributeFormat.U64),
  NL_POLICY_TYPE_ATTR_MIN_LENGTH(6, AttributeFormat.U32),
  NL_POLICY_TYPE_ATTR_MAX_LENGTH(7, AttributeFormat.U32),
  /** Which policy the attributes inside have. */
  NL_POLICY_TYPE_ATTR_POLICY_IDX(8, AttributeFormat.U32),
  NL_POLICY_TYPE_ATTR_POLICY_MAXTYPE(9, AttributeFormat.U32),
  NL_POLICY_TYPE_ATTR_BITFIELD32_MASK(10, AttributeFormat.U32),
  /** The bits that may be set. */
  NL_POLICY_TYPE_ATTR_MASK(12, AttributeFormat.U64);

  static final AttributeTable<PolicyAttribute> TABLE = AttributeTable.of(PolicyAttribute.class);

  private final int type;
  private final AttributeFormat format;

  PolicyAttribute(int type, AttributeFormat format) {
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
