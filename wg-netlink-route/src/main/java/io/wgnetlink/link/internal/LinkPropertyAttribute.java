package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes inside {@code IFLA_PROP_LIST}, {@code uapi/linux/if_link.h}; each may be there many
 * times.
 */
public enum LinkPropertyAttribute implements Attribute {
  IFLA_ALT_IFNAME(53, string(127));

  public static final AttributeTable<LinkPropertyAttribute> TABLE =
      AttributeTable.of(LinkPropertyAttribute.class);

  private final int type;
  private final AttributeFormat format;

  LinkPropertyAttribute(int type, AttributeFormat format) {
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
