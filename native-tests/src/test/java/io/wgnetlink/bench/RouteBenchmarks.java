package io.wgnetlink.bench;

import io.wgnetlink.netlink.NetworkNamespace;
import java.util.function.Consumer;

/**
 * All contests of routes. The number of routes asked for is that of the table that is read; a tenth
 * of it is changed in batches, a hundredth one by one. A million of IPv4 routes take some 500 MB of
 * the kernel's memory.
 */
final class RouteBenchmarks {
  private static final int LEAST = 100;

  private RouteBenchmarks() {}

  static void run(Setting setting, int size, Floor floor, NetworkNamespace namespace) {
    if (size < LEAST || size > RouteKind.MOST) {
      throw new IllegalArgumentException(
          size + " routes; there can be " + LEAST + " to " + RouteKind.MOST);
    }
    on(namespace, ground -> new RouteChangeBenchmarks(setting, floor, ground).run(size));
    on(namespace, ground -> new RouteSwitchBenchmarks(setting, floor, ground).run(size / 10));
    on(namespace, ground -> new RouteMirrorBenchmarks(setting, floor, ground).run(size / 10));
    on(namespace, ground -> new RouteReadBenchmarks(setting, floor, ground).run(size));
  }

  /** What one leaves behind is not there for the next. */
  private static void on(NetworkNamespace namespace, Consumer<RouteGround> contests) {
    try (RouteGround ground = new RouteGround(namespace)) {
      contests.accept(ground);
    }
  }
}
