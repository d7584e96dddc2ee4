package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nestedArray;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of {@code NFT_MSG_*RULE}, {@code uapi/linux/netfilter/nf_tables.h}; integers are
 * big-endian.
 */
enum RuleAttribute implements Attribute {
  NFTA_RULE_TABLE(1, string(NfMessage.MAX_NAME)),
  NFTA_RULE_CHAIN(2, string(NfMessage.MAX_NAME)),
  NFTA_RULE_HANDLE(3, binary(8)),
  /** Each element is an {@code NFTA_LIST_ELEM}. */
  NFTA_RULE_EXPRESSIONS(4, nestedArray(ExpressionAttribute.TABLE)),
  NFTA_RULE_COMPAT(5, binary()),
  /** Handle of the rule before it. */
  NFTA_RULE_POSITION(6, binary(8)),
  /** What user space keeps there: a comment. */
  NFTA_RULE_USERDATA(7, binary()),
  NFTA_RULE_PAD(8, binary()),
  NFTA_RULE_ID(9, binary(4)),
  NFTA_RULE_POSITION_ID(10, binary(4)),
  NFTA_RULE_CHAIN_ID(11, binary(4));

  static final AttributeTable<RuleAttribute> TABLE = AttributeTable.of(RuleAttribute.class);

  private final int type;
  private final AttributeFormat format;

  RuleAttribute(int type, AttributeFormat format) {
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
