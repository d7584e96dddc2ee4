package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Others have something that wins over what is the controller's, which is all in its place. */
class RivalTests {
  private static final String V6 = "fd00::1:0/112";
  private static final int BIRD = 12;

  private final Scenery s = Scenery.routes();

  private FailoverController started(FailoverConfiguration.Builder with) {
    FailoverController controller = s.controller(with.build());
    controller.start();
    s.time.pass(20 * SECOND);
    assertThat(s.wayToB()).isEqualTo("direct");
    return controller;
  }

  private FailoverController started() {
    return started(FailoverConfiguration.of(s.group));
  }

  private void tell(String prefix, int protocol) {
    Route route = s.kernel.routesTo(prefix).stream()
        .filter(r -> r.protocol() == protocol)
        .findFirst()
        .orElseThrow();
    s.events.accept(new RouteEvent.RouteChanged(route, false));
    s.time.pass(150 * MILLIS);
  }

  private void assertOutranked(FailoverController controller, String... words) {
    assertThat(s.contentions).singleElement().satisfies(contention -> {
      assertThat(contention.kind()).isEqualTo(Contention.Kind.OUTRANKED);
      assertThat(contention.toString()).contains(words);
    });
    assertThat(controller.status().carriers()).isEmpty();
    assertThat(controller.status().contended()).containsOnlyKeys("hub-b");
    assertThat(controller.explain()).contains("but others have its traffic").contains(words);
  }

  private void assertUncontended(FailoverController controller) {
    assertThat(s.contentions).isEmpty();
    assertThat(controller.status().contended()).isEmpty();
    assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
  }

  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldSayWhoWinsByASmallerMetric(RouteForm form) {
    try (FailoverController controller =
        started(FailoverConfiguration.of(s.group).routeForm(form))) {
      s.kernel.writes.clear();
      s.kernel.route(V6, "wgA", 10, BIRD);
      assertThat(s.wayToB()).isEqualTo("not direct");
      tell(V6, BIRD);

      assertOutranked(controller, V6, "metric 10", "BIRD");
      s.time.pass(120 * SECOND);
      assertOutranked(controller, "BIRD");
      assertThat(s.kernel.writes).as("nothing foreign is touched, nor ours").isEmpty();

      Route gone = s.kernel.routesTo(V6).stream()
          .filter(route -> route.protocol() == BIRD)
          .findFirst()
          .orElseThrow();
      s.kernel.deleteRoute(gone);
      s.events.accept(new RouteEvent.RouteRemoved(gone));
      s.time.pass(150 * MILLIS);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.status().contended()).isEmpty();
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
      assertThat(controller.explain()).doesNotContain("others");

      s.kernel.route(V6, "wgA", 10, BIRD);
      tell(V6, BIRD);
      assertThat(s.contentions).as("news again").hasSize(2);
    }
  }

  /** A look finds it that no event told of. */
  @Test
  void shouldSayWhoHasAPartOfAPrefix() {
    try (FailoverController controller = started()) {
      s.kernel.route("fd00::1:0/120", "wgA", 4000, BIRD);
      assertThat(s.wayToB()).isEqualTo("not direct");
      s.time.pass(31 * SECOND);

      assertOutranked(controller, "fd00::1:0/120", "BIRD");
    }
  }

  @Test
  void shouldTakeForTheHostsOwnLayoutWhatWasThereBefore() {
    s.kernel.route("fd00::1:f0/124", "wgA", 10, BIRD);
    try (FailoverController controller = started()) {
      s.kernel.route("fd00::1:e0/124", "wgA", 256, Route.PROTOCOL_KERNEL);
      s.time.pass(31 * SECOND);
      assertUncontended(controller);
    }
  }

  @Test
  void shouldNotMindWhatLosesOrLeadsTheSameWay() {
    try (FailoverController controller = started()) {
      s.kernel
          .route(V6, "wgA", 58, BIRD)
          .route("fd00::1:0/111", "wgA", 1, BIRD)
          .route("fd00::1:0/120", "wgB", 1, BIRD);
      s.time.pass(31 * SECOND);
      assertUncontended(controller);
      assertThat(s.wayToB()).isEqualTo("direct");
    }
  }

  @Test
  void shouldSayWhoHasTheTrafficOfThePermanentPath() {
    s.direct.cut();
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
      s.kernel.route(V6, "wgB", 2000, BIRD);
      tell(V6, BIRD);
      assertOutranked(controller, V6, "BIRD");
    }
  }

  /** On the way to the permanent path it leads there; on the way to the other it does not. */
  @Test
  void shouldLookAgainAfterASwitch() {
    s.direct.cut();
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      s.kernel.route(V6, "wgA", 10, BIRD);
      tell(V6, BIRD);
      assertThat(s.contentions).isEmpty();

      s.direct.heal();
      for (int i = 0; i < 100 && s.switches.isEmpty(); i++) {
        s.time.pass(SECOND);
      }
      assertThat(s.switches).containsExactly("direct");
      s.time.pass(150 * MILLIS);
      assertOutranked(controller, V6, "BIRD");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lookup", "prohibit", "to"})
  void shouldSayWhichRuleIsAskedBefore(String kind) {
    try (FailoverController controller = started()) {
      Rule.Builder rule = Rule.builder(AddressFamily.IPV6).priority(100).protocol(BIRD);
      switch (kind) {
        case "lookup" -> {
          s.kernel.routeIn(7, "fd00::/16", "wgA");
          rule.lookup(7);
        }
        case "to" -> {
          s.kernel.routeIn(7, "::/0", "wgA");
          rule.destination(IpPrefix.parse("fd00::1:0/120")).lookup(7);
        }
        default -> rule.destination(IpPrefix.parse(V6)).action(RuleAction.PROHIBIT);
      }
      Rule foreign = rule.build();
      s.kernel.addRule(foreign);
      assertThat(interfaceToB()).isNotEqualTo("wgB");
      s.events.accept(new RouteEvent.RuleChanged(foreign));
      s.time.pass(150 * MILLIS);
      assertOutranked(controller, "the rule", "priority 100", "BIRD");
      assertThat(s.kernel.rules()).containsExactly(foreign);

      s.kernel.deleteRule(foreign);
      s.events.accept(new RouteEvent.RuleRemoved(foreign));
      s.time.pass(150 * MILLIS);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  /** Rules for packets that somebody told apart, and those that find nothing, as of other VPNs. */
  @Test
  void shouldNotMindRulesForOtherPackets() {
    s.kernel.routeIn(51820, "::/0", "wgA").routeIn(52, "fd77::/48", "wgA");
    try (FailoverController controller = started()) {
      Rule main = Rule.builder(AddressFamily.IPV6)
          .priority(32766)
          .lookup(Route.TABLE_MAIN)
          .protocol(Route.PROTOCOL_KERNEL)
          .build();
      s.kernel.addRule(main);
      Rule.Builder any = Rule.builder(AddressFamily.IPV6).protocol(BIRD);
      for (Rule rule : List.of(
          any.priority(5210).mark(0x80000, 0xff0000).lookup(51820).build(),
          Rule.builder(AddressFamily.IPV6).priority(5270).lookup(52).build(),
          Rule.builder(AddressFamily.IPV6).priority(40000).lookup(51820).build(),
          Rule.builder(AddressFamily.IPV6)
              .priority(90)
              .destination(IpPrefix.parse("fd77::/48"))
              .action(RuleAction.UNREACHABLE)
              .build(),
          Rule.builder(AddressFamily.IPV6)
              .priority(91)
              .lookup(51820)
              .suppressPrefixLength(0)
              .build())) {
        s.kernel.addRule(rule);
      }
      s.time.pass(31 * SECOND);
      assertUncontended(controller);
    }
  }

  /** What is in the main table is asked after the lease's own. */
  @Test
  void shouldLookInTheTableOfALease() {
    LeasedScenery leased = new LeasedScenery(s);
    try (FailoverController controller = leased.controller()) {
      controller.start();
      s.time.pass(20 * SECOND);
      s.kernel.route(V6, "wgA", 10, BIRD).route("fd00::1:0/120", "wgA", 10, BIRD);
      s.time.pass(31 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.status().contended()).isEmpty();

      s.kernel.routeIn(22342, "fd00::1:0/120", "wgA");
      assertThat(s.wayToB()).isEqualTo("not direct");
      s.time.pass(31 * SECOND);
      assertThat(leased.kinds()).containsExactly("HELD", "OUTRANKED");
      assertThat(controller.status().carriers()).isEmpty();
      s.kernel.removeRoutesIn(22342, "fd00::1:0/120");
      s.time.pass(31 * SECOND);
      assertThat(controller.status().carriers()).isNotEmpty();

      s.kernel.addRule(Rule.builder(AddressFamily.IPV6)
          .priority(5000)
          .lookup(Route.TABLE_MAIN)
          .build());
      s.time.pass(31 * SECOND);
      assertThat(interfaceToB()).isEqualTo("wgA");
      assertThat(leased.kinds()).containsExactly("HELD", "OUTRANKED", "OUTRANKED");
    }
  }

  /** In allowed-IPs mode the way into the interface can be taken as well. */
  @Test
  void shouldSayWhoLeadsPastTheSharedInterface() {
    Scenery shared = Scenery.allowedIps();
    shared.kernel.device("eth0");
    try (FailoverController controller = shared.controller()) {
      controller.start();
      shared.time.pass(20 * SECOND);
      assertThat(controller.status().contended()).isEmpty();
      shared.kernel.route(V6, "eth0", 5, BIRD);
      shared.time.pass(31 * SECOND);

      assertThat(shared.contentions)
          .extracting(Contention::kind)
          .containsExactly(Contention.Kind.OUTRANKED);
      assertThat(controller.status().carriers()).isEmpty();
    }
  }

  /** A large table is read as seldom as takes a fiftieth of a core, and no event changes that. */
  @Test
  void shouldReadLargeTablesMoreSeldom() {
    try (FailoverController controller = started()) {
      int[] readings = new int[1];
      s.kernel.onVisit = filter -> {
        if (filter.equals(
            RouteFilter.all().withFamily(AddressFamily.IPV6).withTable(Route.TABLE_MAIN))) {
          readings[0]++;
          s.time.pass(SECOND);
        }
      };
      for (int i = 0; i < 300; i++) {
        s.events.accept(new RouteEvent.Overrun(RouteEvent.Cause.RECEIVE_BUFFER));
        s.time.pass(SECOND);
      }
      assertThat(readings[0]).isBetween(4, 7);
      s.kernel.route(V6, "wgA", 10, BIRD);
      s.time.pass(60 * SECOND);
      assertOutranked(controller, "BIRD");
      s.kernel.onVisit = filter -> {};
    }
  }

  private String interfaceToB() {
    return s.kernel.send(IpAddresses.parse("fd00::1:3"), Payload.STREAM);
  }
}
