package io.wgnetlink.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateTests {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final PublicKey A = key(1);
  private static final PublicKey B = key(2);
  private static final IpPrefix PREFIX = IpPrefix.parse("fd00::/64");

  @Test
  void shouldRefuseZeroPublicKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerUpdate.of(key(0)).build())
        .withMessageStartingWith("publicKey");
    assertThatIllegalArgumentException().isThrownBy(() -> PeerUpdate.remove(key(0)));
  }

  @Test
  void shouldRefuseOwnKeyAsPeer() {
    PrivateKey own = PrivateKey.generate();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeviceUpdate.of(WG0)
            .privateKey(own)
            .peer(PeerUpdate.of(A))
            .peer(PeerUpdate.of(own.publicKey()))
            .build())
        .withMessageStartingWith("peers[1].publicKey");
    assertThat(DeviceUpdate.of(WG0)
            .privateKey(own)
            .peer(PeerUpdate.remove(own.publicKey()))
            .build()
            .peers())
        .hasSize(1);
  }

  @Test
  void shouldRefuseZeroSecrets() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> DeviceUpdate.of(WG0).privateKey(PrivateKey.of(new byte[32])).build())
        .withMessageStartingWith("privateKey");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PeerUpdate.of(A).presharedKey(PresharedKey.of(new byte[32])).build())
        .withMessageStartingWith("presharedKey");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void shouldRefusePortOutOfRange(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeviceUpdate.of(WG0).listenPort(port).build())
        .withMessageStartingWith("listenPort");
  }

  @Test
  void shouldRefuseEndpointWithPortZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PeerUpdate.of(A).endpoint(Endpoint.parse("192.0.2.1:0")).build())
        .withMessageStartingWith("endpoint");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1S", "PT65536S", "PT0.5S", "PT1.000000001S"})
  void shouldRefuseKeepaliveThatIsNotWholeSecondsInRange(String interval) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PeerUpdate.of(A).persistentKeepalive(Duration.parse(interval)).build())
        .withMessageStartingWith("persistentKeepalive");
  }

  @Test
  void shouldRefuseContradictions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeviceUpdate.of(WG0)
            .privateKey(PrivateKey.generate())
            .removePrivateKey()
            .build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerUpdate.of(A)
            .presharedKey(PresharedKey.generate())
            .removePresharedKey()
            .build());
  }

  @Test
  void shouldRefuseOnePrefixForTwoPeers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeviceUpdate.of(WG0)
            .peer(PeerUpdate.of(A).allowedIp(PREFIX))
            .peer(PeerUpdate.of(B).allowedIp(PREFIX))
            .build())
        .withMessageContainingAll("peers[1].allowedIps", "fd00::/64", A.toBase64());
    assertThat(DeviceUpdate.of(WG0)
            .peer(PeerUpdate.of(A).allowedIp(PREFIX))
            .peer(PeerUpdate.of(A).allowedIp(PREFIX))
            .build()
            .peers())
        .hasSize(2);
  }

  @Test
  void shouldMoveAPrefixThatOnePeerLosesAndAnotherGets() {
    IpPrefix other = IpPrefix.parse("fd01::/64");
    DeviceUpdate update = DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).removeAllowedIps(List.of(PREFIX, other)))
        .peer(PeerUpdate.of(B).allowedIp(PREFIX))
        .build();
    assertThat(update.peers())
        .containsExactly(
            PeerUpdate.of(A).removeAllowedIp(other).build(),
            PeerUpdate.of(B).allowedIp(PREFIX).build());
  }

  @Test
  void shouldRefuseToGiveAndTakeOnePrefix() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PeerUpdate.of(A).allowedIp(PREFIX).removeAllowedIp(PREFIX).build())
        .withMessageContainingAll("allowedIpsRemoved", "fd00::/64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeviceUpdate.of(WG0)
            .peer(PeerUpdate.of(A).removeAllowedIp(PREFIX))
            .peer(PeerUpdate.of(A).allowedIp(PREFIX))
            .build())
        .withMessageContainingAll("peers[0].allowedIpsRemoved", "fd00::/64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PeerUpdate(
            A,
            true,
            false,
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            false,
            List.of(),
            List.of(PREFIX)));
  }

  @Test
  void shouldRefuseDesiredDevicesThatTheKernelWouldMisread() {
    PrivateKey own = PrivateKey.generate();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DesiredDevice.of(WG0)
            .privateKey(own)
            .peer(DesiredPeer.of(A))
            .peer(DesiredPeer.of(own.publicKey()))
            .build())
        .withMessageStartingWith("peers[1].publicKey");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DesiredDevice.of(WG0)
            .peer(DesiredPeer.of(A))
            .peer(DesiredPeer.of(A))
            .build())
        .withMessageStartingWith("peers[1].publicKey");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DesiredDevice.of(WG0)
            .peer(DesiredPeer.of(A).allowedIp(PREFIX))
            .peer(DesiredPeer.of(B).allowedIp(PREFIX))
            .build())
        .withMessageContainingAll("peers[1].allowedIps", "fd00::/64", A.toBase64());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> DesiredDevice.of(WG0).privateKey(own).removePrivateKey().build())
        .withMessageStartingWith("privateKey");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DesiredDevice.of(WG0).listenPort(65536).build())
        .withMessageStartingWith("listenPort");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DesiredPeer.of(key(0)).build())
        .withMessageStartingWith("publicKey");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> DesiredPeer.of(A).presharedKey(PresharedKey.of(new byte[32])).build())
        .withMessageStartingWith("presharedKey");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> DesiredPeer.of(A).endpoint(Endpoint.parse("192.0.2.1:0")).build())
        .withMessageStartingWith("endpoint");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            DesiredPeer.of(A).persistentKeepalive(Duration.ofSeconds(65536)).build())
        .withMessageStartingWith("persistentKeepalive");
  }

  @Test
  void shouldNormaliseDesiredPeersAsTheKernelDoes() {
    DesiredPeer peer = DesiredPeer.of(A)
        .persistentKeepalive(Duration.ZERO)
        .allowedIp(IpPrefix.parse("10.9.8.7/24"))
        .allowedIp(IpPrefix.parse("10.9.8.0/24"))
        .build();
    assertThat(peer.persistentKeepalive()).isEmpty();
    assertThat(peer.allowedIps()).containsExactly(IpPrefix.parse("10.9.8.0/24"));
  }

  @Test
  void shouldRemoveAndCreateOnePeerInOneUpdate() {
    DeviceUpdate update = DeviceUpdate.of(WG0)
        .peer(PeerUpdate.remove(A))
        .peer(PeerUpdate.of(A).allowedIps(List.of(PREFIX)))
        .build();
    assertThat(update.peers()).extracting(PeerUpdate::removed).containsExactly(true, false);
  }

  @Test
  void shouldNotPrintSecrets() {
    PrivateKey own = PrivateKey.generate();
    PresharedKey psk = PresharedKey.generate();
    DeviceUpdate update = DeviceUpdate.of(WG0)
        .privateKey(own)
        .peer(PeerUpdate.of(A).presharedKey(psk))
        .build();
    assertThat(update.toString())
        .contains("redacted")
        .doesNotContain(own.toBase64(), psk.toBase64());
    DesiredDevice desired = DesiredDevice.of(WG0)
        .privateKey(own)
        .peer(DesiredPeer.of(A).presharedKey(psk))
        .build();
    assertThat(desired.toString())
        .contains("redacted")
        .doesNotContain(own.toBase64(), psk.toBase64());
    Device device = Device.builder(WG0)
        .privateKey(own)
        .peer(Peer.builder(A).presharedKey(psk).build())
        .build();
    assertThat(device.toString()).doesNotContain(own.toBase64(), psk.toBase64());
  }

  static PublicKey key(int first) {
    byte[] bytes = new byte[PublicKey.BYTES];
    bytes[0] = (byte) first;
    bytes[1] = (byte) (first >> 8);
    return PublicKey.of(bytes);
  }
}
