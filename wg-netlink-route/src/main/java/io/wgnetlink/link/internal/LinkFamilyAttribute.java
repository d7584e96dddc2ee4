package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.nested;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes inside {@code IFLA_AF_SPEC}: numbers are address families. */
public enum LinkFamilyAttribute implements Attribute {
  AF_INET(2, nested(LinkInetAttribute.TABLE)),
  AF_INET6(10, nested(LinkInet6Attribute.TABLE));

  public static final AttributeTable<LinkFamilyAttribute> TABLE =
      AttributeTable.of(LinkFamilyAttribute.class);

  private final int type;
  private final AttributeFormat format;

  LinkFamilyAttribute(int type, AttributeFormat format) {
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
