package io.wgnetlink.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceView;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.SyncReport;
import io.wgnetlink.wireguard.WireGuard;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link WireGuard} does, seen through that interface alone: a subclass gives the
 * machine.
 */
public abstract class WireGuardConformance {
  protected static final InterfaceName WG0 = InterfaceName.of("wg0");
  protected static final InterfaceName WG1 = InterfaceName.of("wg1");

  private static final PublicKey A = key(1);
  private static final PublicKey B = key(2);
  private static final PublicKey C = key(3);

  private Machine machine;
  private WireGuard wireGuard;

  /** Returns a machine with the interface {@code wg0}, which is down. */
  protected abstract Machine createMachine();

  @BeforeEach
  void create() {
    machine = createMachine();
    wireGuard = machine.wireGuard();
  }

  @AfterEach
  void close() {
    machine.close();
  }

  // ---- write, read back -----------------------------------------------------------------------

  @Test
  void shouldShowANewDeviceEmpty() {
    try (Device device = wireGuard.device(WG0)) {
      assertThat(device)
          .isEqualTo(Device.builder(WG0)
              .index(device.index())
              .listenPort(portOfADeviceThatIsDown())
              .unknownAttributes(device.unknownAttributes())
              .build());
      assertThat(device.index()).isPositive();
    }
  }

  @Test
  void shouldReadBackWhatWasWritten() {
    try (PrivateKey privateKey = PrivateKey.generate();
        PresharedKey presharedKey = PresharedKey.generate()) {
      wireGuard.apply(DeviceUpdate.of(WG0)
          .privateKey(privateKey)
          .listenPort(51820)
          .fwmark(0x8000002a)
          .peer(PeerUpdate.of(A)
              .presharedKey(presharedKey)
              .endpoint(Endpoint.parse("192.0.2.1:51821"))
              .persistentKeepalive(Duration.ofSeconds(25))
              .allowedIps(prefixes("10.0.0.0/24", "fd00::/64", "0.0.0.0/0", "::1/128")))
          .peer(PeerUpdate.of(B).endpoint(Endpoint.parse("[2001:db8::1]:65535")))
          .build());

      Device expected = Device.builder(WG0)
          .privateKey(privateKey)
          .publicKey(privateKey.publicKey())
          .listenPort(51820)
          .fwmark(0x8000002a)
          .peer(Peer.builder(A)
              .presharedKey(presharedKey)
              .endpoint(Endpoint.parse("192.0.2.1:51821"))
              .persistentKeepalive(Duration.ofSeconds(25))
              .allowedIps(prefixes("10.0.0.0/24", "fd00::/64", "0.0.0.0/0", "::1/128"))
              .build())
          .peer(Peer.builder(B).endpoint(Endpoint.parse("[2001:db8::1]:65535")).build())
          .build();
      assertThat(snapshot(WG0)).isEqualTo(snapshot(expected));
    }
  }

  @Test
  void shouldChangeOnlyWhatIsMentioned() {
    try (PrivateKey privateKey = PrivateKey.generate();
        PresharedKey presharedKey = PresharedKey.generate()) {
      wireGuard.apply(DeviceUpdate.of(WG0)
          .privateKey(privateKey)
          .listenPort(51820)
          .fwmark(7)
          .peer(PeerUpdate.of(A)
              .presharedKey(presharedKey)
              .endpoint(Endpoint.parse("192.0.2.1:1"))
              .persistentKeepalive(Duration.ofSeconds(65535))
              .allowedIps(prefixes("10.0.0.0/24")))
          .build());
      String before = snapshot(WG0);

      wireGuard.apply(DeviceUpdate.of(WG0).build());
      wireGuard.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(A)).build());

      assertThat(snapshot(WG0)).isEqualTo(before);
    }
  }

  @Test
  void shouldRemoveKeysAndMarkAndKeepalive() {
    try (PrivateKey privateKey = PrivateKey.generate();
        PresharedKey presharedKey = PresharedKey.generate()) {
      wireGuard.apply(DeviceUpdate.of(WG0)
          .privateKey(privateKey)
          .listenPort(51820)
          .fwmark(7)
          .peer(PeerUpdate.of(A)
              .presharedKey(presharedKey)
              .persistentKeepalive(Duration.ofSeconds(1)))
          .build());
    }
    wireGuard.apply(DeviceUpdate.of(WG0)
        .removePrivateKey()
        .fwmark(0)
        .peer(PeerUpdate.of(A).removePresharedKey().persistentKeepalive(Duration.ZERO))
        .build());

    Device bare =
        Device.builder(WG0).listenPort(51820).peer(Peer.builder(A).build()).build();
    assertThat(snapshot(WG0)).isEqualTo(snapshot(bare));
  }

  @Test
  void shouldClampThePrivateKey() {
    byte[] ones = new byte[PrivateKey.BYTES];
    Arrays.fill(ones, (byte) 0xff);
    try (PrivateKey unclamped = PrivateKey.of(ones);
        PrivateKey clamped = unclamped.clamped()) {
      wireGuard.apply(DeviceUpdate.of(WG0).privateKey(unclamped).build());
      try (Device device = wireGuard.device(WG0)) {
        assertThat(device.privateKey()).contains(clamped);
        assertThat(device.publicKey()).contains(unclamped.publicKey());
      }
    }
  }

  @Test
  void shouldKeepTheKeepaliveLimits() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).persistentKeepalive(Duration.ofSeconds(1)))
        .peer(PeerUpdate.of(B).persistentKeepalive(Duration.ofSeconds(65535)))
        .build());
    try (Device device = wireGuard.device(WG0)) {
      assertThat(device.peer(A).orElseThrow().persistentKeepalive())
          .contains(Duration.ofSeconds(1));
      assertThat(device.peer(B).orElseThrow().persistentKeepalive())
          .contains(Duration.ofSeconds(65535));
    }
  }

  @Test
  void shouldKeepTheScopeOfAnEndpointAndAMappedAddress() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).endpoint(Endpoint.parse("[fe80::1%1]:1")))
        .peer(PeerUpdate.of(B).endpoint(Endpoint.parse("[::ffff:127.0.0.1]:99")))
        .build());
    try (Device device = wireGuard.device(WG0)) {
      assertThat(device.peer(A).orElseThrow().endpoint().orElseThrow())
          .hasToString(has(Difference.ENDPOINTS_WITHOUT_SCOPE) ? "[fe80::1]:1" : "[fe80::1%1]:1");
      assertThat(device.peer(B).orElseThrow().endpoint().orElseThrow())
          .hasToString("[::ffff:127.0.0.1]:99");
    }
  }

  @Test
  void shouldReplaceAnEndpointByOneOfTheOtherFamily() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).endpoint(Endpoint.parse("192.0.2.1:1")))
        .build());
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).endpoint(Endpoint.parse("[2001:db8::1]:2")))
        .build());
    try (Device device = wireGuard.device(WG0)) {
      assertThat(device.peer(A).orElseThrow().endpoint())
          .contains(Endpoint.parse("[2001:db8::1]:2"));
    }
  }

  // ---- peers ----------------------------------------------------------------------------------

  @Test
  void shouldKeepPeersInOrderOfCreation() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peers(Stream.of(C, A, B).map(key -> PeerUpdate.of(key).build()).toList())
        .build());
    wireGuard.apply(
        DeviceUpdate.of(WG0).peer(PeerUpdate.of(C)).peer(PeerUpdate.of(key(4))).build());
    assertPeers(C, A, B, key(4));
  }

  @Test
  void shouldCreateAPeerAnewInOneUpdate() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .listenPort(51820)
        .peer(PeerUpdate.of(A).persistentKeepalive(Duration.ofSeconds(5)))
        .peer(PeerUpdate.of(B))
        .build());
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.remove(A))
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/8")))
        .build());
    Device expected = Device.builder(WG0)
        .listenPort(51820)
        .peer(Peer.builder(B).build())
        .peer(Peer.builder(A).allowedIps(prefixes("10.0.0.0/8")).build())
        .build();
    assertThat(snapshot(WG0)).isEqualTo(snapshot(expected));
  }

  @Test
  void shouldUpdateOnlyPeersThatAreThere() {
    wireGuard.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(A)).build());
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).updateOnly().allowedIps(prefixes("10.0.0.0/8")))
        .peer(PeerUpdate.of(B).updateOnly().allowedIps(prefixes("fd00::/8")))
        .build());
    assertThat(allowedIps()).isEqualTo(Map.of(A, prefixes("10.0.0.0/8")));
  }

  @Test
  void shouldIgnoreTheRemovalOfAPeerThatIsNotThere() {
    wireGuard.apply(
        DeviceUpdate.of(WG0).peer(PeerUpdate.of(A)).peer(PeerUpdate.of(B)).build());
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.remove(A))
        .peer(PeerUpdate.remove(C))
        .build());
    assertPeers(B);
  }

  @Test
  void shouldReplaceAllPeers() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/8")))
        .peer(PeerUpdate.of(B))
        .build());
    wireGuard.apply(DeviceUpdate.of(WG0)
        .replacePeers()
        .peer(PeerUpdate.of(C))
        .peer(PeerUpdate.of(A))
        .build());
    assertPeers(C, A);
    assertThat(allowedIps().get(A)).isEmpty();
  }

  @Test
  void shouldIgnoreAPeerWithTheDevicesOwnKey() {
    try (PrivateKey own = PrivateKey.generate()) {
      wireGuard.apply(DeviceUpdate.of(WG0).privateKey(own).build());
      wireGuard.apply(DeviceUpdate.of(WG0)
          .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/8")))
          .peer(PeerUpdate.of(own.publicKey()).allowedIps(prefixes("10.1.0.0/16")))
          .peer(PeerUpdate.of(B))
          .build());
    }
    assertPeers(A, B);
  }

  @Test
  void shouldRemoveThePeerThatTheNewPrivateKeyMakesTheDevice() {
    try (PrivateKey own = PrivateKey.generate();
        PrivateKey other = PrivateKey.generate()) {
      wireGuard.apply(DeviceUpdate.of(WG0)
          .peer(PeerUpdate.of(A))
          .peer(PeerUpdate.of(own.publicKey()).allowedIps(prefixes("10.0.0.0/8")))
          .build());
      wireGuard.apply(DeviceUpdate.of(WG0).privateKey(own).build());
      assertPeers(A);

      wireGuard.apply(DeviceUpdate.of(WG0).privateKey(other).build());
      wireGuard.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(own.publicKey())).build());
      assertPeers(A, own.publicKey());
    }
  }

  // ---- allowed IPs ----------------------------------------------------------------------------

  @Test
  void shouldMoveAPrefixFromThePeerThatHasIt() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24", "fd00::/64")))
        .peer(PeerUpdate.of(B).allowedIps(prefixes("10.0.2.0/24")))
        .build());
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(B).updateOnly().allowedIps(prefixes("10.0.0.0/24", "fd00::/64")))
        .build());
    assertThat(allowedIps())
        .isEqualTo(Map.of(
            A, prefixes("10.0.1.0/24"), B, prefixes("10.0.2.0/24", "10.0.0.0/24", "fd00::/64")));
  }

  @Test
  void shouldPutAPrefixThatIsAddedAgainAtTheEnd() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24", "fd00::/64")))
        .build());
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24")))
        .build());
    assertThat(allowedIps())
        .isEqualTo(Map.of(A, prefixes("10.0.1.0/24", "fd00::/64", "10.0.0.0/24")));
  }

  @Test
  void shouldReplaceTheAllowedIpsOfOnePeer() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24")))
        .peer(PeerUpdate.of(B).allowedIps(prefixes("10.0.2.0/24")))
        .build());
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).replaceAllowedIps().allowedIps(prefixes("10.0.3.0/24")))
        .build());
    assertThat(allowedIps())
        .isEqualTo(Map.of(A, prefixes("10.0.3.0/24"), B, prefixes("10.0.2.0/24")));
  }

  @Test
  void shouldKeepPrefixesThatCoverOneAnotherApart() {
    List<IpPrefix> nested = new ArrayList<>();
    IntStream.rangeClosed(0, 32).forEach(i -> nested.add(IpPrefix.parse("10.255.255.255/" + i)));
    IntStream.rangeClosed(0, 128).forEach(i -> nested.add(IpPrefix.parse("fd55:5555::1/" + i)));
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(nested))
        .peer(PeerUpdate.of(B))
        .build());
    assertThat(allowedIps()).isEqualTo(Map.of(A, nested, B, List.of()));
  }

  @Test
  void shouldCarryAPeerOverManyMessages() {
    List<IpPrefix> many = IntStream.range(0, 5000)
        .mapToObj(i -> IpPrefix.parse("10." + i / 256 + "." + i % 256 + ".0/24"))
        .toList();
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(B).allowedIps(prefixes("fd00::/8")))
        .peer(PeerUpdate.of(A).allowedIps(many))
        .peer(PeerUpdate.of(C).allowedIps(prefixes("fe00::/8")))
        .build());
    assertThat(allowedIps())
        .isEqualTo(Map.of(A, many, B, prefixes("fd00::/8"), C, prefixes("fe00::/8")));
  }

  @Test
  void shouldCarryManyPeersThatTakeFromOneAnother() {
    int count = 256;
    for (int i = 0; i < count; i++) {
      int last = 2 * (i + 1);
      List<IpPrefix> stolen = IntStream.range(0, last)
          .mapToObj(n -> IpPrefix.parse("fd00::" + Integer.toHexString(n) + "/128"))
          .toList();
      if (i == 100 || i == count - 1) {
        wireGuard.apply(
            DeviceUpdate.of(WG0).peer(PeerUpdate.of(key(i)).allowedIps(stolen)).build());
      } else {
        wireGuard.apply(DeviceUpdate.of(WG0)
            .peer(PeerUpdate.of(key(i)).allowedIps(stolen.subList(last - 2, last)))
            .build());
      }
    }
    Map<PublicKey, List<IpPrefix>> held = allowedIps();
    assertThat(held).hasSize(count);
    assertThat(held.values().stream().mapToInt(List::size).sum()).isEqualTo(2 * count);
    assertThat(held.get(key(count - 1))).hasSize(2 * count);
  }

  @Test
  void shouldRemoveSingleAllowedIpsAndLeaveThoseOfOthers() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24", "fd00::/64")))
        .peer(PeerUpdate.of(B).allowedIps(prefixes("10.0.2.0/24")))
        .build());
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A)
            .removeAllowedIp(IpPrefix.parse("10.0.1.0/24"))
            .removeAllowedIp(IpPrefix.parse("10.0.2.0/24"))
            .removeAllowedIp(IpPrefix.parse("10.0.3.0/24")))
        .build());
    assertPeers(A, B);
    assertThat(allowedIps())
        .isEqualTo(Map.of(A, prefixes("10.0.0.0/24", "fd00::/64"), B, prefixes("10.0.2.0/24")));
  }

  // ---- sync -----------------------------------------------------------------------------------

  @Test
  void shouldSyncADeviceToWhatIsDesiredAndThenLeaveItAlone() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24")))
        .peer(PeerUpdate.of(B).allowedIps(prefixes("10.0.2.0/24")))
        .build());
    DesiredDevice desired = DesiredDevice.of(WG0)
        .fwmark(7)
        .peer(DesiredPeer.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.2.0/24")))
        .peer(DesiredPeer.of(C)
            .allowedIps(prefixes("10.0.1.0/24"))
            .persistentKeepalive(Duration.ofSeconds(25)))
        .build();
    String before = snapshot(WG0);
    SyncReport plan = wireGuard.plan(desired);
    assertThat(snapshot(WG0)).isEqualTo(before);

    SyncReport report = wireGuard.sync(desired);
    assertThat(report.added()).isEqualTo(plan.added()).containsExactly(C);
    assertThat(report.changed()).isEqualTo(plan.changed()).containsExactly(A);
    assertThat(report.removed()).isEqualTo(plan.removed()).containsExactly(B);
    assertThat(allowedIps())
        .isEqualTo(Map.of(A, prefixes("10.0.0.0/24", "10.0.2.0/24"), C, prefixes("10.0.1.0/24")));

    String synced = snapshot(WG0);
    assertThat(wireGuard.sync(desired).sent()).isFalse();
    assertThat(snapshot(WG0)).isEqualTo(synced);
  }

  // ---- ports ----------------------------------------------------------------------------------

  @Test
  void shouldChooseAPortWhenItIsUpAndKeepItWhenDown() {
    machine.up(WG0);
    int chosen = listenPort(WG0);
    assertThat(chosen).isPositive();
    machine.down(WG0);
    assertThat(listenPort(WG0)).isEqualTo(chosen);

    machine.up(WG0);
    wireGuard.apply(DeviceUpdate.of(WG0).listenPort(0).build());
    assertThat(listenPort(WG0)).isPositive();
  }

  @Test
  void shouldRefuseATakenPortWhenItIsUpOnly() {
    machine.addInterface(WG1);
    wireGuard.apply(DeviceUpdate.of(WG0).listenPort(51820).build());
    machine.up(WG0);
    Runnable whileDown =
        () -> wireGuard.apply(DeviceUpdate.of(WG1).listenPort(51820).build());
    if (has(Difference.LISTENS_WHILE_DOWN)) {
      assertRefused(whileDown, Errno.EADDRINUSE);
    } else {
      whileDown.run();
    }
    wireGuard.apply(DeviceUpdate.of(WG1).listenPort(51821).build());
    machine.up(WG1);
    assertRefused(
        () -> wireGuard.apply(DeviceUpdate.of(WG1).listenPort(51820).build()), Errno.EADDRINUSE);
  }

  @Test
  void shouldTakeNothingBackWhenTheRestIsRefused() {
    machine.addInterface(WG1);
    wireGuard.apply(DeviceUpdate.of(WG0).listenPort(51820).build());
    wireGuard.apply(DeviceUpdate.of(WG1).listenPort(51821).build());
    machine.up(WG0);
    machine.up(WG1);
    try (PrivateKey privateKey = PrivateKey.generate()) {
      DeviceUpdate update = DeviceUpdate.of(WG1)
          .fwmark(77)
          .privateKey(privateKey)
          .listenPort(51820)
          .peer(PeerUpdate.of(A))
          .build();
      assertRefused(() -> wireGuard.apply(update), Errno.EADDRINUSE);
    }
    Device expected = Device.builder(WG1)
        .fwmark(77)
        .listenPort(has(Difference.DEAF_AFTER_A_TAKEN_PORT) ? 0 : 51821)
        .build();
    assertThat(snapshot(WG1)).isEqualTo(snapshot(expected));
  }

  // ---- interfaces -----------------------------------------------------------------------------

  @Test
  void shouldListItsInterfacesByIndex() {
    machine.addDummy(InterfaceName.of("dummy0"));
    machine.addInterface(WG1);
    assertThat(wireGuard.interfaces()).containsExactly(WG0, WG1);
    machine.removeInterface(WG0);
    assertThat(wireGuard.interfaces()).containsExactly(WG1);
  }

  @Test
  void shouldKeepDevicesApart() {
    machine.addInterface(WG1);
    wireGuard.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/8")))
        .build());
    wireGuard.apply(DeviceUpdate.of(WG1)
        .peer(PeerUpdate.of(B).allowedIps(prefixes("10.0.0.0/8")))
        .build());
    assertThat(allowedIps()).isEqualTo(Map.of(A, prefixes("10.0.0.0/8")));
  }

  @Test
  void shouldSayThatThereIsNoSuchInterface() {
    InterfaceName absent = InterfaceName.of("absent0");
    assertRefused(() -> wireGuard.device(absent), Errno.ENODEV);
    assertRefused(
        () -> wireGuard.apply(DeviceUpdate.of(absent).listenPort(1).build()), Errno.ENODEV);
    machine.removeInterface(WG0);
    assertRefused(() -> wireGuard.device(WG0), Errno.ENODEV);
  }

  @Test
  void shouldForgetWhatAnInterfaceOfTheSameNameHad() {
    wireGuard.apply(DeviceUpdate.of(WG0).fwmark(7).peer(PeerUpdate.of(A)).build());
    machine.removeInterface(WG0);
    machine.addInterface(WG0);
    assertThat(snapshot(WG0))
        .isEqualTo(
            snapshot(Device.builder(WG0).listenPort(portOfADeviceThatIsDown()).build()));
  }

  @Test
  void shouldSayThatAnInterfaceIsNotWireGuards() {
    InterfaceName lo = InterfaceName.of("lo");
    assertRefused(() -> wireGuard.device(lo), Errno.EOPNOTSUPP);
    assertRefused(
        () -> wireGuard.apply(DeviceUpdate.of(lo).listenPort(1).build()), Errno.EOPNOTSUPP);
  }

  // ---- the client -----------------------------------------------------------------------------

  @Test
  void shouldShowAVisitorWhatADeviceHolds() {
    wireGuard.apply(DeviceUpdate.of(WG0)
        .fwmark(7)
        .peer(PeerUpdate.of(A))
        .peer(PeerUpdate.of(B))
        .build());
    List<String> seen = new ArrayList<>();
    wireGuard.read(WG0, new DeviceVisitor() {
      @Override
      public void begin(int attempt) {
        seen.add("begin " + attempt);
      }

      @Override
      public void device(DeviceView device) {
        seen.add(device.name() + " " + device.fwmark());
      }

      @Override
      public void peer(PeerView peer) {
        seen.add(peer.publicKey().toString());
      }
    });
    List<String> shown = new ArrayList<>(List.of("begin 1"));
    if (has(Difference.READS_IN_A_SECOND_ATTEMPT)) {
      shown.add("begin 2");
    }
    shown.add("wg0 7");
    assertThat(seen.subList(0, shown.size())).isEqualTo(shown);
    assertThat(seen.subList(shown.size(), seen.size()))
        .containsExactlyInAnyOrder(A.toString(), B.toString());
  }

  @Test
  void shouldRefuseAVisitorThatUsesTheClient() {
    wireGuard.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(A)).build());
    DeviceVisitor meddler = new DeviceVisitor() {
      @Override
      public void begin(int attempt) {}

      @Override
      public void peer(PeerView peer) {
        wireGuard.interfaces();
        wireGuard.device(WG0);
      }
    };
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> wireGuard.read(WG0, meddler));
    assertPeers(A);
  }

  @Test
  void shouldRefuseToBeUsedWhenClosed() {
    wireGuard.close();
    wireGuard.close();
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> wireGuard.device(WG0));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> wireGuard.apply(DeviceUpdate.of(WG0).fwmark(1).build()));
  }

  // ---- words ----------------------------------------------------------------------------------

  private boolean has(Difference difference) {
    return machine.differences().contains(difference);
  }

  private String snapshot(InterfaceName name) {
    try (Device device = wireGuard.device(name)) {
      return snapshot(device);
    }
  }

  private String snapshot(Device device) {
    return has(Difference.PEERS_IN_ANY_ORDER) ? Snapshot.ofUnordered(device) : Snapshot.of(device);
  }

  private void assertPeers(PublicKey... expected) {
    if (has(Difference.PEERS_IN_ANY_ORDER)) {
      assertThat(peers()).containsExactlyInAnyOrder(expected);
    } else {
      assertThat(peers()).containsExactly(expected);
    }
  }

  private List<PublicKey> peers() {
    try (Device device = wireGuard.device(WG0)) {
      return device.peers().stream().map(Peer::publicKey).toList();
    }
  }

  private Map<PublicKey, List<IpPrefix>> allowedIps() {
    Map<PublicKey, List<IpPrefix>> byKey =
        new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
    try (Device device = wireGuard.device(WG0)) {
      device.peers().forEach(peer -> byKey.put(peer.publicKey(), peer.allowedIps()));
    }
    return byKey;
  }

  /** Returns 0, or the port that a daemon chose and that is not known beforehand. */
  private int portOfADeviceThatIsDown() {
    int port = listenPort(WG0);
    assertThat(port != 0).isEqualTo(has(Difference.LISTENS_WHILE_DOWN));
    return port;
  }

  private int listenPort(InterfaceName name) {
    try (Device device = wireGuard.device(name)) {
      return device.listenPort();
    }
  }

  private static void assertRefused(Runnable request, Errno errno) {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(request::run)
        .satisfies(e -> assertThat(e.errno()).contains(errno));
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }
}
