package io.wgnetlink.failover;

import static io.wgnetlink.failover.Scenery.HUB_A;
import static io.wgnetlink.failover.Scenery.HUB_B;
import static io.wgnetlink.failover.Scenery.PREFIXES;
import static io.wgnetlink.failover.Scenery.tunnel;
import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.GroupState;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailoverControllerTests {
  /** {@code -Dfailover.restarts=100} for more. */
  private static final int RESTARTS = Integer.getInteger("failover.restarts", 5);

  private static Scenery scenery(SwitchMode mode) {
    return mode == SwitchMode.ROUTE ? Scenery.routes() : Scenery.allowedIps();
  }

  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldCarryTrafficThroughTheLossOfATunnelAndBack(SwitchMode mode) {
    Scenery s = scenery(mode);
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
    Scenery s = scenery(mode);
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
    Scenery s = scenery(mode);
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
  void shouldLeaveNothingBehindInRouteMode() {
    Scenery s = Scenery.routes();
    String before = s.kernel.picture();

    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(s.kernel.routesTo("fd00::1:0/112"))
          .extracting(Route::protocol, Route::metric)
          .containsExactly(tuple(0x57, 57));
      assertThat(s.kernel.routesTo("172.29.0.16/28")).hasSize(1);
    }

    assertThat(s.kernel.picture()).isEqualTo(before);
  }

  @Test
  void shouldLeaveTheTrafficWithThePermanentPeerInAllowedIpsMode() {
    Scenery s = Scenery.allowedIps();
    int peers = s.kernel.picture().split("\n").length;

    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(s.kernel.allowedIps("wg0", HUB_B)).containsAll(PREFIXES).hasSize(3);
    }

    assertThat(s.kernel.writes)
        .filteredOn(w -> w.contains("fd00::1:0/112"))
        .isNotEmpty()
        .allMatch(w -> w.contains("updateOnly=true"));
    assertThat(s.kernel.allowedIps("wg0", HUB_B)).isEmpty();
    assertThat(s.kernel.allowedIps("wg0", HUB_A)).containsAll(PREFIXES).hasSize(6);
    assertThat(s.kernel.picture().split("\n")).hasSize(peers);
  }

  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldLeaveTheTrafficWhereItIsWhenToldSo(SwitchMode mode) {
    Scenery s = scenery(mode);
    FailoverConfiguration retaining =
        FailoverConfiguration.of(s.group).shutdown(ShutdownPolicy.RETAIN).build();
    try (FailoverController controller = s.controller(retaining)) {
      controller.start();
      s.time.pass(20 * SECOND);
    }

    assertThat(s.wayToB()).isEqualTo("direct");
    assertThat(s.kernel.picture()).doesNotContain("100::");
  }

  /** With the permanent path dead, and the switch too recent for the status to know of it. */
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldNotWithdrawWhatHasJustLeftADeadPath(SwitchMode mode) {
    Scenery s = scenery(mode);
    s.direct.cut();
    FailoverController controller = s.controller();
    controller.start();
    s.time.pass(20 * SECOND);
    s.permanent.cut();
    s.time.pass(60 * SECOND);
    assertThat(controller.status().tunnels().values()).containsOnly(TunnelState.DOWN);
    List<String> carriers = new ArrayList<>();
    s.kernel.onWrite = change -> {
      if (change.contains("fd00::1:0/112")) {
        s.kernel.onWrite = w -> {};
        s.time.after(0, () -> {
          carriers.add(controller.status().carriers().get("hub-b").name());
          controller.close();
        });
      }
    };

    s.direct.heal();
    s.time.pass(60 * SECOND);

    assertThat(carriers).containsExactly("permanent");
    assertThat(s.wayToB()).isEqualTo("direct");
  }

  /** I8. */
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldMoveNothingByARestart(SwitchMode mode) {
    Scenery s = scenery(mode);
    FailoverConfiguration retaining =
        FailoverConfiguration.of(s.group).shutdown(ShutdownPolicy.RETAIN).build();
    try (FailoverController controller = s.controller(retaining)) {
      controller.start();
      s.time.pass(20 * SECOND);
    }
    s.decisions.clear();
    s.kernel.writes.clear();

    for (int i = 0; i < RESTARTS; i++) {
      try (FailoverController controller = s.controller(retaining)) {
        controller.start();
        s.time.pass(60 * SECOND);
      }
    }

    assertThat(s.decisions).isEmpty();
    assertThat(s.kernel.writes)
        .noneMatch(w ->
            w.contains("fd00::1:0/112") || w.contains("172.29.0.16/28") || w.contains("nexthop"));
  }

  /** I4. */
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldChangeNothingWhenEverythingDies(SwitchMode mode) {
    Scenery s = scenery(mode);
    s.direct.right.answersNudges = true;
    s.permanent.right.answersNudges = true;
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      String before = s.kernel.picture();
      s.direct.cut();
      s.permanent.cut();

      s.time.pass(300 * SECOND);

      assertThat(s.kernel.picture()).isEqualTo(before);
      assertThat(controller.status().tunnels()).doesNotContainValue(TunnelState.UP);
    }
  }

  /** I3. */
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldChangeNothingWhileTheKernelCannotBeRead(SwitchMode mode) {
    Scenery s = scenery(mode);
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      String before = s.kernel.picture();

      s.kernel.readError = Errno.ENOBUFS;
      s.direct.cut();
      s.time.pass(300 * SECOND);
      assertThat(controller.status().tunnels().values()).containsOnly(TunnelState.FROZEN);
      assertThat(s.kernel.picture()).isEqualTo(before);

      s.kernel.readError = null;
      s.time.pass(25 * SECOND);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
    }
  }

  /** I1, by the kernel's own table. */
  @Test
  void shouldNotWithdrawARouteThatNothingCovers() {
    Scenery s = Scenery.routes();
    FailoverController controller = s.controller(
        FailoverConfiguration.of(s.group).routeForm(RouteForm.INTERFACE).build());
    controller.start();
    s.time.pass(20 * SECOND);

    s.kernel.removeRoutes("fd00::/64");
    s.direct.cut();
    s.time.pass(30 * SECOND);

    assertThat(s.kernel.routesTo("fd00::1:0/112")).hasSize(1);
    assertThat(s.kernel.routesTo("172.29.0.16/28")).hasSize(1);
    assertThat(s.failures).isNotEmpty().allMatch(f -> f.contains("no route"));
    assertThatThrownBy(controller::close).isInstanceOf(SwitchRefusedException.class);
  }

  /** I1: by an object the permanent path's interface itself carries them, whatever leads there. */
  @Test
  void shouldCarryByThePermanentPathWhatNoWideRouteLeadsTo() {
    Scenery s = Scenery.routes();
    FailoverController controller = s.controller();
    controller.start();
    s.time.pass(20 * SECOND);

    s.kernel.removeRoutes("fd00::/64");
    s.direct.cut();
    s.time.pass(30 * SECOND);

    assertThat(s.failures).isEmpty();
    assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
    assertThat(s.kernel.send(IpAddresses.parse("fd00::1:3"), SimulatedTunnel.Payload.STREAM))
        .isEqualTo("wgA");
    assertThatThrownBy(controller::close).isInstanceOf(SwitchRefusedException.class);
    assertThat(s.kernel.send(IpAddresses.parse("fd00::1:3"), SimulatedTunnel.Payload.STREAM))
        .isEqualTo("wgA");
  }

  @Test
  void shouldAddRoutesByInterfaceWhereTheKernelHasNoNexthopObjects() {
    Scenery s = Scenery.routes();
    s.kernel.nexthopError = Errno.EOPNOTSUPP;
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);

      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(s.kernel.writes).noneMatch(w -> w.contains("nexthop") || w.contains("nhid"));
    }
  }

  /** I2. */
  @Test
  void shouldLeaveAForeignRouteAlone() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = s.controller()) {
      s.kernel.route("fd00::1:0/112", "wgA", 57, Route.PROTOCOL_STATIC);
      controller.start();
      s.time.pass(30 * SECOND);

      assertThat(s.failures).isNotEmpty().allMatch(f -> f.contains("not the controller's"));
      assertThat(s.kernel.routesTo("172.29.0.16/28")).isEmpty();
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
    }
    assertThat(s.kernel.routesTo("fd00::1:0/112"))
        .extracting(Route::protocol)
        .containsExactly(Route.PROTOCOL_STATIC);
  }

  @Test
  void shouldTryAgainWhenTheKernelRefuses() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.kernel.routeError = Errno.ENOBUFS;
      s.time.pass(20 * SECOND);
      assertThat(s.failures).isNotEmpty();
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");

      s.kernel.routeError = null;
      s.time.pass(30 * SECOND);

      assertThat(s.wayToB()).isEqualTo("direct");
    }
  }

  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldTryAgainWhateverASwitchThrows(SwitchMode mode) {
    Scenery s = scenery(mode);
    s.direct.cut();
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
      s.kernel.onWrite = change -> {
        if (change.contains("fd00::1:0/112")) {
          throw new MalformedMessageException(16, "a test");
        }
      };
      s.direct.heal();
      s.time.pass(60 * SECOND);
      assertThat(s.failures).isNotEmpty().allMatch(f -> f.contains("a test"));
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");

      s.kernel.onWrite = change -> {};
      s.time.pass(90 * SECOND);

      assertThat(s.wayToB()).isEqualTo("direct");
    }
  }

  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldRemoveItsProbeAddressesWhateverTheWithdrawalThrows(SwitchMode mode) {
    Scenery s = scenery(mode);
    FailoverController controller = s.controller();
    controller.start();
    s.time.pass(20 * SECOND);
    assertThat(s.kernel.picture()).contains("100::");
    s.kernel.onWrite = change -> {
      if (change.contains("fd00::1:0/112") || change.contains("nexthop")) {
        throw new MalformedMessageException(16, "a test");
      }
    };

    assertThatThrownBy(controller::close).isInstanceOf(MalformedMessageException.class);

    assertThat(s.kernel.picture()).doesNotContain("100::");
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
  void shouldOutliveItsInterfaces() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      s.kernel.deleteLink(tunnel("wgB", HUB_B).device());
      s.kernel.deleteLink(tunnel("wgA", HUB_A).device());
      s.time.pass(20 * SECOND);
      assertThat(controller.status().tunnels().values()).containsOnly(TunnelState.FROZEN);
    }
    assertThat(s.kernel.picture()).isEmpty();
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

  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldMoveNothingWhenItCannotStart(SwitchMode mode) {
    Scenery s = scenery(mode);
    FailoverConfiguration retaining =
        FailoverConfiguration.of(s.group).shutdown(ShutdownPolicy.RETAIN).build();
    try (FailoverController controller = s.controller(retaining)) {
      controller.start();
      s.time.pass(20 * SECOND);
    }
    String before = s.kernel.picture();
    List<String> probeRoutes = new ArrayList<>();
    s.kernel.onWrite = change -> {
      if (change.startsWith("add 100::") && probeRoutes.size() < 2) {
        probeRoutes.add(change);
        if (probeRoutes.size() == 2) {
          throw new NetlinkException(change, Errno.ENOBUFS, ExtendedAck.NONE, "");
        }
      }
    };

    try (FailoverController controller = s.controller()) {
      assertThatThrownBy(controller::start).isInstanceOf(NetlinkException.class);
    }

    assertThat(probeRoutes).hasSize(2);
    assertThat(s.kernel.picture()).isEqualTo(before);
    assertThat(s.wayToB()).isEqualTo("direct");
  }

  /** As where the kernel's RTNL lock is contended, or the processor is emulated. */
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldFindADeadTunnelAlsoWhenReadingsTakeLong(SwitchMode mode) {
    Scenery s = scenery(mode);
    s.busy();
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.kernel.onRead = () -> s.time.pass(200 * MILLIS);
      s.time.pass(40 * SECOND);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");

      s.direct.cut();
      s.time.pass(25 * SECOND);

      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
      assertThat(s.changes).extracting(c -> c.because().kind()).doesNotContain(Kind.LATE);
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
