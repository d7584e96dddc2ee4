package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.FakeNftables;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.nftables.NftablesChange;
import io.wgnetlink.nftables.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lease that runs out while its controller lives, or cannot be given more time. */
class LapsedLeaseTests {
  private final LeasedScenery leased = new LeasedScenery(Scenery.routes());
  private final Scenery s = leased.s;
  private final FakeNftables nftables = leased.nftables;
  private final List<String> told = leased.told;

  /** The kernel loop waits in a request for longer than the lease lasts. */
  @Test
  void shouldLetItRunOutWhenTheKernelLoopHangsAndBeginAgain() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      List<String> ways = new ArrayList<>();
      s.kernel.onRead = () -> {
        s.kernel.onRead = () -> {};
        s.time.pass(31 * SECOND);
        ways.add(s.wayToB());
        assertThat(carrier(controller)).isEqualTo("permanent");
        assertThat(controller.explain()).contains("by permanent", "the lease has run out");
        s.time.pass(SECOND);
      };
      s.time.pass(200 * SECOND);

      assertThat(ways).as("while it hung").containsExactly("not direct");
      assertThat(s.wayToB()).as("afterwards").isEqualTo("direct");
      assertThat(leased.kinds()).containsExactly("HELD", "LAPSED", "HELD");
    }
  }

  @Test
  void shouldBeginAgainWhenSomebodyFlushesTheRuleset() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      nftables.flush();
      s.time.pass(SECOND);
      assertThat(s.wayToB()).isEqualTo("not direct");
      s.time.pass(60 * SECOND);

      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(leased.kinds()).containsExactly("HELD", "LAPSED", "HELD");
    }
  }

  /** Something foreign came into its place while it was gone: said once, and tried again. */
  @Test
  void shouldSayThatThePermanentPathCarriesUntilItIsHeldAgain() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(15 * SECOND);
      assertThat(carrier(controller)).isEqualTo("direct");
      nftables.flush();
      nftables.apply(List.of(new NftablesChange.CreateTable(Table.of(LeasedScenery.TABLE))));
      for (int i = 0; i < 25; i++) {
        s.time.pass(1200 * MILLIS);
        assertThat(carrier(controller)).isEqualTo(i < 4 ? "direct" : "permanent");
      }
      assertThat(leased.kinds()).containsExactly("HELD", "LAPSED", "FAILED", "FAILED", "FAILED");
      assertThat(controller.explain())
          .contains("by permanent", "has run out and cannot be taken again", "table inet");
      assertThat(s.kernel.routesTo("fd00::1:0/112"))
          .as("useless, and still there")
          .hasSize(1);

      nftables.flush();
      s.time.pass(40 * SECOND);
      assertThat(told).last().asString().startsWith("HELD");
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(carrier(controller)).isEqualTo("direct");
    }
  }

  /** The direct path's death concerns nobody whose traffic is on the permanent one. */
  @Test
  void shouldCountNoDarknessOfAPathThatTheLeaseTookTheTrafficFrom() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(15 * SECOND);
      nftables.flush();
      nftables.apply(List.of(new NftablesChange.CreateTable(Table.of(LeasedScenery.TABLE))));
      s.time.pass(10 * SECOND);
      s.direct.cut();
      s.time.pass(60 * SECOND);

      assertThat(controller.status().tunnels())
          .containsEntry(s.group.paths().get(0).tunnel(), TunnelState.DOWN);
      assertThat(controller.status().blackholes().get("hub-b")).isZero();
      nftables.flush();
    }
  }

  /** Refused every time, it runs out without the kernel's word for it. */
  @Test
  void shouldKnowByTheTimeThatItRanOut() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(15 * SECOND);
      nftables.refusal = Errno.ENOBUFS;
      s.time.pass(24 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(carrier(controller)).isEqualTo("direct");
      s.time.pass(2 * SECOND);

      assertThat(s.wayToB()).isEqualTo("not direct");
      assertThat(carrier(controller)).isEqualTo("permanent");
      assertThat(leased.kinds()).contains("LAPSED");
      s.time.pass(120 * SECOND);
      assertThat(carrier(controller)).isEqualTo("permanent");

      nftables.refusal = null;
      s.time.pass(15 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(carrier(controller)).isEqualTo("direct");
      assertThat(told).last().asString().startsWith("HELD");
    }
  }

  /** The table that has its name now is somebody else's. */
  @Test
  void shouldRemoveNothingForeignWhenItEndsWithoutALease() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(15 * SECOND);
      nftables.flush();
      nftables.apply(List.of(new NftablesChange.CreateTable(Table.of(LeasedScenery.TABLE))));
      s.time.pass(10 * SECOND);
    }
    assertThat(nftables.tables()).containsExactly(Table.of(LeasedScenery.TABLE));
    assertThat(s.kernel.rules()).isEmpty();
    assertThat(s.kernel.routesTo("fd00::1:0/112")).isEmpty();
  }

  private static String carrier(FailoverController controller) {
    return controller.status().carriers().get("hub-b").name();
  }

  @Test
  void shouldSayThatItCannotBeGivenMoreTimeAndGoOn() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(15 * SECOND);
      nftables.refusal = Errno.ENOBUFS;
      s.time.pass(10 * SECOND);
      assertThat(told).last().asString().startsWith("FAILED").contains("ENOBUFS");
      assertThat(controller.explain()).contains("could not be given more time");

      nftables.refusal = null;
      s.time.pass(10 * SECOND);
      assertThat(told).last().asString().startsWith("HELD");
      assertThat(s.wayToB()).isEqualTo("direct");
    }
  }

  /** What carries the groups is reported when it can be read, however late that is. */
  @Test
  void shouldKnowWhatCarriesAlsoWhenThatCannotBeReadAtOnce() {
    s.busy();
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(35 * SECOND);
      nftables.flush();
      nftables.onCreation = () -> s.kernel.linkError = Errno.ENOBUFS;
      s.time.pass(10 * SECOND);
      assertThat(told).last().asString().startsWith("FAILED");
      s.kernel.linkError = null;
      s.time.pass(10 * SECOND);

      assertThat(told).last().asString().startsWith("HELD");
      String carrier = controller.status().carriers().get("hub-b").name();
      assertThat(s.wayToB()).isEqualTo(carrier.equals("direct") ? "direct" : "not direct");
    }
  }
}
