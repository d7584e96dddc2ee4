package io.wgnetlink.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wgnetlink.net.InterfaceName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeviceMonitorTests {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final Instant T0 = Instant.ofEpochSecond(1_700_000_000, 5);

  private final ScriptedWireGuard wireGuard = new ScriptedWireGuard();
  private final Recorder events = new Recorder();
  private final DeviceMonitor monitor = DeviceMonitor.of(wireGuard, WG0, events);

  @Test
  void shouldReportEveryPeerOfTheFirstReadingAsAdded() {
    wireGuard.peers = List.of(peer(1).build(), peer(2).build());
    monitor.poll();
    events.saw("added 1", "added 2", "polled");
  }

  @Test
  void shouldReportNothingOfUnchangedPeers() {
    wireGuard.peers = List.of(peer(1).rxBytes(3).latestHandshake(T0).build());
    monitor.poll();
    events.clear();
    monitor.poll();
    events.saw("polled");
  }

  @Test
  void shouldReportHandshakeThatDiffersInNanosecondsOnly() {
    wireGuard.peers = List.of(peer(1).latestHandshake(T0).build());
    monitor.poll();
    events.clear();
    wireGuard.peers = List.of(peer(1).latestHandshake(T0.plusNanos(1)).build());
    monitor.poll();
    events.saw("handshake 1 " + T0 + " -> " + T0.plusNanos(1), "polled");
  }

  @Test
  void shouldReportFirstHandshakeAndCountersAndRoamingTogether() {
    wireGuard.peers = List.of(peer(1).endpoint(Endpoint.parse("192.0.2.1:1")).build());
    monitor.poll();
    events.clear();
    wireGuard.peers = List.of(peer(1)
        .endpoint(Endpoint.parse("192.0.2.1:2"))
        .latestHandshake(T0)
        .rxBytes(92)
        .build());
    monitor.poll();
    events.saw(
        "roamed 1 192.0.2.1:1 -> 192.0.2.1:2",
        "handshake 1 never -> " + T0,
        "counters 1 0/0 -> 92/0",
        "polled");
  }

  @Test
  void shouldReportRoamingOfEveryPartOfAnEndpoint() {
    List<String> endpoints = List.of(
        "192.0.2.1:1",
        "192.0.2.2:1",
        "192.0.2.2:2",
        "[::c000:202]:2",
        "[fe80::1%1]:2",
        "[fe80::1%2]:2",
        "[fe81::1%2]:2");
    for (String endpoint : endpoints) {
      wireGuard.peers = List.of(peer(1).endpoint(Endpoint.parse(endpoint)).build());
      monitor.poll();
      assertThat(monitor.peer(UpdateTests.key(1)).flatMap(PeerStatistics::endpoint))
          .contains(Endpoint.parse(endpoint));
    }
    assertThat(events.log).filteredOn(e -> e.startsWith("roamed")).hasSize(endpoints.size() - 1);
  }

  @Test
  void shouldReportPeerThatWasCreatedAnew() {
    wireGuard.peers =
        List.of(peer(1).rxBytes(10).txBytes(10).latestHandshake(T0).build());
    monitor.poll();
    events.clear();
    wireGuard.peers = List.of(peer(1).txBytes(148).build());
    monitor.poll();
    events.saw("reset 1", "counters 1 10/10 -> 0/148", "polled");
  }

  @Test
  void shouldSeeAtTheNextPollThatAPeerWasCreatedAnewDuringAReading() {
    wireGuard.peers = List.of(peer(1).rxBytes(10).build(), peer(2).build());
    monitor.poll();
    events.clear();
    wireGuard.peers =
        List.of(peer(1).rxBytes(10).build(), peer(2).build(), peer(1).build());
    monitor.poll();
    events.saw("polled");
    wireGuard.peers = List.of(peer(2).build(), peer(1).build());
    monitor.poll();
    events.saw("reset 1", "counters 1 10/0 -> 0/0", "polled");
  }

  @Test
  void shouldFollowPeersThroughRemovalAndAddition() {
    wireGuard.peers = peers(1, 2, 3, 4, 5, 6);
    monitor.poll();
    events.clear();
    wireGuard.peers = peers(2, 3, 5, 6, 7);
    monitor.poll();
    events.saw("removed 1", "removed 4", "added 7", "polled");
    wireGuard.peers = peers(7, 6, 2, 1);
    monitor.poll();
    events.saw("removed 3", "removed 5", "added 1", "polled");
    assertThat(monitor.peer(UpdateTests.key(3))).isEmpty();
    assertThat(monitor.peer(UpdateTests.key(1))).isPresent();
  }

  @Test
  void shouldLookUpOnePeerForEachRemoval() {
    wireGuard.peers = peers(IntStream.range(1, 1000).toArray());
    monitor.poll();
    wireGuard.keysMade = 0;
    monitor.poll();
    assertThat(wireGuard.keysMade).isZero();
    wireGuard.peers =
        peers(IntStream.range(1, 1000).filter(i -> i != 1 && i != 500).toArray());
    monitor.poll();
    assertThat(wireGuard.keysMade).isEqualTo(2);
  }

  @Test
  void shouldNotTakeFailureToReadForRemoval() {
    wireGuard.peers = peers(1);
    monitor.poll();
    events.clear();
    wireGuard.failure = new IllegalArgumentException("no such device");
    monitor.poll();
    monitor.poll();
    events.saw("lost no such device", "lost no such device");
    wireGuard.failure = null;
    monitor.poll();
    events.saw("polled");
  }

  @Test
  void shouldDiscardAttemptsThatWereStartedAgain() {
    wireGuard.peers = List.of(peer(1).rxBytes(1).build());
    monitor.poll();
    events.clear();
    wireGuard.discarded = List.of(peer(2).build(), peer(1).rxBytes(5).build());
    monitor.poll();
    events.saw("polled");
    wireGuard.failAfterDiscarded = true;
    wireGuard.failure = new IllegalArgumentException("interrupted");
    monitor.poll();
    events.saw("lost interrupted");
    wireGuard.failure = null;
    wireGuard.discarded = List.of();
    wireGuard.peers = List.of(peer(1).rxBytes(2).build());
    monitor.poll();
    events.saw("counters 1 1/0 -> 2/0", "polled");
  }

  @Test
  void shouldReportEverythingBeforeItThrowsWhatTheListenerThrew() {
    wireGuard.peers = peers(1, 2);
    events.failure = new IllegalArgumentException("listener");
    try {
      monitor.poll();
    } catch (IllegalArgumentException e) {
      assertThat(e).isSameAs(events.failure);
      assertThat(e.getSuppressed()).isEmpty();
    }
    events.saw("added 1", "added 2", "polled");
  }

  @Test
  void shouldRefusePollFromItsListener() {
    wireGuard.peers = peers(1);
    DeviceMonitor[] self = new DeviceMonitor[1];
    self[0] = DeviceMonitor.of(wireGuard, WG0, new DeviceMonitor.Listener() {
      @Override
      public void polled() {
        self[0].poll();
      }
    });
    assertThatIllegalStateException().isThrownBy(self[0]::poll);
  }

  @Test
  void shouldPollOnItsOwnThreadUntilClosed() throws InterruptedException {
    wireGuard.peers = peers(1);
    CountDownLatch polls = new CountDownLatch(3);
    DeviceMonitor started = DeviceMonitor.of(wireGuard, WG0, new DeviceMonitor.Listener() {
      @Override
      public void polled() {
        polls.countDown();
        throw new IllegalArgumentException("does not stop the thread");
      }
    });
    started.start(Duration.ofMillis(1));
    assertThatIllegalStateException().isThrownBy(() -> started.start(Duration.ofMillis(1)));
    assertThat(polls.await(30, TimeUnit.SECONDS)).isTrue();
    started.close();
    started.close();
    assertThatIllegalStateException().isThrownBy(started::poll);
  }

  @Test
  void shouldKeepToTwoPercentOfACore() {
    Duration second = Duration.ofSeconds(1);
    assertThat(DeviceMonitor.pause(second, Duration.ofMillis(1))).isEqualTo(second.minusMillis(1));
    assertThat(DeviceMonitor.pause(second, Duration.ofMillis(20)))
        .isEqualTo(second.minusMillis(20));
    assertThat(DeviceMonitor.pause(second, Duration.ofMillis(100)))
        .isEqualTo(Duration.ofMillis(4900));
  }

  private static Peer.Builder peer(int number) {
    return Peer.builder(UpdateTests.key(number));
  }

  private static List<Peer> peers(int... numbers) {
    return IntStream.of(numbers).mapToObj(n -> peer(n).build()).toList();
  }

  private static final class ScriptedWireGuard implements WireGuard {
    volatile List<Peer> peers = List.of();
    List<Peer> discarded = List.of();
    boolean failAfterDiscarded;
    RuntimeException failure;
    int keysMade;

    @Override
    public List<InterfaceName> interfaces() {
      return List.of(WG0);
    }

    @Override
    public Device device(InterfaceName name) {
      return Device.builder(name).peers(peers).build();
    }

    @Override
    public void read(InterfaceName name, DeviceVisitor visitor) {
      if (failure != null && !failAfterDiscarded) {
        throw failure;
      }
      if (!discarded.isEmpty()) {
        visitor.begin(1);
        discarded.forEach(p -> visitor.peer(new Counting(p)));
      }
      if (failure != null) {
        throw failure;
      }
      visitor.begin(2);
      peers.forEach(p -> visitor.peer(new Counting(p)));
    }

    @Override
    public UpdateReport apply(DeviceUpdate update) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private final class Counting extends ForwardingPeerView {
      Counting(Peer peer) {
        super(new ValueViews.OfPeer(peer));
      }

      @Override
      public PublicKey publicKey() {
        keysMade++;
        return super.publicKey();
      }
    }
  }

  private static final class Recorder implements DeviceMonitor.Listener {
    private final List<String> log = new ArrayList<>();
    private RuntimeException failure;

    void saw(String... expected) {
      assertThat(log).containsExactly(expected);
      log.clear();
    }

    void clear() {
      log.clear();
    }

    private void add(String event) {
      log.add(event);
      if (failure != null) {
        RuntimeException now = failure;
        throw now;
      }
    }

    private static int number(PublicKey key) {
      return (key.byteAt(0) & 0xff) | (key.byteAt(1) & 0xff) << 8;
    }

    @Override
    public void peerAdded(PeerStatistics now) {
      add("added " + number(now.publicKey()));
    }

    @Override
    public void peerRemoved(PublicKey peer) {
      add("removed " + number(peer));
    }

    @Override
    public void peerReset(PeerStatistics now, PeerStatistics previous) {
      add("reset " + number(now.publicKey()));
    }

    @Override
    public void handshakeAdvanced(PeerStatistics now, PeerStatistics previous) {
      add("handshake " + number(now.publicKey()) + " "
          + previous.latestHandshake().map(Instant::toString).orElse("never") + " -> "
          + now.latestHandshake().orElseThrow());
    }

    @Override
    public void countersAdvanced(PeerStatistics now, PeerStatistics previous) {
      add("counters " + number(now.publicKey()) + " " + previous.rxBytes() + "/"
          + previous.txBytes() + " -> " + now.rxBytes() + "/" + now.txBytes());
    }

    @Override
    public void endpointRoamed(PeerStatistics now, PeerStatistics previous) {
      add("roamed " + number(now.publicKey()) + " " + previous.endpoint().orElseThrow() + " -> "
          + now.endpoint().orElseThrow());
    }

    @Override
    public void observationLost(Throwable cause) {
      add("lost " + cause.getMessage());
    }

    @Override
    public void polled() {
      add("polled");
    }
  }
}
