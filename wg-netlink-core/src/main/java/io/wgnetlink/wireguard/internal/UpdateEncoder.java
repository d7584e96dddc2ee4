package io.wgnetlink.wireguard.internal;

import static io.wgnetlink.wireguard.internal.WgAllowedIpAttribute.WGALLOWEDIP_A_CIDR_MASK;
import static io.wgnetlink.wireguard.internal.WgAllowedIpAttribute.WGALLOWEDIP_A_FAMILY;
import static io.wgnetlink.wireguard.internal.WgAllowedIpAttribute.WGALLOWEDIP_A_FLAGS;
import static io.wgnetlink.wireguard.internal.WgAllowedIpAttribute.WGALLOWEDIP_A_IPADDR;
import static io.wgnetlink.wireguard.internal.WgAllowedIpAttribute.WGALLOWEDIP_F_REMOVE_ME;
import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_A_FLAGS;
import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_A_FWMARK;
import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_A_IFNAME;
import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_A_LISTEN_PORT;
import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_A_PEERS;
import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_A_PRIVATE_KEY;
import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_F_REPLACE_PEERS;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_A_ALLOWEDIPS;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_A_ENDPOINT;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_A_FLAGS;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_A_PRESHARED_KEY;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_A_PUBLIC_KEY;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_F_REMOVE_ME;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_F_REPLACE_ALLOWEDIPS;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_F_UPDATE_ONLY;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the attributes of {@code WG_CMD_SET_DEVICE}, in the order in which {@code wg} writes them.
 * The kernel does not mind the order, nor the positions of elements, which are all 0.
 */
final class UpdateEncoder {
  private static final byte[] NO_KEY = new byte[32];

  private final DeviceUpdate update;

  UpdateEncoder(DeviceUpdate update) {
    this.update = update;
  }

  /** Writes what goes into one message, after its headers. */
  void encode(UpdatePlan.Pack pack, MessageWriter writer) {
    writer.putString(WGDEVICE_A_IFNAME, update.name().value());
    if (pack.first()) {
      putDevice(writer);
    }
    if (!pack.slices().isEmpty() || !pack.discarded().isEmpty()) {
      writer.open(WGDEVICE_A_PEERS);
      for (UpdatePlan.Slice slice : pack.slices()) {
        putPeer(slice, writer);
      }
      if (!pack.discarded().isEmpty()) {
        putDummy(pack.discarded(), writer);
      }
      writer.close();
    }
  }

  private void putDevice(MessageWriter writer) {
    if (update.privateKeyRemoved()) {
      writer.putBytes(WGDEVICE_A_PRIVATE_KEY, NO_KEY);
    }
    update.privateKey().ifPresent(key -> putSecret(writer, WGDEVICE_A_PRIVATE_KEY, key.bytes()));
    update.listenPort().ifPresent(port -> writer.putU16(WGDEVICE_A_LISTEN_PORT, port));
    update.fwmark().ifPresent(mark -> writer.putU32(WGDEVICE_A_FWMARK, mark));
    if (update.peersReplaced()) {
      writer.putU32(WGDEVICE_A_FLAGS, WGDEVICE_F_REPLACE_PEERS);
    }
  }

  private void putPeer(UpdatePlan.Slice slice, MessageWriter writer) {
    PeerUpdate peer = update.peers().get(slice.peer());
    writer.openElement(0);
    writer.putBytes(WGPEER_A_PUBLIC_KEY, peer.publicKey().bytes());
    if (!slice.isContinuation()) {
      putPeerFields(peer, writer);
    }
    int flags = slice.isContinuation() ? WGPEER_F_UPDATE_ONLY : flags(peer);
    if (flags != 0) {
      writer.putU32(WGPEER_A_FLAGS, flags);
    }
    if (slice.from() < slice.to()) {
      writer.open(WGPEER_A_ALLOWEDIPS);
      for (int i = slice.from(); i < slice.to(); i++) {
        boolean added = i < peer.allowedIps().size();
        putAllowedIp(UpdatePlan.allowedIp(peer, i), added ? 0 : WGALLOWEDIP_F_REMOVE_ME, writer);
      }
      writer.close();
    }
    writer.close();
  }

  /** Writes a peer that takes allowed IPs from others, and its removal. */
  private void putDummy(List<UpdatePlan.Slice> discarded, MessageWriter writer) {
    DummyPeer dummy = new DummyPeer();
    dummy.put(writer, allowedIps -> {
      for (UpdatePlan.Slice slice : discarded) {
        PeerUpdate peer = update.peers().get(slice.peer());
        for (int i = slice.from(); i < slice.to(); i++) {
          putAllowedIp(UpdatePlan.allowedIp(peer, i), 0, allowedIps);
        }
      }
    });
    dummy.putRemoval(writer);
  }

  private static int flags(PeerUpdate peer) {
    return (peer.removed() ? WGPEER_F_REMOVE_ME : 0)
        | (peer.allowedIpsReplaced() ? WGPEER_F_REPLACE_ALLOWEDIPS : 0)
        | (peer.updateOnly() ? WGPEER_F_UPDATE_ONLY : 0);
  }

  private static void putPeerFields(PeerUpdate peer, MessageWriter writer) {
    if (peer.presharedKeyRemoved()) {
      writer.putBytes(WGPEER_A_PRESHARED_KEY, NO_KEY);
    }
    peer.presharedKey().ifPresent(key -> putSecret(writer, WGPEER_A_PRESHARED_KEY, key.bytes()));
    peer.endpoint().ifPresent(endpoint -> putEndpoint(endpoint, writer));
    peer.persistentKeepalive()
        .ifPresent(interval ->
            writer.putU16(WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, (int) interval.toSeconds()));
  }

  private static void putSecret(MessageWriter writer, Attribute attribute, byte[] key) {
    writer.putBytes(attribute, key);
    Arrays.fill(key, (byte) 0);
  }

  private static void putEndpoint(Endpoint endpoint, MessageWriter writer) {
    if (endpoint.family() == AddressFamily.IPV4) {
      int at = writer.putStructure(WGPEER_A_ENDPOINT, Ipv4SocketAddress.LENGTH);
      Ipv4SocketAddress.encode(writer.buffer(), at, endpoint);
    } else {
      int at = writer.putStructure(WGPEER_A_ENDPOINT, Ipv6SocketAddress.LENGTH);
      Ipv6SocketAddress.encode(writer.buffer(), at, endpoint);
    }
  }

  static void putAllowedIp(IpPrefix prefix, int flags, MessageWriter writer) {
    writer.openElement(0);
    writer.putU16(WGALLOWEDIP_A_FAMILY, prefix.family().number());
    writer.putBytes(WGALLOWEDIP_A_IPADDR, prefix.address().getAddress());
    writer.putU8(WGALLOWEDIP_A_CIDR_MASK, prefix.length());
    if (flags != 0) {
      writer.putU32(WGALLOWEDIP_A_FLAGS, flags);
    }
    writer.close();
  }
}
