package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.ConfigurationRefusedException.Reason;
import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.LeaseChange;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.simulation.FakeNftables;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteTopic;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.nftables.NftablesChange;
import io.wgnetlink.nftables.NftablesMissingException;
import io.wgnetlink.nftables.Table;
import io.wgnetlink.nftables.TableId;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A controller with a lease, in virtual time: packets reach the narrow routes while it lives. */
class LeasedControllerTests {
  private static final TableId TABLE = TableId.inet("wg_failover");

  private final List<String> told = new ArrayList<>();
  private final Scenery s = Scenery.routes();
  private final FakeNftables nftables = new FakeNftables(s.time);
  private final FailoverListener telling = new FailoverListener() {
    @Override
    public void leaseChanged(LeaseChange change) {
      told.add(change.state() + ": " + change.text());
    }

    @Override
    public void contended(Contention contention) {
      told.add(contention.kind() + ": " + contention);
    }
  };

  private FailoverController controller(Scenery scenery, FailoverConfiguration.Builder with) {
    scenery.kernel.marks = to -> {
      boolean lives = !nftables.sets(TABLE).isEmpty()
          && !nftables.elements(TABLE.set("alive")).isEmpty();
      return lives ? Lease.MARK_BIT : 0;
    };
    return scenery
        .builder(with.lease(Lease.DEFAULT).build())
        .nftables(() -> nftables)
        .executor(Runnable::run)
        .listener(telling)
        .build();
  }

  private FailoverController controller() {
    return controller(s, FailoverConfiguration.of(s.group));
  }

  /** What was told of, without its words. */
  private List<String> kinds() {
    return told.stream().map(text -> text.substring(0, text.indexOf(':'))).toList();
  }

  @Test
  void shouldHoldTheLeaseAsLongAsItLives() {
    s.busy();
    try (FailoverController controller = controller()) {
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
    try (FailoverController controller = controller(s, formed)) {
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

  /** The kernel loop waits in a request for longer than the lease lasts. */
  @Test
  void shouldLetItRunOutWhenTheKernelLoopHangsAndBeginAgain() {
    s.busy();
    try (FailoverController controller = controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      List<String> ways = new ArrayList<>();
      s.kernel.onRead = () -> {
        s.kernel.onRead = () -> {};
        s.time.pass(31 * SECOND);
        ways.add(s.wayToB());
        s.time.pass(SECOND);
      };
      s.time.pass(200 * SECOND);

      assertThat(ways).as("while it hung").containsExactly("not direct");
      assertThat(s.wayToB()).as("afterwards").isEqualTo("direct");
      assertThat(kinds()).containsExactly("HELD", "LAPSED", "HELD");
    }
  }

  @Test
  void shouldBeginAgainWhenSomebodyFlushesTheRuleset() {
    s.busy();
    try (FailoverController controller = controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      nftables.flush();
      s.time.pass(SECOND);
      assertThat(s.wayToB()).isEqualTo("not direct");
      s.time.pass(60 * SECOND);

      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(kinds()).containsExactly("HELD", "LAPSED", "HELD");
    }
  }

  /** Something foreign came into its place while it was gone: said once, and tried again. */
  @Test
  void shouldSayOnceThatItRanOutUntilItIsHeldAgain() {
    s.busy();
    try (FailoverController controller = controller()) {
      controller.start();
      s.time.pass(15 * SECOND);
      nftables.flush();
      nftables.apply(List.of(new NftablesChange.CreateTable(Table.of(TABLE))));
      s.time.pass(30 * SECOND);
      assertThat(kinds()).containsExactly("HELD", "LAPSED", "FAILED", "FAILED", "FAILED");

      nftables.flush();
      s.time.pass(40 * SECOND);
      assertThat(told).last().asString().startsWith("HELD");
      assertThat(s.wayToB()).isEqualTo("direct");
    }
  }

  @Test
  void shouldSayThatItCannotBeGivenMoreTimeAndGoOn() {
    s.busy();
    try (FailoverController controller = controller()) {
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

  @Test
  void shouldTakeOverFromAControllerThatDied() {
    s.busy();
    FailoverController dead = controller();
    dead.start();
    s.time.pass(20 * SECOND);
    assertThat(s.wayToB()).isEqualTo("direct");
    String before = s.kernel.picture();

    // The next one is another process, which knows nothing of the first.
    try (FailoverController next = another()) {
      next.start();
      assertThat(s.kernel.picture()).isEqualTo(before);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(told).last().asString().contains("taken over");
    }
    dead.close();
  }

  private FailoverController another() {
    return new FailoverController.Builder(
            FailoverConfiguration.of(s.group).lease(Lease.DEFAULT).build(),
            s.kernel,
            s.kernel,
            new Object(),
            () -> new VirtualLoops(s.time))
        .probe(s::nudges)
        .nftables(() -> nftables)
        .executor(Runnable::run)
        .listener(telling)
        .build();
  }

  @Test
  void shouldStayForGoodWhenTrafficIsToStay() {
    s.busy();
    FailoverConfiguration.Builder retaining =
        FailoverConfiguration.of(s.group).shutdown(ShutdownPolicy.RETAIN);
    try (FailoverController controller = controller(s, retaining)) {
      controller.start();
      s.time.pass(20 * SECOND);
    }
    s.time.pass(3600 * SECOND);
    assertThat(s.wayToB()).isEqualTo("direct");
  }

  /** Its lease was made to last for good; without a lease, nobody would ever end it. */
  @Test
  void shouldRemoveWhatALeaseLeftWhenItHasNone() {
    s.busy();
    FailoverConfiguration.Builder retaining =
        FailoverConfiguration.of(s.group).shutdown(ShutdownPolicy.RETAIN);
    try (FailoverController controller = controller(s, retaining)) {
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

  @Test
  void shouldSayThatThereIsNoLeaseInAllowedIpsMode() {
    Scenery shared = Scenery.allowedIps();
    try (FailoverController controller =
        controller(shared, FailoverConfiguration.of(shared.group))) {
      controller.start();
      assertThat(told).singleElement().asString().startsWith("NONE: no lease: allowed IPs");
      assertThat(controller.explain()).contains("no lease: allowed IPs");
    }
  }

  @Test
  void shouldSayThatThereIsNoLeaseWithoutNftablesAndUseTheMainTable() {
    FailoverController.Builder builder = s.builder(
            FailoverConfiguration.of(s.group).lease(Lease.DEFAULT).build())
        .nftables(() -> {
          throw new NftablesMissingException(
              new NetlinkException("use nf_tables", Errno.EINVAL, ExtendedAck.NONE, ""));
        })
        .executor(Runnable::run)
        .listener(telling);
    s.busy();
    try (FailoverController controller = builder.build()) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(told).singleElement().asString().startsWith("NONE").contains("CONFIG_NF_TABLES");
      assertThat(s.wayToB()).isEqualTo("direct");
    }
  }

  @Test
  void shouldSayThatStrictFilteringLeavesNoLease() {
    s.kernel.settings.put("net.ipv4.conf.wgB.rp_filter", 1);
    try (FailoverController controller = controller()) {
      controller.start();
      assertThat(told)
          .singleElement()
          .asString()
          .startsWith("NONE")
          .contains("net.ipv4.conf.wgB.rp_filter to 2");
    }
  }

  @Test
  void shouldRefuseWhatIsSomebodyElses() {
    s.kernel.addRule(Rule.builder(AddressFamily.IPV6).priority(5157).lookup(7).build());
    assertThatExceptionOfType(ConfigurationRefusedException.class)
        .isThrownBy(this::controller)
        .withMessageContaining("priority 5157")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LEASE_TAKEN));
    assertThat(nftables.closed).isEqualTo(1);
  }

  @Test
  void shouldRefuseAForeignTableAndAFwMarkWithTheBit() {
    nftables.apply(List.of(new NftablesChange.CreateTable(Table.of(TABLE))));
    assertThatExceptionOfType(ConfigurationRefusedException.class)
        .isThrownBy(this::controller)
        .withMessageContaining("table inet wg_failover");
    nftables.flush();
    s.kernel.fwmark("wgA", Lease.MARK_BIT | 7);
    assertThatExceptionOfType(ConfigurationRefusedException.class)
        .isThrownBy(this::controller)
        .withMessageContaining("0x10000007 of wgA");
  }

  @Test
  void shouldRefuseOneTableForBothKindsOfRoutes() {
    FailoverConfiguration.Builder same =
        FailoverConfiguration.of(s.group).table(Lease.TABLE).lease(Lease.DEFAULT);
    assertThatIllegalArgumentException().isThrownBy(same::build);
  }

  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldPutBackNarrowRoutesThatSomebodyDeleted(RouteForm form) {
    s.busy();
    FailoverConfiguration.Builder formed = FailoverConfiguration.of(s.group).routeForm(form);
    try (FailoverController controller = controller(s, formed)) {
      controller.start();
      s.time.pass(20 * SECOND);
      Route gone = s.kernel.routesTo("fd00::1:0/112").get(0);
      s.kernel.removeRoutes("fd00::1:0/112");
      assertThat(interfaceToB()).isEqualTo("wgA");
      s.events.accept(new RouteEvent.RouteRemoved(gone));
      s.time.pass(150 * MILLIS);

      assertThat(interfaceToB()).isEqualTo("wgB");
      assertThat(s.kernel.routesTo("fd00::1:0/112"))
          .extracting(Route::table)
          .containsExactly(Lease.TABLE);
    }
  }

  @Test
  void shouldSayThatSomebodyElsesRouteIsInTheTableOfTheLease() {
    s.busy();
    try (FailoverController controller = controller()) {
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
    try (FailoverController controller = controller()) {
      controller.start();
      s.time.pass(19 * SECOND);
      Rule gone = s.kernel.rules(AddressFamily.IPV6).get(0);
      s.kernel.deleteRule(gone);
      assertThat(interfaceToB()).isEqualTo("wgA");
      nftables.refusal = Errno.ENOBUFS;
      s.events.accept(new RouteEvent.RuleRemoved(gone));
      s.time.pass(150 * MILLIS);

      assertThat(interfaceToB()).isEqualTo("wgB");
      assertThat(told).hasSize(1);
      nftables.refusal = null;
    }
  }

  private String interfaceToB() {
    return s.kernel.send(IpAddresses.parse("fd00::1:3"), Payload.STREAM);
  }

  /** A rule that cannot be put back keeps nothing else from being seen to. */
  @Test
  void shouldPutBackRoutesAlsoWhereRulesAreRefused() {
    s.busy();
    try (FailoverController controller = controller()) {
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
    assertThat(FailoverController.selection(plain).tables()).containsExactly(Route.TABLE_MAIN);
    assertThat(FailoverController.selection(plain).topics()).doesNotContain(RouteTopic.RULES);

    FailoverConfiguration leased =
        FailoverConfiguration.of(s.group).lease(Lease.DEFAULT).build();
    assertThat(FailoverController.selection(leased).tables())
        .containsExactlyInAnyOrder(Route.TABLE_MAIN, Lease.TABLE);
    assertThat(FailoverController.selection(leased).topics()).contains(RouteTopic.RULES);
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
    try (FailoverController controller = controller(s, formed)) {
      controller.start();
      assertThat(s.kernel.routesTo("fd00::1:0/112")).isEmpty();
      s.time.pass(20 * SECOND);

      assertThat(s.kernel.routesTo("fd00::1:0/112"))
          .extracting(Route::table)
          .containsExactly(Lease.TABLE);
    }
  }

  /** Its nftables table has the one name that there is for it, wherever the rest is. */
  @Test
  void shouldRefuseTheTableOfAControllerWithAnotherProtocol() {
    try (FailoverController controller = controller()) {
      controller.start();
      Lease elsewhere = new Lease(Lease.DURATION, 1, 99, 77);
      FailoverController.Builder other = s.builder(
              FailoverConfiguration.of(s.group).protocol(0x58).lease(elsewhere).build())
          .nftables(() -> nftables);
      assertThatExceptionOfType(ConfigurationRefusedException.class)
          .isThrownBy(other::build)
          .withMessageContaining("table inet wg_failover");
    }
  }

  /** What carries the groups is reported when it can be read, however late that is. */
  @Test
  void shouldKnowWhatCarriesAlsoWhenThatCannotBeReadAtOnce() {
    s.busy();
    try (FailoverController controller = controller()) {
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
