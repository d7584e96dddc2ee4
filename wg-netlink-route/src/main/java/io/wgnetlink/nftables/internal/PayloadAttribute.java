package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of the expression {@code payload}, {@code uapi/linux/netfilter/nf_tables.h}; integers
 * are big-endian.
 */
enum PayloadAttribute implements Attribute {
  NFTA_PAYLOAD_DREG(1, binary(4)),
  /** {@code NFT_PAYLOAD_*_HEADER}. */
  NFTA_PAYLOAD_BASE(2, binary(4)),
  NFTA_PAYLOAD_OFFSET(3, binary(4)),
  NFTA_PAYLOAD_LEN(4, binary(4)),
  /** Of expressions that write. */
  NFTA_PAYLOAD_SREG(5, binary(4));

  static final AttributeTable<PayloadAttribute> TABLE = AttributeTable.of(PayloadAttribute.class);

  private final int type;
  private final AttributeFormat format;

  PayloadAttribute(int type, AttributeFormat format) {
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
