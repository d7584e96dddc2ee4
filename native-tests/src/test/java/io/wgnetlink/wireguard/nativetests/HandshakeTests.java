package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerStatistics;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two hosts joined by a veth pair, and a tunnel between them. */
class HandshakeTests {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final PrivateKey LEFT_KEY = PrivateKey.generate();
  private static final PrivateKey RIGHT_KEY = PrivateKey.generate();
  private static final PublicKey RIGHT = RIGHT_KEY.publicKey();

  private final Host left = Host.create();
  private final Host right = Host.create();

  @BeforeEach
  void join() {
    try (RouteNetlink netlink = RouteNetlink.open(left.namespace)) {
      netlink.createLink(LinkSpec.veth(InterfaceName.of("eth0"), InterfaceName.of("eth0"))
          .withPeerNamespace(right.namespace));
    }
    address(left, "192.0.2.1/24", "10.0.0.1/24");
    address(right, "192.0.2.2/24", "10.0.0.2/24");
    left.apply(DeviceUpdate.of(WG0).privateKey(LEFT_KEY).listenPort(1000));
    right.apply(DeviceUpdate.of(WG0).privateKey(RIGHT_KEY).listenPort(2000));
    right.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(LEFT_KEY.publicKey()).allowedIp(IpPrefix.parse("10.0.0.1"))));
  }

  private static void address(Host host, String underlay, String overlay) {
    host.run("ip", "address", "add", underlay, "dev", "eth0");
    host.run("ip", "address", "add", overlay, "dev", "wg0");
    host.run("ip", "link", "set", "eth0", "up");
    host.run("ip", "link", "set", "wg0", "up");
  }

  @AfterEach
  void close() {
    left.close();
    right.close();
  }

  /** A keepalive that is turned on is sent at once, and so needs a handshake. */
  private void connect() {
    left.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(RIGHT)
            .endpoint(Endpoint.parse("192.0.2.2:2000"))
            .persistentKeepalive(Duration.ofSeconds(1))
            .allowedIp(IpPrefix.parse("10.0.0.2"))));
  }

  private Peer peer() {
    try (Device device = left.wireGuard.device(WG0)) {
      return device.peer(RIGHT).orElseThrow();
    }
  }

  @Test
  void shouldReadHandshakeWithNanoseconds() {
    connect();
    assertThat(await(() -> peer().latestHandshake().isPresent())).isTrue();

    Instant handshake = peer().latestHandshake().orElseThrow();
    assertThat(left.wgShow("latest-handshakes"))
        .containsExactly(RIGHT + "\t" + handshake.getEpochSecond());
    assertThat(handshake.getNano()).isNotZero();
    assertThat(Duration.between(handshake, Instant.now()).abs()).isLessThan(Duration.ofMinutes(2));
  }

  @Test
  void shouldReadCountersAndLearntEndpoint() {
    connect();
    assertThat(await(() -> peer().rxBytes() > 0)).isTrue();
    try (Device device = right.wireGuard.device(WG0)) {
      assertThat(device.peers()).singleElement().satisfies(peer -> {
        assertThat(peer.endpoint()).contains(Endpoint.parse("192.0.2.1:1000"));
        assertThat(peer.rxBytes()).isPositive();
      });
    }
  }

  @Test
  void shouldReportHandshakeCountersRoamingAndLoss() {
    Recorder recorder = new Recorder();
    DeviceMonitor monitor = DeviceMonitor.of(left.wireGuard, WG0, recorder);
    left.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(RIGHT)));
    monitor.poll();
    assertThat(recorder.log).containsExactly("added", "polled");

    connect();
    assertThat(await(() -> pollFor(monitor, recorder, "handshake"))).isTrue();
    assertThat(recorder.log).contains("roamed", "counters");
    recorder.log.clear();

    // The right side goes on from another port, and tells so by its own keepalive.
    right.apply(DeviceUpdate.of(WG0)
        .listenPort(2001)
        .peer(PeerUpdate.of(LEFT_KEY.publicKey())
            .updateOnly()
            .persistentKeepalive(Duration.ofSeconds(1))));
    assertThat(await(() -> pollFor(monitor, recorder, "roamed"))).isTrue();
    assertThat(monitor.peer(RIGHT).flatMap(PeerStatistics::endpoint))
        .contains(Endpoint.parse("192.0.2.2:2001"));

    left.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.remove(RIGHT)));
    monitor.poll();
    assertThat(recorder.log).contains("removed");

    left.run("ip", "link", "delete", "wg0");
    monitor.poll();
    assertThat(recorder.log.get(recorder.log.size() - 1)).isEqualTo("lost");
    monitor.close();
  }

  private static boolean pollFor(DeviceMonitor monitor, Recorder recorder, String event) {
    monitor.poll();
    return recorder.log.contains(event);
  }

  private static boolean await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private static final class Recorder implements DeviceMonitor.Listener {
    private final List<String> log = new ArrayList<>();

    @Override
    public void peerAdded(PeerStatistics now) {
      log.add("added");
    }

    @Override
    public void peerRemoved(PublicKey peer) {
      log.add("removed");
    }

    @Override
    public void handshakeAdvanced(PeerStatistics now, PeerStatistics previous) {
      log.add("handshake");
    }

    @Override
    public void countersAdvanced(PeerStatistics now, PeerStatistics previous) {
      log.add("counters");
    }

    @Override
    public void endpointRoamed(PeerStatistics now, PeerStatistics previous) {
      log.add("roamed");
    }

    @Override
    public void observationLost(Throwable cause) {
      log.add("lost");
    }

    @Override
    public void polled() {
      log.add("polled");
    }
  }
}
