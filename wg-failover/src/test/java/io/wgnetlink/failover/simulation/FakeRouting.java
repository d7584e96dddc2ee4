package io.wgnetlink.failover.simulation;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The routing of a {@link FakeKernel}: rules, tables and nexthop objects, and which route a packet
 * takes. Rules select by mark and destination; one for the main table is there without being
 * listed.
 */
final class FakeRouting {
  private static final int MAIN_PRIORITY = 32766;
  private static final Comparator<Rule> ORDER =
      Comparator.comparing(rule -> rule.priority().orElse(0), Integer::compareUnsigned);

  private final List<Route> table = new ArrayList<>();
  private final FakeNexthops nexthops = new FakeNexthops();
  private final List<Rule> rules = new ArrayList<>();

  FakeNexthops nexthops() {
    return nexthops;
  }

  // ---- routes ---------------------------------------------------------------------------------

  /** Returns the routes as they are read: those by a nexthop object repeat what it says. */
  Stream<Route> routes() {
    return table.stream().map(nexthops::resolved);
  }

  /** Adds one whatever is there. */
  void put(Route route) {
    table.add(kept(route));
  }

  void add(Route route) {
    nexthops.requireKnown(route);
    if (table.stream().anyMatch(r -> sameKey(r, kept(route)))) {
      throw new NetlinkException("add " + route, Errno.EEXIST, ExtendedAck.NONE, "");
    }
    put(route);
  }

  void replace(Route route) {
    nexthops.requireKnown(route);
    table.removeIf(r -> sameKey(r, kept(route)));
    put(route);
  }

  void delete(Route route) {
    Optional<Route> found = table.stream()
        .filter(r -> r.destination().equals(route.destination()) && r.table() == route.table())
        .filter(r -> r.protocol() == route.protocol())
        .filter(r -> route.metric() == 0 || r.metric() == route.metric())
        .filter(r -> route.nexthopId().isEmpty() || r.nexthopId().equals(route.nexthopId()))
        .filter(r ->
            route.nexthopId().isPresent() || route.oif().isEmpty() || r.oif().equals(route.oif()))
        .findFirst();
    if (found.isEmpty()) {
      throw new NetlinkException("delete " + route, Errno.ESRCH, ExtendedAck.NONE, "");
    }
    table.remove(found.get());
  }

  /** Removes some as they vanish, without a word. */
  void removeIf(Predicate<Route> which) {
    table.removeIf(which);
  }

  /** Removes what leads to an interface that goes. */
  void removeBy(int index) {
    table.removeIf(r -> nexthops.resolved(r).uses(index));
    nexthops.removeBy(index);
  }

  void deleteNexthop(int id) {
    nexthops.remove(id);
    table.removeIf(r -> r.nexthopId().equals(Optional.of(id)));
  }

  private static boolean sameKey(Route one, Route other) {
    return one.destination().equals(other.destination())
        && one.table() == other.table()
        && one.metric() == other.metric();
  }

  /** As the kernel keeps it: an IPv6 route without metric has 1024. */
  private static Route kept(Route route) {
    boolean completed = route.family() == AddressFamily.IPV6 && route.metric() == 0;
    return completed ? route.toBuilder().metric(1024).build() : route;
  }

  // ---- rules ----------------------------------------------------------------------------------

  List<Rule> rules() {
    return List.copyOf(rules);
  }

  /** Adds one after those of its priority. */
  void add(Rule rule) {
    rules.add(rule);
    rules.sort(ORDER);
  }

  void delete(Rule rule) {
    if (!rules.remove(rule)) {
      throw new NetlinkException("delete rule", Errno.ENOENT, ExtendedAck.NONE, "");
    }
  }

  // ---- packets --------------------------------------------------------------------------------

  /** Returns the route that a packet takes; by a rule that drops it, none. */
  Optional<Route> best(InetAddress to, int mark, Optional<Integer> oif) {
    AddressFamily family = to.getAddress().length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    List<Rule> asked = new ArrayList<>(rules);
    asked.add(
        Rule.builder(family).priority(MAIN_PRIORITY).lookup(Route.TABLE_MAIN).build());
    asked.sort(ORDER);
    for (Rule rule : asked) {
      if (rule.family() == family && selects(rule, to, mark)) {
        Optional<Route> found = in(rule.table(), to, oif);
        if (found.isPresent() || rule.table() == 0) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean selects(Rule rule, InetAddress to, int mark) {
    return rule.mark().map(wanted -> wanted.matches(mark)).orElse(true)
        && rule.destination().map(prefix -> prefix.contains(to)).orElse(true);
  }

  private Optional<Route> in(int number, InetAddress to, Optional<Integer> oif) {
    return routes()
        .filter(r -> r.table() == number && r.destination().contains(to))
        .filter(r -> oif.isEmpty() || r.uses(oif.get()))
        .min(Comparator.<Route>comparingInt(r -> -r.destination().length())
            .thenComparing(Route::metric, Integer::compareUnsigned));
  }

  /** Returns what is there, in lines. */
  String picture() {
    StringBuilder text = new StringBuilder();
    table.stream().map(Route::toString).sorted().forEach(r -> text.append(r).append('\n'));
    nexthops.all().forEach(n -> text.append(n).append('\n'));
    rules.forEach(rule -> text.append(rule).append('\n'));
    return text.toString();
  }

  /** Returns those to a prefix, as they are read. */
  List<Route> to(IpPrefix prefix) {
    return routes().filter(r -> r.destination().equals(prefix)).toList();
  }
}
