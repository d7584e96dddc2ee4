package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.DumpCut;
import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Consistency;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteVisitor;

/**
 * Shows the routes of one dump to a visitor as they come. What lies in one datagram was read at one
 * instant; between two nothing is proved, so an answer of several is not: {@link VerifiedRouteDump}
 * reads those as often as it takes, for which it must keep what it has read.
 */
final class VisitedRouteDump implements DumpVisitor {
  private final AddressFamily family;
  private final RouteFilter filter;
  private final RouteVisitor visitor;
  private final RouteFlyweight route = new RouteFlyweight();
  private boolean here;
  private int datagrams;
  private int bytes;
  private int largest;

  private VisitedRouteDump(AddressFamily family, RouteFilter filter, RouteVisitor visitor) {
    this.family = family;
    this.filter = filter;
    this.visitor = visitor;
  }

  static Consistency read(
      NetlinkClient client, AddressFamily family, RouteFilter filter, RouteVisitor visitor) {
    VisitedRouteDump dump = new VisitedRouteDump(family, filter, visitor);
    try {
      client.dump(RouteMessages.dump(family, filter), dump);
    } catch (NetlinkException e) {
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ENODEV)) { // no such table, no such link
        throw e;
      }
    }
    return dump.isProved() ? Consistency.COMPLETE : Consistency.UNPROVEN;
  }

  /** In one datagram, which was not so full that the end behind it could be a mistake. */
  private boolean isProved() {
    return datagrams == 0
        || (datagrams == 1 && RouteCollector.hadRoom(bytes, DumpCut.MOST_BYTES, largest));
  }

  @Override
  public void begin(int attempt) {}

  /** There is one attempt: what was shown cannot be taken back. */
  @Override
  public boolean accepts(boolean interrupted) {
    return true;
  }

  @Override
  public void message(MessageReader message) {
    largest = Math.max(largest, message.end() - message.start());
    // A kernel without IPv6 answers with all families, one before 4.20 with all tables.
    if (!route.isOver(message) || route.family() != family) {
      return;
    }
    here = true;
    if (message.hasFlag(MessageFlags.NLM_F_DUMP_FILTERED) || filter.matches(route)) {
      visitor.route(route);
    }
  }

  @Override
  public void endOfDatagram(int length, boolean end) {
    if (here) {
      datagrams++;
      bytes = length;
      here = false;
    }
  }
}
