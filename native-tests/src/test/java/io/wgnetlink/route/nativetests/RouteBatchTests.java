package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.BatchObserver;
import io.wgnetlink.netlink.BatchOptions;
import io.wgnetlink.netlink.BatchSummary;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long batches; {@code -Dwgnetlink.changes=300000} makes them long on the host's kernel. */
final class RouteBatchTests {
  private static final int CHANGES = Integer.getInteger("wgnetlink.changes", 5_000);
  private static final int TABLE = 1000;
  private static final RouteFilter OURS = RouteFilter.all().withTable(TABLE);

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
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private Route route(int number, int oif) {
    byte[] address = {10, (byte) (number >> 12), (byte) (number >> 4), (byte) (number << 4)};
    return Route.builder(IpPrefix.of(IpAddresses.of(address), 28))
        .table(TABLE)
        .oif(oif)
        .build();
  }

  private List<RouteChange> changes(int count, int oif, Function<Route, RouteChange> change) {
    return IntStream.range(0, count)
        .mapToObj(number -> change.apply(route(number, oif)))
        .toList();
  }

  @Test
  void shouldAddReplaceAndDeleteInBatches() {
    long begunAt = System.nanoTime();
    BatchSummary added = netlink.changeRoutes(changes(CHANGES, a, RouteChange::add));
    long addedAt = System.nanoTime();
    assertThat(added.isApplied()).isTrue();
    assertThat(added.applied()).isEqualTo(CHANGES);
    assertThat(netlink.routes(OURS)).hasSize(CHANGES);

    assertThat(netlink.changeRoutes(changes(CHANGES, b, RouteChange::replace)).isApplied())
        .isTrue();
    assertThat(netlink.routes(OURS)).hasSize(CHANGES).allMatch(route -> route.uses(b));

    long deletingAt = System.nanoTime();
    assertThat(netlink.changeRoutes(changes(CHANGES, b, RouteChange::delete)).isApplied())
        .isTrue();
    System.out.printf(
        "batches of %d routes: %.0f added, %.0f deleted a second%n",
        CHANGES,
        CHANGES * 1e9 / (addedAt - begunAt),
        CHANGES * 1e9 / (System.nanoTime() - deletingAt));
    assertThat(netlink.routes(OURS)).isEmpty();
  }

  @Test
  void shouldTellOfEachRefusal() {
    netlink.addRoute(route(3, a));
    netlink.addRoute(route(77, a));

    BatchSummary summary = netlink.changeRoutes(changes(100, a, RouteChange::add));

    assertThat(summary.applied()).isEqualTo(98);
    assertThat(summary.refused()).isEqualTo(2);
    assertThat(summary.firstFailure()).hasValueSatisfying(failure -> {
      assertThat(failure.index()).isEqualTo(3);
      assertThat(failure.cause().is(Errno.EEXIST)).isTrue();
      assertThat(failure.cause()).hasMessageContaining("add route 10.0.0.48/28");
    });
    assertThat(netlink.routes(OURS)).hasSize(100);
  }

  @Test
  void shouldStopWithTheDatagramOfTheFirstRefusal() {
    netlink.addRoute(route(70, a));

    BatchSummary summary = netlink.changeRoutes(
        changes(1000, a, RouteChange::add).iterator(), BatchOptions.STOP, BatchObserver.NONE);

    assertThat(summary.ending()).isEqualTo(BatchSummary.Ending.STOPPED);
    assertThat(summary.sent()).isEqualTo(128);
    assertThat(netlink.routes(OURS))
        .as("the kernel carried on to the datagram's end")
        .hasSize(128);
  }

  @Test
  void shouldChangeWhatThereIsAndAddNothing() {
    netlink.addRoute(route(1, a));
    netlink.changeRoute(route(1, b));
    assertThat(netlink.routes(OURS)).containsExactly(route(1, b));

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.changeRoute(route(2, b)))
        .withMessageContaining("change route 10.0.0.32/28")
        .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
    assertThat(netlink.routes(OURS)).hasSize(1);
  }

  @Test
  void shouldAppendBehindWhatThereIs() throws Exception {
    netlink.addRoute(route(1, a));
    netlink.appendRoute(route(1, b));
    assertThat(netlink.routes(OURS)).containsExactly(route(1, a), route(1, b));
    JsonNode seen = host.ip("-4 route show table 1000");
    assertThat(seen).hasSize(2);

    Route six =
        Route.builder(IpPrefix.parse("fd09::/64")).table(TABLE).metric(5).build();
    netlink.addRoute(by(six, a, "fe80::1"));
    netlink.appendRoute(by(six, b, "fe80::2"));
    List<Nexthop> ways = netlink.routes(OURS).get(2).nexthops();
    assertThat(ways)
        .containsExactly(
            Nexthop.of(a, IpAddresses.parse("fe80::1")),
            Nexthop.of(b, IpAddresses.parse("fe80::2")));
  }

  private static Route by(Route route, int oif, String gateway) {
    return route.toBuilder().oif(oif).gateway(IpAddresses.parse(gateway)).build();
  }
}
