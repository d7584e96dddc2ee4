package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nested;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes inside {@code IFLA_LINKINFO}, {@code uapi/linux/if_link.h}. */
public enum LinkInfoAttribute implements Attribute {
  IFLA_INFO_KIND(1, string(63)),
  /** What is inside depends on the kind. */
  IFLA_INFO_DATA(2, nested(NoAttribute.TABLE)),
  IFLA_INFO_XSTATS(3, binary()),
  IFLA_INFO_SLAVE_KIND(4, string(63)),
  /** What is inside depends on the kind of the master; only a bridge's is written. */
  IFLA_INFO_SLAVE_DATA(5, nested(BridgePortAttribute.TABLE));

  public static final AttributeTable<LinkInfoAttribute> TABLE =
      AttributeTable.of(LinkInfoAttribute.class);

  private final int type;
  private final AttributeFormat format;

  LinkInfoAttribute(int type, AttributeFormat format) {
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
