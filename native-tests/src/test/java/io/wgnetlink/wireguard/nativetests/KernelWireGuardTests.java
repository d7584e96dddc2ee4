package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KernelWireGuardTests {
  private static final PrivateKey KEY = PrivateKey.generate();
  private static final PresharedKey PSK = PresharedKey.generate();
  private static final PublicKey A = PrivateKey.generate().publicKey();
  private static final PublicKey B = PrivateKey.generate().publicKey();
  private static final PublicKey C = PrivateKey.generate().publicKey();

  private final Host host = Host.create();

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void shouldWriteWhatWgReads() {
    host.apply(DeviceUpdate.of(WG0)
        .privateKey(KEY)
        .listenPort(51820)
        .fwmark(0x8000002a)
        .peer(PeerUpdate.of(A)
            .presharedKey(PSK)
            .endpoint(Endpoint.parse("192.0.2.1:51821"))
            .persistentKeepalive(Duration.ofSeconds(65535))
            .allowedIps(prefixes("10.0.0.0/24", "fd00::/64", "0.0.0.0/0")))
        .peer(
            PeerUpdate.of(B).endpoint(Endpoint.parse("[fe80::1%1]:1")).allowedIps(prefixes("::/0")))
        .peer(PeerUpdate.of(C).endpoint(Endpoint.parse("[::ffff:127.0.0.1]:99"))));

    assertThat(host.wgShow("dump"))
        .containsExactly(
            line(KEY.toBase64(), KEY.publicKey(), 51820, "0x8000002a"),
            line(
                A,
                PSK.toBase64(),
                "192.0.2.1:51821",
                "10.0.0.0/24,fd00::/64,0.0.0.0/0",
                0,
                0,
                0,
                65535),
            line(B, "(none)", "[fe80::1%lo]:1", "::/0", 0, 0, 0, "off"),
            line(C, "(none)", "[::ffff:127.0.0.1]:99", "(none)", 0, 0, 0, "off"));
  }

  @Test
  void shouldReadWhatWgWrites() {
    host.run(
        "wg",
        "set",
        "wg0",
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
        "10.0.0.7/24,fd00::1/64",
        "peer",
        B.toBase64(),
        "endpoint",
        "[fe80::1%lo]:1234",
        "allowed-ips",
        "::/0");

    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device)
          .isEqualTo(Device.builder(WG0)
              .index(device.index())
              .privateKey(KEY)
              .publicKey(KEY.publicKey())
              .listenPort(51820)
              .fwmark(0x2a)
              .peer(Peer.builder(A)
                  .presharedKey(PSK)
                  .endpoint(Endpoint.parse("192.0.2.1:51821"))
                  .persistentKeepalive(Duration.ofSeconds(25))
                  .allowedIps(prefixes("10.0.0.0/24", "fd00::/64"))
                  .build())
              .peer(Peer.builder(B)
                  .endpoint(Endpoint.parse("[fe80::1%1]:1234"))
                  .allowedIps(prefixes("::/0"))
                  .build())
              .unknownAttributes(device.unknownAttributes())
              .build());
      assertThat(host.run("ip", "-o", "link", "show", "wg0")).startsWith(device.index() + ": ");
    }
  }

  @Test
  void shouldReadNewDevice() {
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.privateKey()).isEmpty();
      assertThat(device.publicKey()).isEmpty();
      assertThat(device.peers()).isEmpty();
      assertThat(device.listenPort()).isZero();
      assertThat(device.fwmark()).isZero();
    }
  }

  @Test
  void shouldChangeOnlyWhatIsMentioned() {
    host.apply(DeviceUpdate.of(WG0)
        .privateKey(KEY)
        .listenPort(51820)
        .fwmark(7)
        .peer(PeerUpdate.of(A)
            .presharedKey(PSK)
            .persistentKeepalive(Duration.ofSeconds(25))
            .endpoint(Endpoint.parse("192.0.2.1:1"))
            .allowedIps(prefixes("10.0.0.0/24"))));
    List<String> before = host.wgShow("dump");

    host.apply(DeviceUpdate.of(WG0));
    host.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(A)));

    assertThat(host.wgShow("dump")).isEqualTo(before);
  }

  @Test
  void shouldRemoveKeysAndKeepaliveAndMark() {
    host.apply(DeviceUpdate.of(WG0)
        .privateKey(KEY)
        .fwmark(7)
        .peer(PeerUpdate.of(A).presharedKey(PSK).persistentKeepalive(Duration.ofSeconds(25))));
    host.apply(DeviceUpdate.of(WG0)
        .removePrivateKey()
        .fwmark(0)
        .peer(PeerUpdate.of(A).removePresharedKey().persistentKeepalive(Duration.ZERO)));

    assertThat(host.wgShow("dump"))
        .containsExactly(
            line("(none)", "(none)", 0, "off"),
            line(A, "(none)", "(none)", "(none)", 0, 0, 0, "off"));
  }

  @Test
  void shouldReadThatWgRemovedKeysAndKeepaliveAndMark() {
    host.apply(DeviceUpdate.of(WG0)
        .privateKey(KEY)
        .fwmark(7)
        .peer(PeerUpdate.of(A).presharedKey(PSK).persistentKeepalive(Duration.ofSeconds(25))));
    host.run(
        "wg",
        "set",
        "wg0",
        "private-key",
        "/dev/null",
        "fwmark",
        "off",
        "peer",
        A.toBase64(),
        "preshared-key",
        "/dev/null",
        "persistent-keepalive",
        "off");

    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.privateKey()).isEmpty();
      assertThat(device.publicKey()).isEmpty();
      assertThat(device.fwmark()).isZero();
      assertThat(device.peers()).containsExactly(Peer.builder(A).build());
    }
  }

  @Test
  void shouldReadThePrivateKeyAsTheKernelClampsIt() {
    byte[] ones = new byte[PrivateKey.BYTES];
    Arrays.fill(ones, (byte) 0xff);
    PrivateKey unclamped = PrivateKey.of(ones);
    host.apply(DeviceUpdate.of(WG0).privateKey(unclamped));

    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.privateKey()).contains(unclamped.clamped());
      assertThat(device.publicKey()).contains(unclamped.publicKey());
    }
    assertThat(host.wgShow("private-key")).containsExactly(unclamped.clamped().toBase64());

    host.apply(DeviceUpdate.of(WG0).removePrivateKey());
    host.run("wg", "set", "wg0", "private-key", Host.keyFile(unclamped.toBase64()));
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.privateKey()).contains(unclamped.clamped());
    }
  }

  @Test
  void shouldUpdateOnlyPeersThatAreThere() {
    host.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(A)));
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).updateOnly().allowedIps(prefixes("10.0.0.0/8")))
        .peer(PeerUpdate.of(B).updateOnly().allowedIps(prefixes("fd00::/8"))));

    assertThat(host.wgShow("allowed-ips")).containsExactly(A + "\t10.0.0.0/8");
  }

  @Test
  void shouldRemovePeers() {
    host.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(A)).peer(PeerUpdate.of(B)));
    host.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.remove(A)).peer(PeerUpdate.remove(C)));

    assertThat(host.wgShow("peers")).containsExactly(B.toBase64());
  }

  @Test
  void shouldCreateAPeerAnewInOneUpdate() {
    host.apply(
        DeviceUpdate.of(WG0).peer(PeerUpdate.of(A).presharedKey(PSK)).peer(PeerUpdate.of(B)));
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.remove(A))
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/8"))));

    assertThat(host.wgShow("peers")).containsExactly(B.toBase64(), A.toBase64());
    assertThat(host.wgShow("preshared-keys")).containsExactly(B + "\t(none)", A + "\t(none)");
  }

  @Test
  void shouldReplacePeersAndAllowedIps() {
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24")))
        .peer(PeerUpdate.of(B)));
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).replaceAllowedIps().allowedIps(prefixes("10.0.2.0/24"))));
    assertThat(host.wgShow("allowed-ips")).containsExactly(A + "\t10.0.2.0/24", B + "\t(none)");

    host.apply(DeviceUpdate.of(WG0).replacePeers().peer(PeerUpdate.of(C)));
    assertThat(host.wgShow("peers")).containsExactly(C.toBase64());
  }

  @Test
  void shouldMoveAnAllowedIpFromAnotherPeer() {
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24")))
        .peer(PeerUpdate.of(B)));
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(B).updateOnly().allowedIps(prefixes("10.0.0.0/24"))));

    assertThat(host.wgShow("allowed-ips"))
        .containsExactly(A + "\t10.0.1.0/24", B + "\t10.0.0.0/24");
  }

  @Test
  void shouldSayThatThereIsNoSuchInterface() {
    InterfaceName absent = InterfaceName.of("absent0");
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> host.wireGuard.device(absent))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Optional.of(Errno.ENODEV)))
        .withMessageContainingAll("absent0", "ENODEV", host.namespace.toString());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(
            () -> host.wireGuard.apply(DeviceUpdate.of(absent).listenPort(1).build()))
        .satisfies(e -> assertThat(e.is(Errno.ENODEV)).isTrue());
  }

  @Test
  void shouldSayThatAnInterfaceIsNotWireGuards() {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> host.wireGuard.device(InterfaceName.of("lo")))
        .satisfies(e -> assertThat(e.is(Errno.EOPNOTSUPP)).isTrue())
        .withMessageContaining("lo is not a WireGuard interface");
  }

  @Test
  void shouldSayThatThePortIsTaken() {
    host.run("ip", "link", "set", "lo", "up");
    host.run("ip", "link", "add", "wg1", "type", "wireguard");
    host.apply(DeviceUpdate.of(WG0).listenPort(51820));
    host.run("ip", "link", "set", "wg0", "up");
    host.run("ip", "link", "set", "wg1", "up");

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> host.apply(DeviceUpdate.of(InterfaceName.of("wg1")).listenPort(51820)))
        .satisfies(e -> assertThat(e.is(Errno.EADDRINUSE)).isTrue())
        .withMessageContaining("listen port");
  }

  @Test
  void shouldListWireGuardInterfacesOfItsNamespaceOnly() {
    host.run("ip", "link", "add", "wg1", "type", "wireguard");
    host.run("ip", "link", "add", "dummy0", "type", "dummy");
    assertThat(host.wireGuard.interfaces()).containsExactly(WG0, InterfaceName.of("wg1"));
    try (Host other = Host.create()) {
      assertThat(other.wireGuard.interfaces()).containsExactly(WG0);
    }
  }

  @Test
  void shouldOpenTheNamespaceOfTheCallingThread() {
    List<InterfaceName> names = host.namespace.call(() -> {
      try (WireGuard wireGuard = WireGuard.open()) {
        return wireGuard.interfaces();
      }
    });
    assertThat(names).containsExactly(WG0);
  }

  @Test
  void shouldLeaveNoSecretInAClosedDevice() {
    host.apply(DeviceUpdate.of(WG0).privateKey(KEY).peer(PeerUpdate.of(A).presharedKey(PSK)));
    Device device = host.wireGuard.device(WG0);
    assertThat(device.privateKey()).contains(KEY);
    device.close();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> device.privateKey().orElseThrow().toBase64());
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> device.peers().get(0).presharedKey().orElseThrow().toBase64());
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }

  private static String line(Object... fields) {
    return String.join("\t", Stream.of(fields).map(String::valueOf).toList());
  }
}
