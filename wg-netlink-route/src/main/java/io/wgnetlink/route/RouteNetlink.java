package io.wgnetlink.route;

import io.wgnetlink.netlink.BatchObserver;
import io.wgnetlink.netlink.BatchOptions;
import io.wgnetlink.netlink.BatchResult;
import io.wgnetlink.netlink.BatchSummary;
import io.wgnetlink.netlink.DumpInterruptedException;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.route.internal.KernelRouteNetlink;
import io.wgnetlink.route.internal.ValueRouteView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Makes, changes, reads and deletes the links, addresses, routes, nexthop objects, rules and
 * neighbours of one network namespace, by rtnetlink.
 *
 * <pre>{@code
 * try (RouteNetlink netlink = RouteNetlink.open()) {
 *   Link wg0 = netlink.createLink(LinkSpec.wireguard(InterfaceName.of("wg0")).withUp());
 *   netlink.addAddress(wg0.index(), InterfaceAddress.parse("fd00:1::16/128").withoutDad());
 *   netlink.addRoute(Route.builder(IpPrefix.parse("fd00::/64")).oif(wg0.index()).build());
 * }
 * }</pre>
 *
 * <p>Thread-safe. Every method blocks until the kernel has answered, on the caller's thread; it may
 * wait for other processes' changes (the kernel's RTNL lock), seconds on a busy host, so call from
 * a thread that may wait. Reading needs no capability, changing needs {@code CAP_NET_ADMIN} in the
 * namespace's user namespace. Where nothing else is said a refusal is a {@link NetlinkException},
 * which names what was asked, what the kernel answered, and its error number.
 *
 * <p>All of them are kept by the kernel and outlive the client. What is about addresses, nexthop
 * objects, rules, neighbours, the numbers of namespaces and settings is said in an interface of its
 * own each; links and routes follow here.
 */
public interface RouteNetlink
    extends LinkRequests,
        AddressRequests,
        NexthopRequests,
        RuleRequests,
        NeighbourRequests,
        NamespaceRequests,
        SettingRequests,
        AutoCloseable {
  /** Opens a client in the calling thread's network namespace. */
  static RouteNetlink open() {
    try (NetworkNamespace namespace = NetworkNamespace.current()) {
      return open(namespace);
    }
  }

  /** Opens a client in a namespace; the namespace handle may be closed afterwards. */
  static RouteNetlink open(NetworkNamespace namespace) {
    return KernelRouteNetlink.open(namespace);
  }

  /**
   * Adds a route, never in place of another one.
   *
   * @throws IllegalArgumentException when the route says what the kernel would drop without a word:
   *     see {@link Route}; so do all that make a route
   * @throws NetlinkException with EEXIST when there is a route to this destination with this metric
   *     in this table, whoever made it
   */
  void addRoute(Route route);

  /**
   * Adds a route, or replaces the one to this destination with this metric in this table,
   * <em>whoever made that</em>: the kernel does not look at the protocol. Call it only for a route
   * that was seen to be one's own.
   */
  void replaceRoute(Route route);

  /**
   * Deletes a route. Destination, source, type of service, table and protocol must agree, and so
   * must the type, metric, link, gateway, preferred source and nexthop that are given; a metric of
   * 0 means any. So a route that somebody else made, with another protocol, is not deleted.
   *
   * @throws NetlinkException with ESRCH when there is no such route
   */
  void deleteRoute(Route route);

  /**
   * Changes the route to this destination with this metric in this table, <em>whoever made it</em>,
   * and adds none.
   *
   * @throws NetlinkException with ENOENT when there is none
   */
  void changeRoute(Route route);

  /**
   * Adds a route behind those to the same destination with the same metric: of IPv4 routes the
   * first is used, IPv6 routes by gateways become one multipath route.
   *
   * @throws NetlinkException with EEXIST when there is the very same
   */
  void appendRoute(Route route);

  /**
   * Makes any number of changes, up to 64 by one system call, several times as fast as one by one.
   * They are asked for and encoded as they are sent, so a million takes no memory. The observer
   * hears of each, and can end the batch; each change is refused, or its outcome unknown, by
   * itself.
   *
   * @throws IllegalArgumentException when a change cannot be encoded; those that the observer heard
   *     of were carried out, and none after them
   */
  BatchSummary changeRoutes(
      Iterator<RouteChange> changes, BatchOptions options, BatchObserver observer);

  /** Makes any number of changes, carrying on after those that are refused. */
  default BatchSummary changeRoutes(Iterable<RouteChange> changes) {
    return changeRoutes(changes.iterator(), BatchOptions.CONTINUE, BatchObserver.NONE);
  }

  /**
   * Makes the routes of one owner in one table these and no others, by the fewest changes; a second
   * call changes nothing. Routes of other owners stay. A change that the kernel refuses stops
   * nothing, the report tells of it.
   *
   * <p>A route that expires is left as it is where one that expires is there already: only
   * {@link #replaceRoute} gives it more time. One that has expired is made again.
   *
   * @throws IllegalArgumentException when two desired routes have one destination, metric and type
   *     of service, or one says what the kernel would not keep; nothing was changed
   * @throws DumpInterruptedException when the table cannot be read for sure; nothing was changed
   */
  default ApplyReport apply(DesiredRoutes desired) {
    RoutePlan plan = plan(desired);
    List<ApplyReport.Failure> failures = new ArrayList<>();
    changeRoutes(plan.changes().iterator(), BatchOptions.CONTINUE, new BatchObserver() {
      @Override
      public void outcome(long index, Request change, BatchResult.Outcome outcome) {
        outcome
            .failure()
            .ifPresent(cause ->
                failures.add(new ApplyReport.Failure(plan.changes().get((int) index), cause)));
      }
    });
    return new ApplyReport(plan, failures);
  }

  /** Returns what {@link #apply} would do, and does nothing. */
  RoutePlan plan(DesiredRoutes desired);

  /**
   * Asks which way the kernel would send a packet. A gateway, a preferred source and, with
   * {@link RouteLookup#withFibMatch()}, the entry of the table are in the answer; without it an
   * IPv4 answer has neither protocol nor metric, and its table is main where it is local. Of a path
   * MTU that was learnt the answer has the MTU, and when it is forgotten.
   *
   * @throws NetlinkException with ENETUNREACH when there is no route; IPv4 answers for a route of
   *     type unreachable, prohibit or blackhole with EHOSTUNREACH, EACCES or EINVAL
   */
  Route lookup(RouteLookup lookup);

  /**
   * Returns the routes that pass a filter; none when there is no such table or link. Every route
   * that was there throughout the call is in the result, once.
   *
   * @throws DumpInterruptedException when that could not be proved: see {@link #readRoutes}, which
   *     returns what was read all the same
   */
  default List<Route> routes(RouteFilter filter) {
    long begunAt = System.nanoTime();
    RouteSnapshot snapshot = readRoutes(filter);
    if (!snapshot.isComplete()) {
      throw new DumpInterruptedException(
          "list routes " + filter, snapshot.dumps(), Duration.ofNanos(System.nanoTime() - begunAt));
    }
    return snapshot.routes();
  }

  /**
   * Reads the routes that pass a filter, and says whether some may be missing.
   *
   * <p>While others change the table, an answer of the kernel larger than one datagram (about 200
   * routes) may miss or repeat IPv6 routes that did not change, and the kernel does not say so
   * (measured on 6.1 to 6.18); an IPv4 answer may miss some of several routes to one address. So a
   * larger table is read again, with other datagrams, until it is proved that nothing is missing: 2
   * or 3 times beside thousands of changes a second, 10 times at most.
   */
  RouteSnapshot readRoutes(RouteFilter filter);

  /**
   * Shows the routes that pass a filter to a visitor as they come, without making values of them or
   * keeping any: a million routes take no memory. The kernel is asked once.
   *
   * @return {@link Consistency#COMPLETE} when no family's answer was larger than one datagram;
   *     {@link Consistency#UNPROVEN} when one was, so that, had others changed the table meanwhile,
   *     routes may have been missed or shown twice: what {@link #readRoutes} says of it
   */
  default Consistency visitRoutes(RouteFilter filter, RouteVisitor visitor) {
    RouteSnapshot snapshot = readRoutes(filter);
    snapshot.routes().forEach(route -> visitor.route(new ValueRouteView(route)));
    return snapshot.consistency();
  }

  /** Closes the client's sockets; what was made stays. Idempotent. */
  @Override
  void close();
}
