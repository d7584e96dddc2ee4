package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Refusal;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * IPv6 routes, {@code net/ipv6/ip6_fib.c} and {@code route.c}.
 *
 * <p>Routes to one destination stand in the order of their metric. Those with one metric that go by
 * gateways are siblings: each is a route of its own, and all together are told as one of many ways.
 * Every route that goes has its event, whyever it goes.
 */
final class Ipv6Routes {
  /** {@code IP6_RT_PRIO_USER}. */
  private static final int USUAL_METRIC = 1024;

  private static final Errno ENETDOWN = new Errno(100);

  private final Network network;
  private final RouteTables tables = new RouteTables(AddressFamily.IPV6);
  private final Ipv6Ways ways;

  Ipv6Routes(Network network) {
    this.network = network;
    this.ways = new Ipv6Ways(network, this);
  }

  // ---- changes --------------------------------------------------------------------------------

  /**
   * Adds a route that somebody asks for, or replaces one.
   *
   * @param flags {@code NLM_F_CREATE} and the like
   */
  void write(Route asked, int flags) {
    Route.Builder whole = asked.toBuilder().scope(Route.SCOPE_UNIVERSE);
    if (asked.table() == 0) {
      whole.table(Route.TABLE_MAIN);
    }
    if (asked.metric() == 0) {
      whole.metric(USUAL_METRIC);
    }
    if (asked.protocol() == 0) {
      whole.protocol(Route.PROTOCOL_BOOT);
    }
    Route route = whole.build();
    if (route.nexthops().isEmpty()) {
      insert(entry(ways.complete(route)), flags, true);
    } else {
      writeAll(route, flags);
    }
  }

  /** Of a multipath route each way is a route; the first may replace, the others join it. */
  private void writeAll(Route route, int flags) {
    List<Entry> fresh = route.nexthops().stream()
        .map(way -> entry(ways.complete(alone(route, way))))
        .toList();
    requireDifferent(fresh);
    int now = flags;
    for (Entry one : fresh) {
      insert(one, now, false);
      now &= ~(MessageFlags.NLM_F_EXCL | MessageFlags.NLM_F_REPLACE);
      now |= MessageFlags.NLM_F_CREATE;
    }
    Entry last = fresh.get(fresh.size() - 1);
    network.events().route(told(last), flags & MessageFlags.NLM_F_REPLACE);
  }

  private static void requireDifferent(List<Entry> fresh) {
    for (Entry one : fresh) {
      if (fresh.stream().anyMatch(other -> other != one && isSameWay(one.route(), other.route()))) {
        throw new Refusal(Errno.EEXIST);
      }
    }
  }

  private static Route alone(Route route, Nexthop way) {
    if (way.weight() != 1) {
      throw new NotModelledException("weights of the ways of IPv6 routes");
    }
    Route.Builder alone = Ways.withNexthops(route, List.of()).toBuilder().flags(way.flags());
    if (way.oif() != 0) {
      alone.oif(way.oif());
    }
    way.gateway().ifPresent(alone::gateway);
    return alone.build();
  }

  private Entry entry(Route route) {
    Optional<Duration> time = route.expires();
    Instant now = network.clock().instant();
    return new Entry(route.toBuilder().expires(Optional.empty()).build(), time.map(now::plus));
  }

  private void insert(Entry fresh, int flags, boolean tell) {
    Route route = fresh.route();
    List<Entry> there = tables.to(route.table(), route.destination());
    boolean replaces = (flags & MessageFlags.NLM_F_REPLACE) != 0;
    List<Entry> same =
        there.stream().filter(one -> one.route().metric() == route.metric()).toList();
    if (!same.isEmpty() && (flags & MessageFlags.NLM_F_EXCL) != 0) {
      throw new Refusal(Errno.EEXIST);
    }
    Optional<Entry> replaced = replaces ? replacedBy(fresh, same) : Optional.empty();
    if (replaced.isPresent()) {
      replace(there, replaced.get(), fresh);
    } else {
      if (replaces && (flags & MessageFlags.NLM_F_CREATE) == 0) {
        throw new Refusal(Errno.ENOENT);
      }
      join(there, same, fresh);
    }
    if (tell) {
      network
          .events()
          .route(told(fresh), flags & (MessageFlags.NLM_F_REPLACE | MessageFlags.NLM_F_APPEND));
    }
  }

  /** One that can be a sibling as the new one can, else the first. */
  private static Optional<Entry> replacedBy(Entry fresh, List<Entry> same) {
    return same.stream()
        .filter(one -> isSibling(one) == isSibling(fresh))
        .findFirst()
        .or(() -> same.stream().findFirst());
  }

  private static void replace(List<Entry> there, Entry replaced, Entry fresh) {
    there.set(there.indexOf(replaced), fresh);
    if (isSibling(replaced)) {
      there.removeIf(one -> one != fresh
          && isSibling(one)
          && one.route().metric() == replaced.route().metric());
    }
  }

  private static void join(List<Entry> there, List<Entry> same, Entry fresh) {
    Optional<Entry> duplicate =
        same.stream().filter(one -> isSameWay(one.route(), fresh.route())).findFirst();
    if (duplicate.isPresent()) {
      Entry old = duplicate.get();
      if (old.expiresAt().isPresent()) { // it gets the new one's time, and it is an error
        there.set(there.indexOf(old), new Entry(old.route(), fresh.expiresAt()));
      }
      throw new Refusal(Errno.EEXIST);
    }
    int at = 0;
    while (at < there.size()
        && Integer.compareUnsigned(there.get(at).route().metric(), fresh.route().metric()) <= 0) {
      at++;
    }
    there.add(at, fresh);
  }

  private static boolean isSameWay(Route one, Route other) {
    return one.oif().equals(other.oif())
        && one.gateway().equals(other.gateway())
        && one.nexthopId().equals(other.nexthopId());
  }

  private static boolean isSibling(Entry entry) {
    return entry.route().gateway().isPresent() && entry.route().nexthopId().isEmpty();
  }

  private static boolean areSiblings(Entry one, Entry other) {
    return isSibling(one)
        && isSibling(other)
        && one.route().table() == other.route().table()
        && one.route().destination().equals(other.route().destination())
        && one.route().metric() == other.route().metric();
  }

  /** Adds a route of the kernel's own, unless it is there or cannot be. */
  void addOwn(Route route) {
    try {
      insert(entry(route), MessageFlags.NLM_F_CREATE, true);
    } catch (Refusal e) {
      // The kernel does not care either.
    }
  }

  /** Deletes the first route that agrees with all that is said, with its siblings. */
  void delete(Route said) {
    int table = said.table() == 0 ? Route.TABLE_MAIN : said.table();
    Entry deleted = tables.at(table, said.destination()).stream()
        .filter(entry -> isMeant(said, entry.route()))
        .findFirst()
        .orElseThrow(() -> new Refusal(Errno.ESRCH));
    Route told = said.gateway().isPresent() ? told(List.of(deleted)) : told(deleted);
    tables
        .to(table, said.destination())
        .removeIf(one -> one == deleted || (said.gateway().isEmpty() && areSiblings(one, deleted)));
    network.events().routeGone(told);
  }

  private static boolean isMeant(Route key, Route route) {
    if (key.nexthopId().isPresent() && !key.nexthopId().equals(route.nexthopId())) {
      return false;
    }
    boolean metric = key.metric() == 0 || key.metric() == route.metric();
    boolean protocol = key.protocol() == 0 || key.protocol() == route.protocol();
    return metric
        && protocol
        && (key.oif().isEmpty() || key.oif().equals(route.oif()))
        && (key.gateway().isEmpty() || key.gateway().equals(route.gateway()));
  }

  /** Deletes a route of the kernel's own, if it is there. */
  void deleteOwn(Route own) {
    drop(entry -> entry.route().destination().equals(own.destination())
        && entry.route().table() == own.table()
        && entry.route().metric() == own.metric()
        && entry.route().protocol() == own.protocol()
        && entry.route().oif().equals(own.oif())
        && entry.route().gateway().isEmpty());
  }

  /** Returns the first route of table main to a destination by a link and no gateway. */
  Optional<Route> direct(IpPrefix destination, int link) {
    return tables.at(Route.TABLE_MAIN, destination).stream()
        .map(Entry::route)
        .filter(
            route -> route.oif().equals(Optional.of(link)) && route.gateway().isEmpty())
        .findFirst();
  }

  /** Routes no longer prefer a source that this host has lost, of which there is no event. */
  void sourceGone(InetAddress address) {
    tables.replaceIf(
        entry -> entry.route().preferredSource().equals(Optional.of(address)),
        entry -> new Entry(Ways.withoutSource(entry.route()), entry.expiresAt()));
  }

  // ---- what goes by itself --------------------------------------------------------------------

  /** Drops the routes of a link that went down; one of siblings waits, if another is alive. */
  void linkDown(NetworkInterface link) {
    drop(entry -> uses(entry, link)
        && tables.at(entry.route().table(), entry.route().destination()).stream()
            .noneMatch(other -> areSiblings(entry, other) && !isDead(other)));
  }

  /** Drops the routes by a nexthop object that is no more. */
  void nexthopGone(int id) {
    drop(entry -> entry.route().nexthopId().equals(Optional.of(id)));
  }

  /** Returns whether there are routes by a nexthop object. */
  boolean goBy(int id) {
    return tables.all().stream()
        .anyMatch(entry -> entry.route().nexthopId().equals(Optional.of(id)));
  }

  /** Tells of the routes by a nexthop object, which go another way now. */
  void tellBy(int id) {
    tables.all().stream()
        .filter(entry -> entry.route().nexthopId().equals(Optional.of(id)))
        .forEach(entry -> network.events().route(told(entry), MessageFlags.NLM_F_REPLACE));
  }

  /** Drops the routes of a link that is no more, with their siblings. */
  void linkGone(NetworkInterface link) {
    drop(entry -> uses(entry, link)
        || tables.at(entry.route().table(), entry.route().destination()).stream()
            .anyMatch(other -> areSiblings(entry, other) && uses(other, link)));
  }

  private boolean uses(Entry entry, NetworkInterface link) {
    return entry.route().uses(link.index()) && !entry.drops(network.nexthops());
  }

  private boolean isDead(Entry entry) {
    return entry.route().nexthopId().isEmpty()
        && !entry
            .route()
            .oif()
            .flatMap(network.kernel()::find)
            .map(NetworkInterface::isUp)
            .orElse(false);
  }

  void expire() {
    Instant now = network.clock().instant();
    drop(entry -> entry.expiresAt().filter(end -> !end.isAfter(now)).isPresent());
  }

  private void drop(Predicate<Entry> condition) {
    tables.removeIf(condition).forEach(entry -> network.events().routeGone(told(List.of(entry))));
  }

  // ---- reading --------------------------------------------------------------------------------

  /** Returns all routes as the kernel tells them, in the order in which it does. */
  List<Route> all() {
    List<Entry> left = new ArrayList<>(tables.all());
    List<Route> all = new ArrayList<>();
    while (!left.isEmpty()) {
      Entry next = left.remove(0);
      List<Entry> together = new ArrayList<>(List.of(next));
      while (!left.isEmpty() && areSiblings(next, left.get(0))) {
        together.add(left.remove(0));
      }
      all.add(told(together));
    }
    return all;
  }

  /** Returns the route with its siblings. */
  Route told(Entry entry) {
    Route route = entry.route();
    List<Entry> together = tables.to(route.table(), route.destination()).stream()
        .filter(one -> areSiblings(one, entry))
        .toList();
    return told(together.isEmpty() ? List.of(entry) : together);
  }

  private Route told(List<Entry> siblings) {
    Route first =
        Entry.withObject(siblings.get(0).at(network.clock().instant()), network.nexthops());
    if (siblings.size() == 1) {
      return first.toBuilder().flags(first.flags() | findings(siblings.get(0))).build();
    }
    List<Nexthop> all = siblings.stream()
        .flatMap(one -> one.ways(network.nexthops()).stream()
            .map(way -> Ways.withFlags(way, way.flags() | findings(one))))
        .toList();
    Route shared = Ways.withoutWay(first).toBuilder().flags(0).build();
    return Ways.withNexthops(shared, all);
  }

  private int findings(Entry entry) {
    if (entry.isOwn() || entry.drops(network.nexthops()) || entry.route().oif().isEmpty()) {
      return 0;
    }
    Optional<NetworkInterface> link = network.kernel().find(entry.route().oif().get());
    if (link.isEmpty() || link.get().hasCarrier()) {
      return 0;
    }
    return RouteFlag.LINKDOWN.mask() | (link.get().isUp() ? 0 : RouteFlag.DEAD.mask());
  }

  /** Asks the tables by the rules. */
  Found find(Flow flow) {
    return network.rules(AddressFamily.IPV6).find(flow, table -> find(table, flow));
  }

  /**
   * Returns what a table says of a packet: of the routes to the narrowest prefix the first that the
   * packet can take, else of a wider one.
   */
  Optional<Found> find(int table, Flow flow) {
    for (Entry entry : tables.towards(table, flow.destination()).toList()) {
      if (entry.drops(network.nexthops())) {
        if (flow.oif() == 0 || flow.oif() == Flow.LOOPBACK) {
          throw new Refusal(Ipv4Routes.errno(entry.type(network.nexthops())));
        }
        continue;
      }
      Optional<Nexthop> way = entry.ways(network.nexthops()).stream()
          .filter(one -> entry.isOwn() || !isDead(entry))
          .filter(one -> flow.oif() == 0 || flow.oif() == one.oif())
          .findFirst();
      if (way.isPresent()) {
        return Optional.of(new Found(entry, way));
      }
    }
    return Optional.empty();
  }

  /** Returns whether a table has an address on a link, or does not know, or by default only. */
  boolean says(int table, InetAddress address, int link) {
    Optional<Entry> first = tables.towards(table, address).findFirst();
    if (first.isEmpty() || first.get().drops(network.nexthops())) {
      return true;
    }
    Route route = first.get().route();
    return route.destination().address().isAnyLocalAddress()
        || tables.at(table, route.destination()).stream()
            .filter(one -> one.route().metric() == route.metric())
            .anyMatch(one -> one.route().oif().equals(Optional.of(link)));
  }

  /** Returns the link that a gateway is on; refuses one that is on none. */
  int linkTo(InetAddress gateway, int oif, boolean onLink, int table) {
    return ways.linkTo(gateway, oif, onLink, table);
  }

  /** Returns the answer to a lookup. */
  Route lookup(Flow flow, boolean fibMatch) {
    if (flow.iif() != Flow.LOOPBACK) {
      throw new NotModelledException("lookups of packets that come in by a link");
    }
    if (flow.destination().isMulticastAddress() || flow.destination().isAnyLocalAddress()) {
      throw new NotModelledException("lookups of " + flow.destination().getHostAddress());
    }
    Found found = find(flow);
    if (fibMatch) {
      return told(found.entry());
    }
    Route route = found.entry().at(network.clock().instant());
    Route.Builder answer = Route.builder(IpPrefix.host(flow.destination()))
        .type(route.type())
        .table(route.table())
        .protocol(route.protocol())
        .metric(route.metric())
        .metrics(route.metrics())
        .preference(route.preference())
        .expires(route.expires())
        .scope(Route.SCOPE_UNIVERSE);
    found.way().flatMap(Nexthop::gateway).ifPresent(answer::gateway);
    int oif = found.entry().isOwn() ? Flow.LOOPBACK : found.way().orElseThrow().oif();
    answer.oif(oif).flags(found.entry().isOwn() ? 0 : findings(found.entry()));
    flow.source().ifPresent(from -> answer.source(IpPrefix.host(from)));
    source(flow, found).ifPresent(answer::preferredSource);
    return answer.build();
  }

  private Optional<InetAddress> source(Flow flow, Found found) {
    Route route = found.entry().route();
    if (found.entry().isOwn()) {
      return Optional.of(flow.destination());
    }
    return route
        .preferredSource()
        .or(() -> network
            .ipv6Addresses()
            .sourceFor(flow.destination(), found.way().orElseThrow().oif()));
  }

  static Errno linkIsDown() {
    return ENETDOWN;
  }
}
