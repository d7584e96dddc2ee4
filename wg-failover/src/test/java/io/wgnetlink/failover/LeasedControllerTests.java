package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.simulation.FakeNftables;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A controller with a lease, in virtual time. */
class LeasedControllerTests {
  private final LeasedScenery leased = new LeasedScenery(Scenery.routes());
  private final Scenery s = leased.s;
  private final FakeNftables nftables = leased.nftables;
  private final List<String> told = leased.told;

  @Test
  void shouldHoldTheLeaseAsLongAsItLives() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      for (int i = 0; i < 30; i++) {
        s.time.pass(20 * SECOND);
        assertThat(s.wayToB()).isEqualTo("direct");
      }
      assertThat(told)
          .singleElement()
          .satisfies(text -> assertThat(text).startsWith("HELD: lease of 30 s"));
      assertThat(controller.explain()).contains("lease of 30 s");
    }
    assertThat(nftables.tables()).isEmpty();
    assertThat(nftables.closed).isEqualTo(1);
    assertThat(s.kernel.rules(AddressFamily.IPV6)).isEmpty();
  }

  /** By a nexthop object the narrow routes stay, and lead where the wide ones do. */
  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldMoveGroupsInTheTableOfTheLease(RouteForm form) {
    s.busy();
    String before = s.kernel.picture();
    FailoverConfiguration.Builder formed = FailoverConfiguration.of(s.group).routeForm(form);
    try (FailoverController controller = leased.controller(formed)) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(s.kernel.routesTo("fd00::1:0/112"))
          .extracting(route -> route.table())
          .containsExactly(Lease.TABLE);

      s.direct.cut();
      s.time.pass(60 * SECOND);
      int wgA = s.kernel.link(InterfaceName.of("wgA")).orElseThrow().index();
      assertThat(s.kernel.routesTo("fd00::1:0/112"))
          .hasSize(form == RouteForm.NEXTHOP_OBJECT ? 1 : 0)
          .allMatch(route -> route.table() == Lease.TABLE && route.uses(wgA));
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
    }
    assertThat(s.kernel.picture()).isEqualTo(before);
  }

  @Test
  void shouldNotPileUpBeats() {
    List<Long> beats = new ArrayList<>();
    VirtualLoops loops = new VirtualLoops(s.time);
    new LeaseHeart(loops, Lease.DEFAULT, () -> beats.add(loops.now())).start();
    loops.kernel().execute(() -> s.time.pass(95 * SECOND + MILLIS));
    s.time.pass(SECOND);
    assertThat(beats).as("of nine that were due").containsExactly(95 * SECOND + MILLIS);
    s.time.pass(20 * SECOND);
    assertThat(beats).hasSize(3);
  }
}
