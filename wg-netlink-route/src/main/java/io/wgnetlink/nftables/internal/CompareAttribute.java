package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nested;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of the expression {@code cmp}, {@code uapi/linux/netfilter/nf_tables.h}; integers are
 * big-endian.
 */
enum CompareAttribute implements Attribute {
  NFTA_CMP_SREG(1, binary(4)),
  /** {@code NFT_CMP_*}. */
  NFTA_CMP_OP(2, binary(4)),
  NFTA_CMP_DATA(3, nested(DataAttribute.TABLE));

  static final AttributeTable<CompareAttribute> TABLE = AttributeTable.of(CompareAttribute.class);

  private final int type;
  private final AttributeFormat format;

  CompareAttribute(int type, AttributeFormat format) {
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
