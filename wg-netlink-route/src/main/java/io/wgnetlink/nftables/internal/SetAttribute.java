package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of {@code NFT_MSG_*SET}, {@code uapi/linux/netfilter/nf_tables.h}; integers are
 * big-endian.
 */
enum SetAttribute implements Attribute {
  NFTA_SET_TABLE(1, string(NfMessage.MAX_NAME)),
  NFTA_SET_NAME(2, string(NfMessage.MAX_NAME)),
  /** {@code NFT_SET_*}. */
  NFTA_SET_FLAGS(3, binary(4)),
  /** User space's number of the type; the kernel keeps it. */
  NFTA_SET_KEY_TYPE(4, binary(4)),
  NFTA_SET_KEY_LEN(5, binary(4)),
  NFTA_SET_DATA_TYPE(6, binary(4)),
  NFTA_SET_DATA_LEN(7, binary(4)),
  NFTA_SET_POLICY(8, binary(4)),
  NFTA_SET_DESC(9, binary()),
  /** Names the set within one batch. */
  NFTA_SET_ID(10, binary(4)),
  /** Milliseconds. */
  NFTA_SET_TIMEOUT(11, binary(8)),
  /** Milliseconds. */
  NFTA_SET_GC_INTERVAL(12, binary(4)),
  NFTA_SET_USERDATA(13, binary()),
  NFTA_SET_PAD(14, binary()),
  NFTA_SET_OBJ_TYPE(15, binary(4)),
  NFTA_SET_HANDLE(16, binary(8)),
  NFTA_SET_EXPR(17, binary()),
  NFTA_SET_EXPRESSIONS(18, binary());

  static final AttributeTable<SetAttribute> TABLE = AttributeTable.of(SetAttribute.class);

  private final int type;
  private final AttributeFormat format;

  SetAttribute(int type, AttributeFormat format) {
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
