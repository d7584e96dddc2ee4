package io.wgnetlink.failover.nativetests;

import static io.wgnetlink.failover.nativetests.TwoHubs.await;
import static io.wgnetlink.failover.nativetests.TwoHubs.isOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.nativetests.Nightly;
import io.wgnetlink.nativetests.OnOneKernel;
import io.wgnetlink.nativetests.SteadyTraffic;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How much traffic a failure costs, and what happens in which order, with the kernel's WireGuard.
 */
class SwitchoverTests {
  /** So many readings with answers have to come before a handshake is forced. */
  private static final int HABIT = 60;

  private static final int ATTEMPTS = 3;

  /** The engine's bounds are asserted in virtual time; a noisy machine may take twice as long. */
  private static final int SLACK = 2;

  private static final Duration BOUND_FORCED = Duration.ofSeconds(5);
  private static final Duration BOUND_KERNEL = Duration.ofSeconds(17);

  private static final Timing FOUR_READINGS_A_SECOND = new Timing(
      Duration.ofMillis(250),
      Duration.ofMillis(250),
      Duration.ofSeconds(2),
      Duration.ofSeconds(1),
      Duration.ofSeconds(3),
      3);

  private static final Duration ECHO_INTERVAL = Duration.ofMillis(200);
  private static final Detection FAST_ECHO = Detection.ECHO.withEchoInterval(ECHO_INTERVAL);
  /** So many echo requests make their loss known. */
  private static final int ECHOES = 25;

  private final EventLog log = new EventLog();
  private TwoHubs net;
  private SteadyTraffic traffic;

  @BeforeEach
  void setUp() {
    net = new TwoHubs();
    net.serve();
    traffic = net.traffic(16);
  }

  @AfterEach
  void close() {
    traffic.close();
    net.close();
  }

  private FailoverController start(FailoverConfiguration.Builder configuration) {
    FailoverController controller = net.start(configuration.build(), log);
    assertThat(await(() -> isOn(controller, "direct"))).isTrue();
    traffic.awaitFlow();
    log.clear();
    return controller;
  }

  private FailoverConfiguration.Builder configuration() {
    return FailoverConfiguration.of(net.group);
  }

  /** Cuts the direct path and returns what was lost until traffic flows by the other. */
  private SteadyTraffic.Loss cut(FailoverController controller) {
    SteadyTraffic.Loss loss = traffic.during(() -> {
      TwoHubs.deafen(net.hubB, "eth0");
      TwoHubs.deafen(net.client, "ethB");
      assertThat(await(() -> isOn(controller, "permanent"))).isTrue();
    });
    System.out.println("cut: " + loss + ", " + log.reasons(net.toB, TunnelState.DOWN));
    return loss;
  }

  /** Heals it and returns what was lost until traffic is back. */
  private SteadyTraffic.Loss heal(FailoverController controller) {
    SteadyTraffic.Loss loss = traffic.during(() -> {
      TwoHubs.heal(net.hubB);
      TwoHubs.heal(net.client);
      assertThat(await(() -> isOn(controller, "direct"))).isTrue();
    });
    System.out.println("healed: " + loss + ", " + log.story(net.toB));
    traffic.awaitFlow();
    return loss;
  }

  /**
   * T1 and T2, with nothing at the peer. On a machine that stalls, readings without an answer take
   * the habit of answering away that a forced handshake needs: so it may try again.
   */
  private void assertFoundByForcedHandshake(Timing timing) throws InterruptedException {
    try (FailoverController controller = start(configuration().timing(timing))) {
      SteadyTraffic.Loss lost = cutAfterAHabit(controller, timing);
      for (int attempt = 2; attempt <= ATTEMPTS && !isFoundByForcedHandshake(); attempt++) {
        heal(controller);
        lost = cutAfterAHabit(controller, timing);
      }

      assertThat(log.reasons(net.toB, TunnelState.DOWN))
          .extracting(Finding::kind)
          .containsExactly(Finding.Kind.HANDSHAKE_UNANSWERED);
      assertThat(log.story(net.toB)).endsWith("SUSPECT", "DOWN", "to permanent", "on permanent");
      assertThat(lost.window()).isLessThan(BOUND_FORCED.multipliedBy(SLACK));

      log.clear();
      assertThat(heal(controller).lost()).isZero();
      assertThat(log.story(net.toB))
          .startsWith("PROBATION")
          .endsWith("UP", "to direct", "on direct");
    }
  }

  private SteadyTraffic.Loss cutAfterAHabit(FailoverController controller, Timing timing)
      throws InterruptedException {
    log.clear();
    Thread.sleep(timing.poll().multipliedBy(HABIT + 12).toMillis());
    assertThat(log.switches()).isZero();
    return cut(controller);
  }

  private boolean isFoundByForcedHandshake() {
    return log.reasons(net.toB, TunnelState.DOWN).stream()
        .anyMatch(finding -> finding.kind() == Finding.Kind.HANDSHAKE_UNANSWERED);
  }

  @Test
  @Nightly("a habit of answers before a handshake is forced, and again where the machine stalls")
  @OnOneKernel("WireGuard's timers are the same on all")
  void shouldFindABusyTunnelDeadByForcedHandshakesAndLoseNothingOnReturn()
      throws InterruptedException {
    assertFoundByForcedHandshake(FOUR_READINGS_A_SECOND);
  }

  @Test
  @Nightly("a minute of readings before a handshake is forced")
  @OnOneKernel("WireGuard's timers are the same on all")
  void shouldFindABusyTunnelDeadByForcedHandshakesWithTheDefaults() throws InterruptedException {
    assertFoundByForcedHandshake(Timing.DEFAULT);
  }

  @Test
  @Nightly("WireGuard's 15 s and the return")
  @OnOneKernel("WireGuard's timers are the same on all")
  void shouldFindABusyTunnelDeadByTheKernelsVerdictAlone() {
    try (FailoverController controller =
        start(configuration().detection(Detection.PASSIVE.withForcedHandshake(false)))) {
      SteadyTraffic.Loss lost = cut(controller);

      assertThat(log.reasons(net.toB, TunnelState.DOWN))
          .extracting(Finding::kind)
          .containsExactly(Finding.Kind.KERNEL_VERDICT);
      assertThat(lost.window()).isLessThan(BOUND_KERNEL.multipliedBy(SLACK));
      assertThat(heal(controller).lost()).isZero();
    }
  }

  /** T6: the wire is well, and nobody is at its end. */
  @Test
  @Nightly("another cut, like the one that every build makes")
  @OnOneKernel("what the hub does not answer is the same on all")
  void shouldLeaveAHubWhoseWireGuardIsGone() throws InterruptedException {
    try (FailoverController controller = start(configuration().detection(FAST_ECHO))) {
      Thread.sleep(ECHO_INTERVAL.multipliedBy(ECHOES).toMillis());
      SteadyTraffic.Loss loss = traffic.during(() -> {
        TwoHubs.run(net.hubB, "ip link delete wg0");
        assertThat(await(() -> isOn(controller, "permanent"))).isTrue();
      });
      System.out.println("hub gone: " + loss + ", " + log.reasons(net.toB, TunnelState.DOWN));

      assertThat(loss.lost()).isPositive();
      assertThat(log.story(net.toB)).endsWith("DOWN", "to permanent", "on permanent");
    }
  }

  /** T11, I4: when all tunnels die at once it is this host's own uplink. */
  @Test
  @Nightly("virtual time shows it in every build")
  @OnOneKernel("it is a matter of the decision")
  void shouldChangeNothingWhenItsOwnUplinkIsDown() throws InterruptedException {
    try (FailoverController controller = start(configuration().detection(FAST_ECHO))) {
      Thread.sleep(ECHO_INTERVAL.multipliedBy(ECHOES).toMillis());
      String routes = ownRoutes();
      SteadyTraffic.Loss loss = traffic.during(() -> {
        TwoHubs.run(net.client, "ip link set ethA down");
        TwoHubs.run(net.client, "ip link set ethB down");
        assertThat(await(() -> state(controller) == TunnelState.DOWN))
            .as(controller.explain() + log.events())
            .isTrue();
        assertThat(ownRoutes()).isEqualTo(routes).contains("dev wgB");
        TwoHubs.run(net.client, "ip link set ethA up");
        TwoHubs.run(net.client, "ip link set ethB up");
      });
      System.out.println("own uplink down: " + loss);

      assertThat(log.switches()).isZero();
      assertThat(isOn(controller, "direct")).isTrue();
    }
  }

  private TunnelState state(FailoverController controller) {
    return controller.status().tunnels().get(net.toB);
  }

  private String ownRoutes() {
    return TwoHubs.run(net.client, "ip route show proto 87");
  }
}
