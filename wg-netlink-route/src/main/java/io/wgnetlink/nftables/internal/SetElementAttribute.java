package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nested;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes of one element of a set, {@code uapi/linux/netfilter/nf_tables.h}; integers are
 * big-endian.
 */
enum SetElementAttribute implements Attribute {
  NFTA_SET_ELEM_KEY(1, nested(DataAttribute.TABLE)),
  /** Of maps. */
  NFTA_SET_ELEM_DATA(2, binary()),
  /** {@code NFT_SET_ELEM_*}. */
  NFTA_SET_ELEM_FLAGS(3, binary(4)),
  /** Milliseconds. */
  NFTA_SET_ELEM_TIMEOUT(4, binary(8)),
  /** Milliseconds that are left. */
  NFTA_SET_ELEM_EXPIRATION(5, binary(8)),
  NFTA_SET_ELEM_USERDATA(6, binary()),
  NFTA_SET_ELEM_EXPR(7, binary()),
  NFTA_SET_ELEM_PAD(8, binary()),
  NFTA_SET_ELEM_OBJREF(9, binary()),
  NFTA_SET_ELEM_KEY_END(10, binary()),
  NFTA_SET_ELEM_EXPRESSIONS(11, binary());

  static final AttributeTable<SetElementAttribute> TABLE =
      AttributeTable.of(SetElementAttribute.class);

  private final int type;
  private final AttributeFormat format;

  SetElementAttribute(int type, AttributeFormat format) {
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
