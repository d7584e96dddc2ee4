package io.wgnetlink.bench;

import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.SingleNexthop;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Many routes go another way when the nexthop object that they name is replaced. */
final class RouteSwitchBenchmarks {
  private static final String LIBRARY = "wg-netlink";
  private static final RouteKind KIND = RouteKind.BY_NEXTHOP;

  private final Setting setting;
  private final Floor floor;
  private final RouteGround ground;

  RouteSwitchBenchmarks(Setting setting, Floor floor, RouteGround ground) {
    this.setting = setting;
    this.floor = floor;
    this.ground = ground;
  }

  void run(int routes) {
    RouteNetlink netlink = ground.netlink();
    SingleNexthop there = ground.nexthop(RouteGround.OTHER_ROUTER);
    SingleNexthop back = ground.nexthop(RouteGround.ROUTER);
    ground.change(KIND.changes(routes, ground.link(), RouteChange::add));
    netlink.replaceNexthop(there);
    requireWay(routes, RouteGround.OTHER_ROUTER);
    List<byte[]> sent = ground.record(recorded -> switchTwice(recorded, there, back));
    Contest contest = new Contest("two switches of " + routes + " " + KIND + ": there and back");
    floor.joins(contest, "switch", sent);
    contest
        .with(LIBRARY, Contestant.library(() -> switchTwice(netlink, there, back)))
        .with(
            "ip nexthop replace",
            Contestant.commands(
                List.of(replace(RouteGround.OTHER_ROUTER), replace(RouteGround.ROUTER))))
        .atMost(LIBRARY, Contest.FLOOR, 2)
        .run(setting.warmUp(), setting.rounds());
    requireWay(routes, RouteGround.ROUTER);
    System.out.println("  messages for the two: " + sent.size());
    ground.change(KIND.changes(routes, ground.link(), RouteChange::delete));
  }

  private static void switchTwice(RouteNetlink netlink, SingleNexthop there, SingleNexthop back) {
    netlink.replaceNexthop(there);
    netlink.replaceNexthop(back);
  }

  private static List<String> replace(String router) {
    String id = Integer.toString(RouteGround.NEXTHOP);
    return List.of("ip", "nexthop", "replace", "id", id, "via", router, "dev", RouteGround.LINK);
  }

  /** All of the routes go by way of a router. */
  private void requireWay(int routes, String router) {
    int bits = RouteGround.bits(router);
    AtomicInteger right = new AtomicInteger();
    ground.netlink().visitRoutes(RouteGround.table(), route -> {
      if (route.hasGateway() && (int) route.gatewayLow() == bits) {
        right.incrementAndGet();
      }
    });
    if (right.get() != routes) {
      throw new IllegalStateException(right + " of " + routes + " routes go by way of " + router);
    }
  }
}
