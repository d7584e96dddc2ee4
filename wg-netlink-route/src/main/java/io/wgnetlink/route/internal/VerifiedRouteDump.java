package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.DumpCut;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.route.Consistency;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteSnapshot;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads routes as often as it takes to know that none is missing.
 *
 * <p>A kernel that cannot send a table in one datagram continues the walk for the next one where it
 * believes to have stopped. For IPv6 it counts the places it has passed, and starts from the root
 * when anything in the table changed: then routes that did not change are missed or sent twice, and
 * no flag says so (of 100,000 beside 1,000 changes a second all of 20 dumps were wrong, measured on
 * 6.18). For IPv4 it looks for the address it has come to, so only routes to that one address can
 * be missed. What lies inside a datagram is right in any case.
 *
 * <p>So the table is read again with other seams, until every place was inside a datagram:
 * {@link TableCover} has the reasoning. 2 or 3 dumps do under thousands of changes a second;
 * waiting until two dumps are alike would not end. A table that comes in one datagram is read once.
 * More routes to one destination than fit into a datagram (some 250) prove nothing, ever.
 */
final class VerifiedRouteDump {
  /** By far more than needed: each leaves about one seam in a hundred in doubt. */
  static final int MOST_DUMPS = 10;

  private static final int LEAST_DATAGRAM = 20 * 1024;
  private static final int MOST_DATAGRAM = 31 * 1024;

  private final NetlinkClient client;

  VerifiedRouteDump(NetlinkClient client) {
    this.client = client;
  }

  RouteSnapshot read(AddressFamily family, RouteFilter filter) {
    RouteCollector collector = new RouteCollector(family, filter);
    Request request = RouteMessages.dump(family, filter);
    int dumps = 1;
    try {
      client.dump(request, collector);
      while (!collector.isComplete() && dumps < MOST_DUMPS) {
        DumpCut cut = cut(++dumps);
        collector.beginDump(cut.datagramBytes());
        client.dumpOnce(request, collector, cut);
      }
    } catch (NetlinkException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENODEV)) { // no such table, no such link
        return new RouteSnapshot(List.of(), Consistency.COMPLETE, dumps);
      }
      throw e;
    }
    return new RouteSnapshot(
        collector.routes(),
        collector.isComplete() ? Consistency.COMPLETE : Consistency.UNPROVEN,
        dumps);
  }

  private static DumpCut cut(int dump) {
    int bytes = ThreadLocalRandom.current().nextInt(LEAST_DATAGRAM, MOST_DATAGRAM);
    return new DumpCut(bytes, dump % 2 == 1);
  }
}
