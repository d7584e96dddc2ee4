package io.wgnetlink.bench;

import com.sun.management.ThreadMXBean;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.route.Consistency;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RouteSnapshot;
import io.wgnetlink.route.RouteView;
import io.wgnetlink.route.RouteVisitor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/** A large table is read, and a small one beside it. */
final class RouteReadBenchmarks {
  private static final String VISITOR = "wg-netlink, visitor";
  private static final String VALUES = "wg-netlink, values";
  private static final String IP = "ip route show";

  private static final int SMALL_TABLE = RouteGround.TABLE + 1;
  private static final int FEW = 10;
  private static final RouteKind KIND = RouteKind.IPV4;
  private static final RouteFilter LARGE = RouteGround.table().withFamily(AddressFamily.IPV4);
  private static final RouteFilter SMALL = LARGE.withTable(SMALL_TABLE);

  private final Setting setting;
  private final Floor floor;
  private final RouteGround ground;
  private final RouteNetlink netlink;

  RouteReadBenchmarks(Setting setting, Floor floor, RouteGround ground) {
    this.setting = setting;
    this.floor = floor;
    this.ground = ground;
    this.netlink = ground.netlink();
  }

  void run(int size) {
    ground.change(KIND.changes(size, ground.link(), RouteChange::add));
    ground.change(KIND.changes(FEW, ground.link(), RouteReadBenchmarks::addToSmallTable));
    contest("dump of " + size + " " + KIND, LARGE, size)
        .times(1)
        .atMost(VISITOR, Contest.FLOOR, 1.5)
        .atMost(VALUES, Contest.FLOOR, 4)
        .faster(VISITOR, IP, 3)
        .faster(VALUES, IP, 3)
        .run(setting.warmUp(), setting.rounds());
    printGarbage(size);
    contest("dump of a table of " + FEW + " beside " + size + " other routes", SMALL, FEW)
        .run(setting.warmUp(), setting.rounds());
  }

  private static RouteChange addToSmallTable(Route route) {
    return RouteChange.add(route.toBuilder().table(SMALL_TABLE).build());
  }

  /** Everybody counts what comes, but for those who do not look at it. */
  private Contest contest(String title, RouteFilter filter, int expected) {
    Contest contest = new Contest(title);
    String name = "dump-" + expected;
    floor.joins(contest, name, ground.record(recorded -> recorded.visitRoutes(filter, r -> {})));
    String table = Integer.toString(filter.table().orElseThrow());
    return contest
        .with(VISITOR, Contestant.library(() -> visit(filter, expected)))
        .with(VALUES, Contestant.library(() -> read(filter, expected)))
        .with(IP, Contestant.command(List.of("ip", "-4", "route", "show", "table", table)));
  }

  private void visit(RouteFilter filter, int expected) {
    Sum sum = new Sum();
    netlink.visitRoutes(filter, sum);
    if (sum.routes != expected || sum.value == 0) {
      throw new IllegalStateException("saw " + sum.routes + " routes instead of " + expected);
    }
  }

  private void read(RouteFilter filter, int expected) {
    RouteSnapshot snapshot = netlink.readRoutes(filter);
    if (snapshot.consistency() != Consistency.COMPLETE || snapshot.routes().size() != expected) {
      throw new IllegalStateException(
          "read " + snapshot.routes().size() + " routes, " + snapshot.consistency());
    }
  }

  /** What a visit allocates whatever the number of routes is no concern; what grows with it is. */
  private void printGarbage(int size) {
    long least = bytesPerVisit(SMALL, FEW);
    long most = bytesPerVisit(LARGE, size);
    double perRoute = (double) (most - least) / (size - FEW);
    System.out.printf(
        Locale.ROOT,
        "  a visit allocates %,d bytes at %d routes and %,d at %,d, %.3f per route;"
            + " target: none per route: %s%n",
        least,
        FEW,
        most,
        size,
        perRoute,
        perRoute < 1 ? "met" : "MISSED");
  }

  private long bytesPerVisit(RouteFilter filter, int expected) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    visit(filter, expected);
    long before = threads.getCurrentThreadAllocatedBytes();
    visit(filter, expected);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** Uses the numbers of every route. */
  private static final class Sum implements RouteVisitor {
    private int routes;
    private long value;

    @Override
    public void route(RouteView route) {
      routes++;
      value += route.destinationHigh() + route.destinationLow() + route.destinationLength();
      value += route.type() + route.protocol() + route.metric() + route.oif();
      if (route.hasGateway()) {
        value += route.gatewayHigh() + route.gatewayLow();
      }
    }
  }
}
