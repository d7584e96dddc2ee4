package io.wgnetlink.route.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U16;
import static io.wgnetlink.netlink.wire.AttributeFormat.U32;
import static io.wgnetlink.netlink.wire.AttributeFormat.U64;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes in {@code NHA_RES_GROUP}, {@code uapi/linux/nexthop.h}; times in ticks. */
enum ResilientGroupAttribute implements Attribute {
  NHA_RES_GROUP_BUCKETS(1, U16),
  NHA_RES_GROUP_IDLE_TIMER(2, U32),
  NHA_RES_GROUP_UNBALANCED_TIMER(3, U32),
  NHA_RES_GROUP_UNBALANCED_TIME(4, U64);

  static final AttributeTable<ResilientGroupAttribute> TABLE =
      AttributeTable.of(ResilientGroupAttribute.class);

  private final int type;
  private final AttributeFormat format;

  ResilientGroupAttribute(int type, AttributeFormat format) {
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
