package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.nativetests.SteadyTraffic;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.SyncReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Syncs under traffic: a hub with many peers is synced while it pings one of them, at two
 * interfaces of one other host.
 */
class SyncTests {
  private static final int MANY = 10_000;
  private static final Duration PING_INTERVAL = Duration.ofMillis(4);
  private static final PrivateKey LEFT_KEY = PrivateKey.generate();
  private static final PrivateKey FIRST_KEY = PrivateKey.generate();
  private static final PrivateKey SECOND_KEY = PrivateKey.generate();
  private static final PublicKey FIRST = FIRST_KEY.publicKey();
  private static final PublicKey SECOND = SECOND_KEY.publicKey();
  private static final IpPrefix PINNED = IpPrefix.parse("10.0.0.0/24");
  private static final IpPrefix HOST = IpPrefix.parse("10.0.0.2/32");
  private static final IpPrefix WIDER = IpPrefix.parse("10.0.0.0/23");
  private static final IpPrefix MOVING = IpPrefix.parse("10.0.1.0/24");

  private final Host left = Host.create();
  private final Host right = Host.create();

  @BeforeEach
  void join() {
    try (RouteNetlink netlink = RouteNetlink.open(left.namespace)) {
      netlink.createLink(LinkSpec.veth(InterfaceName.of("eth0"), InterfaceName.of("eth0"))
          .withPeerNamespace(right.namespace));
    }
    right.run("ip", "link", "add", "wg1", "type", "wireguard");
    up(left, "eth0", "192.0.2.1/24");
    up(right, "eth0", "192.0.2.2/24");
    left.apply(DeviceUpdate.of(WG0).privateKey(LEFT_KEY).listenPort(1000));
    listen(WG0, FIRST_KEY, 2000);
    listen(InterfaceName.of("wg1"), SECOND_KEY, 2001);
    up(left, "wg0", "10.0.0.1/16");
    up(right, "wg0", "10.0.0.2/24");
    up(right, "wg1", "10.0.2.2/24");
    // The answers go by wg0 all the time, with its address as their source.
    up(right, "lo", "10.0.1.1/32");
    left.wireGuard.sync(desired(first().allowedIp(PINNED), second()));
    await(() -> left.wgShow("latest-handshakes").stream().noneMatch(line -> line.endsWith("\t0")));
  }

  private static void up(Host host, String link, String address) {
    host.run("ip", "address", "add", address, "dev", link);
    host.run("ip", "link", "set", link, "up");
  }

  private void listen(InterfaceName link, PrivateKey key, int port) {
    right.apply(DeviceUpdate.of(link)
        .privateKey(key)
        .listenPort(port)
        .peer(PeerUpdate.of(LEFT_KEY.publicKey()).allowedIp(IpPrefix.parse("10.0.0.1"))));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @AfterEach
  void close() {
    left.close();
    right.close();
  }

  private static DesiredDevice desired(DesiredPeer.Builder... peers) {
    return desired(Stream.of(peers).map(DesiredPeer.Builder::build).toList());
  }

  private static DesiredDevice desired(List<DesiredPeer> peers) {
    return DesiredDevice.of(WG0)
        .privateKey(LEFT_KEY)
        .listenPort(1000)
        .fwmark(0)
        .peers(peers)
        .build();
  }

  private static DesiredPeer.Builder first() {
    return peer(FIRST, "192.0.2.2:2000");
  }

  private static DesiredPeer.Builder second() {
    return peer(SECOND, "192.0.2.2:2001").allowedIp(IpPrefix.parse("10.0.2.0/24"));
  }

  /** A keepalive that is turned on is sent at once, and so needs a handshake. */
  private static DesiredPeer.Builder peer(PublicKey key, String endpoint) {
    return DesiredPeer.of(key)
        .endpoint(Endpoint.parse(endpoint))
        .persistentKeepalive(Duration.ofSeconds(25));
  }

  @Test
  void shouldLoseNoPacketWhileManyOtherPeersAreSynced() {
    int count = others();
    List<DesiredPeer> others =
        IntStream.range(0, count).mapToObj(i -> other(i, i)).toList();
    List<DesiredPeer> changed = new ArrayList<>(others);
    IntStream.range(0, 10).forEach(i -> changed.set(i * 100, other(i * 100, MANY + i)));
    DesiredDevice few = desired(first().allowedIp(PINNED), second());
    DesiredDevice many = withOthers(others);
    DesiredDevice tenChanged = withOthers(changed);
    try (SteadyTraffic ping = ping("10.0.0.2")) {
      SteadyTraffic.Loss adding =
          sync(ping, many, report -> assertThat(report.added()).hasSize(count));
      SteadyTraffic.Loss changing = sync(ping, tenChanged, report -> {
        assertThat(report.changed()).hasSize(10);
        assertThat(report.update().peers()).hasSize(20);
      });
      Path back = write(many);
      measure(ping, "wg syncconf changes 10 of " + count + " peers", () -> syncconf(back));
      SteadyTraffic.Loss removing =
          sync(ping, few, report -> assertThat(report.removed()).hasSize(count));
      assertThat(List.of(adding.lost(), changing.lost(), removing.lost())).containsOnly(0);
    }
  }

  /** The newest kernel does it with ten thousand, the others with fewer, to be done sooner. */
  private int others() {
    int major = Integer.parseInt(left.run("uname", "-r").split("[.]", 2)[0]);
    return major >= 7 ? MANY : 2000;
  }

  private SteadyTraffic.Loss sync(
      SteadyTraffic ping, DesiredDevice desired, Consumer<SyncReport> check) {
    return measure(ping, "sync", () -> {
      SyncReport report = left.wireGuard.sync(desired);
      System.out.printf(
          "adds %d, changes %d, removes %d peers: ",
          report.added().size(), report.changed().size(), report.removed().size());
      check.accept(report);
    });
  }

  @Test
  void shouldLoseNoPacketWhileAllowedIpsOfThePeerChange() {
    List<IpPrefix> many = IntStream.range(0, 600)
        .mapToObj(i -> IpPrefix.parse("10.1." + (i >> 6) + "." + (i & 63) * 4 + "/30"))
        .toList();
    compare(
        "10.0.0.2",
        "its allowed IPs change",
        List.of(
            desired(first().allowedIps(many).allowedIp(PINNED), second()),
            desired(
                first().allowedIps(many.subList(0, 599)).allowedIp(HOST).allowedIp(PINNED),
                second()),
            desired(first().allowedIps(many.subList(1, 599)).allowedIp(WIDER), second())));
  }

  @Test
  void shouldLoseNoPacketWhileAPrefixMoves() {
    compare(
        "10.0.1.1",
        "its prefix moves",
        List.of(
            desired(first().allowedIps(List.of(PINNED, MOVING)), second()),
            desired(first().allowedIp(PINNED), second().allowedIp(MOVING))));
  }

  /** Goes through the states again and again, by sync and by {@code wg syncconf}. */
  private void compare(String address, String what, List<DesiredDevice> states) {
    List<Path> files = states.stream().map(SyncTests::write).toList();
    try (SteadyTraffic ping = ping(address)) {
      left.wireGuard.sync(states.get(0));
      SteadyTraffic.Loss loss = measure(ping, "48 syncs while " + what, () -> {
        for (int i = 1; i <= 48; i++) {
          assertThat(left.wireGuard.sync(states.get(i % states.size())).sent()).isTrue();
        }
      });
      measure(ping, "6 wg syncconf while " + what, () -> {
        for (int i = 1; i <= 6; i++) {
          syncconf(files.get(i % files.size()));
        }
      });
      assertThat(loss.lost()).isZero();
    }
  }

  @Test
  void shouldKeepSessionsCountersAndRoamedEndpoints() {
    right.apply(DeviceUpdate.of(WG0)
        .listenPort(2005)
        .peer(PeerUpdate.of(LEFT_KEY.publicKey())
            .updateOnly()
            .persistentKeepalive(Duration.ofSeconds(1))));
    await(() -> left.wgShow("endpoints").contains(FIRST + "\t192.0.2.2:2005"));
    List<String> handshakes = left.wgShow("latest-handshakes");
    List<Peer> before = peers();

    DesiredDevice desired =
        desired(first().allowedIps(List.of(PINNED, HOST)), second().allowedIp(MOVING));
    SyncReport report = left.wireGuard.sync(desired);

    assertThat(report.changed()).containsExactly(FIRST, SECOND);
    assertThat(report.roamed()).containsExactly(FIRST);
    assertThat(left.wgShow("latest-handshakes")).isEqualTo(handshakes);
    assertThat(left.wgShow("endpoints"))
        .containsExactly(FIRST + "\t192.0.2.2:2005", SECOND + "\t192.0.2.2:2001");
    for (int i = 0; i < before.size(); i++) {
      assertThat(peers().get(i).rxBytes()).isGreaterThanOrEqualTo(before.get(i).rxBytes());
      assertThat(peers().get(i).txBytes()).isGreaterThanOrEqualTo(before.get(i).txBytes());
    }
    assertThat(left.wireGuard.sync(desired.changedSince(desired)).sent()).isFalse();

    // Forced, it is set, though the peer roams back with its next packet.
    DesiredPeer.Builder forced = first().forceEndpoint().allowedIps(List.of(PINNED, HOST));
    assertThat(left.wireGuard
            .sync(desired(forced, second().allowedIp(MOVING)))
            .update()
            .peers())
        .containsExactly(PeerUpdate.of(FIRST)
            .updateOnly()
            .endpoint(Endpoint.parse("192.0.2.2:2000"))
            .build());
  }

  private List<Peer> peers() {
    try (Device device = left.wireGuard.device(WG0)) {
      return device.peers();
    }
  }

  @Test
  void shouldPlanWithoutChangingAnything() {
    List<String> before = left.wgShow("allowed-ips");
    SyncReport report = left.wireGuard.plan(desired(second().allowedIps(List.of(PINNED, MOVING))));
    assertThat(report.sent()).isFalse();
    assertThat(report.removed()).containsExactly(FIRST);
    assertThat(report.moved()).containsExactly(new SyncReport.Move(PINNED, FIRST, SECOND));
    assertThat(left.wgShow("allowed-ips")).isEqualTo(before);
  }

  @Test
  void shouldRefuseTheDevicesOwnKey() {
    DesiredDevice desired =
        DesiredDevice.of(WG0).peer(DesiredPeer.of(LEFT_KEY.publicKey())).build();
    List<String> before = left.wgShow("peers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> left.wireGuard.sync(desired))
        .withMessageStartingWith("peers[0].publicKey");
    assertThat(left.wgShow("peers")).isEqualTo(before);
  }

  private SteadyTraffic ping(String address) {
    return SteadyTraffic.start(left.namespace, address, PING_INTERVAL, 16, right.namespace);
  }

  private static SteadyTraffic.Loss measure(SteadyTraffic ping, String what, Runnable task) {
    long start = System.nanoTime();
    SteadyTraffic.Loss loss = ping.during(task);
    System.out.printf("%s: %s in %d ms%n", what, loss, (System.nanoTime() - start) / 1_000_000);
    return loss;
  }

  private static DesiredDevice withOthers(List<DesiredPeer> others) {
    List<DesiredPeer> peers = new ArrayList<>(others);
    peers.add(others.size() / 2, first().allowedIp(PINNED).build());
    peers.add(second().build());
    return desired(peers);
  }

  private static DesiredPeer other(int number, int prefix) {
    return DesiredPeer.of(key(number))
        .allowedIp(IpPrefix.parse("10." + (64 + (prefix >> 14)) + "." + (prefix >> 6 & 255) + "."
            + (prefix & 63) * 4 + "/30"))
        .build();
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }

  private void syncconf(Path file) {
    left.run("wg", "syncconf", "wg0", file.toString());
  }

  private static Path write(DesiredDevice desired) {
    StringBuilder text = new StringBuilder("[Interface]\nListenPort = 1000\nPrivateKey = ")
        .append(LEFT_KEY.toBase64())
        .append('\n');
    for (DesiredPeer peer : desired.peers()) {
      text.append("[Peer]\nPublicKey = ").append(peer.publicKey()).append("\nAllowedIPs = ");
      text.append(
          peer.allowedIps().stream().map(IpPrefix::toString).collect(Collectors.joining(",")));
      peer.endpoint().ifPresent(e -> text.append("\nEndpoint = ").append(e));
      peer.persistentKeepalive()
          .ifPresent(d -> text.append("\nPersistentKeepalive = ").append(d.toSeconds()));
      text.append('\n');
    }
    try {
      Path file = Files.createTempFile("wg", ".conf");
      file.toFile().deleteOnExit();
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
