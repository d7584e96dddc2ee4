package io.wgnetlink.failover.actuate;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import java.util.Collection;
import java.util.List;

/**
 * What an earlier process with other terms left where this one does not look: rules of a lease,
 * known by the controller's protocol number, with the routes that they lead to, and narrow routes
 * of a controller that had no lease. Left there, they would go on to send traffic where nobody
 * decides about it any more. The wide routes carry it then, and the state machine decides anew.
 * Blocks on the kernel.
 */
public final class LeaseRemains {
  private final RouteNetlink routes;
  private final Ownership ownership;

  /** Creates a search; the client stays the caller's. */
  public LeaseRemains(RouteNetlink routes, Ownership ownership) {
    this.routes = routes;
    this.ownership = ownership;
  }

  /**
   * Deletes the rules of all leases, and the controller's routes in their tables.
   *
   * @throws NetlinkException when the kernel refuses
   */
  public void removeAll() {
    removeOthers(List.of());
  }

  /**
   * Deletes rules of the controller's protocol but those of now, and its routes in their tables.
   */
  void removeOthers(List<Rule> keep) {
    List<Rule> stale = routes.rules().stream()
        .filter(rule ->
            rule.protocol() == ownership.protocol() && rule.action().equals(RuleAction.LOOKUP))
        .filter(rule -> !keep.contains(rule))
        .toList();
    for (Rule rule : stale) {
      tolerate(() -> routes.deleteRule(rule), Errno.ENOENT);
      boolean used = keep.stream().anyMatch(kept -> kept.table() == rule.table());
      if (!used) {
        routes.routes(ownership.own(rule.table(), rule.family())).forEach(this::delete);
      }
    }
  }

  /** Deletes the controller's routes to these prefixes in the tables of the wide routes. */
  void removeUnleased(Collection<IpPrefix> prefixes) {
    for (int table : ownership.wideTables()) {
      for (AddressFamily family : AddressFamily.values()) {
        routes.routes(ownership.own(table, family)).stream()
            .filter(route -> ownership.owns(route) && prefixes.contains(route.destination()))
            .forEach(this::delete);
      }
    }
  }

  private void delete(Route route) {
    tolerate(() -> routes.deleteRoute(route), Errno.ESRCH);
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
