package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PartialDeviceException;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading while another client adds and removes peers between those that stay. */
class ChurnTests {
  private static final int STABLE = 600;
  private static final int READS = 20;

  /** Snapshots are rare under churn, so there are as many as come in this time. */
  private static final long SNAPSHOTS_NANOS = TimeUnit.SECONDS.toNanos(8);

  private static final long PAUSE_MILLIS = 20;

  private final Host host = Host.create();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger rounds = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread churn = new Thread(this::addAndRemove, "churn");

  @BeforeEach
  void start() {
    // Every second one of these goes and comes, the others stay.
    host.apply(DeviceUpdate.of(WG0)
        .peers(IntStream.range(0, 2 * STABLE)
            .mapToObj(i -> PeerUpdate.of(key(i)).build())
            .toList()));
    churn.start();
  }

  @AfterEach
  void close() throws InterruptedException {
    stop.set(true);
    churn.join();
    host.close();
    System.out.printf("%d rounds of churn%n", rounds.get());
    assertThat(failure).as("what ended the churn").hasNullValue();
    assertThat(rounds).as("rounds of churn").hasPositiveValue();
  }

  private void addAndRemove() {
    try (WireGuard other = WireGuard.open(host.namespace)) {
      for (int i = 0; !stop.get(); i = (i + 14) % (2 * STABLE)) {
        other.apply(DeviceUpdate.of(WG0)
            .peer(PeerUpdate.remove(key(i + 1)))
            .peer(PeerUpdate.of(key((i + STABLE) % (2 * STABLE) / 2 * 2 + 1)))
            .build());
        rounds.incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  @Test
  void shouldMissNoPeerThatWasThereThroughout() {
    int complete = 0;
    int interrupted = 0;
    long begun = System.nanoTime();
    while (complete < READS && System.nanoTime() - begun < SNAPSHOTS_NANOS) {
      try (Device device = host.wireGuard.device(WG0)) {
        complete++;
        assertHoldsEachOnceAndAllThatStayed(device);
      } catch (PartialDeviceException e) {
        interrupted++;
        try (Device partial = e.partial().orElseThrow()) {
          if (e.isWhole()) {
            assertHoldsEachOnceAndAllThatStayed(partial);
          }
        }
      }
    }
    System.out.printf("%d snapshots under churn, %d given up%n", complete, interrupted);
    assertThat(complete + interrupted).isPositive();
  }

  private static void assertHoldsEachOnceAndAllThatStayed(Device device) {
    Set<PublicKey> seen = new HashSet<>();
    for (Peer peer : device.peers()) {
      assertThat(seen.add(peer.publicKey())).as("no peer twice").isTrue();
    }
    assertThat(IntStream.range(0, STABLE).mapToObj(n -> key(2 * n))).allMatch(seen::contains);
  }

  @Test
  void shouldConvergeForAVisitorThatAcceptsChanges() {
    Set<PublicKey> seen = new HashSet<>();
    AtomicInteger attempts = new AtomicInteger();
    DeviceVisitor visitor = new DeviceVisitor() {
      @Override
      public void begin(int attempt) {
        attempts.incrementAndGet();
        seen.clear();
      }

      @Override
      public boolean acceptsChanges() {
        return true;
      }

      @Override
      public void peer(PeerView peer) {
        seen.add(peer.publicKey());
      }
    };
    for (int i = 0; i < READS; i++) {
      host.wireGuard.read(WG0, visitor);
      assertThat(IntStream.range(0, STABLE).mapToObj(n -> key(2 * n))).allMatch(seen::contains);
    }
    System.out.printf("%d readings took %d attempts%n", READS, attempts.get());
  }

  @Test
  void shouldNotReportStablePeersRemoved() {
    Set<PublicKey> stable = new HashSet<>();
    IntStream.range(0, STABLE).forEach(n -> stable.add(key(2 * n)));
    AtomicInteger removed = new AtomicInteger();
    AtomicInteger polled = new AtomicInteger();
    DeviceMonitor monitor = DeviceMonitor.of(host.wireGuard, WG0, new DeviceMonitor.Listener() {
      @Override
      public void peerRemoved(PublicKey peer) {
        removed.incrementAndGet();
        assertThat(stable).doesNotContain(peer);
      }

      @Override
      public void polled() {
        polled.incrementAndGet();
      }
    });
    for (int i = 0; i < READS; i++) {
      monitor.poll();
    }
    monitor.close();
    System.out.printf("%d polls complete, %d removals seen%n", polled.get(), removed.get());
    assertThat(polled).hasValue(READS);
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }
}
