package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import io.wgnetlink.wireguard.SyncReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SyncPlannerTests {
  private static final PublicKey A = Captures.PEER_1;
  private static final PublicKey B = Captures.PEER_2;
  private static final IpPrefix WIDE = IpPrefix.parse("10.0.0.0/8");
  private static final IpPrefix MIDDLE = IpPrefix.parse("10.1.0.0/16");
  private static final IpPrefix NARROW = IpPrefix.parse("10.1.1.0/24");
  private static final Endpoint HERE = Captures.ENDPOINT_1;
  private static final Endpoint THERE = Captures.ENDPOINT_2;

  @Test
  void shouldSendNothingWhenAllIsAsDesired() {
    Device device = device(Peer.builder(A).allowedIps(List.of(WIDE, NARROW)));
    DesiredDevice desired = desired(DesiredPeer.of(A).allowedIps(List.of(NARROW, WIDE)));
    SyncReport report = Plans.plan(device, desired);
    assertThat(report.isEmpty()).isTrue();
    assertThat(report).hasToString("wg0: as desired");
  }

  @Test
  void shouldGiveACoveredPrefixBeforeItsCoverMovesAway() {
    Device device = device(Peer.builder(A).allowedIp(WIDE), Peer.builder(B));
    DesiredDevice desired =
        desired(DesiredPeer.of(B).allowedIp(WIDE), DesiredPeer.of(A).allowedIp(NARROW));
    assertThat(Plans.plan(device, desired).update().peers())
        .containsExactly(
            PeerUpdate.of(A).updateOnly().allowedIp(NARROW).build(),
            PeerUpdate.of(B).updateOnly().allowedIp(WIDE).build());
  }

  @Test
  void shouldTakeACoverBeforeWhatItCovers() {
    Device device = device(
        Peer.builder(A).allowedIps(List.of(WIDE, NARROW)), Peer.builder(B).allowedIp(MIDDLE));
    DesiredDevice desired = desired(DesiredPeer.of(A).allowedIp(WIDE), DesiredPeer.of(B));
    assertThat(Plans.plan(device, desired).update().peers())
        .containsExactly(
            PeerUpdate.of(B).updateOnly().removeAllowedIp(MIDDLE).build(),
            PeerUpdate.of(A).updateOnly().removeAllowedIp(NARROW).build());
  }

  @Test
  void shouldTakeAnOverlappingPrefixFromAPeerBeforeThePeerGoes() {
    Device device = device(
        Peer.builder(A).allowedIps(List.of(WIDE, NARROW)),
        Peer.builder(B).allowedIps(List.of(MIDDLE, Captures.NET_V6)));
    DesiredDevice desired = desired(DesiredPeer.of(A).allowedIp(WIDE));
    assertThat(Plans.plan(device, desired).update().peers())
        .containsExactly(
            PeerUpdate.of(B).updateOnly().removeAllowedIp(MIDDLE).build(),
            PeerUpdate.of(A).updateOnly().removeAllowedIp(NARROW).build(),
            PeerUpdate.remove(B));
  }

  @Test
  void shouldMovePrefixesOfARemovedPeerBeforeItGoes() {
    Device device = device(Peer.builder(A).allowedIp(WIDE), Peer.builder(B));
    SyncReport report = Plans.plan(device, desired(DesiredPeer.of(B).allowedIp(WIDE)));
    assertThat(report.update().peers())
        .containsExactly(
            PeerUpdate.of(B).updateOnly().allowedIp(WIDE).build(), PeerUpdate.remove(A));
    assertThat(report.moved()).containsExactly(new SyncReport.Move(WIDE, A, B));
    assertThat(report.removed()).containsExactly(A);
    assertThat(report.changed()).containsExactly(B);
  }

  @Test
  void shouldChangeOnlyTheFieldsThatDiffer() {
    PresharedKey psk = PresharedKey.generate();
    Device device = device(Peer.builder(A)
        .presharedKey(psk)
        .endpoint(HERE)
        .persistentKeepalive(Duration.ofSeconds(5)));
    DesiredDevice desired = desired(DesiredPeer.of(A).presharedKey(psk).endpoint(HERE));
    assertThat(Plans.plan(device, desired).update())
        .isEqualTo(DeviceUpdate.of(Captures.WG0)
            .peer(PeerUpdate.of(A).updateOnly().persistentKeepalive(Duration.ZERO))
            .build());
    assertThat(Plans.plan(device, desired(DesiredPeer.of(A))).update().peers())
        .containsExactly(PeerUpdate.of(A)
            .updateOnly()
            .removePresharedKey()
            .persistentKeepalive(Duration.ZERO)
            .build());
  }

  @Test
  void shouldKeepAnEndpointThatMayHaveRoamed() {
    Device device = device(Peer.builder(A).endpoint(THERE).rxBytes(148));
    SyncReport report = Plans.plan(device, desired(DesiredPeer.of(A).endpoint(HERE)));
    assertThat(report.isEmpty()).isTrue();
    assertThat(report.roamed()).containsExactly(A);
    assertThat(report).hasToString("wg0: as desired; endpoint kept at " + A);
  }

  @Test
  void shouldSetTheEndpointOfAPeerThatWasNeverHeardOf() {
    Device device = device(Peer.builder(A).endpoint(THERE), Peer.builder(B).rxBytes(148));
    DesiredDevice desired =
        desired(DesiredPeer.of(A).endpoint(HERE), DesiredPeer.of(B).endpoint(HERE));
    assertThat(Plans.plan(device, desired).update().peers())
        .containsExactly(
            PeerUpdate.of(A).updateOnly().endpoint(HERE).build(),
            PeerUpdate.of(B).updateOnly().endpoint(HERE).build());
  }

  @Test
  void shouldSetAnEndpointWhoseConfigurationChanged() {
    Device device = device(
        Peer.builder(A).endpoint(THERE).rxBytes(148),
        Peer.builder(B).endpoint(THERE).rxBytes(148));
    DesiredDevice previous =
        desired(DesiredPeer.of(A).endpoint(HERE), DesiredPeer.of(B).endpoint(THERE));
    DesiredDevice desired =
        desired(DesiredPeer.of(A).endpoint(HERE), DesiredPeer.of(B).endpoint(HERE));
    SyncReport report = Plans.plan(device, desired.changedSince(previous));
    assertThat(report.update().peers())
        .containsExactly(PeerUpdate.of(B).updateOnly().endpoint(HERE).build());
    assertThat(report.roamed()).containsExactly(A);
  }

  @Test
  void shouldSetAnEndpointThatIsForced() {
    Device device = device(Peer.builder(A).endpoint(THERE).rxBytes(148));
    DesiredDevice desired = desired(DesiredPeer.of(A).endpoint(HERE).forceEndpoint());
    assertThat(Plans.plan(device, desired).update().peers())
        .containsExactly(PeerUpdate.of(A).updateOnly().endpoint(HERE).build());
  }

  @Test
  void shouldLeaveAFloatingPrefixWithItsHolder() {
    Device device = device(Peer.builder(A).allowedIp(WIDE), Peer.builder(B));
    DesiredDevice desired = DesiredDevice.of(Captures.WG0)
        .peer(DesiredPeer.of(A))
        .peer(DesiredPeer.of(B).allowedIp(WIDE))
        .floating(WIDE)
        .build();
    SyncReport report = Plans.plan(device, desired);
    assertThat(report.isEmpty()).isTrue();
    assertThat(report.floating()).containsEntry(WIDE, Optional.of(A));
  }

  @Test
  void shouldGiveAFloatingPrefixThatNoDesiredPeerHoldsToThePeerThatListsIt() {
    Device device = device(Peer.builder(A).allowedIp(WIDE));
    DesiredDevice desired = DesiredDevice.of(Captures.WG0)
        .peer(DesiredPeer.of(B).allowedIps(List.of(WIDE, NARROW)))
        .floating(List.of(WIDE, NARROW, MIDDLE))
        .build();
    SyncReport report = Plans.plan(device, desired);
    assertThat(report.update().peers())
        .containsExactly(
            PeerUpdate.of(B).allowedIps(List.of(WIDE, NARROW)).build(), PeerUpdate.remove(A));
    assertThat(report.floating())
        .containsEntry(WIDE, Optional.of(B))
        .containsEntry(NARROW, Optional.of(B))
        .containsEntry(MIDDLE, Optional.empty());
    assertThat(report.toString())
        .contains(
            "(not sent)", "moved 10.0.0.0/8 from " + A + " to " + B, "10.1.0.0/16 at no peer");
  }

  @Test
  void shouldComparePrivateKeysAsTheKernelStoresThem() {
    byte[] ones = new byte[PrivateKey.BYTES];
    Arrays.fill(ones, (byte) 0xff);
    PrivateKey key = PrivateKey.of(ones);
    Device device = Device.builder(Captures.WG0).privateKey(key.clamped()).build();
    assertThat(plan(device, DesiredDevice.of(Captures.WG0).privateKey(key)).isEmpty())
        .isTrue();
    assertThat(plan(device, DesiredDevice.of(Captures.WG0).privateKey(Captures.PRIVATE_KEY))
            .update()
            .privateKey())
        .contains(Captures.PRIVATE_KEY);
    assertThat(plan(device, DesiredDevice.of(Captures.WG0).removePrivateKey())
            .update()
            .privateKeyRemoved())
        .isTrue();
  }

  @Test
  void shouldAskForANewPortOnlyOfADeviceThatHasOne() {
    DesiredDevice.Builder anyPort = DesiredDevice.of(Captures.WG0).listenPort(0).fwmark(0);
    Device set = Device.builder(Captures.WG0).listenPort(51820).fwmark(1).build();
    assertThat(plan(set, anyPort).update())
        .isEqualTo(DeviceUpdate.of(Captures.WG0).listenPort(0).fwmark(0).build());
    assertThat(plan(Device.builder(Captures.WG0).build(), anyPort).isEmpty()).isTrue();
  }

  @Test
  void shouldRefuseTheKeyThatTheDeviceHasAsPeer() {
    Device device = Device.builder(Captures.WG0)
        .privateKey(Captures.PRIVATE_KEY)
        .publicKey(Captures.PRIVATE_KEY.publicKey())
        .build();
    DesiredPeer self = DesiredPeer.of(Captures.PRIVATE_KEY.publicKey()).build();
    DesiredDevice.Builder desired =
        DesiredDevice.of(Captures.WG0).peer(DesiredPeer.of(A)).peer(self);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(device, desired))
        .withMessageStartingWith("peers[1].publicKey");
    assertThat(plan(device, desired.privateKey(PrivateKey.generate())).added()).hasSize(2);
  }

  private static SyncReport plan(Device device, DesiredDevice.Builder desired) {
    return Plans.plan(device, desired.build());
  }

  private static Device device(Peer.Builder... peers) {
    return Device.builder(Captures.WG0)
        .peers(Arrays.stream(peers).map(Peer.Builder::build).toList())
        .build();
  }

  private static DesiredDevice desired(DesiredPeer.Builder... peers) {
    return DesiredDevice.of(Captures.WG0)
        .peers(Arrays.stream(peers).map(DesiredPeer.Builder::build).toList())
        .build();
  }
}
