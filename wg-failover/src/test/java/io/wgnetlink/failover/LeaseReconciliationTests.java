package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.simulation.FakeNftables;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteTopic;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others do to the table and the rules of a lease. */
class LeaseReconciliationTests {
  private final LeasedScenery leased = new LeasedScenery(Scenery.routes());
  private final Scenery s = leased.s;
  private final FakeNftables nftables = leased.nftables;
  private final List<String> told = leased.told;

  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldPutBackNarrowRoutesThatSomebodyDeleted(RouteForm form) {
    s.busy();
    FailoverConfiguration.Builder formed = FailoverConfiguration.of(s.group).routeForm(form);
    try (FailoverController controller = leased.controller(formed)) {
      controller.start();
      s.time.pass(20 * SECOND);
      Route gone = s.kernel.routesTo("fd00::1:0/112").get(0);
      s.kernel.removeRoutes("fd00::1:0/112");
      assertThat(leased.interfaceToB()).isEqualTo("wgA");
      s.events.accept(new RouteEvent.RouteRemoved(gone));
      s.time.pass(150 * MILLIS);

      assertThat(leased.interfaceToB()).isEqualTo("wgB");
      assertThat(s.kernel.routesTo("fd00::1:0/112"))
          .extracting(Route::table)
          .containsExactly(Lease.TABLE);
    }
  }

  @Test
  void shouldSayThatSomebodyElsesRouteIsInTheTableOfTheLease() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(15 * SECOND);
      Route foreign = Route.builder(IpPrefix.parse("fd00::1:0/112"))
          .oif(s.kernel.link(InterfaceName.of("wgA")).orElseThrow().index())
          .table(Lease.TABLE)
          .metric(57)
          .protocol(12)
          .build();
      s.kernel.replaceRoute(foreign);
      s.events.accept(new RouteEvent.RouteChanged(foreign, true));
      s.time.pass(150 * MILLIS);

      assertThat(told).last().asString().startsWith("TAKEN").contains("BIRD");
      assertThat(s.kernel.routesTo("fd00::1:0/112"))
          .extracting(Route::protocol)
          .containsExactly(12);
    }
  }

  @Test
  void shouldPutBackARuleThatSomebodyDeletedWithoutGivingTheLeaseMoreTime() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(19 * SECOND);
      Rule gone = s.kernel.rules(AddressFamily.IPV6).get(0);
      s.kernel.deleteRule(gone);
      assertThat(leased.interfaceToB()).isEqualTo("wgA");
      nftables.refusal = Errno.ENOBUFS;
      s.events.accept(new RouteEvent.RuleRemoved(gone));
      s.time.pass(150 * MILLIS);

      assertThat(leased.interfaceToB()).isEqualTo("wgB");
      assertThat(told).hasSize(1);
      nftables.refusal = null;
    }
  }

  /** {@code ip rule flush} at intervals: put back at once five times, then every 30 s. */
  @Test
  void shouldNotFightForItsRules() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(15 * SECOND);
      int flushed = 0;
      for (int i = 0; i < 60; i++) {
        List<Rule> rules = s.kernel.rules();
        if (!rules.isEmpty()) {
          rules.forEach(s.kernel::deleteRule);
          rules.forEach(rule -> s.events.accept(new RouteEvent.RuleRemoved(rule)));
          flushed++;
        }
        s.time.pass(2 * SECOND);
      }
      // Five at once, then one every 30 s of the two minutes.
      assertThat(flushed).isBetween(8, 10);
      assertThat(leased.kinds()).containsExactly("HELD", "REPEATED");
      assertThat(told).last().asString().contains("the rule is gone");

      s.time.pass(120 * SECOND);
      List<Rule> rules = s.kernel.rules();
      rules.forEach(s.kernel::deleteRule);
      s.events.accept(new RouteEvent.RuleRemoved(rules.get(0)));
      s.time.pass(150 * MILLIS);
      assertThat(s.kernel.rules()).containsExactlyInAnyOrderElementsOf(rules);
    }
  }

  /** No event tells of it, as when it was lost: the lease's own beat looks. */
  @Test
  void shouldPutBackARuleThatNoEventTellsOf() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(15 * SECOND);
      s.kernel.rules().forEach(s.kernel::deleteRule);
      s.time.pass(11 * SECOND);
      assertThat(leased.interfaceToB()).isEqualTo("wgB");
    }
  }

  /** A rule that cannot be put back keeps nothing else from being seen to. */
  @Test
  void shouldPutBackRoutesAlsoWhereRulesAreRefused() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(15 * SECOND);
      s.kernel.deleteRule(s.kernel.rules(AddressFamily.IPV6).get(0));
      s.kernel.removeRoutes("172.29.0.16/28");
      s.kernel.onWrite = write -> {
        if (write.startsWith("add rule")) {
          throw new NetlinkException(write, Errno.ENOBUFS, ExtendedAck.NONE, "");
        }
      };
      s.events.accept(new RouteEvent.Overrun(RouteEvent.Cause.RECEIVE_BUFFER));
      s.time.pass(150 * MILLIS);

      assertThat(s.kernel.routesTo("172.29.0.16/28")).hasSize(1);
    }
  }

  @Test
  void shouldHearOfTheTableAndTheRulesOfALease() {
    FailoverConfiguration plain = FailoverConfiguration.of(s.group).build();
    assertThat(ChangeSource.selection(plain).tables()).containsExactly(Route.TABLE_MAIN);
    assertThat(ChangeSource.selection(plain).topics()).contains(RouteTopic.RULES);

    FailoverConfiguration leased =
        FailoverConfiguration.of(s.group).lease(Lease.DEFAULT).build();
    assertThat(ChangeSource.selection(leased).tables())
        .containsExactlyInAnyOrder(Route.TABLE_MAIN, Lease.TABLE);
    assertThat(ChangeSource.selection(leased).topics()).contains(RouteTopic.RULES);
  }
}
