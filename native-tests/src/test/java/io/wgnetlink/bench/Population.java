package io.wgnetlink.bench;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The peers of the benchmarks: numbered, with one allowed IP each. */
final class Population {
  private Population() {}

  static DeviceUpdate update(InterfaceName name, int peers) {
    DeviceUpdate.Builder update = DeviceUpdate.of(name);
    for (int i = 0; i < peers; i++) {
      update.peer(PeerUpdate.of(key(i)).allowedIp(prefix(i)).build());
    }
    return update.build();
  }

  /** Returns a file that says the same in the format of {@code wg}. */
  static Path file(int peers) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < peers; i++) {
      text.append("[Peer]\nPublicKey = ").append(key(i).toBase64());
      text.append("\nAllowedIPs = ").append(prefix(i)).append('\n');
    }
    try {
      Path file = Files.createTempFile("peers", ".conf");
      file.toFile().deleteOnExit();
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }

  static IpPrefix prefix(int number) {
    byte[] address = ByteBuffer.allocate(4).putInt(0x0a00_0000 + number).array();
    return IpPrefix.host(IpAddresses.of(address));
  }
}
