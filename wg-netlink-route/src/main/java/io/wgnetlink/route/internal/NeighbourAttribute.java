package io.wgnetlink.route.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U16;
import static io.wgnetlink.netlink.wire.AttributeFormat.U32;
import static io.wgnetlink.netlink.wire.AttributeFormat.U8;
import static io.wgnetlink.netlink.wire.AttributeFormat.binary;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of {@code RTM_*NEIGH}, {@code uapi/linux/neighbour.h}. */
enum NeighbourAttribute implements Attribute {
  NDA_DST(1, binary()),
  NDA_LLADDR(2, binary()),
  /** {@code struct nda_cacheinfo}. */
  NDA_CACHEINFO(3, binary()),
  NDA_PROBES(4, U32),
  NDA_VLAN(5, U16),
  NDA_PORT(6, binary(2)),
  NDA_VNI(7, U32),
  NDA_IFINDEX(8, U32),
  NDA_MASTER(9, U32),
  NDA_LINK_NETNSID(10, U32),
  NDA_SRC_VNI(11, U32),
  NDA_PROTOCOL(12, U8),
  NDA_NH_ID(13, U32),
  NDA_FDB_EXT_ATTRS(14, binary()),
  NDA_FLAGS_EXT(15, U32),
  NDA_NDM_STATE_MASK(16, U16),
  NDA_NDM_FLAGS_MASK(17, U8);

  static final AttributeTable<NeighbourAttribute> TABLE =
      AttributeTable.of(NeighbourAttribute.class);

  private final int type;
  private final AttributeFormat format;

  NeighbourAttribute(int type, AttributeFormat format) {
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
