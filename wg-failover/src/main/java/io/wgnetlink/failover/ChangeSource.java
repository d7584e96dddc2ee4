package io.wgnetlink.failover;

import io.wgnetlink.monitor.RouteEvent;
import java.util.function.Consumer;

/** Where it is heard that links, routes or nexthop objects change. */
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
}
