package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
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

  /** Prefixes for updates to give and take. */
  private static final List<IpPrefix> POOL = new Generators(1).prefixes(500);

  private final Random random;

  /** Which key is given a prefix of the pool in an update; none below 0. */
  private int[] receivers = {};

  private Generators(long seed) {
    random = new Random(seed);
  }

  static Arbitrary<DeviceUpdate> updates() {
    return Arbitraries.longs().map(seed -> new Generators(seed).update());
  }

  static Arbitrary<Device> devices() {
    return Arbitraries.longs().map(seed -> new Generators(seed).device());
  }

  static Arbitrary<Sync> syncs() {
    return Arbitraries.longs().map(seed -> new Generators(seed).sync());
  }

  /** A device, and what is desired of it. */
  record Sync(Device device, DesiredDevice desired) {}

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
    // One receiver for each prefix: an update does not give one prefix to two peers.
    receivers = random.ints(POOL.size(), -KEYS, KEYS).toArray();
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      int key = random.nextInt(KEYS);
      update.peer(rarely() ? PeerUpdate.remove(key(key)) : peerUpdate(key));
    }
    return update.build();
  }

  private PeerUpdate peerUpdate(int key) {
    PeerUpdate.Builder peer = PeerUpdate.of(key(key));
    int most = rarely() ? POOL.size() : 5;
    for (int i = 0; i < most; i++) {
      int chosen = random.nextInt(POOL.size());
      if (receivers[chosen] == key) {
        peer.allowedIp(POOL.get(chosen));
      } else if (often()) {
        peer.removeAllowedIp(POOL.get(chosen));
      }
    }
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

  private Sync sync() {
    PrivateKey other = PrivateKey.of(bytes(32));
    Device.Builder device = Device.builder(Captures.WG0)
        .listenPort(random.nextInt(3))
        .fwmark(random.nextInt(3))
        .peers(overlappingPeers().values());
    if (often()) {
      PrivateKey key = (often() ? Captures.PRIVATE_KEY : other).clamped();
      device.privateKey(key).publicKey(key.publicKey());
    }
    DesiredDevice.Builder desired = DesiredDevice.of(Captures.WG0);
    if (often()) {
      desired.listenPort(random.nextInt(3)).fwmark(random.nextInt(3));
    }
    if (rarely()) {
      desired.removePrivateKey();
    } else if (often()) {
      desired.privateKey(often() ? Captures.PRIVATE_KEY : other);
    }
    Device before = device.build();
    overlappingPeers().values().forEach(peer -> desired.peer(desired(peer, before)));
    for (IpPrefix prefix : narrow()) {
      if (rarely()) {
        desired.floating(prefix);
      }
    }
    return new Sync(before, desired.build());
  }

  /** Returns the fields of a peer as they are already, or others, and the given allowed IPs. */
  private DesiredPeer desired(Peer peer, Device before) {
    Peer fields = before.peer(peer.publicKey()).filter(p -> often()).orElse(peer);
    DesiredPeer.Builder desired = DesiredPeer.of(peer.publicKey()).allowedIps(peer.allowedIps());
    fields.presharedKey().ifPresent(desired::presharedKey);
    fields.endpoint().ifPresent(desired::endpoint);
    fields.persistentKeepalive().ifPresent(desired::persistentKeepalive);
    if (rarely()) {
      desired.forceEndpoint();
    }
    return desired.build();
  }

  /** Returns peers with prefixes that cover each other, each at one peer or none. */
  private Map<PublicKey, Peer> overlappingPeers() {
    List<List<IpPrefix>> given = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      given.add(new ArrayList<>());
    }
    for (IpPrefix prefix : narrow()) {
      if (often()) {
        given.get(random.nextInt(KEYS)).add(prefix);
      }
    }
    Map<PublicKey, Peer> peers = new LinkedHashMap<>();
    for (int key = 0; key < KEYS; key++) {
      if (often()) {
        peers.put(key(key), peer(key, given.get(key)));
      }
    }
    return peers;
  }

  /** Returns all prefixes of up to 4 bits, 2 bits with IPv6. */
  private static List<IpPrefix> narrow() {
    List<IpPrefix> prefixes = new ArrayList<>();
    for (int length = 0; length <= 4; length++) {
      for (int bits = 0; bits < 1 << length; bits++) {
        byte first = (byte) (bits << (8 - length));
        prefixes.add(IpPrefix.of(IpAddresses.of(new byte[] {first, 0, 0, 0}), length));
        if (length <= 2) {
          byte[] address = new byte[16];
          address[0] = first;
          prefixes.add(IpPrefix.of(IpAddresses.of(address), length));
        }
      }
    }
    return prefixes;
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
    return peer(number, prefixes());
  }

  private Peer peer(int number, List<IpPrefix> allowedIps) {
    Peer.Builder peer = Peer.builder(key(number))
        .rxBytes(often() ? random.nextLong() : 0)
        .txBytes(random.nextLong())
        .persistentKeepalive(Duration.ofSeconds(random.nextInt(65536)))
        .allowedIps(allowedIps);
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

  private List<IpPrefix> prefixes() {
    return prefixes(rarely() ? random.nextInt(200) : random.nextInt(4));
  }

  private List<IpPrefix> prefixes(int count) {
    List<IpPrefix> prefixes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] address = bytes(random.nextBoolean() ? 4 : 16);
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
