package io.wgnetlink.failover.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.FailoverListener;
import io.wgnetlink.failover.HardOfHearing;
import io.wgnetlink.failover.ShutdownPolicy;
import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteFilter;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others do to routes, objects and interfaces, by {@code ip}. */
class ReconciliationTests {
  private static final IpPrefix V4 = IpPrefix.parse("10.64.1.0/24");
  private static final IpPrefix V6 = IpPrefix.parse("fd77:0:1::/48");
  /** {@code -Dfailover.restarts=100} for more. */
  private static final int RESTARTS = Integer.getInteger("failover.restarts", 5);

  /** Events; {@code -Dfailover.churn=50000} for more. */
  private static final int CHURN = Integer.getInteger("failover.churn", 5000);

  private Crossroads host;
  private Group group;
  private final Queue<Contention> contentions = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void setUp() {
    host = new Crossroads();
    group = host.group(Set.of(V4, V6));
    host.bringToLife();
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private final FailoverListener listener = new FailoverListener() {
    @Override
    public void contended(Contention contention) {
      contentions.add(contention);
    }
  };

  private FailoverController start(FailoverConfiguration configuration) {
    return start(
        FailoverController.builder(configuration, host.wireGuard, host.netlink, host.namespace));
  }

  private FailoverController start(FailoverController.Builder builder) {
    FailoverController controller = builder.listener(listener).build();
    controller.start();
    await("the direct path", () -> isCarriedBy(host.direct));
    return controller;
  }

  private FailoverController start() {
    return start(FailoverConfiguration.of(group).build());
  }

  private boolean isCarriedBy(Path path) {
    int index = host.netlink.link(path.tunnel().device()).map(l -> l.index()).orElse(-1);
    List<Route> own = own();
    return own.size() == 2 && own.stream().allMatch(route -> route.uses(index));
  }

  private List<Route> own() {
    return host.netlink.routes(RouteFilter.all().withProtocol(0x57)).stream()
        .filter(route -> group.prefixes().contains(route.destination()))
        .toList();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("no " + what).isLessThan(deadline);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** T14. */
  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldPutBackWhatIsDeletedAndFlushed(RouteForm form) {
    try (FailoverController controller =
        start(FailoverConfiguration.of(group).routeForm(form).build())) {
      for (String command : commands(form)) {
        host.ip(command);
        long begun = System.nanoTime();
        await("putting back after " + command, () -> isCarriedBy(host.direct));
        System.out.printf(
            "%s: put back after %d ms%n", command, (System.nanoTime() - begun) / 1_000_000);
      }
      assertThat(controller.status().carriers().get("far")).isEqualTo(host.direct);
    }
    assertThat(own()).isEmpty();
  }

  /** Routes that name an object are flushed with it: {@code ip route flush} fails at them. */
  private static List<String> commands(RouteForm form) {
    String v4 = "route del " + V4 + " proto 0x57";
    String v6 = "route del " + V6 + " proto 0x57";
    return form == RouteForm.NEXTHOP_OBJECT
        ? List.of(v4, v6, "nexthop flush proto 0x57")
        : List.of(v4, v6, "route flush proto 0x57", "-6 route flush proto 0x57");
  }

  /** T14: the kernel lets anybody replace anybody's route. */
  @Test
  void shouldLeaveToOthersWhatTheyReplaced() {
    try (FailoverController controller = start()) {
      host.ip("route replace " + V4 + " dev wgA proto bird metric 57");
      await("contention", () -> !contentions.isEmpty());

      assertThat(contentions.peek().kind()).isEqualTo(Contention.Kind.TAKEN);
      assertThat(contentions.peek().likely()).contains("BIRD");
      assertThat(host.ip("route show " + V4)).contains("dev wgA proto bird");
      assertThat(own()).extracting(Route::destination).containsExactly(V6);

      host.ip("route del " + V4 + " proto bird metric 57");
      await("the direct path", () -> isCarriedBy(host.direct));
      assertThat(controller.status().carriers().get("far")).isEqualTo(host.direct);
      assertThat(contentions).hasSize(1);
    }
  }

  @Test
  void shouldLeaveAnObjectThatSomebodyReplaced() {
    try (FailoverController controller = start()) {
      String id = Integer.toUnsignedString(own().get(0).nexthopId().orElseThrow());
      host.ip("nexthop replace id " + id + " dev wgC");
      await("the direct path", () -> isCarriedBy(host.direct));

      assertThat(host.ip("nexthop show id " + id)).contains("dev wgC");
      assertThat(controller.status().carriers().get("far")).isEqualTo(host.direct);
    }
  }

  /** T16: IPv4 routes and nexthop objects vanish without an event. */
  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldComeBackWhenTheInterfaceIsUpAgain(RouteForm form) {
    try (FailoverController controller =
        start(FailoverConfiguration.of(group).routeForm(form).build())) {
      host.ip("link set wgB down");
      await("the permanent path", () -> isSaidToCarry(controller, host.permanent));
      assertThat(own()).isEmpty();

      host.ip("link set wgB up");
      await("the direct path", () -> isCarriedBy(host.direct));
      await("saying so", () -> isSaidToCarry(controller, host.direct));
    }
  }

  private static boolean isSaidToCarry(FailoverController controller, Path path) {
    return path.equals(controller.status().carriers().get("far"));
  }

  /** T16: by an index that it did not have before, and under its own name again. */
  @Test
  void shouldFollowAnInterfaceThatIsMadeAgainOrRenamed() {
    try (FailoverController controller = start()) {
      host.ip("link del wgB");
      await("the permanent path", () -> isSaidToCarry(controller, host.permanent));
      host.make(host.direct);
      await("the direct path", () -> isCarriedBy(host.direct));

      host.ip("link set wgB down");
      host.ip("link set wgB name other");
      host.ip("link set other up");
      await("the permanent path", () -> isSaidToCarry(controller, host.permanent));
      host.ip("link set other down"); // before Linux 6.2 one that is up keeps its name
      host.ip("link set other name wgB");
      host.ip("link set wgB up");
      await("the direct path", () -> isCarriedBy(host.direct));
      await("saying so", () -> isSaidToCarry(controller, host.direct));
    }
  }

  /** T15. */
  @Test
  void shouldTakeNoFalseActionWhenEventsAreLost() {
    HardOfHearing hearing = new HardOfHearing();
    AtomicInteger changes = new AtomicInteger();
    try (FailoverController controller = start(hearing.builder(
            FailoverConfiguration.of(group).build(),
            host.wireGuard,
            host.netlink,
            host.namespace));
        RouteMonitor witness = RouteMonitor.open(host.namespace, event -> count(event, changes))) {
      churn();
      assertThat(hearing.drops()).isPositive();
      assertThat(changes).hasValue(0);
      assertThat(witness.drops()).isNotNegative();

      host.ip("route del " + V4 + " proto 0x57");
      churn();
      await("the direct path", () -> isCarriedBy(host.direct));
      assertThat(isSaidToCarry(controller, host.direct)).isTrue();
    }
  }

  private void churn() {
    int index = host.index(host.permanent);
    List<Route> routes = IntStream.range(0, CHURN)
        .mapToObj(i -> IpPrefix.parse("10.128." + (i >> 8) + "." + (i & 0xff) + "/32"))
        .map(prefix -> Route.builder(prefix).oif(index).build())
        .toList();
    host.netlink.changeRoutes(routes.stream().map(RouteChange::add).toList());
    host.netlink.changeRoutes(routes.stream().map(RouteChange::delete).toList());
  }

  private void count(RouteEvent event, AtomicInteger changes) {
    Route route = event instanceof RouteEvent.RouteChanged e
        ? e.route()
        : event instanceof RouteEvent.RouteRemoved e ? e.route() : null;
    if (route != null && group.prefixes().contains(route.destination())) {
      changes.incrementAndGet();
    }
  }

  /** T13, I8. */
  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldAskForNothingByARestart(RouteForm form) {
    FailoverConfiguration retaining = FailoverConfiguration.of(group)
        .routeForm(form)
        .shutdown(ShutdownPolicy.RETAIN)
        .build();
    start(retaining).close();
    AtomicInteger changes = new AtomicInteger();
    try (RouteMonitor witness = RouteMonitor.open(host.namespace, event -> count(event, changes))) {
      for (int i = 0; i < RESTARTS; i++) {
        start(retaining).close();
        assertThat(isCarriedBy(host.direct)).isTrue();
      }
      host.ip("route del " + V4 + " proto 0x57");
      await("the event of the deletion", () -> changes.get() > 0);
      assertThat(changes).hasValue(1);
      assertThat(witness.drops()).isZero();
    }
  }
}
