package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nestedArray;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of {@code NFT_MSG_*SETELEM}, {@code uapi/linux/netfilter/nf_tables.h}; integers are
 * big-endian.
 */
enum SetElementListAttribute implements Attribute {
  NFTA_SET_ELEM_LIST_TABLE(1, string(NfMessage.MAX_NAME)),
  NFTA_SET_ELEM_LIST_SET(2, string(NfMessage.MAX_NAME)),
  NFTA_SET_ELEM_LIST_ELEMENTS(3, nestedArray(SetElementAttribute.TABLE)),
  NFTA_SET_ELEM_LIST_SET_ID(4, binary(4));

  static final AttributeTable<SetElementListAttribute> TABLE =
      AttributeTable.of(SetElementListAttribute.class);

  private final int type;
  private final AttributeFormat format;

  SetElementListAttribute(int type, AttributeFormat format) {
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
