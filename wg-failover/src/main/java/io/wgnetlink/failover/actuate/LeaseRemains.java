package io.wgnetlink.failover.actuate;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import java.util.List;

/**
 * What a lease of an earlier process left, with other terms than those of now: its rules, known by
 * the controller's protocol number, and the routes that they lead to. Left there, a lease that was
 * made to last for good would go on to send traffic where nobody looks any more. Blocks on the
 * kernel.
 */
public final class LeaseRemains {
  private LeaseRemains() {}

  /**
   * Deletes rules of the controller's protocol, and its routes in their tables.
   *
   * @param keep rules of now
   * @throws NetlinkException when the kernel refuses
   */
  public static void remove(RouteNetlink routes, int protocol, List<Rule> keep) {
    List<Rule> stale = routes.rules().stream()
        .filter(rule -> rule.protocol() == protocol && rule.action().equals(RuleAction.LOOKUP))
        .filter(rule -> !keep.contains(rule))
        .toList();
    for (Rule rule : stale) {
      tolerate(() -> routes.deleteRule(rule), Errno.ENOENT);
      boolean used = keep.stream().anyMatch(kept -> kept.table() == rule.table());
      RouteFilter left = RouteFilter.all()
          .withFamily(rule.family())
          .withTable(rule.table())
          .withProtocol(protocol);
      for (Route route : used ? List.<Route>of() : routes.routes(left)) {
        tolerate(() -> routes.deleteRoute(route), Errno.ESRCH);
      }
    }
  }

  private static void tolerate(Runnable deletion, Errno gone) {
    try {
      deletion.run();
    } catch (NetlinkException e) {
      if (!e.is(gone)) {
        throw e;
      }
    }
  }
}
