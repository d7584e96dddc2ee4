package io.wgnetlink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.DumpInterruptedException;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.OutcomeUnknownException;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PartialUpdateException;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.SyncReport;
import io.wgnetlink.wireguard.UpdateReport;
import io.wgnetlink.wireguard.WireGuard;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultTests {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final Errno ENOMEM = new Errno(12);

  private final InMemoryKernel kernel = InMemoryKernel.create();
  private final WireGuard wireGuard = kernel.wireGuard();

  @BeforeEach
  void addInterface() {
    kernel.addInterface(WG0);
  }

  @AfterEach
  void close() {
    wireGuard.close();
  }

  @Test
  void shouldRefuseTheNextRequests() {
    kernel.failNext(2, Errno.EBUSY);
    assertRefused(() -> wireGuard.device(WG0), Errno.EBUSY);
    assertRefused(wireGuard::interfaces, Errno.EBUSY);
    wireGuard.device(WG0).close();

    kernel.failNext(Errno.EBUSY);
    assertRefused(() -> wireGuard.apply(peers(0, 1)), Errno.EBUSY);
    assertThat(peers()).isEmpty();
  }

  @Test
  void shouldSayWhatTheKernelSays() {
    kernel.inject(Fault.refuse(Errno.EINVAL, "the moon is full"));
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.apply(peers(0, 1)))
        .satisfies(e -> assertThat(e.extendedAck().message()).contains("the moon is full"))
        .withMessageContaining("the moon is full");
  }

  @Test
  void shouldHappenToItsKindOnly() {
    kernel.inject(Fault.refuse(Errno.EBUSY).onChanges());
    kernel.inject(Fault.refuse(Errno.ENOBUFS).onListings());
    wireGuard.device(WG0).close();
    assertRefused(wireGuard::interfaces, Errno.ENOBUFS);
    assertRefused(() -> wireGuard.apply(peers(0, 1)), Errno.EBUSY);
    kernel.inject(Fault.refuse(new Errno(5)).onReadings().always());
    wireGuard.apply(peers(0, 1));
    assertRefused(() -> wireGuard.device(WG0), new Errno(5));
    assertRefused(() -> wireGuard.device(WG0), new Errno(5));
    kernel.clearFaults();
    assertThat(peers()).containsExactly(key(0));
  }

  @Test
  void shouldRefuseTheSecondMessageOfAnUpdate() {
    kernel.inject(Fault.refuse(Errno.EINVAL).onChanges().after(1));
    assertThatExceptionOfType(PartialUpdateException.class)
        .isThrownBy(() -> wireGuard.apply(peers(0, 2000)))
        .satisfies(e -> {
          PartialUpdateException.Progress progress = e.progress();
          assertThat(e.is(Errno.EINVAL)).isTrue();
          assertThat(progress.appliedMessages()).isEqualTo(1);
          assertThat(progress.messages()).isGreaterThan(2);
          assertThat(peers())
              .isEqualTo(progress.applied().stream().map(PeerUpdate::publicKey).toList())
              .isNotEmpty();
        });
  }

  @Test
  void shouldRefuseInTheMiddleOfAMessage() {
    kernel.inject(Fault.refuseAfterPeers(2, ENOMEM));
    assertRefused(
        () -> wireGuard.apply(
            DeviceUpdate.of(WG0).fwmark(7).peers(peers(0, 4).peers()).build()),
        ENOMEM);
    try (Device device = wireGuard.device(WG0)) {
      assertThat(device.fwmark()).isEqualTo(7);
    }
    assertThat(peers()).containsExactly(key(0), key(1));

    kernel.inject(Fault.refuseAfterPeers(4, ENOMEM));
    assertRefused(() -> wireGuard.apply(peers(0, 4)), ENOMEM);
    assertThat(peers()).hasSize(4);
  }

  @Test
  void shouldLoseAnAnswerAndCarryOutTheRequest() {
    kernel.inject(Fault.loseAnswer());
    assertThatExceptionOfType(OutcomeUnknownException.class)
        .isThrownBy(() -> wireGuard.apply(peers(0, 1)));
    assertThat(peers()).containsExactly(key(0));

    kernel.inject(Fault.loseAnswer().onReadings());
    assertThatExceptionOfType(OutcomeUnknownException.class)
        .isThrownBy(() -> wireGuard.device(WG0));
    assertThat(peers()).containsExactly(key(0));
  }

  @Test
  void shouldTellTheCallerOfAWarning() {
    kernel.inject(Fault.warn("the moon is full").after(1).times(2));
    UpdateReport report = wireGuard.apply(peers(0, 2000));
    assertThat(report.messages()).isGreaterThan(3);
    assertThat(report.warnings())
        .hasSize(2)
        .allSatisfy(warning -> assertThat(warning.message()).contains("the moon is full"));
    assertThat(report)
        .hasToString(report.messages() + " messages, 2 warnings: \"the moon is full\"");
    assertThat(wireGuard.apply(peers(0, 1))).isEqualTo(new UpdateReport(1, List.of()));

    kernel.inject(Fault.warn("the moon is new"));
    DesiredDevice desired = DesiredDevice.of(WG0)
        .peer(DesiredPeer.of(key(1)).persistentKeepalive(Duration.ofSeconds(25)))
        .build();
    SyncReport synced = wireGuard.sync(desired);
    assertThat(synced.messages()).isPositive();
    assertThat(synced.warnings()).hasSize(1);
    assertThat(synced.toString()).contains("the kernel warns: \"the moon is new\"");
    SyncReport again = wireGuard.sync(desired);
    assertThat(again.sent()).isFalse();
    assertThat(again.messages()).isZero();
    assertThat(again.warnings()).isEmpty();
  }

  @Test
  void shouldGarbleAnAnswerAndCarryOutTheRequest() {
    kernel.inject(Fault.garbleAnswer());
    assertThatExceptionOfType(OutcomeUnknownException.class)
        .isThrownBy(() -> wireGuard.apply(peers(0, 1)))
        .withCauseInstanceOf(MalformedMessageException.class);
    assertThat(peers()).containsExactly(key(0));

    kernel.inject(Fault.garbleAnswer().onChanges().after(1));
    assertThatExceptionOfType(PartialUpdateException.class)
        .isThrownBy(() -> wireGuard.apply(peers(0, 2000)))
        .withCauseInstanceOf(OutcomeUnknownException.class)
        .satisfies(e -> {
          assertThat(e.progress().appliedMessages()).isEqualTo(1);
          assertThat(e.progress().uncertain()).isNotEmpty();
          assertThat(peers())
              .hasSize(e.progress().applied().size() + e.progress().uncertain().size());
        });

    kernel.inject(Fault.garbleAnswer().onReadings());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.device(WG0))
        .withCauseInstanceOf(MalformedMessageException.class);
    kernel.inject(Fault.garbleAnswer().onListings());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(wireGuard::interfaces)
        .withCauseInstanceOf(MalformedMessageException.class);
    assertThat(wireGuard.interfaces()).containsExactly(WG0);
  }

  @Test
  void shouldReadAgainWhatWasInterrupted() {
    wireGuard.apply(peers(0, 3));
    kernel.inject(Fault.interrupt().times(2));
    Attempts attempts = new Attempts(view -> {});
    wireGuard.read(WG0, attempts);
    assertThat(attempts.number).isEqualTo(3);
    assertThat(attempts.seen).containsExactly(key(0), key(1), key(2));
  }

  @Test
  void shouldGiveUpWhatIsAlwaysInterrupted() {
    kernel.inject(Fault.interrupt().onReadings().always());
    assertThatExceptionOfType(DumpInterruptedException.class)
        .isThrownBy(() -> wireGuard.device(WG0));
    assertThat(wireGuard.interfaces()).containsExactly(WG0);
  }

  @Test
  void shouldInterruptAReadingThatAChangeOvertakes() {
    wireGuard.apply(peers(0, 1000));
    try (WireGuard other = kernel.wireGuard()) {
      Attempts attempts = new Attempts(view -> {});
      attempts.onPeer = view -> {
        if (attempts.number == 1 && view.hasPublicKey(key(50))) {
          other.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.remove(key(900))).build());
        }
      };
      wireGuard.read(WG0, attempts);
      assertThat(attempts.number).isEqualTo(2);
      assertThat(attempts.seen).hasSize(999).doesNotContain(key(900));

      // A change that changes nothing is one all the same.
      attempts.onPeer = view -> {
        if (view.hasPublicKey(key(50))) {
          other.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.remove(key(900))).build());
        }
      };
      assertThatExceptionOfType(DumpInterruptedException.class)
          .isThrownBy(() -> wireGuard.read(WG0, attempts));
    }
  }

  @Test
  void shouldEndADumpWhosePeerIsRemoved() {
    wireGuard.apply(peers(0, 1000));
    try (WireGuard other = kernel.wireGuard()) {
      List<Integer> sizes = new ArrayList<>();
      Attempts attempts = new Attempts(view -> {});
      attempts.onPeer = view -> {
        sizes.add(attempts.seen.size());
        if (attempts.number == 1 && view.hasPublicKey(key(0))) {
          other.apply(
              DeviceUpdate.of(WG0).replacePeers().peer(PeerUpdate.of(key(1))).build());
        }
      };
      wireGuard.read(WG0, attempts);
      assertThat(attempts.number).isEqualTo(2);
      assertThat(attempts.seen).containsExactly(key(1));
      assertThat(sizes).hasSizeLessThan(1000);
    }
  }

  @Test
  void shouldLetSomebodyElseActMeanwhile() {
    try (WireGuard other = kernel.wireGuard()) {
      kernel.inject(Fault.meanwhile(() -> other.apply(DeviceUpdate.of(WG0)
              .peer(PeerUpdate.of(key(2)).allowedIp(IpPrefix.parse("10.0.0.0/8")))
              .build()))
          .onChanges());
      wireGuard.apply(DeviceUpdate.of(WG0)
          .peer(PeerUpdate.of(key(1)).allowedIp(IpPrefix.parse("10.0.0.0/8")))
          .build());
      assertThat(peers()).containsExactly(key(2), key(1));
      try (Device device = wireGuard.device(WG0)) {
        assertThat(device.peer(key(2)).orElseThrow().allowedIps()).isEmpty();
      }
    }
  }

  @Test
  void shouldWaitAndLeaveAnInterruptSet() {
    Duration delay = Duration.ofMillis(30);
    kernel.inject(Fault.delay(delay));
    long begun = System.nanoTime();
    Thread.currentThread().interrupt();
    wireGuard.device(WG0).close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(delay.toNanos());
  }

  @Test
  void shouldLetSomePassAndHappenToOthers() {
    kernel.inject(Fault.refuse(Errno.EBUSY).after(1).times(2));
    List<Boolean> refused = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      try {
        wireGuard.device(WG0).close();
        refused.add(false);
      } catch (NetlinkException e) {
        refused.add(true);
      }
    }
    assertThat(refused).containsExactly(false, true, true, false, false);
  }

  @Test
  void shouldRefuseWhatCannotHappen() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Fault.interrupt().onChanges());
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Fault.refuseAfterPeers(1, ENOMEM).onReadings());
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Fault.loseAnswer().after(-1));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Fault.delay(Duration.ofSeconds(-1)));
  }

  /** Counts attempts, and collects the peers of the last. */
  private static final class Attempts implements DeviceVisitor {
    private final List<PublicKey> seen = new ArrayList<>();
    private Consumer<PeerView> onPeer;
    private int number;

    Attempts(Consumer<PeerView> onPeer) {
      this.onPeer = onPeer;
    }

    @Override
    public void begin(int attempt) {
      number = attempt;
      seen.clear();
    }

    @Override
    public void peer(PeerView peer) {
      seen.add(peer.publicKey());
      onPeer.accept(peer);
    }
  }

  private static DeviceUpdate peers(int from, int to) {
    return DeviceUpdate.of(WG0)
        .peers(IntStream.range(from, to)
            .mapToObj(i -> PeerUpdate.of(key(i)).build())
            .toList())
        .build();
  }

  private List<PublicKey> peers() {
    try (Device device = wireGuard.device(WG0)) {
      return device.peers().stream().map(Peer::publicKey).toList();
    }
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
