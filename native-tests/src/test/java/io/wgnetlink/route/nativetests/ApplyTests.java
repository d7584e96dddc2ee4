package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.ApplyReport;
import io.wgnetlink.route.DesiredRoutes;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteChange.Operation;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RoutePlan;
import io.wgnetlink.route.RouteType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Making a table's routes as desired, by the fewest changes. */
final class ApplyTests {
  private static final int ROUNDS = Integer.getInteger("wgnetlink.rounds", 25);
  private static final int TABLE = 1000;
  private static final int OURS = 87;
  private static final int RTNH_F_ONLINK = 4;

  private TestHost host;
  private RouteNetlink netlink;
  private int a;
  private int b;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    netlink = host.netlink();
    a = host.createPair("a", "b").index();
    b = host.indexOf("b");
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    netlink.addAddress(a, InterfaceAddress.parse("fd00:1::16/64").withoutDad());
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private static Route.Builder to(String prefix) {
    return Route.builder(IpPrefix.parse(prefix)).table(TABLE).protocol(OURS);
  }

  private static DesiredRoutes desired(Route... routes) {
    return new DesiredRoutes(TABLE, OURS, List.of(routes));
  }

  private List<Route> ours() {
    return netlink.routes(RouteFilter.all().withTable(TABLE).withProtocol(OURS));
  }

  @Test
  void shouldAddReplaceAndDeleteOnlyWhatDiffers() {
    Route stays = to("10.1.0.0/16").oif(a).build();
    Route moves = to("10.2.0.0/16").oif(a).build();
    Route goes = to("fd02::/64").oif(a).build();
    assertThat(netlink.apply(desired(stays, moves, goes)).isAsDesired()).isTrue();
    Route moved = to("10.2.0.0/16").oif(b).build();
    Route comes = to("fd03::/64").oif(b).build();

    RoutePlan plan = netlink.plan(desired(stays, moved, comes));

    assertThat(plan.changes())
        .extracting(RouteChange::operation)
        .containsExactly(Operation.REPLACE, Operation.ADD, Operation.DELETE);
    assertThat(plan.unchanged()).isEqualTo(1);
    assertThat(plan)
        .hasToString("1 to add, 1 to replace, 1 to delete, 1 unchanged,"
            + " 0 in conflict with another owner's");
    assertThat(ours()).as("a plan changes nothing").hasSize(3).contains(moves);

    ApplyReport report = netlink.apply(desired(stays, moved, comes));
    assertThat(report.plan()).isEqualTo(plan);
    assertThat(report.isAsDesired()).isTrue();
    assertThat(ours()).hasSize(3).contains(stays, moved);
    assertThat(netlink.plan(desired(stays, moved, comes)).isEmpty()).isTrue();
  }

  @Test
  void shouldTouchNothingOfOtherOwnersAndOtherTables() {
    Route foreign = to("10.1.0.0/16").protocol(4).oif(a).build();
    Route foreignSix = to("fd01::/64").protocol(4).oif(a).metric(1024).build();
    Route aside = to("10.3.0.0/16").table(1001).oif(a).build();
    List.of(foreign, foreignSix, aside).forEach(netlink::addRoute);
    Route wanted = to("10.1.0.0/16").oif(b).build();
    Route wantedSix = to("fd01::/64").oif(b).build();
    Route free = to("10.2.0.0/16").oif(b).build();

    ApplyReport report = netlink.apply(desired(wanted, wantedSix, free));

    assertThat(report.isAsDesired()).isFalse();
    assertThat(report.failures()).isEmpty();
    assertThat(report.plan().conflicts())
        .containsExactly(
            new RoutePlan.Conflict(wanted, foreign), new RoutePlan.Conflict(wantedSix, foreignSix));
    assertThat(netlink.routes(RouteFilter.all().withTable(TABLE)))
        .containsExactlyInAnyOrder(foreign, foreignSix, free);

    netlink.apply(desired());
    assertThat(netlink.routes(RouteFilter.all().withTable(TABLE)))
        .containsExactlyInAnyOrder(foreign, foreignSix);
    assertThat(netlink.routes(RouteFilter.all().withTable(1001))).containsExactly(aside);
  }

  @Test
  void shouldTellOfWhatTheKernelRefusesAndDoTheRest() {
    Route unreachable =
        to("10.1.0.0/16").gateway(IpAddresses.parse("192.0.2.1")).build();
    Route fine = to("10.2.0.0/16").oif(b).build();

    ApplyReport report = netlink.apply(desired(unreachable, fine));

    assertThat(report.failures()).singleElement().satisfies(failure -> {
      assertThat(failure.change()).isEqualTo(RouteChange.add(unreachable));
      assertThat(failure.cause().is(Errno.ENETUNREACH)).isTrue();
    });
    assertThat(ours()).containsExactly(fine);
  }

  @Test
  void shouldReplaceSeveralRoutesInOnePlaceByOne() {
    netlink.addRoute(to("10.1.0.0/16").oif(a).build());
    netlink.appendRoute(to("10.1.0.0/16").oif(b).build());
    Route wanted =
        to("10.1.0.0/16").gateway(IpAddresses.parse("172.29.1.9")).oif(a).build();

    assertThat(netlink.apply(desired(wanted)).isAsDesired()).isTrue();

    assertThat(ours()).containsExactly(wanted);
  }

  @Test
  void shouldAddTheWayToAGatewayBeforeTheRouteByIt() {
    Route by =
        to("10.1.0.0/16").table(254).gateway(IpAddresses.parse("192.0.2.1")).build();
    Route way = to("192.0.2.0/24").table(254).oif(a).build();

    ApplyReport report = netlink.apply(new DesiredRoutes(254, OURS, List.of(by, way)));

    assertThat(report.failures()).isEmpty();
    assertThat(report.isAsDesired()).isTrue();
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    Route one = to("10.1.0.0/16").oif(a).build();
    Route same = to("10.1.0.0/16").oif(b).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> netlink.plan(desired(one, same)))
        .withMessageContaining("two routes in one place");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> desired(to("10.1.0.0/16").protocol(4).oif(a).build()))
        .withMessageContaining("is not of table 1000 and proto 87");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DesiredRoutes(TABLE, Route.PROTOCOL_KERNEL, List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new DesiredRoutes(0, OURS, List.of()));
    assertThat(DesiredRoutes.of(
            TABLE, OURS, List.of(Route.builder(one.destination()).oif(a).build())))
        .isEqualTo(desired(one));
  }

  /** From one random set to the next: each is reached, and found to be reached. */
  @Test
  void shouldFindNothingToDoTheSecondTime() throws Exception {
    host.ip("nexthop add id 1 via 172.29.1.9 dev a");
    host.ip("nexthop add id 2 via fe80::9 dev a");
    host.ip("nexthop add id 3 via 172.29.1.8 dev a");
    Route foreign = to("10.0.0.0/12").protocol(4).oif(a).metric(77).build();
    netlink.addRoute(foreign);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int changes = 0;
    for (int round = 0; round < ROUNDS; round++) {
      DesiredRoutes desired = new DesiredRoutes(TABLE, OURS, randomRoutes(random));
      ApplyReport report = netlink.apply(desired);
      changes += report.plan().changes().size();
      assertThat(report.failures()).as("seed %d round %d", seed, round).isEmpty();
      assertThat(report.isAsDesired()).isTrue();

      RoutePlan again = netlink.plan(desired);
      assertThat(again.changes())
          .as("seed %d round %d, there is %s", seed, round, ours())
          .isEmpty();
      assertThat(again.unchanged()).isEqualTo(desired.routes().size());
      Set<IpPrefix> destinations = new HashSet<>();
      desired.routes().forEach(route -> destinations.add(route.destination()));
      assertThat(ours()).allMatch(route -> destinations.contains(route.destination()));
    }
    System.out.printf("%d random sets of routes, %d changes (seed %d)%n", ROUNDS, changes, seed);
    assertThat(netlink.routes(RouteFilter.all().withTable(TABLE).withProtocol(4)))
        .containsExactly(foreign);
  }

  private List<Route> randomRoutes(Random random) {
    List<Route> routes = new ArrayList<>();
    Set<String> places = new HashSet<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      boolean six = random.nextBoolean();
      Route route = six ? randomSix(random) : randomFour(random);
      int metric = six && route.metric() == 0 ? 1024 : route.metric();
      if (places.add(route.destination() + " " + route.source() + " " + metric)) {
        routes.add(route);
      }
    }
    return routes;
  }

  private Route randomFour(Random random) {
    Route.Builder route = to("10." + random.nextInt(4) * 64 + ".0.0/" + (10 + random.nextInt(3)))
        .metric(new int[] {0, 5, 1024}[random.nextInt(3)]);
    if (random.nextInt(4) == 0) {
      route.preferredSource(IpAddresses.parse("172.29.1.16"));
    }
    switch (random.nextInt(9)) {
      case 0 -> route.type(RouteType.BLACKHOLE);
      case 1 -> route.type(RouteType.UNREACHABLE);
      case 2 -> route.oif(random.nextBoolean() ? a : b);
      case 3 -> route.gateway(IpAddresses.parse("172.29.1." + (1 + random.nextInt(3))));
      case 4 -> route.gateway(IpAddresses.parse("192.0.2.1")).oif(b).flags(RTNH_F_ONLINK);
      case 5 ->
        route.gateway(IpAddresses.parse("fe80::" + (1 + random.nextInt(3)))).oif(a);
      case 6 -> route.nexthopId(random.nextBoolean() ? 1 : 3);
      case 7 -> route.nexthop(Nexthop.of(a, IpAddresses.parse("172.29.1.7")).withWeight(3));
      default -> {
        route.nexthop(
            Nexthop.of(a, IpAddresses.parse("172.29.1.1")).withWeight(1 + random.nextInt(3)));
        route.nexthop(Nexthop.of(b));
        route.nexthop(Nexthop.of(a, IpAddresses.parse("172.29.1.2")));
      }
    }
    return route.build();
  }

  private Route randomSix(Random random) {
    Route.Builder route = to("fd0" + random.nextInt(4) + "::/" + (16 + random.nextInt(3)))
        .metric(new int[] {0, 5, 1024}[random.nextInt(3)])
        .scope(random.nextBoolean() ? Route.SCOPE_LINK : Route.SCOPE_UNIVERSE);
    if (random.nextInt(4) == 0) {
      route.preferredSource(IpAddresses.parse("fd00:1::16"));
    }
    switch (random.nextInt(8)) {
      case 0 -> route.type(RouteType.BLACKHOLE);
      case 1 -> route.type(RouteType.PROHIBIT);
      case 2 -> route.oif(random.nextBoolean() ? a : b);
      case 3 -> route.gateway(IpAddresses.parse("fd00:1::" + (1 + random.nextInt(3))));
      case 4 -> route.gateway(IpAddresses.parse("fe80::1")).oif(random.nextBoolean() ? a : b);
      case 5 -> route.nexthopId(2);
      case 6 -> route.nexthop(Nexthop.of(a, IpAddresses.parse("fe80::7")));
      default -> {
        route.nexthop(
            Nexthop.of(a, IpAddresses.parse("fe80::1")).withWeight(1 + random.nextInt(3)));
        route.nexthop(Nexthop.of(b, IpAddresses.parse("fe80::2")));
      }
    }
    boolean sourced = random.nextInt(5) == 0;
    return sourced && route.build().nexthopId().isEmpty()
        ? route.source(IpPrefix.parse("fd00:1::/64")).build()
        : route.build();
  }
}
