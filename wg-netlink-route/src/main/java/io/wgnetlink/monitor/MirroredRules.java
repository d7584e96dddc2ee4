package io.wgnetlink.monitor;

import io.wgnetlink.monitor.RouteEvent.RuleChanged;
import io.wgnetlink.monitor.RouteEvent.RuleRemoved;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.route.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The rules of a mirror, in the order in which they are tried.
 *
 * <p>The kernel puts a new rule behind all others of its priority, and changes none. What it finds
 * for rules, their {@linkplain Rule#flags flags}, changes without an event: as links come, go and
 * are renamed, and as a goto gets its target or loses it. Then all are read anew, and also where an
 * event is about a rule that is not there as expected: two rules may be the same, and an event may
 * be older than the last reading.
 */
final class MirroredRules {
  private final Map<Place, List<Rule>> places = new TreeMap<>(Place.ORDER);
  private final Doubts doubts;
  /** How many of them go on with another. */
  private int gotos;

  /** Where rules are tried one after the other, as they were added. */
  private record Place(AddressFamily family, int priority) {
    static final Comparator<Place> ORDER = Comparator.comparing(Place::family)
        .thenComparing(Place::priority, Integer::compareUnsigned);

    static Place of(Rule rule) {
      return new Place(rule.family(), rule.priority().orElse(0));
    }
  }

  MirroredRules(Doubts doubts) {
    this.doubts = doubts;
  }

  void changed(Rule rule, Consumer<RouteEvent> told) {
    if (like(rule).isEmpty()) {
      doubtTargets();
      add(rule);
      told.accept(new RuleChanged(rule));
    } else {
      doubts.doubt(MirroredPart.RULES);
    }
  }

  void removed(Rule rule, Consumer<RouteEvent> told) {
    List<Rule> same = like(rule);
    if (same.size() == 1) {
      remove(same.get(0));
      doubtTargets();
      told.accept(new RuleRemoved(same.get(0)));
    } else {
      doubts.doubt(MirroredPart.RULES);
    }
  }

  /** Returns the rules that were asked for in the same words. */
  private List<Rule> like(Rule rule) {
    Rule asked = asked(rule);
    return places.getOrDefault(Place.of(rule), List.of()).stream()
        .filter(other -> asked(other).equals(asked))
        .toList();
  }

  private static Rule asked(Rule rule) {
    return rule.toBuilder().flags(0).build();
  }

  private void add(Rule rule) {
    places.computeIfAbsent(Place.of(rule), p -> new ArrayList<>(1)).add(rule);
    gotos += rule.gotoPriority().isPresent() ? 1 : 0;
  }

  private void remove(Rule rule) {
    places.computeIfPresent(Place.of(rule), (place, there) -> {
      there.remove(rule);
      return there;
    });
    gotos -= rule.gotoPriority().isPresent() ? 1 : 0;
  }

  /** The target of a goto may have come or gone. */
  private void doubtTargets() {
    if (gotos > 0) {
      doubts.doubt(MirroredPart.RULES);
    }
  }

  /** Takes over what was read. */
  void read(List<Rule> fresh, Consumer<RouteEvent> told) {
    List<Rule> before = all();
    places.clear();
    gotos = 0;
    fresh.forEach(this::add);
    List<Rule> changed = minus(fresh, before);
    Set<Rule> stillThere = new HashSet<>();
    changed.forEach(rule -> stillThere.add(asked(rule)));
    minus(before, fresh).stream()
        .filter(rule -> !stillThere.contains(asked(rule)))
        .forEach(rule -> told.accept(new RuleRemoved(rule)));
    changed.forEach(rule -> told.accept(new RuleChanged(rule)));
    doubts.settle(MirroredPart.RULES);
  }

  /** Returns what one list has more often than the other. */
  private static List<Rule> minus(List<Rule> some, List<Rule> others) {
    Map<Rule, Integer> left = new HashMap<>();
    others.forEach(rule -> left.merge(rule, 1, Integer::sum));
    return some.stream().filter(rule -> left.merge(rule, -1, Integer::sum) < 0).toList();
  }

  List<Rule> all() {
    return places.values().stream().flatMap(List::stream).toList();
  }
}
