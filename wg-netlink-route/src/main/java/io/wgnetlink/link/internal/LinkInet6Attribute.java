package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U32;
import static io.wgnetlink.netlink.wire.AttributeFormat.U8;
import static io.wgnetlink.netlink.wire.AttributeFormat.binary;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes inside {@code IFLA_AF_SPEC} of {@code AF_INET6}, {@code uapi/linux/if_link.h}. */
public enum LinkInet6Attribute implements Attribute {
  IFLA_INET6_FLAGS(1, U32),
  /** The settings {@code DEVCONF_*}: an array of 32-bit values, the one with number 0 first. */
  IFLA_INET6_CONF(2, binary()),
  IFLA_INET6_STATS(3, binary()),
  IFLA_INET6_MCAST(4, binary()),
  IFLA_INET6_CACHEINFO(5, binary()),
  IFLA_INET6_ICMP6STATS(6, binary()),
  IFLA_INET6_TOKEN(7, binary(16)),
  /** {@code IN6_ADDR_GEN_MODE_*}. */
  IFLA_INET6_ADDR_GEN_MODE(8, U8),
  IFLA_INET6_RA_MTU(9, U32);

  public static final AttributeTable<LinkInet6Attribute> TABLE =
      AttributeTable.of(LinkInet6Attribute.class);

  private final int type;
  private final AttributeFormat format;

  LinkInet6Attribute(int type, AttributeFormat format) {
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
