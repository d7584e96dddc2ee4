package io.wgnetlink.bench;

import com.sun.management.OperatingSystemMXBean;
import io.wgnetlink.monitor.RouteMirror;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** A mirror follows routes that another process adds as fast as the kernel takes them. */
final class RouteMirrorBenchmarks {
  private static final RouteKind KIND = RouteKind.IPV4;
  private static final String ALONE = "changes alone";
  private static final String MIRRORED = "changes, until mirrored";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Setting setting;
  private final Floor floor;
  private final RouteGround ground;
  private final List<RouteMirror.Counts> counts = new ArrayList<>();

  RouteMirrorBenchmarks(Setting setting, Floor floor, RouteGround ground) {
    this.setting = setting;
    this.floor = floor;
    this.ground = ground;
  }

  void run(int changes) {
    List<byte[]> sent = ground.record(netlink -> RouteGround.require(
        netlink.changeRoutes(KIND.changes(changes, ground.link(), RouteChange::add))));
    Contestant library = Contestant.library(
        () -> ground.change(KIND.changes(changes, ground.link(), RouteChange::add)));
    Contestant writer = floor.over("mirror", sent).orElse(library);
    new Contest("mirror beside " + changes + " added " + KIND)
        .before(() -> ground.change(KIND.changes(changes, ground.link(), RouteChange::delete)))
        .with(floor.isThere() ? Contest.FLOOR : ALONE, writer)
        .with(MIRRORED, new Mirrored(writer, changes))
        .run(setting.warmUp(), setting.rounds());
    printCounts();
  }

  /** Times the changes and the mirror's catching up with them, not its beginning. */
  private final class Mirrored implements Contestant {
    private final Contestant writer;
    private final int changes;
    private final OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    Mirrored(Contestant writer, int changes) {
      this.writer = writer;
      this.changes = changes;
    }

    @Override
    public boolean warmsUp() {
      return true;
    }

    @Override
    public Sample run(int times) {
      long wall = 0;
      long cpu = 0;
      for (int i = 0; i < times; i++) {
        try (RouteMirror mirror = RouteMirror.open(ground.namespace(), event -> {})) {
          long cpuBefore = process.getProcessCpuTime();
          long before = System.nanoTime();
          writer.run(1);
          List<Route> routes = mirror.await(PATIENCE).routes();
          wall += System.nanoTime() - before;
          cpu += process.getProcessCpuTime() - cpuBefore;
          requireAll(routes);
          counts.add(mirror.counts());
        }
      }
      return new Sample(times, wall, cpu);
    }

    private void requireAll(List<Route> routes) {
      long there =
          routes.stream().filter(route -> route.table() == RouteGround.TABLE).count();
      if (there != changes) {
        throw new IllegalStateException("the mirror has " + there + " routes of " + changes);
      }
    }
  }

  private void printCounts() {
    System.out.printf(
        Locale.ROOT,
        "  had all of the routes %d times of %d; a mirror applied %,d events, was overrun %.1f times"
            + " and read %.1f times, on average%n",
        counts.size(),
        counts.size(),
        Math.round(average(RouteMirror.Counts::events)),
        average(RouteMirror.Counts::overruns),
        average(RouteMirror.Counts::readings));
  }

  private double average(ToLongFunction<RouteMirror.Counts> count) {
    return counts.stream().mapToLong(count).average().orElse(0);
  }
}
