package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.route.internal.RouteMessage;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.Refusal;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * IPv4 routes, {@code net/ipv4/fib_trie.c} and {@code fib_semantics.c}.
 *
 * <p>Routes to one destination stand in the order of their type of service, the largest first, and
 * their metric, the smallest first; where these are the same, one that was appended comes behind
 * the others, any other before them. A route that goes because its link, its preferred source or
 * its nexthop object went has no event.
 */
final class Ipv4Routes {
  private static final Errno ENETDOWN = new Errno(100);
  private static final Errno EHOSTUNREACH = new Errno(113);

  private final Network network;
  private final RouteTables tables = new RouteTables(AddressFamily.IPV4);
  private final Ipv4Ways ways;

  Ipv4Routes(Network network) {
    this.network = network;
    this.ways = new Ipv4Ways(network, this);
  }

  // ---- changes --------------------------------------------------------------------------------

  /**
   * Adds a route that somebody asks for, or replaces one.
   *
   * @param flags {@code NLM_F_CREATE} and the like
   */
  void write(Route asked, int flags) {
    insert(new Entry(ways.complete(withTable(asked)), Optional.empty()), flags);
  }

  /** Adds a route of the kernel's own, unless it is there. */
  void addOwn(Route route) {
    try {
      write(route, MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_APPEND);
    } catch (Refusal e) {
      // The kernel does not care either.
    }
  }

  private static Route withTable(Route asked) {
    return asked.table() == 0 ? asked.toBuilder().table(Route.TABLE_MAIN).build() : asked;
  }

  private void insert(Entry fresh, int flags) {
    Route route = fresh.route();
    List<Entry> there = tables.to(route.table(), route.destination());
    int first = 0;
    while (first < there.size() && precedes(there.get(first).route(), route)) {
      first++;
    }
    int end = first;
    while (end < there.size() && isSamePlace(there.get(end).route(), route)) {
      end++;
    }
    if (end > first) {
      writeBeside(there, first, end, fresh, flags);
      return;
    }
    requireCreation(flags);
    there.add(first, fresh);
    network.events().route(told(fresh), 0);
  }

  /** Others with this destination, type of service and metric are there. */
  private void writeBeside(List<Entry> there, int first, int end, Entry fresh, int flags) {
    if ((flags & MessageFlags.NLM_F_EXCL) != 0) {
      throw new Refusal(Errno.EEXIST);
    }
    boolean isThere =
        there.subList(first, end).stream().anyMatch(one -> one.route().equals(fresh.route()));
    if ((flags & MessageFlags.NLM_F_REPLACE) != 0) {
      if (isThere) {
        if (there.get(first).route().equals(fresh.route())) {
          return;
        }
        throw new Refusal(Errno.EEXIST);
      }
      there.set(first, fresh);
      network.events().route(told(fresh), MessageFlags.NLM_F_REPLACE);
      return;
    }
    if (isThere) {
      throw new Refusal(Errno.EEXIST);
    }
    requireCreation(flags);
    boolean behind = (flags & MessageFlags.NLM_F_APPEND) != 0;
    there.add(behind ? end : first, fresh);
    network.events().route(told(fresh), behind ? MessageFlags.NLM_F_APPEND : 0);
  }

  private static void requireCreation(int flags) {
    if ((flags & MessageFlags.NLM_F_CREATE) == 0) {
      throw new Refusal(Errno.ENOENT);
    }
  }

  private static boolean precedes(Route one, Route other) {
    if (one.tos() != other.tos()) {
      return one.tos() > other.tos();
    }
    return Integer.compareUnsigned(one.metric(), other.metric()) < 0;
  }

  private static boolean isSamePlace(Route one, Route other) {
    return one.tos() == other.tos() && one.metric() == other.metric();
  }

  /** Deletes the first route that agrees with all that is said. */
  void delete(Route said) {
    Route key = withTable(said);
    Entry deleted = tables.at(key.table(), key.destination()).stream()
        .filter(entry -> isMeant(key, entry.route()))
        .findFirst()
        .orElseThrow(() -> new Refusal(Errno.ESRCH));
    tables.to(key.table(), key.destination()).remove(deleted);
    network.events().routeGone(told(deleted));
  }

  /** Deletes a route of the kernel's own, if it is there. */
  void deleteOwn(Route said) {
    try {
      delete(said);
    } catch (Refusal e) {
      // It has gone already.
    }
  }

  private static boolean isMeant(Route key, Route route) {
    return key.tos() == route.tos()
        && (key.type().number() == 0 || key.type().equals(route.type()))
        && (key.scope() == RouteMessage.RT_SCOPE_NOWHERE || key.scope() == route.scope())
        && (key.preferredSource().isEmpty()
            || key.preferredSource().equals(route.preferredSource()))
        && (key.protocol() == 0 || key.protocol() == route.protocol())
        && (key.metric() == 0 || key.metric() == route.metric())
        && isWayMeant(key, route);
  }

  private static boolean isWayMeant(Route key, Route route) {
    if (key.nexthopId().isPresent()) {
      return key.nexthopId().equals(route.nexthopId());
    }
    boolean saysWay = key.oif().isPresent() || key.gateway().isPresent();
    if (route.nexthopId().isPresent()) {
      return !saysWay;
    }
    if (!saysWay) {
      return true;
    }
    Optional<Nexthop> first = route.nexthops().stream().findFirst();
    Optional<Integer> oif = first.isPresent() ? first.map(Nexthop::oif) : route.oif();
    Optional<InetAddress> gateway =
        first.isPresent() ? first.flatMap(Nexthop::gateway) : route.gateway();
    return (key.oif().isEmpty() || key.oif().equals(oif))
        && (key.gateway().isEmpty() || key.gateway().equals(gateway));
  }

  // ---- what goes without an event -------------------------------------------------------------

  /**
   * Drops the routes of a link that went down; a route with other ways stays.
   *
   * @param own whether also those to this host's own addresses go
   */
  void linkDown(NetworkInterface link, boolean own) {
    drop(entry -> (own || !entry.isOwn())
        && entry.route().uses(link.index())
        && entry.ways(network.nexthops()).stream()
            .allMatch(way -> way.oif() == link.index() || isDead(way)));
  }

  /** Drops the routes by a nexthop object that is no more. */
  void nexthopGone(int id) {
    drop(entry -> entry.route().nexthopId().equals(Optional.of(id)));
  }

  /** Tells of the routes by a nexthop object, which go another way now. */
  void tellBy(int id) {
    tables.all().stream()
        .filter(entry -> entry.route().nexthopId().equals(Optional.of(id)))
        .forEach(entry -> network.events().route(told(entry), MessageFlags.NLM_F_REPLACE));
  }

  /** Drops the routes of a link that is no more, also those with other ways. */
  void linkGone(NetworkInterface link) {
    drop(entry -> entry.route().uses(link.index()));
  }

  /**
   * Drops the routes that prefer an address as source which this host no longer has; those of other
   * tables than main stay.
   */
  void sourceGone(InetAddress address) {
    drop(entry -> entry.route().table() == Route.TABLE_MAIN
        && entry.route().preferredSource().equals(Optional.of(address)));
  }

  private void drop(Predicate<Entry> condition) {
    tables.removeIf(condition);
  }

  private boolean isDead(Nexthop way) {
    return !network.kernel().find(way.oif()).map(NetworkInterface::isUp).orElse(false);
  }

  // ---- reading --------------------------------------------------------------------------------

  /** Returns all routes as the kernel tells them, in the order in which it does. */
  List<Route> all() {
    return tables.all().stream().map(this::told).toList();
  }

  /** Returns a route with what the kernel finds. */
  private Route told(Entry entry) {
    return entry.isOwn()
        ? entry.route()
        : withFindings(Entry.withObject(entry.route(), network.nexthops()));
  }

  private Route withFindings(Route route) {
    Route.Builder told = route.toBuilder();
    route.oif().ifPresent(index -> told.flags(route.flags() | findings(index)));
    if (route.nexthops().isEmpty()) {
      return told.build();
    }
    List<Nexthop> found = route.nexthops().stream()
        .map(way -> Ways.withFlags(way, way.flags() | findings(way.oif())))
        .toList();
    return Ways.withNexthops(told.build(), found);
  }

  private int findings(int index) {
    Optional<NetworkInterface> link = network.kernel().find(index);
    if (link.isEmpty() || !link.get().isUp()) {
      return RouteFlag.DEAD.mask() | RouteFlag.LINKDOWN.mask();
    }
    return link.get().hasCarrier() ? 0 : RouteFlag.LINKDOWN.mask();
  }

  /** Returns how near a gateway is that a nexthop object names; refuses one that is not there. */
  int scopeOf(InetAddress gateway, int link, boolean onLink) {
    return ways.scopeOf(gateway, link, onLink);
  }

  /** Asks the tables by the rules. */
  Found find(Flow flow) {
    return network.rules(AddressFamily.IPV4).find(flow, table -> find(table, flow));
  }

  /**
   * Returns what a table says of a packet: the narrowest prefix, and of its routes the first that
   * the packet can take.
   *
   * @throws Refusal when the route drops the packet
   */
  Optional<Found> find(int table, Flow flow) {
    for (Entry entry : tables.towards(table, flow.destination()).toList()) {
      Route route = entry.route();
      if ((route.tos() != 0 && route.tos() != flow.tos()) || route.scope() < flow.scope()) {
        continue;
      }
      if (entry.drops(network.nexthops())) {
        throw new Refusal(errno(entry.type(network.nexthops())));
      }
      Optional<Nexthop> way = entry.ways(network.nexthops()).stream()
          .filter(one -> entry.isOwn() || !isDead(one))
          .filter(one -> flow.oif() == 0 || flow.oif() == one.oif())
          .findFirst();
      if (way.isPresent()) {
        return Optional.of(new Found(entry, way));
      }
    }
    return Optional.empty();
  }

  static Errno errno(RouteType type) {
    if (type.equals(RouteType.BLACKHOLE)) {
      return Errno.EINVAL;
    }
    if (type.equals(RouteType.PROHIBIT)) {
      return Errno.EACCES;
    }
    return type.equals(RouteType.THROW) ? Errno.EAGAIN : EHOSTUNREACH;
  }

  /**
   * Returns what an address is to this host, {@code __inet_dev_addr_type()}: before it ever had an
   * address of its own, all are broadcast.
   */
  RouteType typeOf(InetAddress address) {
    if (address.isMulticastAddress()) {
      return RouteType.MULTICAST;
    }
    if (!tables.has(Route.TABLE_LOCAL)) {
      return RouteType.BROADCAST;
    }
    return find(Route.TABLE_LOCAL, Flow.to(address, 0, 0))
        .map(found -> found.entry().route().type())
        .orElse(RouteType.UNICAST);
  }

  /** Returns whether an address, of either family, is one of a link of this host. */
  boolean isOwn(InetAddress address, int link) {
    return AddressFamily.of(address) == AddressFamily.IPV4
        && find(Route.TABLE_LOCAL, Flow.to(address, link, 0))
            .filter(found -> found.entry().route().type().equals(RouteType.LOCAL))
            .isPresent();
  }

  /** Returns the answer to a lookup. */
  Route lookup(Flow flow, boolean fibMatch) {
    return new Ipv4Lookup(network, this).lookup(flow, fibMatch);
  }

  Route toldOf(Found found) {
    return told(found.entry());
  }

  /**
   * Returns the source that packets leave with, {@code inet_select_addr()}: of the link's addresses
   * the one in whose network the gateway is, else the first, else the first of another link.
   */
  Optional<InetAddress> source(Found found) {
    Route route = found.entry().route();
    if (route.preferredSource().isPresent()) {
      return route.preferredSource();
    }
    Nexthop way = found.way().orElseThrow();
    return source(way.oif(), way.gateway(), route.scope());
  }

  Optional<InetAddress> source(int link, Optional<InetAddress> near, int scope) {
    List<InterfaceAddress> own = candidates(link, scope);
    return own.stream()
        .filter(one -> near.isEmpty() || one.prefix().contains(near.get()))
        .findFirst()
        .or(() -> own.stream().findFirst())
        .or(() -> network.kernel().interfaces().stream()
            .flatMap(other -> candidates(other.index(), scope).stream())
            .filter(one -> one.scope().number() != Route.SCOPE_LINK)
            .findFirst())
        .map(InterfaceAddress::address);
  }

  private List<InterfaceAddress> candidates(int link, int scope) {
    return network.ipv4Addresses().of(link).stream()
        .filter(one -> !one.has(AddressFlag.SECONDARY) && one.scope().number() <= scope)
        .toList();
  }

  static Errno linkIsDown() {
    return ENETDOWN;
  }
}
