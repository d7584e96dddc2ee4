package io.wgnetlink.failover;

import static io.wgnetlink.failover.Scenery.HUB_A;
import static io.wgnetlink.failover.Scenery.HUB_B;
import static io.wgnetlink.failover.Scenery.PREFIXES;
import static io.wgnetlink.failover.Scenery.tunnel;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.failover.model.GroupState;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A controller in virtual time: it watches, moves, obeys and explains. */
class FailoverControllerTests {
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldCarryTrafficThroughTheLossOfATunnelAndBack(SwitchMode mode) {
    Scenery s = Scenery.of(mode);
    s.busy();
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(controller.status().modes()).containsEntry("hub-b", mode);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
      assertThat(s.wayToB()).isEqualTo("direct");

      s.direct.cut();
      s.time.pass(18 * SECOND);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
      int before = s.permanent.right.received;
      s.time.pass(1 * SECOND);
      assertThat(s.permanent.right.received - before).isGreaterThan(90);

      s.direct.heal();
      s.time.pass(45 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(s.decisions).extracting(d -> d.to().name()).endsWith("permanent", "direct");
      assertThat(s.failures).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldMoveTheTrafficAsTheOperatorSays(SwitchMode mode) {
    Scenery s = Scenery.of(mode);
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);

      controller.drain(s.group.paths().get(0).tunnel());
      s.time.pass(SECOND);
      assertThat(s.wayToB()).isEqualTo("not direct");
      assertThat(controller.status().drained())
          .containsExactly(s.group.paths().get(0).tunnel());
      controller.undrain(s.group.paths().get(0).tunnel());
      s.time.pass(6 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");

      controller.use("hub-b", "permanent");
      s.time.pass(SECOND);
      assertThat(s.wayToB()).isEqualTo("not direct");
      assertThat(controller.status().groups()).containsEntry("hub-b", GroupState.MANUAL);
      controller.automatic("hub-b");
      s.time.pass(6 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.status().groups()).containsEntry("hub-b", GroupState.AUTOMATIC);
      assertThat(s.failures).isEmpty();
    }
  }

  @Test
  void shouldRefuseOrdersAboutWhatItDoesNotLookAfter() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = s.controller()) {
      assertThatThrownBy(() -> controller.use("hub-b", "other"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> controller.use("other", "direct"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> controller.automatic("other"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> controller.drain(tunnel("wgX", HUB_B)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> controller.undrain(tunnel("wgB", HUB_A)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The other end's engine nudges, and by that owes no keepalive that would be counted. */
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldComeBackAlsoWhenTheOtherEndTurnsFirst(SwitchMode mode) {
    Scenery s = Scenery.of(mode);
    s.busy();
    nudgeFromHubB(s);
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      s.direct.cut();
      s.time.pass(60 * SECOND);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");

      s.direct.heal();
      s.time.pass(19 * SECOND);

      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
      s.time.pass(300 * SECOND);
      assertThat(s.decisions).extracting(d -> d.to().name()).endsWith("permanent", "direct");
    }
  }

  private static void nudgeFromHubB(Scenery s) {
    s.time.after(SECOND, () -> {
      s.direct.right.send(SimulatedTunnel.Payload.NUDGE);
      nudgeFromHubB(s);
    });
  }

  @Test
  void shouldGiveARecreatedPeerItsProbeAddressAgain() {
    Scenery s = Scenery.allowedIps();
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      s.direct.left.recreate();
      s.kernel.removePeer("wg0", HUB_B);
      s.time.pass(2 * SECOND);
      assertThat(controller.status().tunnels())
          .containsEntry(tunnel("wg0", HUB_B), TunnelState.UNKNOWN);

      s.kernel.peer("wg0", HUB_B, s.direct.left, "172.29.0.16/28", "fd00::1:0/112");
      s.time.pass(20 * SECOND);

      assertThat(s.kernel.allowedIps("wg0", HUB_B)).anyMatch(a -> a.toString().startsWith("100::"));
      assertThat(controller.status().tunnels()).containsEntry(tunnel("wg0", HUB_B), TunnelState.UP);
    }
  }

  @Test
  void shouldKeepTrafficOffAPeerThatNeverAnswered() {
    Scenery s = Scenery.allowedIps();
    s.direct.cut();
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(5 * SECOND);

      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
      assertThat(s.kernel.allowedIps("wg0", HUB_A)).containsAll(PREFIXES);
    }
  }

  @Test
  void shouldRefuseASecondControllerInTheNamespace() {
    Scenery s = Scenery.routes();
    try (FailoverController first = s.controller();
        FailoverController second = s.controller()) {
      first.start();

      assertThatThrownBy(second::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("runs in");
    }
  }

  @Test
  void shouldBuildControllersThatShareNothing() throws Exception {
    Scenery s = Scenery.routes();
    CountDownLatch heard = new CountDownLatch(1);
    FailoverController.Builder builder = s.builder(
            FailoverConfiguration.of(s.group).build())
        .listener(new FailoverListener() {
          @Override
          public void tunnelChanged(TunnelChange change) {
            heard.countDown();
          }
        });
    FailoverController first = builder.build();
    try (FailoverController second = builder.build()) {
      first.close();
      second.start();
      s.time.pass(20 * SECOND);

      assertThat(second.status().carriers().get("hub-b").name()).isEqualTo("direct");
      assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void shouldExplainItself() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      s.direct.cut();
      s.time.pass(30 * SECOND);

      assertThat(controller.explain().split("\n"))
          .satisfiesExactly(
              line -> assertThat(line)
                  .startsWith("hub-b")
                  .contains("by permanent, AUTOMATIC, because")
                  .endsWith(" s lost so far"),
              line -> assertThat(line)
                  .contains("direct (wgB/")
                  .contains("nudges unanswered")
                  .endsWith("; needs a new handshake, then needs 3 more answers, then 10.0 s of"
                      + " hold-up"),
              line -> assertThat(line).contains("* permanent (wgA/").contains("UP"));
    }
  }

  @Test
  void shouldRunOnThreadsOfItsOwn() throws Exception {
    Scenery s = Scenery.routes();
    List<String> names = List.of("wg-failover-decision", "wg-failover-probe", "wg-failover-kernel");
    try (ThreadsOfAController running = new ThreadsOfAController(s)) {
      running.awaitNudge();

      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(t -> names.contains(t.getName()))
          .hasSize(3)
          .allMatch(Thread::isDaemon);
    }
  }
}
