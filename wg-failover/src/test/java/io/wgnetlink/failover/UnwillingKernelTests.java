package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be read, is refused, or would lose traffic, by the kernel's own word. */
class UnwillingKernelTests {
  /** I4. */
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldChangeNothingWhenEverythingDies(SwitchMode mode) {
    Scenery s = Scenery.of(mode);
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
    Scenery s = Scenery.of(mode);
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
    Scenery s = Scenery.of(mode);
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

  /** As where the kernel's RTNL lock is contended, or the processor is emulated. */
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldFindADeadTunnelAlsoWhenReadingsTakeLong(SwitchMode mode) {
    Scenery s = Scenery.of(mode);
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
}
