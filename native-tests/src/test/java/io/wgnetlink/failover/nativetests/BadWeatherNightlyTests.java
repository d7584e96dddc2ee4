package io.wgnetlink.failover.nativetests;

import static io.wgnetlink.failover.nativetests.TwoHubs.await;
import static io.wgnetlink.failover.nativetests.TwoHubs.isOn;
import static io.wgnetlink.failover.nativetests.TwoHubs.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Policy;
import io.wgnetlink.failover.model.Switched;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.nativetests.Nightly;
import io.wgnetlink.nativetests.OnOneKernel;
import io.wgnetlink.nativetests.SteadyTraffic;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.IpAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tunnels that are neither well nor dead, with traffic, for a minute or more each. */
class BadWeatherNightlyTests {
  private static final Duration A_WHILE = Duration.ofSeconds(60);
  private static final int FLAPS = 40;
  private static final Duration PHASE = Duration.ofSeconds(3);

  /** The longest that {@code FlapDamping.DEFAULT} makes a tunnel wait, and a little. */
  private static final Duration LONGEST_HOLD_UP = Duration.ofMinutes(6);

  /** 15 s of the peer's patience, two more attempts and one second, with slack. */
  private static final Duration BOUND_ONE_WAY = Duration.ofSeconds(60);

  private static final Detection FAST_ECHO =
      Detection.ECHO.withEchoInterval(Duration.ofMillis(200));

  private final EventLog log = new EventLog();
  private TwoHubs net;
  private SteadyTraffic traffic;

  @BeforeEach
  void setUp() {
    net = new TwoHubs();
    net.serve();
  }

  @AfterEach
  void close() {
    if (traffic != null) {
      traffic.close();
    }
    net.close();
  }

  private FailoverController start(Detection detection, int size) {
    FailoverController controller =
        net.start(FailoverConfiguration.of(net.group).detection(detection).build(), log);
    // After the start, so that the first handshake is seen: it tells how old the session is.
    traffic = net.traffic(size);
    assertThat(await(() -> isOn(controller, "direct"))).isTrue();
    assertThat(await(() -> controller.status().tunnels().values().stream()
            .allMatch(state -> state == TunnelState.UP)))
        .isTrue();
    traffic.awaitFlow();
    log.clear();
    return controller;
  }

  private FailoverController start(Detection.Kind kind) {
    return start(
        switch (kind) {
          case PASSIVE -> Detection.PASSIVE;
          case NUDGE -> Detection.NUDGE;
          case ECHO -> Detection.ECHO;
        },
        16);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void worsenBothEnds(String how) {
    TwoHubs.worsen(net.client, "ethB", how);
    TwoHubs.worsen(net.hubB, "eth0", how);
  }

  private void report(String what, SteadyTraffic.Loss loss) {
    System.out.printf(
        "%s: %s, %d times suspect, %d down, %d switches%n",
        what,
        loss,
        log.reasons(net.toB, TunnelState.SUSPECT).size(),
        log.reasons(net.toB, TunnelState.DOWN).size(),
        log.switches());
  }

  /** T8. */
  @Test
  @Nightly("forty times 3 s up and 3 s down")
  @OnOneKernel("it is a matter of the decision")
  void shouldKeepToItsBudgetOnALinkThatFlaps() {
    try (FailoverController controller = start(FAST_ECHO, 16)) {
      sleep(Duration.ofSeconds(6));
      report("flapping", traffic.during(() -> {
        for (int i = 0; i < FLAPS; i++) {
          TwoHubs.deafen(net.client, "ethB");
          sleep(PHASE);
          TwoHubs.heal(net.client);
          sleep(PHASE);
        }
        assertThat(isOn(controller, "permanent")).isTrue();
      }));
      assertThat(log.switches()).isPositive();
      List<Duration> times = switchTimes().toList();
      for (Duration first : times) {
        assertThat(times)
            .filteredOn(t ->
                !t.minus(first).isNegative() && t.minus(first).compareTo(Policy.BUDGET_PERIOD) < 0)
            .hasSizeLessThanOrEqualTo(Policy.DEFAULT.budget());
      }

      long healed = System.nanoTime();
      while (!isOn(controller, "direct")
          && System.nanoTime() - healed < LONGEST_HOLD_UP.toNanos()) {
        sleep(Duration.ofSeconds(1));
      }
      System.out.printf("back %.0f s after the last flap%n", (System.nanoTime() - healed) / 1e9);
      assertThat(isOn(controller, "direct")).as(controller.explain()).isTrue();
    }
  }

  private Stream<Duration> switchTimes() {
    return log.events().stream()
        .filter(Switched.class::isInstance)
        .map(event -> ((Switched) event).at());
  }

  /** T9, within the limit that is promised. */
  @ParameterizedTest
  @EnumSource
  @Nightly("a minute of loss for each kind of detection")
  @OnOneKernel("loss is the same on all")
  void shouldStayOnATunnelThatLosesAFifth(Detection.Kind kind) {
    try (FailoverController controller = start(kind)) {
      SteadyTraffic.Loss loss = traffic.during(() -> {
        worsenBothEnds("loss 20%");
        sleep(A_WHILE);
        worsenBothEnds("loss 0%");
      });
      report(kind + ", 20 % lost each way", loss);

      assertThat(loss.lost()).isPositive();
      assertThat(log.switches()).isZero();
      assertThat(log.reasons(net.toB, TunnelState.DOWN)).isEmpty();
      assertThat(isOn(controller, "direct")).isTrue();
    }
  }

  /** T9, beyond it: nothing is promised but the budget, and the return. */
  @ParameterizedTest
  @CsvSource({"40", "60"})
  @Nightly("a minute of loss")
  @OnOneKernel("loss is the same on all")
  void shouldComeBackToATunnelThatLostMore(int percent) {
    try (FailoverController controller = start(Detection.Kind.NUDGE)) {
      report(percent + " % lost each way", traffic.during(() -> {
        worsenBothEnds("loss " + percent + "%");
        sleep(A_WHILE);
        worsenBothEnds("loss 0%");
        assertThat(await(() -> isOn(controller, "direct"))).isTrue();
      }));
      assertThat(log.switches()).isLessThanOrEqualTo(2L * Policy.DEFAULT.budget());
    }
  }

  /** T9. */
  @Test
  @Nightly("a minute of delays")
  @OnOneKernel("delays are the same on all")
  void shouldStayOnATunnelThatDelaysAndReorders() {
    try (FailoverController controller = start(Detection.Kind.ECHO)) {
      report("late by 2 s, four times, and out of order", traffic.during(() -> {
        for (int i = 0; i < 4; i++) {
          TwoHubs.worsen(net.client, "ethB", "delay 2000ms");
          sleep(Duration.ofSeconds(5));
          TwoHubs.worsen(net.client, "ethB", "delay 40ms reorder 25% 50%");
          sleep(Duration.ofSeconds(10));
        }
        TwoHubs.worsen(net.client, "ethB", "delay 0ms");
      }));
      assertThat(log.switches()).isZero();
      assertThat(isOn(controller, "direct")).isTrue();
    }
  }

  /** T10: a transfer fills a queue of about 2 s. */
  @Test
  @Nightly("a minute of a full queue")
  @OnOneKernel("queues are the same on all")
  void shouldStayOnATunnelThatIsFull() throws IOException {
    TwoHubs.worsen(net.client, "ethB", "rate 1mbit limit 150");
    try (FailoverController controller = start(Detection.Kind.ECHO);
        BulkTransfer transfer = BulkTransfer.start(net.client, TwoHubs.SERVICE, net.hubB)) {
      report("full", traffic.during(() -> sleep(A_WHILE)));
      System.out.println("moved " + transfer.moved() / 1024 + " KiB");

      assertThat(transfer.moved()).isGreaterThan(1 << 20);
      assertThat(log.switches()).isZero();
      assertThat(log.reasons(net.toB, TunnelState.DOWN)).isEmpty();
      assertThat(isOn(controller, "direct")).isTrue();
    }
  }

  /** T26: probes are small, so that is not found; which traffic it costs is printed. */
  @Test
  @Nightly("longer than the kernel's verdict takes")
  @OnOneKernel("sizes are the same on all")
  void shouldNotTakeTheLossOfLargePacketsForDeath() {
    try (FailoverController controller = start(FAST_ECHO, 1300)) {
      report("large packets", traffic.during(() -> {
        run(net.hubB, "nft add table ip cut");
        Witness.run(
            net.hubB, "nft", "add chain ip cut in { type filter hook prerouting priority -300; }");
        Witness.run(net.hubB, "nft", "add rule ip cut in meta length > 1000 drop");
        sleep(Duration.ofSeconds(40));
        TwoHubs.heal(net.hubB);
      }));
      assertThat(log.switches()).isZero();
      assertThat(isOn(controller, "direct")).isTrue();
    }
  }

  /** T5: what is received goes on, so nothing is silent. */
  @Test
  @Nightly("the peer's patience of 15 s and its further attempts")
  @OnOneKernel("WireGuard's timers are the same on all")
  void shouldFindThatNothingArrivesThoughAStreamIsReceived() throws IOException {
    try (FailoverController controller = start(Detection.Kind.PASSIVE);
        DatagramSocket sink = net.client.call(() -> socket(9));
        DatagramSocket source = net.hubB.call(() -> socket(0))) {
      Thread stream = new Thread(() -> stream(source), "stream");
      stream.setDaemon(true);
      stream.start();
      sink.receive(new DatagramPacket(new byte[100], 100));

      SteadyTraffic.Loss loss = traffic.during(() -> {
        TwoHubs.deafen(net.hubB, "eth0");
        assertThat(await(() -> isOn(controller, "permanent"))).isTrue();
      });

      report("one way, " + log.reasons(net.toB, TunnelState.DOWN), loss);
      assertThat(log.reasons(net.toB, TunnelState.DOWN))
          .extracting(Finding::kind)
          .containsExactly(Finding.Kind.ONE_WAY);
      assertThat(loss.window()).isLessThan(BOUND_ONE_WAY);
    }
  }

  private static DatagramSocket socket(int port) {
    try {
      return new DatagramSocket(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stream(DatagramSocket source) {
    InetSocketAddress client = new InetSocketAddress(IpAddresses.parse("10.7.2.2"), 9);
    try {
      while (true) {
        source.send(new DatagramPacket(new byte[100], 100, client));
        sleep(Duration.ofMillis(50));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
