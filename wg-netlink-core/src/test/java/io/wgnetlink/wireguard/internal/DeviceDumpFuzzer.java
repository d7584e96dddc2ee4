package io.wgnetlink.wireguard.internal;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.wireguard.AllowedIpCursor;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PeerView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fuzz target: the messages of a device dump, from their message headers on. The values and what a
 * visitor sees without values must agree; and no secret stays in the buffer, whether the dump is
 * refused or not.
 */
public final class DeviceDumpFuzzer {
  private static final int KEY_BYTES = 32;

  private DeviceDumpFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Optional<Device> device = ForeignBytes.decode(input, DeviceDumpFuzzer::values);
    Optional<List<String>> seen = ForeignBytes.decode(input, DeviceDumpFuzzer::visit);
    if (device.isPresent()) {
      List<String> values = describe(device.get());
      if (!seen.equals(Optional.of(values))) {
        throw new AssertionError("values " + values + ", but a visitor saw " + seen);
      }
    }
  }

  private static Device values(ByteBuffer bytes) {
    DeviceCollector collector = new DeviceCollector();
    try {
      decode(bytes, collector);
      return collector.collected();
    } finally {
      collector.discard();
    }
  }

  private static List<String> visit(ByteBuffer bytes) {
    Visitor visitor = new Visitor();
    decode(bytes, visitor);
    return visitor.seen;
  }

  private static void decode(ByteBuffer bytes, DeviceVisitor visitor) {
    DeviceDecoder decoder = new DeviceDecoder(visitor);
    decoder.begin(1);
    MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
    while (message.next()) {
      boolean decoded = false;
      try {
        decoder.message(message);
        decoded = true;
      } finally {
        requireWiped(message, decoded);
      }
    }
  }

  private static void requireWiped(MessageReader message, boolean decoded) {
    if (!decoded) {
      requireZeros(message.buffer(), message.start(), message.end());
      return;
    }
    AttributeCursor<WgDeviceAttribute> device = new AttributeCursor<>(WgDeviceAttribute.TABLE);
    device.over(message, GenericHeader.LENGTH);
    while (device.next()) {
      requireWiped(device);
      if (!device.isUnknown() && device.attribute() == WgDeviceAttribute.WGDEVICE_A_PEERS) {
        AttributeCursor<?> peers = AttributeCursor.ofElements().inside(device);
        while (peers.next()) {
          AttributeCursor<?> peer = new AttributeCursor<>(WgPeerAttribute.TABLE).inside(peers);
          while (peer.next()) {
            requireWiped(peer);
          }
        }
      }
    }
  }

  private static void requireWiped(AttributeCursor<?> cursor) {
    if (!cursor.isUnknown() && cursor.attribute().format().isSecret()) {
      requireZeros(cursor.buffer(), cursor.payload(), cursor.payload() + KEY_BYTES);
    }
  }

  private static void requireZeros(ByteBuffer buffer, int from, int to) {
    for (int at = from; at < to; at++) {
      if (buffer.get(at) != 0) {
        throw new AssertionError("byte " + at + " was not wiped");
      }
    }
  }

  private static List<String> describe(Device device) {
    List<String> lines = new ArrayList<>();
    device.peers().forEach(peer -> {
      String rx = Long.toUnsignedString(peer.rxBytes());
      lines.add(peer.publicKey() + " " + peer.endpoint() + " " + rx);
      peer.allowedIps().forEach(prefix -> lines.add(prefix.toString()));
    });
    return lines;
  }

  /** Keeps what it sees by the accessors that make no values, as far as there are any. */
  private static final class Visitor implements DeviceVisitor {
    final List<String> seen = new ArrayList<>();

    @Override
    public void begin(int attempt) {}

    @Override
    public void peer(PeerView peer) {
      if (!peer.isContinuation()) {
        String rx = Long.toUnsignedString(peer.rxBytes());
        seen.add(peer.publicKey() + " " + peer.endpoint() + " " + rx);
      }
      AllowedIpCursor ips = peer.allowedIps();
      while (ips.next()) {
        IpPrefix prefix = ips.prefix();
        seen.add(prefix.toString());
      }
    }
  }
}
