package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.net.InterfaceName;
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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases by which the kernel's own tests, {@code wg}'s and those of other libraries are known:
 * what this library writes is told by {@code wg}, and what {@code wg} writes is read by this
 * library. {@link KernelWireGuardTests} has the single ones, {@link DeviceSizeTests} the large
 * ones.
 */
class ConformanceTests {
  private static final InterfaceName WG1 = InterfaceName.of("wg1");

  /**
   * The points of small order on Curve25519, the zero key first; a peer with one never connects.
   */
  private static final List<String> LOW_ORDER_POINTS = List.of(
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  private final Host host = Host.create();

  @AfterEach
  void close() {
    host.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldComeToTheSameStateAsWgWhateverIsWritten(long seed) {
    host.run("ip", "link", "add", "wg1", "type", "wireguard");
    Random random = new Random(seed);
    for (int round = 0; round < 2; round++) {
      DeviceUpdate update = anyUpdate(random);
      host.wireGuard.apply(update);
      host.run("wg", "setconf", "wg1", Host.keyFile(WgText.configuration(update)));
    }

    List<String> byUs = host.run("wg", "show", "wg0", "dump").lines().toList();
    assertThat(byUs).hasSizeGreaterThan(1);
    assertThat(byUs).isEqualTo(host.run("wg", "show", "wg1", "dump").lines().toList());
    assertThat(host.run("wg", "showconf", "wg0")).isEqualTo(host.run("wg", "showconf", "wg1"));
    try (Device ours = host.wireGuard.device(WG0);
        Device theirs = host.wireGuard.device(WG1)) {
      assertThat(WgText.dump(ours)).isEqualTo(byUs);
      assertThat(WgText.dump(theirs)).isEqualTo(byUs);
    }
  }

  /** Returns an update that says all, as {@code wg setconf} does. */
  private static DeviceUpdate anyUpdate(Random random) {
    DeviceUpdate.Builder update = DeviceUpdate.of(WG0)
        .replacePeers()
        .privateKey(PrivateKey.of(bytes(random, 32)))
        .listenPort(1024 + random.nextInt(64_000))
        .fwmark(random.nextInt());
    int peers = 1 + random.nextInt(12);
    for (int i = 0; i < peers; i++) {
      PeerUpdate.Builder peer = PeerUpdate.of(PublicKey.of(bytes(random, 32)))
          .replaceAllowedIps()
          .allowedIps(anyPrefixes(random, i, random.nextInt(i == 0 ? 400 : 6)));
      if (random.nextBoolean()) {
        peer.presharedKey(PresharedKey.of(bytes(random, 32)));
      }
      if (random.nextBoolean()) {
        peer.persistentKeepalive(Duration.ofSeconds(random.nextInt(65536)));
      }
      if (random.nextBoolean()) {
        byte[] address = bytes(random, random.nextBoolean() ? 4 : 16);
        address[0] = 42; // neither multicast nor mapped nor of a link
        peer.endpoint(new Endpoint(IpAddresses.of(address), 1 + random.nextInt(65535), 0));
      }
      update.peer(peer);
    }
    return update.build();
  }

  /** Returns prefixes that no other peer has: their first byte is the peer's. */
  private static List<IpPrefix> anyPrefixes(Random random, int peer, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> {
          byte[] address = bytes(random, random.nextBoolean() ? 4 : 16);
          address[0] = (byte) (32 + peer);
          int longest = 8 * address.length;
          return IpPrefix.of(IpAddresses.of(address), 8 + random.nextInt(longest - 7));
        })
        .toList();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void shouldReadWhatWgWroteOfAnyShape() {
    shouldRead(IntStream.range(0, 40).mapToObj(i -> peer(i, ipv4(i, 52))).toList());
    shouldRead(Stream.concat(
            IntStream.range(0, 29).mapToObj(i -> peer(i, List.of())),
            Stream.of(peer(29, ipv4(29, 2))))
        .toList());
    shouldRead(List.of(peer(0, List.of()), peer(1, ipv6(197))));
    shouldRead(List.of(peer(0, ipv6(197)), peer(1, List.of())));
    List<IpPrefix> many = ipv6(1022);
    shouldRead(List.of(peer(0, many.subList(0, 511)), peer(1, many.subList(511, 1022))));
    shouldRead(List.of());
  }

  /** Lets {@code wg} write these peers, and reads them; then the other way round. */
  private void shouldRead(List<PeerUpdate> peers) {
    DeviceUpdate update =
        DeviceUpdate.of(WG0).replacePeers().listenPort(1).peers(peers).build();
    host.run("wg", "setconf", "wg0", Host.keyFile(WgText.configuration(update)));
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers())
          .isEqualTo(peers.stream()
              .map(p -> Peer.builder(p.publicKey()).allowedIps(p.allowedIps()).build())
              .toList());
    }
    List<String> byWg = host.wgShow("dump");
    host.wireGuard.apply(DeviceUpdate.of(WG0).replacePeers().build());
    host.wireGuard.apply(update);
    assertThat(host.wgShow("dump")).isEqualTo(byWg);
  }

  @Test
  void shouldComeToTheSameStateEachTimeItIsReset() {
    DeviceUpdate update = anyUpdate(new Random(7));
    host.wireGuard.apply(update);
    List<String> first = host.wgShow("dump");
    for (int i = 0; i < 10; i++) {
      host.wireGuard.apply(update);
      try (Device device = host.wireGuard.device(WG0)) {
        assertThat(WgText.dump(device)).isEqualTo(first);
      }
    }
    assertThat(host.wgShow("dump")).isEqualTo(first);
  }

  @Test
  void shouldMovePrefixesFromPeerToPeerUntil512AreLeft() {
    // Peer i takes 2 (i + 1) prefixes, all that the peers before it had among them.
    for (int i = 0; i < 256; i++) {
      host.apply(DeviceUpdate.of(WG0)
          .peer(PeerUpdate.of(key(i)).allowedIps(ipv4(0, i + 1)).allowedIps(ipv6(i + 1))));
    }
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).hasSize(256);
      assertThat(device.peers().stream().mapToInt(p -> p.allowedIps().size()).sum())
          .isEqualTo(512);
      assertThat(device.peer(key(255)).orElseThrow().allowedIps()).hasSize(512);
    }
    assertAllIsWithTheLast();

    host.run("wg", "setconf", "wg0", Host.keyFile(""));
    host.run("wg", "setconf", "wg0", Host.keyFile(peersThatTakeFromOneAnother()));
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).hasSize(256);
      assertThat(device.peers().subList(0, 255))
          .allMatch(peer -> peer.allowedIps().isEmpty());
      assertThat(device.peers().get(255).allowedIps())
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(ipv4(0, 256).stream(), ipv6(256).stream()).toList());
    }
    assertAllIsWithTheLast();
  }

  /** As a file for {@code wg}: this library refuses to give a prefix to two peers at a time. */
  private static String peersThatTakeFromOneAnother() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      String prefixes = Stream.concat(ipv4(0, i + 1).stream(), ipv6(i + 1).stream())
          .map(IpPrefix::toString)
          .collect(Collectors.joining(","));
      text.append("[Peer]\nPublicKey=" + key(i) + "\nAllowedIPs=" + prefixes + "\n");
    }
    return text.toString();
  }

  private void assertAllIsWithTheLast() {
    assertThat(host.wgShow("allowed-ips").stream().filter(line -> !line.endsWith("(none)")))
        .singleElement()
        .satisfies(line -> assertThat(line.split("[\t ]")).hasSize(1 + 512));
  }

  @Test
  void shouldKeepPrefixesThatOverlap() {
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(key(1))
            .allowedIps(prefixes(
                "0.0.0.0/0", "10.0.0.0/8", "100.0.0.0/10", "172.16.0.0/12", "192.168.0.0/16")))
        .peer(PeerUpdate.of(key(2))
            .allowedIps(prefixes("::/0", "1700::/111", "5000::/4", "e000::/37", "9000::/75"))));
    assertThat(host.wgShow("allowed-ips"))
        .containsExactly(
            key(1) + "\t0.0.0.0/0 10.0.0.0/8 100.0.0.0/10 172.16.0.0/12 192.168.0.0/16",
            key(2) + "\t::/0 1700::/111 5000::/4 e000::/37 9000::/75");

    // The same prefix moves, one that contains it or lies in it does not.
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(key(2)).allowedIps(prefixes("0.0.0.0/0", "10.1.0.0/16"))));
    assertThat(host.wgShow("allowed-ips"))
        .containsExactly(
            key(1) + "\t10.0.0.0/8 100.0.0.0/10 172.16.0.0/12 192.168.0.0/16",
            key(2) + "\t::/0 1700::/111 5000::/4 e000::/37 9000::/75 0.0.0.0/0 10.1.0.0/16");

    // What a peer has is put at the end of its list when it is given again.
    host.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(key(1)).allowedIps(prefixes("10.0.0.0/8"))));
    assertThat(host.wgShow("allowed-ips").get(0))
        .isEqualTo(key(1) + "\t100.0.0.0/10 172.16.0.0/12 192.168.0.0/16 10.0.0.0/8");
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers().get(0).allowedIps())
          .isEqualTo(prefixes("100.0.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "10.0.0.0/8"));
    }
  }

  @Test
  void shouldDropHostBitsAsTheKernelDoes() {
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(key(1))
            .allowedIps(prefixes("10.9.8.7/24", "255.255.255.255/1", "fd00:1:2:3:4:5:6:7/49"))));
    host.run("wg", "set", "wg0", "peer", key(2).toBase64(), "allowed-ips", "11.9.8.7/24");
    assertThat(host.wgShow("allowed-ips"))
        .containsExactly(
            key(1) + "\t10.9.8.0/24 128.0.0.0/1 fd00:1:2::/49", key(2) + "\t11.9.8.0/24");
  }

  @Test
  void shouldNeverHaveItselfAsAPeer() {
    PrivateKey own = PrivateKey.generate();
    PublicKey self = own.publicKey();
    host.apply(DeviceUpdate.of(WG0).privateKey(own).peer(PeerUpdate.of(key(1))));

    host.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(self)));
    assertThat(host.wgShow("peers")).as("ignored").containsExactly(key(1).toBase64());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> host.apply(DeviceUpdate.of(WG0).privateKey(own).peer(PeerUpdate.of(self))));
    host.run("wg", "set", "wg0", "peer", self.toBase64());
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).as("ignored").hasSize(1);
    }

    host.apply(DeviceUpdate.of(WG0).removePrivateKey().peer(PeerUpdate.of(self)));
    assertThat(host.wgShow("peers")).containsExactly(key(1).toBase64(), self.toBase64());
    host.apply(DeviceUpdate.of(WG0).privateKey(own));
    assertThat(host.wgShow("peers")).as("removed").containsExactly(key(1).toBase64());
  }

  @Test
  void shouldSendNothingToAPeerOfSmallOrder() {
    host.run("ip", "link", "set", "lo", "up");
    host.run("ip", "link", "set", "wg0", "up");
    host.apply(DeviceUpdate.of(WG0).privateKey(PrivateKey.generate()));
    try (RawWireGuard raw = RawWireGuard.open(host.namespace)) {
      assertThat(raw.set(RawWireGuard.named("wg0")
              .andThen(RawWireGuard.peers(RawWireGuard.key(new byte[32])))))
          .as("the zero key, which only the kernel takes")
          .isEmpty();
    }
    List<PublicKey> points = LOW_ORDER_POINTS.stream()
        .map(hex -> PublicKey.of(HexFormat.of().parseHex(hex)))
        .toList();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerUpdate.of(points.get(0)).build());
    host.apply(DeviceUpdate.of(WG0)
        .peers(points.stream()
            .skip(1)
            .map(point -> PeerUpdate.of(point)
                .endpoint(Endpoint.parse("127.0.0.1:1111"))
                .persistentKeepalive(Duration.ofSeconds(1))
                .build())
            .toList()));
    assertThat(host.wgShow("transfer"))
        .isEqualTo(points.stream().map(point -> point + "\t0\t0").toList());
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).extracting(Peer::publicKey).isEqualTo(points);
    }
    host.run(
        "wg",
        "setconf",
        "wg0",
        Host.keyFile(points.stream()
            .map(point -> "[Peer]\nPublicKey=" + point + "\n")
            .collect(Collectors.joining())));
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).extracting(Peer::publicKey).isEqualTo(points);
    }
  }

  @Test
  void shouldReadScopesAndMappedAddressesOfEndpoints() {
    host.run("wg", "set", "wg0", "peer", key(1).toBase64(), "endpoint", "[fe80::1%lo]:1234");
    host.run("wg", "set", "wg0", "peer", key(2).toBase64(), "endpoint", "[::ffff:127.0.0.1]:99");
    try (Device device = host.wireGuard.device(WG0)) {
      Endpoint scoped = device.peers().get(0).endpoint().orElseThrow();
      assertThat(scoped.scopeId()).isEqualTo(1);
      Endpoint mapped = device.peers().get(1).endpoint().orElseThrow();
      host.apply(DeviceUpdate.of(WG0)
          .replacePeers()
          .peer(PeerUpdate.of(key(1)).endpoint(scoped))
          .peer(PeerUpdate.of(key(2)).endpoint(mapped)));
    }
    assertThat(host.wgShow("endpoints"))
        .containsExactly(key(1) + "\t[fe80::1%lo]:1234", key(2) + "\t[::ffff:127.0.0.1]:99");
  }

  @Test
  void shouldReadMarksBeyondASignedNumberAndPortsThatTheKernelChose() {
    host.run("wg", "set", "wg0", "fwmark", "0xffffffff");
    host.run("ip", "link", "set", "wg0", "up");
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.fwmark()).isEqualTo(-1);
      assertThat(device.listenPort()).isPositive();
      assertThat(host.wgShow("listen-port")).containsExactly("" + device.listenPort());
    }
    host.apply(DeviceUpdate.of(WG0).fwmark(51820));
    assertThat(host.wgShow("fwmark")).containsExactly("0xca6c");
  }

  private static PeerUpdate peer(int number, List<IpPrefix> allowedIps) {
    return PeerUpdate.of(key(number)).allowedIps(allowedIps).build();
  }

  private static List<IpPrefix> ipv4(int net, int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            IpPrefix.of(IpAddresses.of(new byte[] {10, (byte) net, (byte) (i >> 8), (byte) i}), 32))
        .toList();
  }

  private static List<IpPrefix> ipv6(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> {
          byte[] address = Arrays.copyOf(new byte[] {(byte) 0xfd}, 16);
          address[14] = (byte) (i >> 8);
          address[15] = (byte) i;
          return IpPrefix.of(IpAddresses.of(address), 128);
        })
        .toList();
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }
}
