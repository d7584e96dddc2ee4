package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Consistency;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RouteView;
import io.wgnetlink.route.RouteVisitor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Routes that are seen as they come. */
final class RouteVisitTests {
  private static final RouteFilter TABLE = RouteFilter.all().withTable(1000);
  private static final int MANY = 5_000;

  /** Adds up what it is shown. */
  private static final class Sum implements RouteVisitor {
    int count;
    long sum;

    @Override
    public void route(RouteView route) {
      count++;
      sum += route.destinationHigh() + route.destinationLow() + route.metric() + route.oif();
    }
  }

  @Test
  void shouldShowWhatTheValuesSay() {
    try (TestHost host = new TestHost()) {
      new RandomRoutes(host, new Random(4)).routes(16).forEach(host.netlink()::addRoute);
      host.netlink()
          .addRoute(
              Route.builder(IpPrefix.parse("10.0.0.0/8")).oif(1).table(1001).build());
      List<Route> routes = host.netlink().routes(TABLE);

      List<Route> seen = new ArrayList<>();
      Consistency consistency = host.netlink().visitRoutes(TABLE, route -> {
        assertThat(route.table()).isEqualTo(1000);
        seen.add(route.toRoute().toBuilder().expires(Optional.empty()).build());
      });

      assertThat(consistency).isEqualTo(Consistency.COMPLETE);
      assertThat(seen)
          .containsExactlyInAnyOrderElementsOf(routes.stream()
              .map(route -> route.toBuilder().expires(Optional.empty()).build())
              .toList());
      Sum none = new Sum();
      assertThat(host.netlink().visitRoutes(RouteFilter.all().withTable(4711), none))
          .isEqualTo(Consistency.COMPLETE);
      assertThat(none.count).isZero();
    }
  }

  @Test
  void shouldAllocateNothingForARoute() {
    try (TestHost host = new TestHost()) {
      host.setLoopbackUp();
      for (AddressFamily family : AddressFamily.values()) {
        host.netlink()
            .changeRoutes(IntStream.range(0, MANY)
                .mapToObj(i -> RouteChange.add(route(family, i)))
                .toList());
      }
      for (AddressFamily family : AddressFamily.values()) {
        RouteFilter filter = TABLE.withFamily(family);
        allocated(host.netlink(), filter, MANY); // classes, buffers
        long few = allocated(host.netlink(), filter.withProtocol(89), MANY / 100);
        long many = allocated(host.netlink(), filter, MANY);
        System.out.printf(
            "%s: %d bytes allocated for %d routes, %d for %d%n",
            family, few, MANY / 100, many, MANY);
        assertThat(many - few).as("less than a byte a route").isLessThan(MANY);
      }
    }
  }

  private static Route route(AddressFamily family, int i) {
    byte[] address = new byte[family.bytes()];
    address[0] = (byte) (family == AddressFamily.IPV4 ? 10 : 0xfd);
    address[2] = (byte) (i >>> 8);
    address[3] = (byte) i;
    return Route.builder(IpPrefix.of(IpAddresses.of(address), 32))
        .oif(1)
        .table(1000)
        .metric(7)
        .protocol(i % 100 == 0 ? 89 : 88)
        .build();
  }

  private static long allocated(RouteNetlink netlink, RouteFilter filter, int expected) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Sum sum = new Sum();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    netlink.visitRoutes(filter, sum);
    long bytes = threads.getThreadAllocatedBytes(thread) - before;
    assertThat(sum.count).isEqualTo(expected);
    assertThat(sum.sum).isNotZero();
    return bytes;
  }

  @Test
  void shouldEndWithTheVisitorsException() {
    try (TestHost host = new TestHost()) {
      host.setLoopbackUp();
      host.netlink().addRoute(route(AddressFamily.IPV4, 1));
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> host.netlink().visitRoutes(TABLE, route -> {
            throw new ArithmeticException();
          }));
      assertThatIllegalStateException()
          .isThrownBy(
              () -> host.netlink().visitRoutes(TABLE, route -> host.netlink().links()));
      assertThat(host.netlink().routes(TABLE)).hasSize(1);
    }
  }
}
