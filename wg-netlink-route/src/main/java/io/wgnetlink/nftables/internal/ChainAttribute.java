package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nested;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of {@code NFT_MSG_*CHAIN}, {@code uapi/linux/netfilter/nf_tables.h}; integers are
 * big-endian.
 */
enum ChainAttribute implements Attribute {
  NFTA_CHAIN_TABLE(1, string(NfMessage.MAX_NAME)),
  NFTA_CHAIN_HANDLE(2, binary(8)),
  NFTA_CHAIN_NAME(3, string(NfMessage.MAX_NAME)),
  /** Of base chains only. */
  NFTA_CHAIN_HOOK(4, nested(HookAttribute.TABLE)),
  /** {@code NF_ACCEPT} or {@code NF_DROP}. */
  NFTA_CHAIN_POLICY(5, binary(4)),
  NFTA_CHAIN_USE(6, binary(4)),
  NFTA_CHAIN_TYPE(7, string(NfMessage.MAX_NAME)),
  NFTA_CHAIN_COUNTERS(8, binary()),
  NFTA_CHAIN_PAD(9, binary()),
  NFTA_CHAIN_FLAGS(10, binary(4)),
  NFTA_CHAIN_ID(11, binary(4)),
  NFTA_CHAIN_USERDATA(12, binary());

  static final AttributeTable<ChainAttribute> TABLE = AttributeTable.of(ChainAttribute.class);

  private final int type;
  private final AttributeFormat format;

  ChainAttribute(int type, AttributeFormat format) {
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
