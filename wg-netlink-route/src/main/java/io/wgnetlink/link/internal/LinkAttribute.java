package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U16;
import static io.wgnetlink.netlink.wire.AttributeFormat.U32;
import static io.wgnetlink.netlink.wire.AttributeFormat.U8;
import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nested;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of {@code RTM_*LINK}, {@code uapi/linux/if_link.h}. */
public enum LinkAttribute implements Attribute {
  IFLA_ADDRESS(1, binary()),
  IFLA_BROADCAST(2, binary()),
  IFLA_IFNAME(3, string(15)),
  IFLA_MTU(4, U32),
  IFLA_LINK(5, U32),
  IFLA_QDISC(6, string(15)),
  IFLA_STATS(7, binary()),
  IFLA_COST(8, binary()),
  IFLA_PRIORITY(9, binary()),
  IFLA_MASTER(10, U32),
  IFLA_WIRELESS(11, binary()),
  IFLA_PROTINFO(12, binary()),
  IFLA_TXQLEN(13, U32),
  IFLA_MAP(14, binary()),
  IFLA_WEIGHT(15, U32),
  IFLA_OPERSTATE(16, U8),
  IFLA_LINKMODE(17, U8),
  IFLA_LINKINFO(18, nested(LinkInfoAttribute.TABLE)),
  IFLA_NET_NS_PID(19, U32),
  /** Text without a NUL at its end; without any byte it removes the alias. */
  IFLA_IFALIAS(20, binary(0, 255)),
  IFLA_NUM_VF(21, U32),
  IFLA_VFINFO_LIST(22, binary()),
  /** {@code struct rtnl_link_stats64}; older kernels' ends earlier. */
  IFLA_STATS64(23, binary()),
  IFLA_VF_PORTS(24, binary()),
  IFLA_PORT_SELF(25, binary()),
  IFLA_AF_SPEC(26, nested(LinkFamilyAttribute.TABLE)),
  IFLA_GROUP(27, U32),
  IFLA_NET_NS_FD(28, U32),
  IFLA_EXT_MASK(29, U32),
  IFLA_PROMISCUITY(30, U32),
  IFLA_NUM_TX_QUEUES(31, U32),
  IFLA_NUM_RX_QUEUES(32, U32),
  IFLA_CARRIER(33, U8),
  IFLA_PHYS_PORT_ID(34, binary()),
  IFLA_CARRIER_CHANGES(35, U32),
  IFLA_PHYS_SWITCH_ID(36, binary()),
  IFLA_LINK_NETNSID(37, U32),
  IFLA_PHYS_PORT_NAME(38, binary()),
  IFLA_PROTO_DOWN(39, U8),
  IFLA_GSO_MAX_SEGS(40, U32),
  IFLA_GSO_MAX_SIZE(41, U32),
  IFLA_PAD(42, binary()),
  IFLA_XDP(43, binary()),
  IFLA_EVENT(44, U32),
  IFLA_NEW_NETNSID(45, U32),
  IFLA_TARGET_NETNSID(46, U32),
  IFLA_CARRIER_UP_COUNT(47, U32),
  IFLA_CARRIER_DOWN_COUNT(48, U32),
  IFLA_NEW_IFINDEX(49, U32),
  IFLA_MIN_MTU(50, U32),
  IFLA_MAX_MTU(51, U32),
  IFLA_PROP_LIST(52, nested(LinkPropertyAttribute.TABLE)),
  IFLA_ALT_IFNAME(53, string(127)),
  IFLA_PERM_ADDRESS(54, binary()),
  IFLA_PROTO_DOWN_REASON(55, binary()),
  IFLA_PARENT_DEV_NAME(56, string(255)),
  IFLA_PARENT_DEV_BUS_NAME(57, string(255)),
  IFLA_GRO_MAX_SIZE(58, U32),
  IFLA_TSO_MAX_SIZE(59, U32),
  IFLA_TSO_MAX_SEGS(60, U32),
  IFLA_ALLMULTI(61, U32),
  IFLA_DEVLINK_PORT(62, binary()),
  IFLA_GSO_IPV4_MAX_SIZE(63, U32),
  IFLA_GRO_IPV4_MAX_SIZE(64, U32),
  IFLA_DPLL_PIN(65, binary()),
  IFLA_MAX_PACING_OFFLOAD_HORIZON(66, binary()),
  IFLA_NETNS_IMMUTABLE(67, U8),
  IFLA_HEADROOM(68, U16),
  IFLA_TAILROOM(69, U16);

  public static final AttributeTable<LinkAttribute> TABLE = AttributeTable.of(LinkAttribute.class);

  private final int type;
  private final AttributeFormat format;

  LinkAttribute(int type, AttributeFormat format) {
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
