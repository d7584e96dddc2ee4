package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random devices and updates, from few keys and prefixes, so that they meet. */
final class Generators {
  private static final int KEYS = 6;

  private final Random random;

  private Generators(long seed) {
    random = new Random(seed);
  }

  static Arbitrary<DeviceUpdate> updates() {
    return Arbitraries.longs().map(seed -> new Generators(seed).update());
  }

  static Arbitrary<Device> devices() {
    return Arbitraries.longs().map(seed -> new Generators(seed).device());
  }

  private DeviceUpdate update() {
    DeviceUpdate.Builder update = DeviceUpdate.of(Captures.WG0);
    if (often()) {
      update.listenPort(random.nextInt(65536));
    }
    if (often()) {
      update.fwmark(random.nextInt());
    }
    if (rarely()) {
      update.replacePeers();
    }
    if (rarely()) {
      update.removePrivateKey();
    } else if (often()) {
      update.privateKey(PrivateKey.of(bytes(32)));
    }
    // One holder for each prefix: an update does not give one prefix to two peers.
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      int key = random.nextInt(KEYS);
      update.peer(rarely() ? PeerUpdate.remove(key(key)) : peerUpdate(key));
    }
    return update.build();
  }

  private PeerUpdate peerUpdate(int key) {
    PeerUpdate.Builder peer = PeerUpdate.of(key(key)).allowedIps(prefixes(key));
    if (often()) {
      peer.endpoint(endpoint());
    }
    if (often()) {
      peer.persistentKeepalive(Duration.ofSeconds(random.nextInt(65536)));
    }
    if (rarely()) {
      peer.removePresharedKey();
    } else if (often()) {
      peer.presharedKey(PresharedKey.of(bytes(32)));
    }
    if (often()) {
      peer.replaceAllowedIps();
    }
    if (rarely()) {
      peer.updateOnly();
    }
    return peer.build();
  }

  private Device device() {
    Device.Builder device = Device.builder(Captures.WG0)
        .index(random.nextInt())
        .listenPort(random.nextInt(65536))
        .fwmark(random.nextInt());
    if (often()) {
      device.privateKey(PrivateKey.of(bytes(32))).publicKey(PublicKey.of(bytes(32)));
    }
    Map<PublicKey, Peer> peers = new LinkedHashMap<>();
    for (int i = 0; i < random.nextInt(10); i++) {
      Peer peer = peer();
      peers.put(peer.publicKey(), peer);
    }
    return device.peers(peers.values()).build();
  }

  private Peer peer() {
    int number = random.nextInt(200);
    Peer.Builder peer = Peer.builder(key(number))
        .rxBytes(random.nextLong())
        .txBytes(random.nextLong())
        .persistentKeepalive(Duration.ofSeconds(random.nextInt(65536)))
        .allowedIps(prefixes(number));
    if (often()) {
      peer.latestHandshake(
          Instant.ofEpochSecond(random.nextInt(1 << 30), 1 + random.nextInt(999_999_999)));
    }
    if (often()) {
      peer.endpoint(endpoint());
    }
    if (often()) {
      peer.presharedKey(PresharedKey.of(bytes(32)));
    }
    return peer.build();
  }

  private List<IpPrefix> prefixes(int key) {
    int count = rarely() ? random.nextInt(200) : random.nextInt(4);
    List<IpPrefix> prefixes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] address = bytes(random.nextBoolean() ? 4 : 16);
      address[0] = (byte) key;
      address[1] &= 0x0f;
      AddressFamily family = AddressFamily.of(IpAddresses.of(address));
      prefixes.add(IpPrefix.of(IpAddresses.of(address), 8 + random.nextInt(family.bits() - 7)));
    }
    return prefixes;
  }

  private Endpoint endpoint() {
    InetAddress address = IpAddresses.of(bytes(random.nextBoolean() ? 4 : 16));
    boolean scoped = AddressFamily.of(address) == AddressFamily.IPV6 && often();
    return new Endpoint(address, 1 + random.nextInt(65535), scoped ? random.nextInt() : 0);
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private boolean often() {
    return random.nextInt(3) > 0;
  }

  private boolean rarely() {
    return random.nextInt(5) == 0;
  }
}
