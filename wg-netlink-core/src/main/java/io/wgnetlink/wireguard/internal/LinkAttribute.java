package io.wgnetlink.wireguard.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** The two attributes of a link that tell WireGuard interfaces, {@code uapi/linux/if_link.h}. */
public enum LinkAttribute implements Attribute {
  IFLA_IFNAME(3, AttributeFormat.string(15)),
  IFLA_LINKINFO(18, AttributeFormat.nested(Info.TABLE)),
  IFLA_EXT_MASK(29, AttributeFormat.U32);

  /** Attributes inside {@link #IFLA_LINKINFO}. */
  public enum Info implements Attribute {
    IFLA_INFO_KIND(1, AttributeFormat.string(63));

    public static final AttributeTable<Info> TABLE = AttributeTable.of(Info.class);

    private final int type;
    private final AttributeFormat format;

    Info(int type, AttributeFormat format) {
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
