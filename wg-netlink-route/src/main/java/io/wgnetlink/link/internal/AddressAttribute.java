package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U32;
import static io.wgnetlink.netlink.wire.AttributeFormat.U8;
import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of {@code RTM_*ADDR}, {@code uapi/linux/if_addr.h}. */
enum AddressAttribute implements Attribute {
  /** The network, or the other end of a point-to-point link. */
  IFA_ADDRESS(1, binary()),
  /** The address; IPv6 has it only where the link is point-to-point. */
  IFA_LOCAL(2, binary()),
  IFA_LABEL(3, string(15)),
  IFA_BROADCAST(4, binary()),
  IFA_ANYCAST(5, binary()),
  /** {@code struct ifa_cacheinfo}. */
  IFA_CACHEINFO(6, binary(AddressCacheInfo.LENGTH)),
  IFA_MULTICAST(7, binary()),
  /** All flags; the header has room for eight. */
  IFA_FLAGS(8, U32),
  /** The metric of the route to the network (Linux 4.18). */
  IFA_RT_PRIORITY(9, U32),
  IFA_TARGET_NETNSID(10, U32),
  /** {@code IFAPROT_*} (Linux 5.18). */
  IFA_PROTO(11, U8);

  static final AttributeTable<AddressAttribute> TABLE = AttributeTable.of(AddressAttribute.class);

  private final int type;
  private final AttributeFormat format;

  AddressAttribute(int type, AttributeFormat format) {
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
