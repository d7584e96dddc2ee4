package io.wgnetlink.wireguard.internal;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.wireguard.AllowedIpCursor;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceView;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
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
      device.get().close();
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
    Visitor visitor = new Visitor();
    device.accept(visitor);
    return visitor.seen;
  }

  /** Keeps all that it sees, and of secrets that they are there. */
  private static final class Visitor implements DeviceVisitor {
    final List<String> seen = new ArrayList<>();

    @Override
    public void begin(int attempt) {}

    @Override
    public void device(DeviceView device) {
      boolean secret = device.privateKey().map(Visitor::close).isPresent();
      seen.add(device.name() + " " + device.index() + " " + device.listenPort() + " "
          + device.fwmark() + " " + secret + " " + device.publicKey());
      seen.addAll(describe(device.unknownAttributes()));
    }

    @Override
    public void peer(PeerView peer) {
      if (!peer.isContinuation()) {
        boolean secret = peer.presharedKey().map(Visitor::close).isPresent();
        seen.add(peer.publicKey() + " " + peer.endpoint() + " " + endpointParts(peer) + " "
            + peer.persistentKeepaliveSeconds() + " " + peer.handshakeSeconds() + "."
            + peer.handshakeNanos() + " " + Long.toUnsignedString(peer.rxBytes()) + " "
            + Long.toUnsignedString(peer.txBytes()) + " " + secret);
        seen.addAll(describe(peer.unknownAttributes()));
      }
      AllowedIpCursor ips = peer.allowedIps();
      while (ips.next()) {
        seen.add(ips.prefix().toString());
      }
    }

    private static String endpointParts(PeerView peer) {
      return !peer.hasEndpoint()
          ? "nowhere"
          : peer.endpointFamily() + " " + peer.endpointAddressHigh() + " "
              + peer.endpointAddressLow() + " " + peer.endpointPort() + " "
              + peer.endpointScopeId();
    }

    private static List<String> describe(List<UnknownAttribute> unknown) {
      return unknown.stream()
          .map(one -> one.type() + ": " + Arrays.toString(one.payload()))
          .toList();
    }

    private static boolean close(PrivateKey key) {
      key.close();
      return true;
    }

    private static boolean close(PresharedKey key) {
      key.close();
      return true;
    }
  }
}
