package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.binary;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/**
 * Attributes inside {@code NFTA_CHAIN_HOOK}, {@code uapi/linux/netfilter/nf_tables.h}; integers are
 * big-endian.
 */
enum HookAttribute implements Attribute {
  NFTA_HOOK_HOOKNUM(1, binary(4)),
  /** Signed. */
  NFTA_HOOK_PRIORITY(2, binary(4)),
  NFTA_HOOK_DEV(3, string(InterfaceName.MAX_BYTES)),
  NFTA_HOOK_DEVS(4, binary());

  static final AttributeTable<HookAttribute> TABLE = AttributeTable.of(HookAttribute.class);

  private final int type;
  private final AttributeFormat format;

  HookAttribute(int type, AttributeFormat format) {
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
