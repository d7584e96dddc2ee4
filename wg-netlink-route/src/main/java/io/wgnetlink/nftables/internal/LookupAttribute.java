package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of the expression {@code lookup}, {@code uapi/linux/netfilter/nf_tables.h}; integers
 * are big-endian.
 */
enum LookupAttribute implements Attribute {
  NFTA_LOOKUP_SET(1, string(NfMessage.MAX_NAME)),
  NFTA_LOOKUP_SREG(2, binary(4)),
  /** Of maps. */
  NFTA_LOOKUP_DREG(3, binary(4)),
  NFTA_LOOKUP_SET_ID(4, binary(4)),
  /** {@code NFT_LOOKUP_F_INV}. */
  NFTA_LOOKUP_FLAGS(5, binary(4));

  static final AttributeTable<LookupAttribute> TABLE = AttributeTable.of(LookupAttribute.class);

  private final int type;
  private final AttributeFormat format;

  LookupAttribute(int type, AttributeFormat format) {
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
