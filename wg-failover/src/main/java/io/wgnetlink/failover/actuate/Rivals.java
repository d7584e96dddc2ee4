package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.link.Link;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What others have that wins over the controller's routes, or over the wide ones where these carry:
 * then a group's traffic, or some of it, does not go by the path that it was given, although
 * everything of the controller's is in its place. Nothing of it is touched (I2); it is only named.
 * Blocks on the kernel: for the kernel worker only.
 *
 * <ul>
 *   <li><b>A route to the same prefix</b> with a smaller metric.
 *   <li><b>A route to a part of the prefix</b>: the longest prefix decides, whatever the metric.
 *       Those that were there at the start are the host's own layout, as are those that the kernel
 *       makes along with addresses: they are no contention.
 *   <li><b>A rule</b> that is asked before the one that leads to the routes: {@link RivalRules}.
 * </ul>
 *
 * <p>What leads to the interface of the path that carries is no rival: the traffic goes there.
 *
 * <p>The tables are read whole, since the kernel cannot filter by prefix; what is too short to be
 * inside a prefix of a group is passed over without making a value of it.
 */
public final class Rivals {
  private static final int NAMED = 3;

  private final RouteNetlink routes;
  private final Ownership ownership;
  private final Map<String, SwitchMode> modes;
  private final List<Group> groups;
  private final Set<AddressFamily> families;
  private final PrefixMap<Claim> claims = new PrefixMap<>();
  private final Map<AddressFamily, Integer> shortest = new EnumMap<>(AddressFamily.class);
  private final RivalRules rules;
  private final Set<Key> layout = new HashSet<>();

  /** A prefix and whose it is. */
  private record Claim(Group group, IpPrefix prefix) {}

  /** Tells a route from others, but for where it leads. */
  private record Key(Place place, int metric, int protocol) {}

  /**
   * Who has the traffic of a group.
   *
   * @param what theirs, for people
   * @param protocols who made it, {@code RTPROT_*}
   */
  public record Rival(String what, Set<Integer> protocols) {}

  /** Creates a search; the client stays the caller's. */
  public Rivals(
      RouteNetlink routes, Ownership ownership, List<Group> groups, Map<String, SwitchMode> modes) {
    this.routes = routes;
    this.ownership = ownership;
    this.groups = List.copyOf(groups);
    this.modes = Map.copyOf(modes);
    this.families = OwnRoutes.families(groups);
    this.rules = new RivalRules(routes, ownership);
    for (Group group : groups) {
      for (IpPrefix prefix : group.prefixes()) {
        claims.putIfAbsent(prefix, new Claim(group, prefix));
        shortest.merge(prefix.family(), prefix.length(), Math::min);
      }
    }
  }

  /** Returns whether a route leads to a prefix of a group, or to a part of one. */
  public boolean isInside(IpPrefix destination) {
    return claims.covering(destination).findFirst().isPresent();
  }

  /**
   * Reads what is there at the start.
   *
   * @throws NetlinkException when the kernel cannot be read
   */
  public void acceptLayout() {
    foreign().values().forEach(all -> all.forEach(route -> layout.add(key(route))));
  }

  /**
   * Reads what is there now.
   *
   * @throws NetlinkException when the kernel cannot be read
   */
  public Reading read() {
    return new Reading(OwnRoutes.read(routes, ownership, groups), foreign(), rules.read(families));
  }

  /** Of several to one destination in one table the best one; in each group's order. */
  private Map<Group, Collection<Route>> foreign() {
    Map<Group, Map<Place, Route>> best = new HashMap<>();
    for (AddressFamily family : families) {
      int least = shortest.getOrDefault(family, 0);
      for (int table : tables()) {
        routes.visitRoutes(Ownership.table(table, family), view -> {
          if (view.destinationLength() >= least
              && !view.hasSource()
              && view.tos() == 0
              && view.protocol() != ownership.protocol()) {
            note(view.toRoute(), best);
          }
        });
      }
    }
    return best.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().values()));
  }

  private void note(Route route, Map<Group, Map<Place, Route>> best) {
    claims
        .covering(route.destination())
        .findFirst()
        .ifPresent(claim -> best.computeIfAbsent(claim.group(), g -> new HashMap<>())
            .merge(
                new Place(route.table(), route.destination()),
                route,
                (one, other) -> RouteTable.BEST.compare(one, other) <= 0 ? one : other));
  }

  private List<Integer> tables() {
    return Stream.concat(ownership.tables().stream(), ownership.wideTables().stream())
        .distinct()
        .toList();
  }

  private static Key key(Route route) {
    return new Key(new Place(route.table(), route.destination()), route.metric(), route.protocol());
  }

  /** What was there at one moment. */
  public final class Reading {
    private final OwnRoutes own;
    private final Map<Group, Collection<Route>> foreign;
    private final RivalRules.Reading ofRules;

    private Reading(
        OwnRoutes own, Map<Group, Collection<Route>> foreign, RivalRules.Reading ofRules) {
      this.own = own;
      this.foreign = foreign;
      this.ofRules = ofRules;
    }

    /**
     * Returns who has the traffic of a group, or some of it, instead of the path that it was given.
     *
     * @throws NetlinkException when the kernel cannot be read
     */
    public Optional<Rival> of(Group group, Path carrying) {
      Optional<Integer> link = routes.link(carrying.tunnel().device()).map(Link::index);
      if (link.isEmpty()) {
        return Optional.empty();
      }
      RouteTable ways = new RouteTable(routes, ownership);
      List<String> named = new ArrayList<>();
      Set<Integer> protocols = new TreeSet<>();
      for (Route route : foreign.getOrDefault(group, List.of())) {
        if (wins(route, group, carrying) && !ways.leadsTo(route, link.get())) {
          named.add("the route " + route);
          protocols.add(route.protocol());
        }
      }
      for (Rule rule : ofRules.before(group, isByNarrowRoutes(group), link.get(), ways)) {
        named.add("the rule '" + rule + "'");
        protocols.add(rule.protocol());
      }
      return named.isEmpty() ? Optional.empty() : Optional.of(new Rival(text(named), protocols));
    }

    private boolean isByNarrowRoutes(Group group) {
      return modes.get(group.name()) == SwitchMode.ROUTE && !own.of(group).isEmpty();
    }

    private boolean wins(Route route, Group group, Path carrying) {
      IpPrefix prefix =
          claims.covering(route.destination()).findFirst().orElseThrow().prefix();
      boolean narrow = ownership.tables().contains(route.table());
      Optional<Route> ours = ownership.tables().stream()
          .filter(table -> !narrow || table == route.table())
          .flatMap(table -> own.at(new Place(table, prefix)).stream())
          .findFirst();
      if (!narrow && ours.isPresent()) {
        return false; // the table of the lease is asked before
      }
      if (!route.destination().equals(prefix)) {
        return route.protocol() != Route.PROTOCOL_KERNEL && !layout.contains(key(route));
      }
      boolean byWideRoutes = ours.isEmpty()
          && (modes.get(group.name()) != SwitchMode.ROUTE || carrying.equals(group.permanent()));
      return byWideRoutes || Integer.compareUnsigned(route.metric(), ownership.metric()) < 0;
    }
  }

  private static String text(List<String> named) {
    String more = named.size() > NAMED ? " and " + (named.size() - NAMED) + " more" : "";
    return String.join(", ", named.subList(0, Math.min(NAMED, named.size()))) + more
        + (named.size() == 1 ? " wins" : " win") + " over the way that was chosen";
  }
}
