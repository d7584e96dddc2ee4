package io.wgnetlink.wireguard.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of a device, {@code enum wgdevice_attribute}, {@code uapi/linux/wireguard.h}. */
public enum WgDeviceAttribute implements Attribute {
  /** This or the name, never both: else {@code EBADR}. */
  WGDEVICE_A_IFINDEX(1, AttributeFormat.U32),
  WGDEVICE_A_IFNAME(2, AttributeFormat.string(15)),
  /** Zeros remove the key. */
  WGDEVICE_A_PRIVATE_KEY(3, AttributeFormat.secret(32)),
  /** Ignored in a change. */
  WGDEVICE_A_PUBLIC_KEY(4, AttributeFormat.binary(32)),
  /** {@link #WGDEVICE_F_REPLACE_PEERS}. */
  WGDEVICE_A_FLAGS(5, AttributeFormat.U32),
  /** 0 lets the kernel choose. */
  WGDEVICE_A_LISTEN_PORT(6, AttributeFormat.U16),
  /** 0 is none. */
  WGDEVICE_A_FWMARK(7, AttributeFormat.U32),
  WGDEVICE_A_PEERS(8, AttributeFormat.nestedArray(WgPeerAttribute.TABLE));

  public static final int WGDEVICE_F_REPLACE_PEERS = 1;

  public static final AttributeTable<WgDeviceAttribute> TABLE =
      AttributeTable.of(WgDeviceAttribute.class);

  private final int type;
  private final AttributeFormat format;

  WgDeviceAttribute(int type, AttributeFormat format) {
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
