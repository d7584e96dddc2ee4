package io.wgnetlink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.nftables.NftablesMissingException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerStatistics;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InMemoryKernelTests {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final InterfaceName WG1 = InterfaceName.of("wg1");
  private static final PublicKey A = key(1);
  private static final PublicKey B = key(2);
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.000000001Z");

  private final InMemoryKernel kernel =
      InMemoryKernel.builder().clock(() -> NOON).maxPeers(2000).build();
  private final WireGuard wireGuard = kernel.wireGuard();

  @BeforeEach
  void addInterface() {
    kernel.addInterface(WG0);
  }

  @AfterEach
  void close() {
    wireGuard.close();
  }

  /** As on a kernel that was built without: a caller can tell, and go without. */
  @Test
  void shouldHaveNoNftables() {
    try (NetworkNamespace namespace = kernel.namespace()) {
      assertThatExceptionOfType(NftablesMissingException.class)
          .isThrownBy(() -> Nftables.open(namespace))
          .withMessageContaining("this kernel has no nf_tables")
          .withMessageContaining("modprobe nf_tables");
    }
  }

  // ---- cryptokey routing ----------------------------------------------------------------------

  @Test
  void shouldRouteToTheLongestPrefix() {
    give(A, "0.0.0.0/0", "10.0.0.0/8", "fd00::/64");
    give(B, "10.1.0.0/16", "10.1.2.3/32", "fd00::1:0/112");
    assertThat(route("192.0.2.1")).contains(A);
    assertThat(route("10.2.0.0")).contains(A);
    assertThat(route("10.1.255.255")).contains(B);
    assertThat(route("fd00::ffff")).contains(A);
    assertThat(route("fd00::1:1")).contains(B);
    assertThat(route("fd01::1")).isEmpty();
  }

  @Test
  void shouldRouteElsewhereWhenAPrefixMovesOrGoes() {
    give(A, "10.0.0.0/8");
    give(B, "10.1.0.0/16");
    give(A, "10.1.0.0/16");
    assertThat(route("10.1.0.1")).contains(A);
    give(B, "10.1.0.0/16");
    wireGuard.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.remove(B)).build());
    assertThat(route("10.1.0.1")).contains(A);
    wireGuard.apply(DeviceUpdate.of(WG0).replacePeers().build());
    assertThat(route("10.1.0.1")).isEmpty();
  }

  @Test
  void shouldAskTwoDevicesApart() {
    kernel.addInterface(WG1);
    give(A, "10.0.0.0/8");
    wireGuard.apply(DeviceUpdate.of(WG1)
        .peer(PeerUpdate.of(B).allowedIp(IpPrefix.parse("10.1.0.0/16")))
        .build());
    assertThat(kernel.routeOf(WG0, IpAddresses.parse("10.1.0.1"))).contains(A);
    assertThat(kernel.routeOf(WG1, IpAddresses.parse("10.1.0.1"))).contains(B);
    assertThat(kernel.routeOf(WG1, IpAddresses.parse("10.2.0.1"))).isEmpty();
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> kernel.routeOf(InterfaceName.of("lo"), IpAddresses.parse("10.2.0.1")))
        .satisfies(e -> assertThat(e.is(Errno.EOPNOTSUPP)).isTrue());
  }

  // ---- the other end --------------------------------------------------------------------------

  @Test
  void shouldTellWhatTheOtherEndDid() {
    give(A, "10.0.0.0/8");
    Endpoint elsewhere = Endpoint.parse("[2001:db8::7]:4000");
    kernel.peer(WG0, A).completeHandshake().receive(148).send(92).receive(32).roamTo(elsewhere);
    try (Device device = wireGuard.device(WG0)) {
      assertThat(device.peers())
          .containsExactly(Peer.builder(A)
              .latestHandshake(NOON)
              .rxBytes(180)
              .txBytes(92)
              .endpoint(elsewhere)
              .allowedIp(IpPrefix.parse("10.0.0.0/8"))
              .build());
    }
  }

  @Test
  void shouldMakeTheEventsOfAMonitor() {
    give(A, "10.0.0.0/8");
    List<String> events = new ArrayList<>();
    DeviceMonitor monitor = DeviceMonitor.of(wireGuard, WG0, new DeviceMonitor.Listener() {
      @Override
      public void handshakeAdvanced(PeerStatistics now, PeerStatistics previous) {
        events.add("handshake " + now.latestHandshake().orElseThrow());
      }

      @Override
      public void countersAdvanced(PeerStatistics now, PeerStatistics previous) {
        events.add("received " + now.rxBytes());
      }

      @Override
      public void observationLost(Throwable cause) {
        events.add("lost");
      }
    });
    monitor.poll();
    kernel.peer(WG0, A).completeHandshake();
    monitor.poll();
    kernel.failNext(Errno.EBUSY);
    monitor.poll();
    kernel.peer(WG0, A).receive(100);
    monitor.poll();
    monitor.close();
    assertThat(events).containsExactly("handshake " + NOON, "lost", "received 100");
  }

  @Test
  void shouldSayThatThereIsNoSuchPeer() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> kernel.peer(WG0, A).completeHandshake())
        .withMessageContaining(A.toString());
  }

  // ---- limits and privileges ------------------------------------------------------------------

  @Test
  void shouldRefuseOnePeerTooMany() {
    InMemoryKernel small = InMemoryKernel.builder().maxPeers(2).build();
    small.addInterface(WG0);
    try (WireGuard client = small.wireGuard()) {
      DeviceUpdate update = DeviceUpdate.of(WG0)
          .peers(
              IntStream.range(0, 3).mapToObj(i -> PeerUpdate.of(key(i)).build()).toList())
          .build();
      assertRefused(() -> client.apply(update), new Errno(12));
      try (Device device = client.device(WG0)) {
        assertThat(device.peers().stream().map(Peer::publicKey)).containsExactly(key(0), key(1));
      }
    }
  }

  @Test
  void shouldNeedNetAdminForReadingAndChanging() {
    kernel.setNetAdmin(false);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.device(WG0))
        .satisfies(e -> assertThat(e.is(Errno.EPERM)).isTrue())
        .withMessageContaining("CAP_NET_ADMIN");
    assertRefused(() -> wireGuard.apply(DeviceUpdate.of(WG0).fwmark(1).build()), Errno.EPERM);
    assertThat(wireGuard.interfaces()).containsExactly(WG0);

    kernel.setNetAdmin(true);
    try (Device device = wireGuard.device(WG0)) {
      assertThat(device.fwmark()).isZero();
    }
  }

  @Test
  void shouldSayThatItHasNoWireGuard() {
    InMemoryKernel bare = InMemoryKernel.builder().withoutWireGuard().build();
    assertRefused(bare::wireGuard, Errno.ENOENT);
  }

  @Test
  void shouldBindPortsOfOthersToo() {
    kernel.occupyPort(51820);
    assertRefused(() -> kernel.occupyPort(51820), Errno.EADDRINUSE);
    wireGuard.apply(DeviceUpdate.of(WG0).listenPort(51820).build());
    assertRefused(() -> kernel.up(WG0), Errno.EADDRINUSE);
    kernel.releasePort(51820);
    kernel.up(WG0);
    assertRefused(() -> kernel.occupyPort(51820), Errno.EADDRINUSE);
    kernel.removeInterface(WG0);
    kernel.occupyPort(51820);
  }

  @Test
  void shouldRefuseInterfacesThatAreOrAreNotThere() {
    assertRefused(() -> kernel.addInterface(WG0), Errno.EEXIST);
    assertRefused(() -> kernel.removeInterface(WG1), Errno.ENODEV);
    assertRefused(() -> kernel.up(WG1), Errno.ENODEV);
  }

  @Test
  void shouldHaveANamespaceWithoutDescriptor() {
    try (NetworkNamespace namespace = kernel.namespace();
        NetworkNamespace again = kernel.namespace();
        NetworkNamespace other = InMemoryKernel.create().namespace()) {
      assertThat(namespace).isEqualTo(again).isNotEqualTo(other);
      assertThat(namespace.toString()).contains("in memory");
      assertThat(namespace.<String, RuntimeException>call(() -> "inside")).isEqualTo("inside");
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(namespace::descriptor);
    }
  }

  @Test
  void shouldCountWhatWasAskedToChange() {
    assertThat(kernel.changeRequests()).isZero();
    give(A, "10.0.0.0/8");
    wireGuard.device(WG0).close();
    assertThat(kernel.changeRequests()).isEqualTo(1);
  }

  // ---- several threads ------------------------------------------------------------------------

  @Test
  void shouldServeSeveralThreads() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    Set<Throwable> failures = ConcurrentHashMap.newKeySet();
    for (int t = 0; t < 4; t++) {
      int first = 100 * t;
      threads.add(new Thread(() -> addAndRemove(first)));
    }
    threads.forEach(thread -> thread.setUncaughtExceptionHandler((of, e) -> failures.add(e)));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    try (Device device = wireGuard.device(WG0)) {
      Set<PublicKey> left =
          device.peers().stream().map(Peer::publicKey).collect(Collectors.toSet());
      assertThat(left).hasSize(4 * 25);
      assertThat(IntStream.range(0, 400).filter(i -> i % 4 == 0).mapToObj(i -> key(i)))
          .allMatch(left::contains);
    }
  }

  /** Adds a hundred peers of its own that take one prefix from each other; leaves each fourth. */
  private void addAndRemove(int first) {
    try (WireGuard own = kernel.wireGuard()) {
      for (int i = first; i < first + 100; i++) {
        own.apply(DeviceUpdate.of(WG0)
            .peer(PeerUpdate.of(key(i)).allowedIp(IpPrefix.parse("10.0.0.0/8")))
            .build());
        own.device(WG0).close();
        if (i % 4 != 0) {
          own.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.remove(key(i))).build());
        }
      }
    }
  }

  // ---- words ----------------------------------------------------------------------------------

  private void give(PublicKey peer, String... prefixes) {
    PeerUpdate.Builder update = PeerUpdate.of(peer);
    for (String prefix : prefixes) {
      update.allowedIp(IpPrefix.parse(prefix));
    }
    wireGuard.apply(DeviceUpdate.of(WG0).peer(update).build());
  }

  private Optional<PublicKey> route(String address) {
    return kernel.routeOf(WG0, IpAddresses.parse(address));
  }

  private static void assertRefused(Runnable request, Errno errno) {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(request::run)
        .satisfies(e -> assertThat(e.errno()).contains(errno));
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }
}
