package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of {@code AF_INET} inside {@code IFLA_AF_SPEC}, {@code uapi/linux/if_link.h}. */
public enum LinkInetAttribute implements Attribute {
  /**
   * The settings {@code IPV4_DEVCONF_*}: in replies an array of 32-bit values, the one with number
   * 1 first; in requests one attribute for each setting to change.
   */
  IFLA_INET_CONF(1, binary());

  public static final AttributeTable<LinkInetAttribute> TABLE =
      AttributeTable.of(LinkInetAttribute.class);

  private final int type;
  private final AttributeFormat format;

  LinkInetAttribute(int type, AttributeFormat format) {
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
