package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerStatistics;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Devices that wireguard-go serves, beside one of the kernel. */
class UserspaceTests {
  private static final InterfaceName TUN = InterfaceName.of("wgu0");
  private static final PrivateKey KEY = PrivateKey.generate();
  private static final PresharedKey PSK = PresharedKey.generate();
  private static final PublicKey A = PrivateKey.generate().publicKey();
  private static final PublicKey B = PrivateKey.generate().publicKey();

  private final Host host = Host.create();
  private final WireguardGo daemon = WireguardGo.start(host.namespace, TUN);

  @AfterEach
  void close() {
    daemon.close();
    host.close();
  }

  @Test
  void shouldWriteWhatWgReads() {
    apply(DeviceUpdate.of(TUN)
        .privateKey(KEY)
        .listenPort(51820)
        .fwmark(0x8000002a)
        .peer(PeerUpdate.of(A)
            .presharedKey(PSK)
            .endpoint(Endpoint.parse("192.0.2.1:51821"))
            .persistentKeepalive(Duration.ofSeconds(65535))
            .allowedIps(prefixes("10.0.0.0/24", "fd00::/64", "0.0.0.0/0")))
        .peer(PeerUpdate.of(B)
            .endpoint(Endpoint.parse("[::ffff:127.0.0.1]:99"))
            .allowedIps(prefixes("::/0"))));

    assertThat(dump())
        .satisfies(lines -> assertThat(lines.get(0))
            .isEqualTo(line(KEY.toBase64(), KEY.publicKey(), 51820, "0x8000002a")))
        .hasSize(3)
        .anySatisfy(peer -> assertThat(peer)
            .startsWith(line(A, PSK.toBase64(), "192.0.2.1:51821") + "\t")
            .contains("10.0.0.0/24", "fd00::/64", "0.0.0.0/0")
            .endsWith("\t0\t0\t0\t65535"))
        .contains(line(B, "(none)", "[::ffff:127.0.0.1]:99", "::/0", 0, 0, 0, "off"));

    apply(DeviceUpdate.of(TUN)
        .removePrivateKey()
        .fwmark(0)
        .peer(PeerUpdate.of(A)
            .removePresharedKey()
            .persistentKeepalive(Duration.ZERO)
            .replaceAllowedIps())
        .peer(PeerUpdate.remove(B)));
    assertThat(dump())
        .containsExactly(
            line("(none)", "(none)", 51820, "off"),
            line(A, "(none)", "192.0.2.1:51821", "(none)", 0, 0, 0, "off"));
  }

  @Test
  void shouldReadWhatWgWrites() {
    try (Device fresh = host.wireGuard.device(TUN)) {
      assertThat(fresh.privateKey()).isEmpty();
      assertThat(fresh.publicKey()).isEmpty();
      assertThat(fresh.peers()).isEmpty();
    }
    host.run(
        "wg",
        "set",
        "wgu0",
        "private-key",
        Host.keyFile(KEY.toBase64()),
        "listen-port",
        "51820",
        "fwmark",
        "0x2a",
        "peer",
        A.toBase64(),
        "preshared-key",
        Host.keyFile(PSK.toBase64()),
        "endpoint",
        "192.0.2.1:51821",
        "persistent-keepalive",
        "25",
        "allowed-ips",
        "10.0.0.7/24");

    try (Device device = host.wireGuard.device(TUN)) {
      assertThat(device)
          .isEqualTo(Device.builder(TUN)
              .index(device.index())
              .privateKey(KEY)
              .publicKey(KEY.publicKey())
              .listenPort(51820)
              .fwmark(0x2a)
              .peer(Peer.builder(A)
                  .presharedKey(PSK)
                  .endpoint(Endpoint.parse("192.0.2.1:51821"))
                  .persistentKeepalive(Duration.ofSeconds(25))
                  .allowedIps(prefixes("10.0.0.0/24"))
                  .build())
              .build());
      assertThat(host.run("ip", "-o", "link", "show", "wgu0")).startsWith(device.index() + ": ");
    }
  }

  @Test
  void shouldListBothKindsOfItsNamespaceOnly() {
    host.run("ip", "tuntap", "add", "dev", "plain0", "mode", "tun");
    assertThat(host.wireGuard.interfaces()).containsExactly(WG0, TUN);
    try (Host other = Host.create()) {
      assertThat(other.wireGuard.interfaces()).containsExactly(WG0);
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> other.wireGuard.device(TUN))
          .satisfies(e -> assertThat(e.is(Errno.ENODEV)).isTrue())
          .withMessageContainingAll(daemon.socket.toString(), "of another namespace");
    }
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> host.wireGuard.device(InterfaceName.of("plain0")))
        .satisfies(e -> assertThat(e.is(Errno.EOPNOTSUPP)).isTrue());
  }

  @Test
  void shouldChangePeersAndTheirAllowedIps() {
    apply(DeviceUpdate.of(TUN)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24", "fd00::/8")))
        .peer(PeerUpdate.of(B).updateOnly().allowedIps(prefixes("10.9.0.0/16"))));
    assertThat(allowedIps(A)).contains("10.0.0.0/24", "10.0.1.0/24", "fd00::/8");
    assertThat(host.run("wg", "show", "wgu0", "peers")).doesNotContain(B.toBase64());

    apply(DeviceUpdate.of(TUN).peer(PeerUpdate.of(B).allowedIps(prefixes("10.0.1.0/24"))));
    assertThat(allowedIps(A)).doesNotContain("10.0.1.0/24");
    assertThat(allowedIps(B)).contains("10.0.1.0/24");

    // What B has is not A's to lose.
    apply(DeviceUpdate.of(TUN)
        .peer(PeerUpdate.of(A)
            .removeAllowedIp(IpPrefix.parse("10.0.0.0/24"))
            .removeAllowedIp(IpPrefix.parse("10.0.1.0/24"))));
    assertThat(host.run("wg", "show", "wgu0", "allowed-ips").lines())
        .containsExactlyInAnyOrder(A + "\tfd00::/8", B + "\t10.0.1.0/24");

    apply(DeviceUpdate.of(TUN).replacePeers().peer(PeerUpdate.of(B)));
    assertThat(host.run("wg", "show", "wgu0", "allowed-ips").lines())
        .containsExactly(B + "\t(none)");
  }

  /**
   * Without the library, which asks each time: so it is known here in which of its two ways the
   * test above went.
   */
  @Test
  void shouldKnowSingleRemovalsFromTheVersionOnThatTheyCameWith() {
    apply(DeviceUpdate.of(TUN).peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24"))));
    String reply = daemon.ask("set=1\npublic_key=" + HexFormat.of().formatHex(A.bytes())
        + "\nupdate_only=true\nallowed_ip=-10.0.0.0/24\n\n");
    boolean removes = WireguardGo.version() >= 20250522;
    System.out.printf("wireguard-go of %d removes: %s%n", WireguardGo.version(), removes);
    assertThat(reply).isEqualTo(removes ? "errno=0\n\n" : "errno=-22\n\n");
    assertThat(allowedIps(A)).isEqualTo(A + "\t" + (removes ? "(none)" : "10.0.0.0/24"));
  }

  @Test
  void shouldSendAndReadMorePeersThanOneRequestHolds() {
    List<PeerUpdate> peers = IntStream.range(1, 500)
        .mapToObj(i -> PeerUpdate.of(
                PublicKey.of(ByteBuffer.allocate(32).putInt(28, i).array()))
            .allowedIps(prefixes("10." + i / 256 + "." + i % 256 + ".0/24"))
            .build())
        .toList();
    apply(DeviceUpdate.of(TUN).peers(peers));
    try (Device device = host.wireGuard.device(TUN)) {
      assertThat(device.peers()).hasSize(499).allMatch(peer -> peer.allowedIps().size() == 1);
    }
    assertThat(host.run("wg", "show", "wgu0", "peers").lines()).hasSize(499);
  }

  @Test
  void shouldSayThatThePortIsTaken() {
    host.run("ip", "link", "set", "lo", "up");
    host.apply(DeviceUpdate.of(WG0).listenPort(51820));
    host.run("ip", "link", "set", "wg0", "up");
    host.run("ip", "link", "set", "wgu0", "up");
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> apply(DeviceUpdate.of(TUN).listenPort(51820)))
        .satisfies(e -> assertThat(e.is(Errno.EADDRINUSE)).isTrue())
        .withMessageContainingAll("listen port", daemon.socket.toString());
  }

  @Test
  void shouldReportADaemonThatHasEnded() {
    daemon.kill();
    assertThat(host.wireGuard.interfaces()).containsExactly(WG0);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> host.wireGuard.device(TUN))
        .satisfies(e -> assertThat(e.is(Errno.ENODEV)).isTrue())
        .withMessageContaining(daemon.socket.toString());

    host.run("ip", "tuntap", "add", "dev", "wgu0", "mode", "tun");
    assertThat(host.wireGuard.interfaces()).containsExactly(WG0);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> apply(DeviceUpdate.of(TUN).privateKey(KEY)))
        .withMessageContainingAll(daemon.socket.toString(), "ECONNREFUSED", "start it again");
    assertThat(daemon.socket).exists();
  }

  @Test
  void shouldFollowHandshakesWithTheKernel() {
    PrivateKey kernelKey = PrivateKey.generate();
    host.run("ip", "link", "set", "lo", "up");
    host.run("ip", "link", "set", "wg0", "up");
    host.run("ip", "link", "set", "wgu0", "up");
    apply(DeviceUpdate.of(TUN)
        .privateKey(KEY)
        .listenPort(51822)
        .peer(PeerUpdate.of(kernelKey.publicKey()).allowedIps(prefixes("10.0.0.1/32"))));
    List<PeerStatistics> handshakes = new ArrayList<>();
    DeviceMonitor monitor = DeviceMonitor.of(host.wireGuard, TUN, new DeviceMonitor.Listener() {
      @Override
      public void handshakeAdvanced(PeerStatistics now, PeerStatistics previous) {
        handshakes.add(now);
      }
    });
    monitor.poll();
    host.apply(DeviceUpdate.of(WG0)
        .privateKey(kernelKey)
        .listenPort(51821)
        .peer(PeerUpdate.of(KEY.publicKey())
            .endpoint(Endpoint.parse("127.0.0.1:51822"))
            .persistentKeepalive(Duration.ofSeconds(1))));
    await(() -> {
      monitor.poll();
      return !handshakes.isEmpty();
    });
    Instant handshake = handshakes.get(0).latestHandshake().orElseThrow();
    assertThat(host.run("wg", "show", "wgu0", "latest-handshakes"))
        .isEqualTo(kernelKey.publicKey() + "\t" + handshake.getEpochSecond() + "\n");
    assertThat(handshakes.get(0).endpoint()).contains(Endpoint.parse("127.0.0.1:51821"));
  }

  private static void await(BooleanSupplier condition) {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private void apply(DeviceUpdate.Builder update) {
    host.wireGuard.apply(update.build());
  }

  private List<String> dump() {
    return host.run("wg", "show", "wgu0", "dump").lines().toList();
  }

  private String allowedIps(PublicKey peer) {
    return host.run("wg", "show", "wgu0", "allowed-ips")
        .lines()
        .filter(line -> line.startsWith(peer.toBase64()))
        .findFirst()
        .orElseThrow();
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }

  private static String line(Object... fields) {
    return String.join("\t", Stream.of(fields).map(String::valueOf).toList());
  }
}
