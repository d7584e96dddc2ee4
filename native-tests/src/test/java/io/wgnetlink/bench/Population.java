package io.wgnetlink.bench;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The peers of the benchmarks: numbered, with one allowed IP each. */
final class Population {
  private static final int PORT = 51820;

  private Population() {}

  static DeviceUpdate update(InterfaceName name, int peers) {
    DeviceUpdate.Builder update = DeviceUpdate.of(name).listenPort(PORT);
    for (int i = 0; i < peers; i++) {
      update.peer(PeerUpdate.of(key(i)).allowedIp(prefix(i)).build());
    }
    return update.build();
  }

  /** The same device as a wish, of which some peers differ: half of them by one more allowed IP. */
  static DesiredDevice desired(InterfaceName name, int peers, int changed) {
    DesiredDevice.Builder device = DesiredDevice.of(name).listenPort(PORT);
    for (int i = 0; i < peers; i++) {
      DesiredPeer.Builder peer = DesiredPeer.of(key(i))
          .persistentKeepalive(Duration.ofSeconds(keepalive(i, changed)))
          .allowedIp(prefix(i));
      if (hasMore(i, changed)) {
        peer.allowedIp(prefix(peers + i));
      }
      device.peer(peer);
    }
    return device.build();
  }

  /** Returns a file that says the same in the format of {@code wg}. */
  static Path file(int peers, int changed) {
    StringBuilder text =
        new StringBuilder("[Interface]\nListenPort = ").append(PORT).append('\n');
    for (int i = 0; i < peers; i++) {
      text.append("[Peer]\nPublicKey = ").append(key(i).toBase64());
      text.append("\nPersistentKeepalive = ").append(keepalive(i, changed));
      text.append("\nAllowedIPs = ").append(prefix(i));
      text.append(hasMore(i, changed) ? ", " + prefix(peers + i) + "\n" : "\n");
    }
    try {
      Path file = Files.createTempFile("peers", ".conf");
      file.toFile().deleteOnExit();
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int keepalive(int number, int changed) {
    return number < changed && number % 2 == 0 ? 25 : 0;
  }

  private static boolean hasMore(int number, int changed) {
    return number < changed && number % 2 == 1;
  }

  static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }

  static IpPrefix prefix(int number) {
    byte[] address = ByteBuffer.allocate(4).putInt(0x0a00_0000 + number).array();
    return IpPrefix.host(IpAddresses.of(address));
  }
}
