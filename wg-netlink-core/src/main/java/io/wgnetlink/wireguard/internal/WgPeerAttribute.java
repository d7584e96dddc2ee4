package io.wgnetlink.wireguard.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of a peer, {@code enum wgpeer_attribute}, {@code uapi/linux/wireguard.h}. */
public enum WgPeerAttribute implements Attribute {
  WGPEER_A_PUBLIC_KEY(1, AttributeFormat.binary(32)),
  /** Zeros mean none. */
  WGPEER_A_PRESHARED_KEY(2, AttributeFormat.secret(32)),
  /** {@code WGPEER_F_*} below. */
  WGPEER_A_FLAGS(3, AttributeFormat.U32),
  /**
   * {@link Ipv4SocketAddress} or {@link Ipv6SocketAddress}. A family that does not fit the length
   * is ignored without an error; fewer than 16 bytes are {@code ERANGE}.
   */
  WGPEER_A_ENDPOINT(4, AttributeFormat.binary(Ipv4SocketAddress.LENGTH, Ipv6SocketAddress.LENGTH)),
  /** Seconds, 0 is off. */
  WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL(5, AttributeFormat.U16),
  /** {@link Timespec}. */
  WGPEER_A_LAST_HANDSHAKE_TIME(6, AttributeFormat.binary(Timespec.OLD_LENGTH, Timespec.LENGTH)),
  WGPEER_A_RX_BYTES(7, AttributeFormat.U64),
  WGPEER_A_TX_BYTES(8, AttributeFormat.U64),
  WGPEER_A_ALLOWEDIPS(9, AttributeFormat.nestedArray(WgAllowedIpAttribute.TABLE)),
  /** 1, the only version there is, also when absent; another is {@code EPFNOSUPPORT}. */
  WGPEER_A_PROTOCOL_VERSION(10, AttributeFormat.U32);

  public static final int WGPEER_F_REMOVE_ME = 1;
  public static final int WGPEER_F_REPLACE_ALLOWEDIPS = 2;
  public static final int WGPEER_F_UPDATE_ONLY = 4;

  public static final AttributeTable<WgPeerAttribute> TABLE =
      AttributeTable.of(WgPeerAttribute.class);

  private final int type;
  private final AttributeFormat format;

  WgPeerAttribute(int type, AttributeFormat format) {
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
