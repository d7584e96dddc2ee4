package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of the expression {@code meta}, {@code uapi/linux/netfilter/nf_tables.h}; integers are
 * big-endian.
 */
enum MetaAttribute implements Attribute {
  NFTA_META_DREG(1, binary(4)),
  /** {@code NFT_META_*}. */
  NFTA_META_KEY(2, binary(4)),
  NFTA_META_SREG(3, binary(4));

  static final AttributeTable<MetaAttribute> TABLE = AttributeTable.of(MetaAttribute.class);

  private final int type;
  private final AttributeFormat format;

  MetaAttribute(int type, AttributeFormat format) {
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
