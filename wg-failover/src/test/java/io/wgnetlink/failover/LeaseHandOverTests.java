package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.FakeNftables;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a controller finds of the one before, with a lease or without. */
class LeaseHandOverTests {
  private final LeasedScenery leased = new LeasedScenery(Scenery.routes());
  private final Scenery s = leased.s;
  private final FakeNftables nftables = leased.nftables;
  private final List<String> told = leased.told;

  @Test
  void shouldTakeOverFromAControllerThatDied() {
    s.busy();
    FailoverController dead = leased.controller();
    dead.start();
    s.time.pass(20 * SECOND);
    assertThat(s.wayToB()).isEqualTo("direct");
    String before = s.kernel.picture();

    // The next one is another process, which knows nothing of the first.
    try (FailoverController next = leased.another(FailoverConfiguration.of(s.group))) {
      next.start();
      assertThat(s.kernel.picture()).isEqualTo(before);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(told).last().asString().contains("taken over");
    }
    dead.close();
  }

  /** With nexthop objects routes are in its table also when the permanent path carries. */
  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldStayUntilTheLeaseRunsOutWhenTrafficIsToStay(RouteForm form) {
    s.busy();
    try (FailoverController controller = leased.controller(retaining(form))) {
      controller.start();
      s.time.pass(28 * SECOND);
    }
    s.time.pass(29 * SECOND);
    assertThat(s.wayToB()).as("given its duration once more").isEqualTo("direct");

    s.time.pass(2 * SECOND);
    s.direct.cut();
    assertThat(s.wayToB()).as("when nobody watches any more").isEqualTo("not direct");
    assertThat(leased.interfaceToB()).isEqualTo("wgA");
  }

  /** I8: the next process is in time. */
  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldMoveNothingByARestart(RouteForm form) {
    s.busy();
    try (FailoverController controller = leased.controller(retaining(form))) {
      controller.start();
      s.time.pass(20 * SECOND);
    }
    String before = routes();
    for (int i = 0; i < 5; i++) {
      s.time.pass(20 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      try (FailoverController next = leased.another(retaining(form))) {
        next.start();
        assertThat(routes()).isEqualTo(before);
        assertThat(told).last().asString().contains("taken over");
        s.time.pass(40 * SECOND);
        assertThat(next.status().carriers().get("hub-b").name()).isEqualTo("direct");
      }
      assertThat(routes()).isEqualTo(before);
    }
  }

  /** It cannot start: what it took over from another is left to the next, or runs out. */
  @Test
  void shouldLetItRunOutWhenItTookItOverAndCannotStart() {
    s.busy();
    try (FailoverController controller = leased.controller(retaining(RouteForm.NEXTHOP_OBJECT))) {
      controller.start();
      s.time.pass(20 * SECOND);
    }
    nftables.onRefresh = () -> s.kernel.linkError = Errno.ENOBUFS;
    try (FailoverController next = leased.another(FailoverConfiguration.of(s.group))) {
      assertThatThrownBy(next::start).isInstanceOf(NetlinkException.class);
    }
    nftables.onRefresh = () -> {};
    s.kernel.linkError = null;
    assertThat(s.wayToB()).isEqualTo("direct");
    s.time.pass(31 * SECOND);
    assertThat(s.wayToB()).isEqualTo("not direct");
  }

  /** Nothing else carries the prefixes: then the lease lasts for good. */
  @Test
  void shouldStayForGoodWhereThePermanentPathIsDown() {
    s.busy();
    FailoverController controller = leased.controller();
    controller.start();
    s.time.pass(20 * SECOND);
    s.permanent.cut();
    s.time.pass(300 * SECOND);
    assertThat(controller.status().tunnels())
        .containsEntry(s.group.permanent().tunnel(), TunnelState.DOWN);
    controller.close();

    s.time.pass(3600 * SECOND);
    assertThat(s.wayToB()).isEqualTo("direct");
  }

  private FailoverConfiguration.Builder retaining(RouteForm form) {
    return FailoverConfiguration.of(s.group).routeForm(form).shutdown(ShutdownPolicy.RETAIN);
  }

  private String routes() {
    return s.kernel
            .picture()
            .lines()
            .filter(line -> !line.contains("100::") && !line.startsWith("wg"))
            .toList()
        + "";
  }

  /** Its rules and routes would be in the way of nobody, and of use to nobody. */
  @Test
  void shouldRemoveWhatALeaseLeftWhenItHasNone() {
    s.busy();
    FailoverConfiguration.Builder retaining =
        FailoverConfiguration.of(s.group).shutdown(ShutdownPolicy.RETAIN);
    try (FailoverController controller = leased.controller(retaining)) {
      controller.start();
      s.time.pass(20 * SECOND);
    }
    s.direct.cut();
    try (FailoverController next = s.controller()) {
      next.start();
      assertThat(s.kernel.rules()).isEmpty();
      assertThat(s.kernel.routesTo("fd00::1:0/112")).isEmpty();
      s.time.pass(2 * SECOND);
      assertThat(s.wayToB()).isEqualTo("not direct");
    }
  }

  /** Its routes are where no lease ends them; the wide ones carry until there is evidence. */
  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldRemoveWhatAControllerWithoutALeaseLeft(RouteForm form) {
    s.busy();
    try (FailoverController plain = s.controller(FailoverConfiguration.of(s.group)
        .routeForm(form)
        .shutdown(ShutdownPolicy.RETAIN)
        .build())) {
      plain.start();
      s.time.pass(20 * SECOND);
    }
    assertThat(s.wayToB()).isEqualTo("direct");
    FailoverConfiguration.Builder formed = FailoverConfiguration.of(s.group).routeForm(form);
    try (FailoverController controller = leased.controller(formed)) {
      controller.start();
      assertThat(s.kernel.routesTo("fd00::1:0/112")).isEmpty();
      s.time.pass(20 * SECOND);

      assertThat(s.kernel.routesTo("fd00::1:0/112"))
          .extracting(Route::table)
          .containsExactly(Lease.TABLE);
    }
  }
}
