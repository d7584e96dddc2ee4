package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteMirror;
import io.wgnetlink.monitor.RouteState;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What somebody knows of routes, rules and nexthop objects: the mirror, or a listener that applies
 * all that it is told.
 */
record KnownTables(Set<Route> routes, Set<Rule> rules, Map<Integer, NexthopObject> nexthops) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * What a listener knows that applies all it is told is what the mirror knows. Both go on while
   * the kernel makes addresses and their routes by itself, so it has some attempts.
   */
  static void assertTold(RouteMirror mirror, List<RouteEvent> events) {
    KnownTables told;
    KnownTables known;
    int attempts = 0;
    do {
      known = KnownTables.of(mirror.await(PATIENCE));
      told = told(List.copyOf(events));
      attempts++;
    } while (!told.equals(known) && attempts < 8);
    assertThat(told).isEqualTo(known);
  }

  static KnownTables of(RouteState state) {
    return new KnownTables(Set.copyOf(state.routes()), Set.copyOf(state.rules()), state.nexthops());
  }

  private static KnownTables told(List<RouteEvent> events) {
    Map<Integer, NexthopObject> nexthops = new HashMap<>();
    Map<Rule, Rule> rules = new HashMap<>();
    for (RouteEvent event : events) {
      if (event instanceof RouteEvent.NexthopChanged changed) {
        nexthops.put(changed.nexthop().id(), changed.nexthop());
      } else if (event instanceof RouteEvent.NexthopRemoved removed) {
        assertThat(nexthops.remove(removed.nexthop().id())).isEqualTo(removed.nexthop());
      } else if (event instanceof RouteEvent.RuleChanged changed) {
        rules.put(changed.rule().toBuilder().flags(0).build(), changed.rule());
      } else if (event instanceof RouteEvent.RuleRemoved removed) {
        Rule asked = removed.rule().toBuilder().flags(0).build();
        assertThat(rules.remove(asked)).isEqualTo(removed.rule());
      }
    }
    return new KnownTables(toldRoutes(events), Set.copyOf(rules.values()), nexthops);
  }

  private static Set<Route> toldRoutes(List<RouteEvent> events) {
    Set<Route> routes = new HashSet<>();
    for (RouteEvent event : events) {
      if (event instanceof RouteEvent.RouteChanged changed) {
        if (changed.replaces()) {
          routes.removeIf(route -> route.destination().equals(changed.route().destination())
              && route.table() == changed.route().table()
              && route.tos() == changed.route().tos()
              && route.metric() == changed.route().metric());
        }
        routes.add(changed.route());
      } else if (event instanceof RouteEvent.RouteRemoved removed) {
        routes.remove(removed.route());
      }
    }
    return routes;
  }
}
