package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.OtherManagers;
import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.Contention.Kind;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who else has a hand in what the controller keeps. Each contention is told once until it is over;
 * whether others have a group's traffic at the moment is handed on with every change. Runs on the
 * kernel worker's loop.
 */
final class Contentions {
  private static final Logger LOG = LoggerFactory.getLogger(Contentions.class);

  /** Hears of it. */
  interface Audience {
    /**
     * Others have a group's traffic, or do so no more.
     *
     * @param now what there is of it; empty when the traffic goes where the controller sends it
     * @param news what was not told before
     */
    void contended(String group, Optional<Contention> now, Optional<Contention> news);
  }

  private final RouteNetlink routes;
  private final Loops loops;
  private final Audience audience;
  private final Map<String, Map<Kind, Contention>> present = new HashMap<>();
  private final Map<String, Set<Kind>> told = new HashMap<>();

  Contentions(RouteNetlink routes, Loops loops, Audience audience) {
    this.routes = routes;
    this.loops = loops;
    this.audience = audience;
  }

  /**
   * Others have the traffic of a group, or some of it.
   *
   * @param by protocols of what they made
   */
  void found(Group group, Kind kind, String what, Collection<Integer> by) {
    Map<Kind, Contention> ofGroup = of(group);
    Contention before = ofGroup.get(kind);
    if (before != null && before.what().equals(what)) {
      return;
    }
    Contention contention = new Contention(
        group,
        kind,
        what,
        OtherManagers.likely(by, protocolsPresent()),
        Duration.ofNanos(loops.now()));
    ofGroup.put(kind, contention);
    boolean isNew =
        told.computeIfAbsent(group.name(), g -> EnumSet.noneOf(Kind.class)).add(kind);
    hand(group, isNew ? Optional.of(contention) : Optional.empty());
  }

  /** It is not so at the moment, but was told, and is not told again soon. */
  void absent(Group group, Kind kind) {
    if (of(group).remove(kind) != null) {
      hand(group, Optional.empty());
    }
  }

  /** It is over: should it come again, that is news. */
  void over(Group group, Kind kind) {
    absent(group, kind);
    Set<Kind> ofGroup = told.get(group.name());
    if (ofGroup != null) {
      ofGroup.remove(kind);
    }
  }

  private Map<Kind, Contention> of(Group group) {
    return present.computeIfAbsent(group.name(), g -> new EnumMap<>(Kind.class));
  }

  private void hand(Group group, Optional<Contention> news) {
    audience.contended(group.name(), of(group).values().stream().findFirst(), news);
  }

  private Set<Integer> protocolsPresent() {
    Set<Integer> protocols = new TreeSet<>();
    try {
      routes.visitRoutes(RouteFilter.all(), route -> protocols.add(route.protocol()));
    } catch (NetlinkException e) {
      LOG.atDebug().setCause(e).log("the routes of others cannot be read");
    }
    return protocols;
  }
}
