package io.wgnetlink.route.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U32;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of {@code RTM_*NSID}, {@code uapi/linux/net_namespace.h}. */
enum NamespaceAttribute implements Attribute {
  /** -1 for none yet, and for any. */
  NETNSA_NSID(1, U32),
  NETNSA_PID(2, U32),
  NETNSA_FD(3, U32),
  NETNSA_TARGET_NSID(4, U32),
  NETNSA_CURRENT_NSID(5, U32);

  static final AttributeTable<NamespaceAttribute> TABLE =
      AttributeTable.of(NamespaceAttribute.class);

  private final int type;
  private final AttributeFormat format;

  NamespaceAttribute(int type, AttributeFormat format) {
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
