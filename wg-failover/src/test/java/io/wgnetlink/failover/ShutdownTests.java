package io.wgnetlink.failover;

import static io.wgnetlink.failover.Scenery.HUB_A;
import static io.wgnetlink.failover.Scenery.HUB_B;
import static io.wgnetlink.failover.Scenery.PREFIXES;
import static io.wgnetlink.failover.Scenery.tunnel;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.Route;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a controller leaves when it ends, and finds when it begins again. */
class ShutdownTests {
  /** {@code -Dfailover.restarts=100} for more. */
  private static final int RESTARTS = Integer.getInteger("failover.restarts", 5);

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
    Scenery s = Scenery.of(mode);
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
    Scenery s = Scenery.of(mode);
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
    Scenery s = Scenery.of(mode);
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

  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldRemoveItsProbeAddressesWhateverTheWithdrawalThrows(SwitchMode mode) {
    Scenery s = Scenery.of(mode);
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

  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldMoveNothingWhenItCannotStart(SwitchMode mode) {
    Scenery s = Scenery.of(mode);
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
}
