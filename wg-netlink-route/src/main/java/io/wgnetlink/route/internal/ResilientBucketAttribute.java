package io.wgnetlink.route.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U16;
import static io.wgnetlink.netlink.wire.AttributeFormat.U32;
import static io.wgnetlink.netlink.wire.AttributeFormat.U64;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes in {@code NHA_RES_BUCKET}, {@code uapi/linux/nexthop.h}; times in ticks. */
enum ResilientBucketAttribute implements Attribute {
  NHA_RES_BUCKET_INDEX(1, U16),
  NHA_RES_BUCKET_IDLE_TIME(2, U64),
  NHA_RES_BUCKET_NH_ID(3, U32);

  static final AttributeTable<ResilientBucketAttribute> TABLE =
      AttributeTable.of(ResilientBucketAttribute.class);

  private final int type;
  private final AttributeFormat format;

  ResilientBucketAttribute(int type, AttributeFormat format) {
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
