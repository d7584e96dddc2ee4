package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rules of others that are asked before the one that leads to the controller's routes, and send
 * traffic to its prefixes elsewhere, or drop it.
 *
 * <p>Only rules count that select packets by nothing, or by their destination. What selects marks,
 * users, sources, interfaces or ports is for traffic that somebody told apart, as VPNs do with
 * their own packets; a lookup counts only in a table that does have a route for a group's prefix or
 * a part of it. So the rules of {@code wg-quick} and of other VPNs beside are none of these.
 */
final class RivalRules {
  private final RouteNetlink routes;
  private final Ownership ownership;

  RivalRules(RouteNetlink routes, Ownership ownership) {
    this.routes = routes;
    this.ownership = ownership;
  }

  /** Reads the rules, in the order in which they are asked. */
  Reading read(Set<AddressFamily> families) {
    Map<AddressFamily, List<Rule>> read = new EnumMap<>(AddressFamily.class);
    families.forEach(family -> read.put(family, routes.rules(family)));
    return new Reading(read);
  }

  /** The rules as they were at one moment. */
  final class Reading {
    private final Map<AddressFamily, List<Rule>> byFamily;
    private final Map<RouteFilter, List<Route>> tables = new HashMap<>();

    private Reading(Map<AddressFamily, List<Rule>> byFamily) {
      this.byFamily = byFamily;
    }

    /**
     * Returns those that win.
     *
     * @param narrow whether narrow routes carry the group, or else wide ones
     * @param link where the traffic is to go
     */
    List<Rule> before(Group group, boolean narrow, int link, RouteTable ways) {
      List<Integer> tables = narrow ? ownership.tables() : ownership.wideTables();
      List<Rule> winning = new ArrayList<>();
      byFamily.forEach((family, rules) -> {
        List<IpPrefix> prefixes =
            group.prefixes().stream().filter(p -> p.family() == family).toList();
        for (Rule rule : rules) {
          if (leadsTo(rule, tables, prefixes)) {
            return;
          }
          if (isForAll(rule) && prefixes.stream().anyMatch(p -> takes(rule, p, link, ways))) {
            winning.add(rule);
          }
        }
        if (isLeased()) {
          // The lease's own rule is gone: what would be before it cannot be said.
          winning.removeIf(rule -> rule.family() == family);
        }
      });
      return winning;
    }

    private boolean leadsTo(Rule rule, List<Integer> tables, List<IpPrefix> prefixes) {
      return rule.action().equals(RuleAction.LOOKUP)
          && tables.contains(rule.table())
          && prefixes.stream().allMatch(p -> p.length() > suppressed(rule));
    }

    private boolean takes(Rule rule, IpPrefix prefix, int link, RouteTable ways) {
      boolean concerns = rule.destination().map(to -> overlap(to, prefix)).orElse(true);
      if (!concerns) {
        return false;
      }
      if (rule.action().equals(RuleAction.LOOKUP)) {
        return rule.table() != Route.TABLE_LOCAL && hasWay(rule, prefix, link, ways);
      }
      return rule.action().equals(RuleAction.BLACKHOLE)
          || rule.action().equals(RuleAction.UNREACHABLE)
          || rule.action().equals(RuleAction.PROHIBIT);
    }

    private boolean hasWay(Rule rule, IpPrefix prefix, int link, RouteTable ways) {
      RouteFilter table = Ownership.table(rule.table(), rule.family());
      return tables.computeIfAbsent(table, routes::routes).stream()
          .filter(route -> overlap(route.destination(), prefix))
          .filter(route -> route.destination().length() > suppressed(rule))
          .anyMatch(route -> !ways.leadsTo(route, link));
    }
  }

  private boolean isLeased() {
    return !ownership.tables().equals(ownership.wideTables());
  }

  private static int suppressed(Rule rule) {
    return rule.suppressPrefixLength().orElse(-1);
  }

  private boolean isForAll(Rule rule) {
    boolean anyPacket = !rule.inverted()
        && rule.source().isEmpty()
        && rule.iif().isEmpty()
        && rule.oif().isEmpty()
        && rule.mark().isEmpty()
        && rule.uids().isEmpty()
        && rule.tunnelId() == 0
        && rule.realms() == 0
        && !rule.l3mdev();
    boolean anyContent = rule.tos() == 0
        && rule.dscp().isEmpty()
        && rule.flowLabel().isEmpty()
        && rule.ipProtocol() == 0
        && rule.sourcePorts().isEmpty()
        && rule.destinationPorts().isEmpty()
        && rule.otherAttributes().isEmpty();
    return anyPacket && anyContent && rule.protocol() != ownership.protocol();
  }

  private static boolean overlap(IpPrefix one, IpPrefix other) {
    return one.covers(other) || other.covers(one);
  }
}
