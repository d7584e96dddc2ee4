package io.wgnetlink.link.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.nestedByText;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes inside {@code IFLA_LINKINFO}, {@code uapi/linux/if_link.h}. */
public enum LinkInfoAttribute implements Attribute {
  IFLA_INFO_KIND(1, string(63)),
  /** What is inside depends on the kind, which is written before it. */
  IFLA_INFO_DATA(2, nestedByText(LinkInfoAttribute::tableOfKind)),
  IFLA_INFO_XSTATS(3, binary()),
  IFLA_INFO_SLAVE_KIND(4, string(63)),
  /** What is inside depends on the kind of the master; only a bridge's is written. */
  IFLA_INFO_SLAVE_DATA(5, nestedByText(LinkInfoAttribute::tableOfMaster));

  public static final AttributeTable<LinkInfoAttribute> TABLE =
      AttributeTable.of(LinkInfoAttribute.class);

  private final int type;
  private final AttributeFormat format;

  LinkInfoAttribute(int type, AttributeFormat format) {
    this.type = type;
    this.format = format;
  }

  private static AttributeTable<?> tableOfKind(String kind) {
    return switch (kind) {
      case "bridge" -> OptionAttribute.BRIDGE_TABLE;
      case "tun" -> TunAttribute.TABLE;
      case "veth" -> VethAttribute.TABLE;
      case "vlan" -> VlanAttribute.TABLE;
      case "vrf" -> VrfAttribute.TABLE;
      default -> NoAttribute.TABLE;
    };
  }

  /** {@code ip} writes {@code bridge_slave} as kind. */
  private static AttributeTable<?> tableOfMaster(String kind) {
    return switch (kind) {
      case "bridge", "bridge_slave" -> OptionAttribute.PORT_TABLE;
      case "vrf" -> VrfPortAttribute.TABLE;
      default -> NoAttribute.TABLE;
    };
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
