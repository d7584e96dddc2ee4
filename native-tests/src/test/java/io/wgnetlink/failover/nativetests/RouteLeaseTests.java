package io.wgnetlink.failover.nativetests;

import static io.wgnetlink.failover.nativetests.TwoWays.A;
import static io.wgnetlink.failover.nativetests.TwoWays.B;
import static io.wgnetlink.failover.nativetests.TwoWays.BEHIND_A_4;
import static io.wgnetlink.failover.nativetests.TwoWays.BEHIND_A_6;
import static io.wgnetlink.failover.nativetests.TwoWays.BEHIND_B_4;
import static io.wgnetlink.failover.nativetests.TwoWays.BEHIND_B_6;
import static io.wgnetlink.failover.nativetests.TwoWays.NARROW_4;
import static io.wgnetlink.failover.nativetests.TwoWays.NARROW_6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.failover.actuate.Ownership;
import io.wgnetlink.failover.actuate.RouteLease;
import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.ConfigurationRefusedException.Reason;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.SingleNexthop;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lease on the kernel: which way packets go while it lives, and afterwards. */
final class RouteLeaseTests {
  private static final Lease LONG = Lease.of(Duration.ofMinutes(30));
  private static final Lease SHORT = Lease.of(Duration.ofSeconds(1));
  private static final Ownership NARROW =
      new Ownership(0x57, Route.TABLE_MAIN, 57).narrowIn(Lease.TABLE);

  private TwoWays host;
  private Nftables nftables;

  @BeforeEach
  void setUp() {
    host = new TwoWays();
    nftables = Nftables.open(host.namespace);
  }

  @AfterEach
  void tearDown() {
    nftables.close();
    host.close();
  }

  private RouteLease lease(Lease terms, Integer... marks) {
    return new RouteLease(
        nftables, host.netlink, terms, NARROW, Set.of(NARROW_4, NARROW_6), Set.of(marks));
  }

  private void addNarrowRoutes() {
    for (IpPrefix prefix : List.of(NARROW_4, NARROW_6)) {
      host.netlink.addRoute(Route.builder(prefix)
          .oif(host.index(B))
          .table(Lease.TABLE)
          .protocol(0x57)
          .metric(57)
          .build());
    }
  }

  private List<Route> narrowRoutes() {
    return host.netlink.routes(RouteFilter.all().withTable(Lease.TABLE));
  }

  @Test
  void shouldSendByBWhileItLivesAndByAWhenNothingRefreshesIt() {
    host.forward();
    assertThat(lease(LONG).take()).isFalse();
    addNarrowRoutes();
    assertThat(List.of(host.way(BEHIND_B_4), host.way(BEHIND_B_6))).containsOnly(B);
    assertThat(List.of(host.forwardedWay(BEHIND_B_4), host.forwardedWay(BEHIND_B_6)))
        .containsOnly(B);
    assertThat(List.of(host.way(BEHIND_A_4), host.way(BEHIND_A_6))).containsOnly(A);

    RouteLease lease = lease(SHORT);
    lease.refresh();
    host.awaitWay(A, BEHIND_B_4);
    host.awaitWay(A, BEHIND_B_6);
    assertThat(List.of(host.way(BEHIND_B_4), host.way(BEHIND_B_6))).containsOnly(A);
    assertThat(List.of(host.forwardedWay(BEHIND_B_4), host.forwardedWay(BEHIND_B_6)))
        .containsOnly(A);
    assertThat(narrowRoutes()).as("still there").hasSize(2);
    assertThat(lease.refresh()).isFalse();
  }

  /** What looks at other bits, or was marked by somebody else, is not disturbed. */
  @Test
  void shouldOrItsBitAndKeepOthers() {
    lease(LONG).take();
    addNarrowRoutes();
    for (String command : List.of(
        "add table inet w",
        "add chain inet w marks { type route hook output priority -160; }",
        "add chain inet w see { type filter hook postrouting priority 0; }",
        "add rule inet w marks meta mark set 0x42",
        "add rule inet w see oifname wgB meta mark 0x10000042 counter",
        "add rule inet w see oifname wgA meta mark 0x42 counter")) {
      Witness.run(host.namespace, "nft", command);
    }
    assertThat(host.way(BEHIND_B_6)).isEqualTo(B);
    assertThat(host.way(BEHIND_A_6)).isEqualTo(A);
    assertThat(Witness.run(host.namespace, "nft", "list", "chain", "inet", "w", "see"))
        .contains("packets 40 ")
        .doesNotContain("packets 0 ");
  }

  @Test
  void shouldLeaveTheOuterPacketsOfTunnelsAlone() {
    lease(LONG, 0xca6c).take();
    addNarrowRoutes();
    for (String command : List.of(
        "add table inet w",
        "add chain inet w marks { type route hook output priority -160; }",
        "add rule inet w marks meta mark set 0xca6c")) {
      Witness.run(host.namespace, "nft", command);
    }

    assertThat(List.of(host.way(BEHIND_B_4), host.way(BEHIND_B_6))).containsOnly(A);
  }

  @Test
  void shouldTakeOverWhatLivesAndBeginAgainOtherwise() {
    RouteLease first = lease(LONG);
    first.take();
    addNarrowRoutes();
    String before = Witness.run(host.namespace, "nft", "-j", "list", "ruleset")
        .replaceAll("\"expires\": *[0-9]+", "");

    assertThat(lease(LONG).take()).as("by the next process").isTrue();
    assertThat(narrowRoutes()).hasSize(2);
    assertThat(Witness.run(host.namespace, "nft", "-j", "list", "ruleset")
            .replaceAll("\"expires\": *[0-9]+", ""))
        .isEqualTo(before);

    Witness.run(host.namespace, "nft", "flush", "ruleset");
    assertThat(first.refresh()).as("somebody flushed the ruleset").isFalse();
    assertThat(first.take()).isFalse();
    assertThat(narrowRoutes()).as("they carried nothing").isEmpty();
    addNarrowRoutes();
    assertThat(host.way(BEHIND_B_6)).isEqualTo(B);
  }

  @Test
  void shouldSendByNexthopObjectsAndDeleteTheirRoutesWhenItBeginsAgain() {
    lease(LONG).take();
    for (IpPrefix prefix : List.of(NARROW_4, NARROW_6)) {
      SingleNexthop byB = SingleNexthop.builder(prefix.family())
          .oif(host.index(B))
          .protocol(0x57)
          .build();
      host.netlink.addRoute(Route.builder(prefix)
          .nexthopId(host.netlink.addNexthop(byB).id())
          .table(Lease.TABLE)
          .protocol(0x57)
          .metric(57)
          .build());
    }
    assertThat(List.of(host.way(BEHIND_B_4), host.way(BEHIND_B_6))).containsOnly(B);

    Witness.run(host.namespace, "nft", "flush", "ruleset");
    assertThat(lease(LONG).take()).isFalse();
    assertThat(narrowRoutes()).isEmpty();
  }

  /** As left by a controller that had no lease. */
  @Test
  void shouldDeleteNarrowRoutesInTheTableOfTheWideOnes() {
    for (IpPrefix prefix : List.of(NARROW_4, NARROW_6)) {
      host.netlink.addRoute(
          Route.builder(prefix).oif(host.index(B)).protocol(0x57).metric(57).build());
    }
    lease(LONG).take();

    assertThat(host.netlink.routes(RouteFilter.all().withProtocol(0x57))).isEmpty();
    assertThat(List.of(host.way(BEHIND_B_4), host.way(BEHIND_B_6))).containsOnly(A);
  }

  @Test
  void shouldMakeItsTableAnewForOtherPrefixesWithoutLosingTheRest() {
    lease(LONG).take();
    addNarrowRoutes();
    RouteLease other = new RouteLease(
        nftables,
        host.netlink,
        LONG,
        NARROW,
        Set.of(NARROW_6, IpPrefix.parse("10.99.0.0/16")),
        Set.of());

    assertThat(other.take()).isTrue();
    assertThat(narrowRoutes()).extracting(Route::destination).containsExactly(NARROW_6);
    assertThat(host.way(BEHIND_B_6)).isEqualTo(B);
    assertThat(host.way(BEHIND_B_4)).isEqualTo(A);
  }

  @Test
  void shouldPutBackARuleThatSomebodyDeleted() {
    RouteLease lease = lease(LONG);
    lease.take();
    addNarrowRoutes();
    Witness.run(host.namespace, "ip", "-6", "rule", "del", "priority", "5157");
    assertThat(host.way(BEHIND_B_6)).isEqualTo(A);

    assertThat(lease.familiesWithoutRule()).containsExactly(AddressFamily.IPV6);
    assertThat(lease.refresh()).isTrue();
    assertThat(host.way(BEHIND_B_6)).as("that is about the time").isEqualTo(A);
    lease.restoreRules();
    assertThat(lease.familiesWithoutRule()).isEmpty();
    assertThat(host.way(BEHIND_B_6)).isEqualTo(B);
  }

  /** Retained traffic goes by the permanent path when nobody takes it over in time. */
  @Test
  void shouldRunOutWhenItWasHandedOverAndNobodyTakesIt() {
    RouteLease lease = lease(SHORT);
    lease.take();
    addNarrowRoutes();
    lease.handOver();
    host.awaitWay(A, BEHIND_B_4);
    host.awaitWay(A, BEHIND_B_6);
    assertThat(narrowRoutes()).as("they carry nothing").hasSize(2);

    lease.end();
    assertThat(narrowRoutes()).as("it is not its own any more").hasSize(2);
    assertThat(lease(LONG).take()).isFalse();
    assertThat(narrowRoutes()).isEmpty();
  }

  /** I2: what has the name of its table meanwhile. */
  @Test
  void shouldRemoveNoTableThatSomebodyElseMadeInItsPlace() {
    RouteLease lease = lease(LONG);
    lease.take();
    addNarrowRoutes();
    Witness.run(host.namespace, "nft", "flush", "ruleset");
    Witness.run(host.namespace, "nft", "add", "table", "inet", "wg_failover");
    lease.end();

    assertThat(Witness.run(host.namespace, "nft", "list", "ruleset")).contains("wg_failover");
    assertThat(narrowRoutes()).isEmpty();
    assertThat(host.netlink.rules()).noneMatch(rule -> rule.protocol() == 0x57);
  }

  @Test
  void shouldLeaveNothingOrStayForGood() {
    String rules = Witness.run(host.namespace, "ip", "rule");
    RouteLease lease = lease(SHORT);
    lease.take();
    lease.end();
    assertThat(Witness.run(host.namespace, "nft", "list", "ruleset")).isBlank();
    assertThat(Witness.run(host.namespace, "ip", "rule")).isEqualTo(rules);

    RouteLease retained = lease(LONG);
    retained.take();
    addNarrowRoutes();
    retained.end();
    retained.end();
    assertThat(Witness.run(host.namespace, "nft", "list", "set", "inet", "wg_failover", "alive"))
        .contains("ipv4, ipv6")
        .doesNotContain("expires");
    assertThat(host.way(BEHIND_B_4)).isEqualTo(B);
    assertThat(lease(LONG).take()).as("the next one guards it again").isTrue();
    assertThat(Witness.run(host.namespace, "nft", "list", "set", "inet", "wg_failover", "alive"))
        .contains("expires");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ip rule add fwmark 0x10000000/0x30000000 lookup 77 priority 40",
        "ip rule add from 10.0.0.0/8 lookup 77 priority 5157",
        "ip -6 rule add from fd77::/64 lookup 22342",
        "ip route add 10.9.0.0/16 dev wgA table 22342",
        "nft add table inet wg_failover"
      })
  void shouldRefuseWhatIsSomebodyElses(String command) {
    Witness.run(host.namespace, command.split(" "));
    String before = state();

    assertThatExceptionOfType(ConfigurationRefusedException.class)
        .isThrownBy(() -> lease(LONG).take())
        .withMessageMatching("(?s).*(10.0.0.0/8|fd77::/64|0x30000000|10.9.0.0/16|wg_failover).*")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LEASE_TAKEN));
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void shouldRemoveALeaseOfOtherTerms() {
    lease(LONG).take();
    addNarrowRoutes();
    Lease elsewhere = new Lease(LONG.duration(), 1, 99, 77);
    RouteLease other = new RouteLease(
        nftables,
        host.netlink,
        elsewhere,
        new Ownership(0x57, Route.TABLE_MAIN, 57).narrowIn(99),
        Set.of(NARROW_4, NARROW_6),
        Set.of());

    assertThat(other.take()).isFalse();
    assertThat(narrowRoutes()).isEmpty();
    assertThat(host.netlink.rules())
        .filteredOn(rule -> rule.protocol() == 0x57)
        .hasSize(2)
        .allSatisfy(rule -> assertThat(rule.table()).isEqualTo(99));
  }

  /** A rule of {@code wg-quick}'s compares all bits. */
  @Test
  void shouldLiveBesideADefaultRouteTunnel() {
    Witness.run(host.namespace, "ip", "rule", "add", "not", "fwmark", "51820", "table", "51820");
    Witness.run(host.namespace, "ip", "route", "add", "default", "dev", "wgA", "table", "51820");
    lease(LONG, 51820).take();
    addNarrowRoutes();

    assertThat(host.way(BEHIND_B_4)).isEqualTo(B);
    assertThat(host.way(BEHIND_A_4)).isEqualTo(A);
  }

  private String state() {
    StringBuilder state = new StringBuilder();
    for (AddressFamily family : AddressFamily.values()) {
      host.netlink.rules(family).forEach(state::append);
    }
    return state
        + Witness.run(host.namespace, "nft", "list", "ruleset")
        + host.netlink.routes(RouteFilter.all());
  }
}
