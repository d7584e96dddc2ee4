package io.wgnetlink.route.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.FLAG;
import static io.wgnetlink.netlink.wire.AttributeFormat.U16;
import static io.wgnetlink.netlink.wire.AttributeFormat.U32;
import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nested;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of {@code RTM_*NEXTHOP} and their buckets, {@code uapi/linux/nexthop.h}. */
public enum NexthopAttribute implements Attribute {
  NHA_ID(1, U32),
  /** {@code struct nexthop_grp}, one after the other. */
  NHA_GROUP(2, binary()),
  NHA_GROUP_TYPE(3, U16),
  NHA_BLACKHOLE(4, FLAG),
  NHA_OIF(5, U32),
  NHA_GATEWAY(6, binary()),
  NHA_ENCAP_TYPE(7, U16),
  /** Nested, as the type says. */
  NHA_ENCAP(8, binary()),
  NHA_GROUPS(9, FLAG),
  NHA_MASTER(10, U32),
  NHA_FDB(11, FLAG),
  NHA_RES_GROUP(12, nested(ResilientGroupAttribute.TABLE)),
  NHA_RES_BUCKET(13, nested(ResilientBucketAttribute.TABLE)),
  NHA_OP_FLAGS(14, U32),
  NHA_GROUP_STATS(15, binary()),
  NHA_HW_STATS_ENABLE(16, U32),
  NHA_HW_STATS_USED(17, U32);

  public static final AttributeTable<NexthopAttribute> TABLE =
      AttributeTable.of(NexthopAttribute.class);

  private final int type;
  private final AttributeFormat format;

  NexthopAttribute(int type, AttributeFormat format) {
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
