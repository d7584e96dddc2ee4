package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.nftables.RegisterValue;

/** Attributes of a value, {@code uapi/linux/netfilter/nf_tables.h}. */
enum DataAttribute implements Attribute {
  /** As it lies in the register. */
  NFTA_DATA_VALUE(1, binary(0, RegisterValue.MAX_BYTES)),
  NFTA_DATA_VERDICT(2, binary());

  static final AttributeTable<DataAttribute> TABLE = AttributeTable.of(DataAttribute.class);

  private final int type;
  private final AttributeFormat format;

  DataAttribute(int type, AttributeFormat format) {
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
