package io.wgnetlink.route.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U16;
import static io.wgnetlink.netlink.wire.AttributeFormat.U32;
import static io.wgnetlink.netlink.wire.AttributeFormat.U8;
import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nested;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of {@code RTM_*ROUTE}, {@code uapi/linux/rtnetlink.h}. */
public enum RouteAttribute implements Attribute {
  RTA_DST(1, binary()),
  RTA_SRC(2, binary()),
  RTA_IIF(3, U32),
  RTA_OIF(4, U32),
  RTA_GATEWAY(5, binary()),
  RTA_PRIORITY(6, U32),
  RTA_PREFSRC(7, binary()),
  RTA_METRICS(8, nested(MetricAttribute.TABLE)),
  /** {@code struct rtnexthop}, each followed by attributes of this table. */
  RTA_MULTIPATH(9, binary()),
  RTA_PROTOINFO(10, binary()),
  /** Realms. */
  RTA_FLOW(11, U32),
  /** {@code struct rta_cacheinfo}. */
  RTA_CACHEINFO(12, binary()),
  RTA_SESSION(13, binary()),
  RTA_MP_ALGO(14, binary()),
  RTA_TABLE(15, U32),
  RTA_MARK(16, U32),
  RTA_MFC_STATS(17, binary()),
  /** {@code struct rtvia}: a gateway of another family. */
  RTA_VIA(18, binary()),
  RTA_NEWDST(19, binary()),
  RTA_PREF(20, U8),
  RTA_ENCAP_TYPE(21, U16),
  /** Nested, as the type says. */
  RTA_ENCAP(22, binary()),
  RTA_EXPIRES(23, U32),
  RTA_PAD(24, binary()),
  RTA_UID(25, U32),
  RTA_TTL_PROPAGATE(26, U8),
  RTA_IP_PROTO(27, U8),
  /** In network byte order, as the next. */
  RTA_SPORT(28, binary(2)),
  RTA_DPORT(29, binary(2)),
  RTA_NH_ID(30, U32);

  public static final AttributeTable<RouteAttribute> TABLE =
      AttributeTable.of(RouteAttribute.class);

  private final int type;
  private final AttributeFormat format;

  RouteAttribute(int type, AttributeFormat format) {
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
