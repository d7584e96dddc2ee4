package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nested;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of the expression {@code bitwise}, {@code uapi/linux/netfilter/nf_tables.h}; integers
 * are big-endian.
 */
enum BitwiseAttribute implements Attribute {
  NFTA_BITWISE_SREG(1, binary(4)),
  NFTA_BITWISE_DREG(2, binary(4)),
  NFTA_BITWISE_LEN(3, binary(4)),
  NFTA_BITWISE_MASK(4, nested(DataAttribute.TABLE)),
  NFTA_BITWISE_XOR(5, nested(DataAttribute.TABLE)),
  /** Linux 5.6; 0 is mask and xor. */
  NFTA_BITWISE_OP(6, binary(4)),
  NFTA_BITWISE_DATA(7, binary());

  static final AttributeTable<BitwiseAttribute> TABLE = AttributeTable.of(BitwiseAttribute.class);

  private final int type;
  private final AttributeFormat format;

  BitwiseAttribute(int type, AttributeFormat format) {
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
