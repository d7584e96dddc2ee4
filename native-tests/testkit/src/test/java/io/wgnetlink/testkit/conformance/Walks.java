package io.wgnetlink.testkit.conformance;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random walks over few keys, prefixes and ports, so that they meet. */
public final class Walks {
  private static final int KEYS = 5;
  private static final List<PrivateKey> PRIVATE_KEYS =
      IntStream.range(0, KEYS).mapToObj(Walks::privateKey).toList();
  private static final List<PublicKey> PUBLIC_KEYS =
      PRIVATE_KEYS.stream().map(PrivateKey::publicKey).toList();

  /** Below those that a kernel chooses from. */
  private static final int FIRST_PORT = 4500;

  private final Random random;

  private Walks(long seed) {
    random = new Random(seed);
  }

  /** Returns walks of at most so many steps. */
  public static Arbitrary<Walk> ofAtMost(int steps) {
    return Arbitraries.longs()
        .map(seed -> new Walks(seed).step())
        .list()
        .ofMinSize(1)
        .ofMaxSize(steps)
        .map(Walk::new);
  }

  private static PrivateKey privateKey(int number) {
    byte[] bytes = new byte[PrivateKey.BYTES];
    new Random(number).nextBytes(bytes);
    return PrivateKey.of(bytes);
  }

  private Walk.Step step() {
    InterfaceName name = random.nextInt(3) > 0 ? Walk.WG0 : Walk.WG1;
    return switch (random.nextInt(8)) {
      case 0 -> new Walk.Up(name);
      case 1 -> new Walk.Down(name);
      default -> new Walk.Apply(update(name));
    };
  }

  private DeviceUpdate update(InterfaceName name) {
    DeviceUpdate.Builder update = DeviceUpdate.of(name);
    if (random.nextInt(3) == 0) {
      update.listenPort(FIRST_PORT + random.nextInt(3));
    }
    if (rarely()) {
      update.fwmark(random.nextInt());
    }
    if (rarely()) {
      update.replacePeers();
    }
    int own = random.nextInt(3 * KEYS);
    if (own < KEYS) {
      update.privateKey(PRIVATE_KEYS.get(own));
    } else if (rarely()) {
      update.removePrivateKey();
    }
    addPeers(update, own);
    return update.build();
  }

  /** An update names no peer with the private key that it sets, and gives no prefix twice. */
  private void addPeers(DeviceUpdate.Builder update, int own) {
    Map<IpPrefix, Integer> given = new HashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      int key = random.nextInt(KEYS);
      if (rarely()) {
        update.peer(PeerUpdate.remove(PUBLIC_KEYS.get(key)));
      } else if (key != own) {
        update.peer(peer(key, given));
      }
    }
  }

  private PeerUpdate peer(int key, Map<IpPrefix, Integer> given) {
    PeerUpdate.Builder peer = PeerUpdate.of(PUBLIC_KEYS.get(key));
    for (int i = random.nextInt(4); i > 0; i--) {
      IpPrefix prefix = prefix();
      if (given.computeIfAbsent(prefix, none -> key) == key) {
        peer.allowedIp(prefix);
      }
    }
    if (rarely()) {
      peer.updateOnly();
    }
    if (rarely()) {
      peer.replaceAllowedIps();
    }
    if (rarely()) {
      peer.endpoint(endpoint());
    }
    if (rarely()) {
      peer.persistentKeepalive(Duration.ofSeconds(random.nextInt(65536)));
    }
    if (rarely()) {
      peer.presharedKey(PresharedKey.of(bytes(PresharedKey.BYTES)));
    } else if (rarely()) {
      peer.removePresharedKey();
    }
    return peer.build();
  }

  /** Returns one of few prefixes, of all lengths from 0. */
  private IpPrefix prefix() {
    AddressFamily family = random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
    byte[] address = new byte[family.bytes()];
    address[0] = (byte) 0xfd;
    address[1] = (byte) (random.nextBoolean() ? 0x80 : 0);
    int length = random.nextInt(6) * family.bits() / 5;
    return IpPrefix.of(IpAddresses.of(address), length);
  }

  private Endpoint endpoint() {
    InetAddress address = IpAddresses.of(bytes(random.nextBoolean() ? 4 : 16));
    boolean scoped = AddressFamily.of(address) == AddressFamily.IPV6 && random.nextBoolean();
    return new Endpoint(address, 1 + random.nextInt(65535), scoped ? random.nextInt() : 0);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private boolean rarely() {
    return random.nextInt(5) == 0;
  }
}
