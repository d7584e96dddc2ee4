package io.wgnetlink.bench;

import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteNetlink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Routes are added and deleted, one at a time and in batches. */
final class RouteChangeBenchmarks {
  private static final String LIBRARY = "wg-netlink";
  private static final String IP = "ip -batch";

  private final Setting setting;
  private final Floor floor;
  private final RouteGround ground;

  RouteChangeBenchmarks(Setting setting, Floor floor, RouteGround ground) {
    this.setting = setting;
    this.floor = floor;
    this.ground = ground;
  }

  void run(int size) {
    addOneByOne(RouteKind.IPV4, size / 100);
    for (RouteKind kind : RouteKind.values()) {
      List<RouteChange> adds = values(kind, size / 10, RouteChange::add);
      List<RouteChange> deletes = values(kind, size / 10, RouteChange::delete);
      change(kind, "add", adds, deletes);
      change(kind, "delete", deletes, adds);
    }
  }

  private void addOneByOne(RouteKind kind, int count) {
    List<Route> routes = IntStream.range(0, count)
        .mapToObj(number -> kind.route(number, ground.link()))
        .toList();
    List<RouteChange> deletes = values(kind, count, RouteChange::delete);
    List<byte[]> sent = ground.record(netlink -> routes.forEach(netlink::addRoute));
    RouteNetlink netlink = ground.netlink();
    Contest contest = new Contest("add of " + count + " " + kind + ", one at a time")
        .before(() -> ground.change(deletes));
    floor.joins(contest, "one-by-one", sent);
    contest
        .with(LIBRARY, Contestant.library(() -> routes.forEach(netlink::addRoute)))
        .with(IP, ip(kind, "add", count))
        .rate(LIBRARY, Contest.FLOOR, 0.6)
        .faster(LIBRARY, IP, 1)
        .run(setting.warmUp(), setting.rounds());
    ground.change(deletes);
  }

  /** Everybody finds what the changes back have left, none of which may fail. */
  private void change(
      RouteKind kind, String verb, List<RouteChange> changes, List<RouteChange> back) {
    List<byte[]> sent =
        ground.record(netlink -> RouteGround.require(netlink.changeRoutes(changes)));
    Contest contest = new Contest(verb + " of " + changes.size() + " " + kind + ", batched")
        .before(() -> ground.change(back));
    floor.joins(contest, verb + "-" + kind.name(), sent);
    contest
        .with(LIBRARY, Contestant.library(() -> ground.netlink().changeRoutes(changes)))
        .with(IP, ip(kind, verb, changes.size()))
        .rate(LIBRARY, Contest.FLOOR, 0.7)
        .faster(LIBRARY, IP, 1)
        .run(setting.warmUp(), setting.rounds());
  }

  private List<RouteChange> values(RouteKind kind, int count, Function<Route, RouteChange> change) {
    List<RouteChange> values = new ArrayList<>(count);
    kind.changes(count, ground.link(), change).forEach(values::add);
    return values;
  }

  private static Contestant ip(RouteKind kind, String verb, int count) {
    List<String> lines = IntStream.range(0, count)
        .mapToObj(i -> "route " + verb + " " + kind.words(i) + " table " + RouteGround.TABLE)
        .toList();
    try {
      Path file = Files.createTempFile("routes", ".batch");
      file.toFile().deleteOnExit();
      return Contestant.command(List.of("ip", "-batch", Files.write(file, lines).toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
