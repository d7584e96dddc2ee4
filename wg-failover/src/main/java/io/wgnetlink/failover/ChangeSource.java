package io.wgnetlink.failover;

import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.monitor.RouteSelection;
import io.wgnetlink.monitor.RouteTopic;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.SubscriptionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Where it is heard that links, routes, rules or nexthop objects change. */
@FunctionalInterface
interface ChangeSource {
  /** Hears nothing; what changes is found by the regular checks. */
  ChangeSource SILENT = sink -> () -> {};

  /** Ends the hearing. */
  interface Hearing extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Begins to hear.
   *
   * @param sink called on a thread of the source's
   * @throws IllegalStateException when this host has no means to
   */
  Hearing open(Consumer<RouteEvent> sink);

  /** Returns the kernel's own events in a namespace, as far as they can concern a controller. */
  static ChangeSource of(NetworkNamespace namespace, FailoverConfiguration configuration) {
    return sink -> {
      RouteMonitor monitor = RouteMonitor.open(
          namespace, selection(configuration), sink::accept, SubscriptionOptions.DEFAULT);
      return monitor::close;
    };
  }

  /** What is heard of: the kernel leaves out the routes of other tables. */
  static RouteSelection selection(FailoverConfiguration configuration) {
    List<Integer> tables = new ArrayList<>(configuration.tables());
    configuration.lease().ifPresent(lease -> tables.add(lease.table()));
    return RouteSelection.of(
            List.of(RouteTopic.LINKS, RouteTopic.ROUTES, RouteTopic.NEXTHOPS, RouteTopic.RULES))
        .withTables(tables.toArray(Integer[]::new));
  }
}
