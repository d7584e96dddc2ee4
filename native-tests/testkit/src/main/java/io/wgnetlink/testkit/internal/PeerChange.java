package io.wgnetlink.testkit.internal;

import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_F_REMOVE_ME;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_F_REPLACE_ALLOWEDIPS;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_F_UPDATE_ONLY;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.internal.Ipv4SocketAddress;
import io.wgnetlink.wireguard.internal.Ipv6SocketAddress;
import io.wgnetlink.wireguard.internal.WgAllowedIpAttribute;
import io.wgnetlink.wireguard.internal.WgPeerAttribute;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One peer of a {@link DeviceChange}: found or created, then removed, or its preshared key,
 * endpoint, allowed IPs and keepalive are set, in this order.
 */
final class PeerChange {
  private static final int ALL_FLAGS =
      WGPEER_F_REMOVE_ME | WGPEER_F_REPLACE_ALLOWEDIPS | WGPEER_F_UPDATE_ONLY;
  private static final int WGALLOWEDIP_F_REMOVE_ME = 1;
  private static final int PROTOCOL_VERSION = 1;
  private static final Errno EPFNOSUPPORT = new Errno(96);

  private final WireGuardDevice device;
  private final KernelOptions options;

  PeerChange(WireGuardDevice device, KernelOptions options) {
    this.device = device;
    this.options = options;
  }

  void apply(AttributeCursor<?> element) {
    AttributeCursor<WgPeerAttribute> fields = new AttributeCursor<>(WgPeerAttribute.TABLE);
    int flags = check(fields.inside(element));
    WireGuardPeer peer = findOrCreate(key(fields.inside(element)), flags);
    if (peer == null) {
      return;
    }
    if (has(flags, WGPEER_F_REMOVE_ME)) {
      device.removePeer(peer);
      return;
    }
    setSecretAndEndpoint(fields.inside(element), peer);
    if (has(flags, WGPEER_F_REPLACE_ALLOWEDIPS)) {
      device.cryptokeys().removeAllOf(peer);
    }
    setAllowedIps(fields.inside(element), peer);
    setKeepalive(fields.inside(element), peer);
  }

  /** Returns the flags, after checking them and the protocol version. */
  private static int check(AttributeCursor<WgPeerAttribute> fields) {
    int flags = 0;
    while (fields.next()) {
      if (is(fields, WgPeerAttribute.WGPEER_A_FLAGS)) {
        flags = fields.s32();
      } else if (is(fields, WgPeerAttribute.WGPEER_A_PROTOCOL_VERSION)
          && fields.s32() != PROTOCOL_VERSION) {
        throw new Refusal(EPFNOSUPPORT);
      }
    }
    if (has(flags, ~ALL_FLAGS)) {
      throw new Refusal(Errno.EOPNOTSUPP);
    }
    return flags;
  }

  private static PublicKey key(AttributeCursor<WgPeerAttribute> fields) {
    while (fields.next()) {
      if (is(fields, WgPeerAttribute.WGPEER_A_PUBLIC_KEY)) {
        return PublicKey.of(fields.bytes());
      }
    }
    throw new Refusal(Errno.EINVAL);
  }

  /** Returns null where the kernel does nothing, and says nothing. */
  private @Nullable WireGuardPeer findOrCreate(PublicKey key, int flags) {
    Optional<WireGuardPeer> peer = device.peer(key);
    boolean mayCreate = !has(flags, WGPEER_F_REMOVE_ME | WGPEER_F_UPDATE_ONLY);
    return (peer.isEmpty() && mayCreate ? device.createPeer(key) : peer).orElse(null);
  }

  private static void setSecretAndEndpoint(
      AttributeCursor<WgPeerAttribute> fields, WireGuardPeer peer) {
    while (fields.next()) {
      if (is(fields, WgPeerAttribute.WGPEER_A_PRESHARED_KEY)) {
        byte[] bytes = fields.bytes();
        PresharedKey key = PresharedKey.of(bytes);
        Arrays.fill(bytes, (byte) 0);
        peer.setPresharedKey(key.isZero() ? Optional.empty() : Optional.of(key));
      } else if (is(fields, WgPeerAttribute.WGPEER_A_ENDPOINT)) {
        setEndpoint(fields, peer);
      }
    }
  }

  /** A length that does not go with the family is ignored. */
  private static void setEndpoint(AttributeCursor<WgPeerAttribute> field, WireGuardPeer peer) {
    int family = field.u16();
    if (family == AddressFamily.IPV4.number()
        && field.payloadLength() == Ipv4SocketAddress.LENGTH) {
      peer.endpoint = Optional.of(Ipv4SocketAddress.decode(field.buffer(), field.payload()));
    } else if (family == AddressFamily.IPV6.number()
        && field.payloadLength() == Ipv6SocketAddress.LENGTH) {
      peer.endpoint = Optional.of(Ipv6SocketAddress.decode(field.buffer(), field.payload()));
    }
  }

  private void setAllowedIps(AttributeCursor<WgPeerAttribute> fields, WireGuardPeer peer) {
    while (fields.next()) {
      if (is(fields, WgPeerAttribute.WGPEER_A_ALLOWEDIPS)) {
        AttributeCursor<?> list = AttributeCursor.ofElements().inside(fields);
        while (list.next()) {
          setAllowedIp(new AttributeCursor<>(WgAllowedIpAttribute.TABLE).inside(list), peer);
        }
      }
    }
  }

  private void setAllowedIp(AttributeCursor<WgAllowedIpAttribute> fields, WireGuardPeer peer) {
    int family = -1;
    int length = -1;
    int flags = 0;
    byte[] address = {};
    while (fields.next()) {
      if (fields.isUnknown()) {
        throw new Refusal(Errno.EINVAL);
      }
      switch (fields.attribute()) {
        case WGALLOWEDIP_A_FAMILY -> family = fields.u16();
        case WGALLOWEDIP_A_IPADDR -> address = fields.bytes();
        case WGALLOWEDIP_A_CIDR_MASK -> length = fields.u8();
        case WGALLOWEDIP_A_FLAGS -> flags = allowedIpFlags(fields.s32());
      }
    }
    IpPrefix prefix = prefix(family, address, length);
    if (has(flags, WGALLOWEDIP_F_REMOVE_ME)) {
      device.cryptokeys().remove(prefix, peer);
    } else {
      device.cryptokeys().insert(prefix, peer);
    }
  }

  /** Before Linux 6.16 there were none, and whoever sent any was told nothing but EINVAL. */
  private int allowedIpFlags(int flags) {
    if (!options.removesAllowedIps()) {
      throw new Refusal(Errno.EINVAL);
    }
    if (has(flags, ~WGALLOWEDIP_F_REMOVE_ME)) {
      throw new Refusal(Errno.EOPNOTSUPP);
    }
    return flags;
  }

  private static IpPrefix prefix(int family, byte[] address, int length) {
    for (AddressFamily known : AddressFamily.values()) {
      if (family == known.number()
          && address.length == known.bytes()
          && length >= 0
          && length <= known.bits()) {
        return IpPrefix.of(IpAddresses.of(address), length);
      }
    }
    throw new Refusal(Errno.EINVAL);
  }

  private static void setKeepalive(AttributeCursor<WgPeerAttribute> fields, WireGuardPeer peer) {
    while (fields.next()) {
      if (is(fields, WgPeerAttribute.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL)) {
        peer.persistentKeepalive = fields.u16();
      }
    }
  }

  private static boolean is(AttributeCursor<WgPeerAttribute> field, WgPeerAttribute attribute) {
    return !field.isUnknown() && field.attribute() == attribute;
  }

  private static boolean has(int flags, int some) {
    return (flags & some) != 0;
  }
}
