package io.wgnetlink.failover.simulation;

import io.wgnetlink.netlink.BatchOptions;
import io.wgnetlink.netlink.BatchSummary;
import io.wgnetlink.netlink.BatchSummary.Ending;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteNetlink;
import java.util.Iterator;
import java.util.Optional;

/** A batch as one change after the other, each in a datagram of its own. */
final class FakeBatch {
  private FakeBatch() {}

  static BatchSummary run(
      RouteNetlink kernel, Iterator<RouteChange> changes, BatchOptions options) {
    long applied = 0;
    long refused = 0;
    Optional<BatchSummary.Failure> first = Optional.empty();
    while (changes.hasNext()) {
      try {
        carryOut(kernel, changes.next());
        applied++;
      } catch (NetlinkException e) {
        BatchSummary.Failure failure = new BatchSummary.Failure(applied + refused, e);
        first = first.or(() -> Optional.of(failure));
        refused++;
        if (options.stopAtFailure()) {
          return new BatchSummary(applied, refused, 0, Ending.STOPPED, first);
        }
      }
    }
    return new BatchSummary(applied, refused, 0, Ending.FINISHED, first);
  }

  private static void carryOut(RouteNetlink kernel, RouteChange change) {
    switch (change.operation()) {
      case ADD -> kernel.addRoute(change.route());
      case REPLACE -> kernel.replaceRoute(change.route());
      case DELETE -> kernel.deleteRoute(change.route());
      default -> throw new UnsupportedOperationException(change.toString());
    }
  }
}
