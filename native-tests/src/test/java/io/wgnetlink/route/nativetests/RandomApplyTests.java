package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.ApplyReport;
import io.wgnetlink.route.DesiredRoutes;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RouteMetrics;
import io.wgnetlink.route.RoutePlan;
import io.wgnetlink.route.RoutePreference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Random routes with every attribute are desired, made, and then found to be there. */
final class RandomApplyTests {
  private static final int ROUNDS = Integer.getInteger("wgnetlink.rounds", 12);
  private static final int TABLE = 1000;
  private static final int OURS = 87;
  private static final int MOST_ROUTES = 24;

  /** From one set to the next: each is reached, and found to be reached. */
  @Test
  void shouldFindNothingToDoTheSecondTime() {
    Random random = new Random(4);
    int changes = 0;
    try (TestHost host = new TestHost()) {
      RandomRoutes generator = new RandomRoutes(host, random);
      for (int round = 0; round < ROUNDS; round++) {
        DesiredRoutes desired = DesiredRoutes.of(
            TABLE,
            OURS,
            generator.routes(MOST_ROUTES).stream()
                .map(route -> loosely(route, random))
                .toList());
        ApplyReport report = host.netlink().apply(desired);
        changes += report.plan().changes().size();
        assertThat(report.failures()).as("round %d", round).isEmpty();
        assertThat(report.isAsDesired()).isTrue();

        ApplyReport again = host.netlink().apply(desired);
        assertThat(again.plan().changes())
            .as("round %d, there is %s", round, read(host))
            .isEmpty();
        assertThat(again.plan().unchanged()).isEqualTo(desired.routes().size());
        assertThat(read(host).stream().map(Route::destination).collect(Collectors.toSet()))
            .isEqualTo(
                desired.routes().stream().map(Route::destination).collect(Collectors.toSet()));
      }
    }
    System.out.printf("%d random sets of routes, %d changes%n", ROUNDS, changes);
  }

  private static List<Route> read(TestHost host) {
    return host.netlink().routes(RouteFilter.all().withTable(TABLE).withProtocol(OURS));
  }

  /** Leaves open what the kernel completes, and says what it takes another way. */
  private static Route loosely(Route route, Random random) {
    Route.Builder builder = route.toBuilder();
    boolean six = route.family() == AddressFamily.IPV6;
    if (random.nextInt(3) == 0) {
      builder.metric(0);
    }
    if (six) {
      builder.scope(random.nextInt(256));
      builder.expires(route.expires().map(time -> time.plusMillis(random.nextInt(1000))));
    }
    boolean plain = route.oif().isPresent() && route.gateway().isPresent();
    if (plain && random.nextBoolean()) {
      Nexthop only = new Nexthop(
          route.oif().get(), route.gateway(), 7, route.realms(), route.flags(), List.of());
      return new Route(
          route.destination(),
          route.source(),
          route.type(),
          TABLE,
          OURS,
          route.scope(),
          route.tos(),
          route.metric(),
          Optional.empty(),
          Optional.empty(),
          route.preferredSource(),
          Optional.empty(),
          List.of(only),
          0,
          route.metrics(),
          route.preference(),
          route.expires(),
          0,
          List.of());
    }
    return builder.build();
  }

  /** Each quality by itself makes a difference, and none of those that the kernel finds. */
  @Test
  void shouldReplaceWhereAnAttributeDiffers() {
    try (TestHost host = new TestHost()) {
      int a = host.createPair("a", "b").index();
      Route four = Route.builder(IpPrefix.parse("10.9.0.0/16")).oif(a).build();
      Route six = Route.builder(IpPrefix.parse("fd09::/64")).oif(a).build();
      host.netlink().apply(DesiredRoutes.of(TABLE, OURS, List.of(four, six)));
      RouteMetrics mtu = RouteMetrics.builder().set(RouteMetric.MTU, 1300).build();
      RouteMetrics locked = mtu.toBuilder().lock(RouteMetric.MTU).build();

      for (Route other : List.of(
          four.toBuilder().metrics(mtu).build(),
          four.toBuilder().metrics(locked).build(),
          four.toBuilder()
              .metrics(mtu.toBuilder().congestionControl("reno").build())
              .build(),
          four.toBuilder().realms(7).build(),
          four.toBuilder().scope(Route.SCOPE_UNIVERSE).build(),
          four)) {
        assertReplacesOne(host, List.of(other, six));
      }
      for (Route other : List.of(
          six.toBuilder().metrics(mtu).build(),
          six.toBuilder().preference(RoutePreference.HIGH).build(),
          six.toBuilder().preference(RoutePreference.LOW).build(),
          six.toBuilder().expires(Duration.ofHours(1)).build(),
          six)) {
        assertReplacesOne(host, List.of(four, other));
      }
      Route found = six.toBuilder().flag(RouteFlag.LINKDOWN).build();
      assertThat(host.netlink()
              .plan(DesiredRoutes.of(TABLE, OURS, List.of(four, found)))
              .isEmpty())
          .isTrue();

      Route another = four.toBuilder().tos(0x10).build();
      RoutePlan plan =
          host.netlink().plan(DesiredRoutes.of(TABLE, OURS, List.of(four, another, six)));
      assertThat(plan)
          .hasToString("1 to add, 0 to replace, 0 to delete, 2 unchanged,"
              + " 0 in conflict with another owner's");
    }
  }

  private static void assertReplacesOne(TestHost host, List<Route> routes) {
    DesiredRoutes desired = DesiredRoutes.of(TABLE, OURS, routes);
    ApplyReport report = host.netlink().apply(desired);
    assertThat(report.failures()).isEmpty();
    assertThat(report.plan())
        .as("%s", routes)
        .hasToString("0 to add, 1 to replace, 0 to delete, 1 unchanged,"
            + " 0 in conflict with another owner's");
    assertThat(host.netlink().plan(desired).isEmpty()).as("%s", routes).isTrue();
  }

  /** An expired route is in the way until the kernel comes round to deleting it. */
  @Test
  void shouldMakeARouteAgainThatHasExpired() throws InterruptedException {
    try (TestHost host = new TestHost()) {
      int a = host.createPair("a", "b").index();
      Route.Builder soon = Route.builder(IpPrefix.parse("fd09::/64")).oif(a).table(TABLE);
      host.netlink().addRoute(soon.protocol(OURS).expires(Duration.ZERO).build());
      Thread.sleep(50); // a tick of the kernel's, for it to be behind
      DesiredRoutes desired = DesiredRoutes.of(
          TABLE, OURS, List.of(soon.expires(Duration.ofHours(1)).build()));

      assertThat(host.netlink().plan(desired).changes()).hasSize(1);
      assertThat(host.netlink().apply(desired).isAsDesired()).isTrue();

      assertThat(host.netlink().plan(desired).isEmpty()).isTrue();
      assertThat(read(host).get(0).expires().orElseThrow()).isPositive();
    }
  }
}
