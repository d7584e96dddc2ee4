package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PresharedKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a device as the kernel does: attributes in its order, so many allowed IPs to a message,
 * the device's attributes in every message until the first peer is complete.
 */
final class DumpWriter {
  private final Device device;
  private final int allowedIpsPerMessage;
  private final List<byte[]> messages = new ArrayList<>();

  private DumpWriter(Device device, int allowedIpsPerMessage) {
    this.device = device;
    this.allowedIpsPerMessage = allowedIpsPerMessage;
  }

  private record Part(Peer peer, int from, int to) {}

  static List<byte[]> write(Device device, int allowedIpsPerMessage) {
    DumpWriter writer = new DumpWriter(device, allowedIpsPerMessage);
    writer.write();
    return writer.messages;
  }

  private void write() {
    List<Part> parts = new ArrayList<>();
    boolean firstPeerComplete = false;
    int room = allowedIpsPerMessage;
    for (Peer peer : device.peers()) {
      int from = 0;
      int size = peer.allowedIps().size();
      while (size - from > room) {
        parts.add(new Part(peer, from, from + room));
        from += room;
        flush(parts, !firstPeerComplete);
        room = allowedIpsPerMessage;
      }
      parts.add(new Part(peer, from, size));
      room -= size - from;
      if (!firstPeerComplete) {
        flush(parts, true);
        firstPeerComplete = true;
        room = allowedIpsPerMessage;
      }
    }
    if (!parts.isEmpty() || messages.isEmpty()) {
      flush(parts, messages.isEmpty());
    }
  }

  private void flush(List<Part> parts, boolean withDevice) {
    messages.add(Messages.write(0, writer -> {
      if (withDevice) {
        putDevice(writer);
      }
      writer.open(WgDeviceAttribute.WGDEVICE_A_PEERS);
      parts.forEach(part -> putPeer(part, writer));
      writer.close();
    }));
    parts.clear();
  }

  static byte[] writeWhole(Device device) {
    return Messages.write(0, writer -> {
      DumpWriter dump = new DumpWriter(device, 0);
      dump.putDevice(writer);
      writer.open(WgDeviceAttribute.WGDEVICE_A_PEERS);
      for (Peer peer : device.peers()) {
        dump.putPeer(new Part(peer, 0, peer.allowedIps().size()), writer);
      }
      writer.close();
    });
  }

  /** Writes a message that goes on with these peers. */
  static byte[] writePeers(List<Peer> peers) {
    return Messages.write(0, writer -> {
      DumpWriter dump = new DumpWriter(Device.builder(Captures.WG0).build(), 0);
      writer.open(WgDeviceAttribute.WGDEVICE_A_PEERS);
      for (Peer peer : peers) {
        dump.putPeer(new Part(peer, 0, peer.allowedIps().size()), writer);
      }
      writer.close();
    });
  }

  private void putDevice(MessageWriter writer) {
    writer.putU16(WgDeviceAttribute.WGDEVICE_A_LISTEN_PORT, device.listenPort());
    writer.putU32(WgDeviceAttribute.WGDEVICE_A_FWMARK, device.fwmark());
    writer.putU32(WgDeviceAttribute.WGDEVICE_A_IFINDEX, device.index());
    writer.putString(WgDeviceAttribute.WGDEVICE_A_IFNAME, device.name().value());
    device
        .privateKey()
        .ifPresent(key -> writer.putBytes(WgDeviceAttribute.WGDEVICE_A_PRIVATE_KEY, key.bytes()));
    device
        .publicKey()
        .ifPresent(key -> writer.putBytes(WgDeviceAttribute.WGDEVICE_A_PUBLIC_KEY, key.bytes()));
  }

  private void putPeer(Part part, MessageWriter writer) {
    Peer peer = part.peer();
    writer.openElement(0);
    writer.putBytes(WgPeerAttribute.WGPEER_A_PUBLIC_KEY, peer.publicKey().bytes());
    if (part.from() == 0) {
      putPeerFields(peer, writer);
    }
    writer.open(WgPeerAttribute.WGPEER_A_ALLOWEDIPS);
    for (IpPrefix prefix : peer.allowedIps().subList(part.from(), part.to())) {
      writer.openElement(0);
      writer.putU8(WgAllowedIpAttribute.WGALLOWEDIP_A_CIDR_MASK, prefix.length());
      writer.putU16(WgAllowedIpAttribute.WGALLOWEDIP_A_FAMILY, prefix.family().number());
      writer.putBytes(
          WgAllowedIpAttribute.WGALLOWEDIP_A_IPADDR, prefix.address().getAddress());
      writer.close();
    }
    writer.close();
    writer.close();
  }

  private void putPeerFields(Peer peer, MessageWriter writer) {
    writer.putBytes(
        WgPeerAttribute.WGPEER_A_PRESHARED_KEY,
        peer.presharedKey().map(PresharedKey::bytes).orElse(new byte[32]));
    int time = writer.putStructure(WgPeerAttribute.WGPEER_A_LAST_HANDSHAKE_TIME, 16);
    writer
        .buffer()
        .putLong(time, peer.latestHandshake().map(Instant::getEpochSecond).orElse(0L))
        .putLong(time + 8, peer.latestHandshake().map(Instant::getNano).orElse(0));
    writer.putU16(WgPeerAttribute.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, (int)
        peer.persistentKeepalive().orElse(Duration.ZERO).toSeconds());
    writer.putU64(WgPeerAttribute.WGPEER_A_TX_BYTES, peer.txBytes());
    writer.putU64(WgPeerAttribute.WGPEER_A_RX_BYTES, peer.rxBytes());
    writer.putU32(WgPeerAttribute.WGPEER_A_PROTOCOL_VERSION, 1);
    peer.endpoint().ifPresent(endpoint -> putEndpoint(endpoint, writer));
  }

  private static void putEndpoint(Endpoint endpoint, MessageWriter writer) {
    boolean v4 = endpoint.family() == AddressFamily.IPV4;
    int at = writer.putStructure(WgPeerAttribute.WGPEER_A_ENDPOINT, v4 ? 16 : 28);
    ByteBuffer buffer = writer.buffer();
    if (v4) {
      Ipv4SocketAddress.encode(buffer, at, endpoint);
    } else {
      Ipv6SocketAddress.encode(buffer, at, endpoint);
    }
  }
}
