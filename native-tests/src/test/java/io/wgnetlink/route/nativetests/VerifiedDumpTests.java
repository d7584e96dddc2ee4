package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Consistency;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RouteSnapshot;
import io.wgnetlink.route.internal.PlainRouteDump;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tables that change while they are read. The sizes suit an emulated machine; on the host's kernel
 * {@code -Dwgnetlink.routes=100000 -Dwgnetlink.dumps=20} makes it a real experiment.
 */
final class VerifiedDumpTests {
  private static final int STABLE = Integer.getInteger("wgnetlink.routes", 4_000);
  private static final int DUMPS = Integer.getInteger("wgnetlink.dumps", 3);
  private static final int TABLE = 1000;
  private static final int OURS = 87;
  private static final long NANOS_PER_CHANGE = 1_000_000;

  private TestHost host;
  private RouteNetlink netlink;
  private int a;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    netlink = host.netlink();
    a = host.createPair("a", "b").index();
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  /** Spread over the whole of fd00::/8. */
  private Route route(long number, int protocol) {
    long mixed = Long.reverse(number + 1);
    byte[] address = new byte[16];
    address[0] = (byte) 0xfd;
    for (int i = 0; i < 6; i++) {
      address[1 + i] = (byte) (mixed >>> (56 - 8 * i));
    }
    return Route.builder(IpPrefix.of(IpAddresses.of(address), 56))
        .table(TABLE)
        .protocol(protocol)
        .oif(a)
        .build();
  }

  /** Adds and deletes routes of others, one a millisecond. */
  private final class Churn extends Thread implements AutoCloseable {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong changes = new AtomicLong();

    Churn() {
      setDaemon(true);
      start();
    }

    @Override
    public void run() {
      Random random = new Random(7);
      ArrayDeque<Route> others = new ArrayDeque<>();
      long next = System.nanoTime();
      try (RouteNetlink own = RouteNetlink.open(host.namespace())) {
        for (long number = 1L << 32; !ended.get(); number++) {
          if (others.size() > 100 || (!others.isEmpty() && random.nextBoolean())) {
            own.deleteRoute(others.poll());
          } else {
            Route other = route(number, OURS + 1);
            own.addRoute(other);
            others.add(other);
          }
          changes.incrementAndGet();
          next += NANOS_PER_CHANGE;
          LockSupport.parkNanos(next - System.nanoTime());
        }
      }
    }

    @Override
    public void close() {
      ended.set(true);
      try {
        join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What is wrong with a list: stable routes that it lacks, and those it has twice. */
  private record Flaws(int missed, int repeated) {
    static Flaws of(List<Route> routes, Set<IpPrefix> stable) {
      Set<IpPrefix> seen = new HashSet<>();
      int repeated = 0;
      for (Route route : routes) {
        if (route.protocol() == OURS && !seen.add(route.destination())) {
          repeated++;
        }
      }
      return new Flaws((int) stable.stream().filter(p -> !seen.contains(p)).count(), repeated);
    }

    boolean none() {
      return missed == 0 && repeated == 0;
    }
  }

  @Test
  void shouldMissAndRepeatNoIpv6RouteWhileOthersChange() throws Exception {
    Set<IpPrefix> stable = new HashSet<>();
    for (int number = 0; number < STABLE; number++) {
      Route route = route(number, OURS);
      netlink.addRoute(route);
      stable.add(route.destination());
    }
    RouteFilter table = RouteFilter.all().withTable(TABLE).withFamily(AddressFamily.IPV6);
    int complete = 0;
    int most = 0;
    int plainWrong = 0;
    int plainMissed = 0;
    int plainRepeated = 0;
    long changes;
    try (Churn churn = new Churn();
        PlainRouteDump plain = new PlainRouteDump(host.namespace())) {
      for (int i = 0; i < DUMPS; i++) {
        RouteSnapshot snapshot = netlink.readRoutes(table);
        complete += snapshot.isComplete() ? 1 : 0;
        most = Math.max(most, snapshot.dumps());
        if (snapshot.isComplete()) {
          assertThat(Flaws.of(snapshot.routes(), stable)).matches(Flaws::none);
        }
        Flaws flaws = Flaws.of(plain.read(AddressFamily.IPV6, table), stable);
        plainWrong += flaws.none() ? 0 : 1;
        plainMissed += flaws.missed();
        plainRepeated += flaws.repeated();
      }
      changes = churn.changes.get();
    }
    System.out.printf(
        "%d IPv6 routes, %d changes meanwhile: verified dumps complete %d of %d, of %d reads at"
            + " most; plain dumps wrong %d of %d, %d missed, %d repeated%n",
        STABLE, changes, complete, DUMPS, most, plainWrong, DUMPS, plainMissed, plainRepeated);
    assertThat(complete).isEqualTo(DUMPS);
    assertThat(changes).isPositive();
  }

  @Test
  void shouldReadWhatFitsIntoADatagramOnce() {
    for (int number = 0; number < 100; number++) {
      netlink.addRoute(route(number, OURS));
    }
    RouteSnapshot snapshot =
        netlink.readRoutes(RouteFilter.all().withTable(TABLE).withFamily(AddressFamily.IPV6));
    assertThat(snapshot).isEqualTo(new RouteSnapshot(snapshot.routes(), Consistency.COMPLETE, 1));
    assertThat(snapshot.routes()).hasSize(100);
  }

  /** Where the answer may be taken for one that ran out of room, it is asked for once more. */
  @ParameterizedTest
  @EnumSource
  void shouldProveATableOfAnySize(AddressFamily family) {
    for (int size = 1; size <= 70; size++) {
      netlink.addRoute(
          family == AddressFamily.IPV6
              ? route(size, OURS)
              : Route.builder(IpPrefix.parse("10.0." + size + ".0/24"))
                  .oif(a)
                  .table(TABLE)
                  .build());
      RouteSnapshot snapshot =
          netlink.readRoutes(RouteFilter.all().withTable(TABLE).withFamily(family));
      assertThat(snapshot.routes()).hasSize(size);
      assertThat(snapshot.isComplete()).isTrue();
      assertThat(snapshot.dumps()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void shouldProveSeveralTablesAtOnce() {
    for (int number = 0; number < 1_000; number++) {
      Route route = route(number, OURS);
      netlink.addRoute(
          route.toBuilder().table(256 * (1 + number % 7) + number % 3).build());
      netlink.addRoute(
          Route.builder(IpPrefix.parse("10." + number / 250 + "." + number % 250 + ".0/24"))
              .oif(a)
              .table(256 * (1 + number % 7) + number % 3)
              .protocol(OURS)
              .build());
    }
    for (RouteFilter filter : List.of(RouteFilter.all(), RouteFilter.all().withProtocol(OURS))) {
      RouteSnapshot snapshot = netlink.readRoutes(filter);
      assertThat(snapshot.isComplete()).isTrue();
      assertThat(snapshot.routes().stream().filter(route -> route.protocol() == OURS))
          .doesNotHaveDuplicates()
          .hasSize(2_000);
    }
  }

  /** The order of the walk is what all proofs rest on. */
  @ParameterizedTest
  @EnumSource
  void shouldKnowTheOrderInWhichTheKernelWalks(AddressFamily family) {
    Random random = new Random(3);
    Set<IpPrefix> prefixes = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      byte[] address = new byte[family.bytes()];
      address[0] = (byte) (family == AddressFamily.IPV6 ? 0xfd : 10);
      address[1] = (byte) (random.nextInt(8) << 5);
      address[2] = (byte) (random.nextInt(4) << 6);
      int length = random.nextInt(19);
      IpPrefix prefix = IpPrefix.of(IpAddresses.of(address), length);
      boolean sourced = family == AddressFamily.IPV6 && random.nextInt(3) == 0;
      if (!prefixes.add(prefix) && !sourced) {
        continue;
      }
      Route.Builder route = Route.builder(prefix).oif(a).table(TABLE).metric(1 + i);
      if (sourced) {
        route.source(IpPrefix.of(IpAddresses.parse("fd00::"), 8 + random.nextInt(8)));
      }
      netlink.addRoute(route.build());
    }
    try (PlainRouteDump plain = new PlainRouteDump(host.namespace())) {
      RouteFilter table = RouteFilter.all().withTable(TABLE);
      assertThat(plain.read(family, table)).hasSizeGreaterThan(40);
      assertThat(plain.isInOrder(family, table)).isTrue();
    }
  }
}
