package io.wgnetlink.wireguard.internal;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.Device;
import java.util.Optional;

/**
 * Fuzz target: what a userspace daemon answers to {@code get=1}. A reply becomes a device, or says
 * that the request failed, or is refused by the one exception.
 */
public final class UapiReplyFuzzer {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");

  private UapiReplyFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.watch(input.length, () -> decode(input)).ifPresent(UapiReplyFuzzer::check);
  }

  private static Optional<Device> decode(byte[] input) {
    try {
      return UapiDeviceDecoder.decode(WG0, input);
    } catch (MalformedReplyException e) {
      return Optional.empty();
    }
  }

  private static void check(Device device) {
    try (device) {
      if (device.privateKey().isPresent() != device.publicKey().isPresent()) {
        throw new AssertionError("a device with half of its keys: " + device);
      }
      device.peers().forEach(peer -> {
        if (!device.peer(peer.publicKey()).isPresent()) {
          throw new AssertionError("a peer that cannot be found: " + peer);
        }
      });
    }
  }
}
