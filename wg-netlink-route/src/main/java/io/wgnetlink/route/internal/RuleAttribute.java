package io.wgnetlink.route.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U16;
import static io.wgnetlink.netlink.wire.AttributeFormat.U32;
import static io.wgnetlink.netlink.wire.AttributeFormat.U8;
import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of {@code RTM_*RULE}, {@code uapi/linux/fib_rules.h}. */
public enum RuleAttribute implements Attribute {
  FRA_DST(1, binary()),
  FRA_SRC(2, binary()),
  FRA_IIFNAME(3, string(InterfaceName.MAX_BYTES)),
  /** The priority of another rule. */
  FRA_GOTO(4, U32),
  FRA_PRIORITY(6, U32),
  FRA_FWMARK(10, U32),
  /** Realms: the source's in the upper 16 bits. */
  FRA_FLOW(11, U32),
  /** 64 bits, big-endian. */
  FRA_TUN_ID(12, binary(8)),
  /** Signed, as the next: -1 for none. */
  FRA_SUPPRESS_IFGROUP(13, U32),
  FRA_SUPPRESS_PREFIXLEN(14, U32),
  FRA_TABLE(15, U32),
  FRA_FWMASK(16, U32),
  FRA_OIFNAME(17, string(InterfaceName.MAX_BYTES)),
  FRA_PAD(18, binary()),
  /** A truth value. */
  FRA_L3MDEV(19, U8),
  /** {@code struct fib_rule_uid_range}. */
  FRA_UID_RANGE(20, binary(8)),
  FRA_PROTOCOL(21, U8),
  FRA_IP_PROTO(22, U8),
  /** {@code struct fib_rule_port_range}. */
  FRA_SPORT_RANGE(23, binary(4)),
  FRA_DPORT_RANGE(24, binary(4)),
  FRA_DSCP(25, U8),
  /** 32 bits, big-endian, as the next. */
  FRA_FLOWLABEL(26, binary(4)),
  FRA_FLOWLABEL_MASK(27, binary(4)),
  FRA_SPORT_MASK(28, U16),
  FRA_DPORT_MASK(29, U16),
  FRA_DSCP_MASK(30, U8);

  public static final AttributeTable<RuleAttribute> TABLE = AttributeTable.of(RuleAttribute.class);

  private final int type;
  private final AttributeFormat format;

  RuleAttribute(int type, AttributeFormat format) {
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
