package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of {@code NFT_MSG_*TABLE}, {@code uapi/linux/netfilter/nf_tables.h}; integers are
 * big-endian.
 */
enum TableAttribute implements Attribute {
  NFTA_TABLE_NAME(1, string(NfMessage.MAX_NAME)),
  /** {@code NFT_TABLE_F_*}. */
  NFTA_TABLE_FLAGS(2, binary(4)),
  /** Chains in it. */
  NFTA_TABLE_USE(3, binary(4)),
  NFTA_TABLE_HANDLE(4, binary(8)),
  NFTA_TABLE_PAD(5, binary()),
  /** What user space keeps there: a comment. */
  NFTA_TABLE_USERDATA(6, binary()),
  /** Port id of the socket that owns it. */
  NFTA_TABLE_OWNER(7, binary(4));

  static final AttributeTable<TableAttribute> TABLE = AttributeTable.of(TableAttribute.class);

  private final int type;
  private final AttributeFormat format;

  TableAttribute(int type, AttributeFormat format) {
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
