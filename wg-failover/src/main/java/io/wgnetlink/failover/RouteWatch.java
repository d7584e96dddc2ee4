package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.Ownership;
import io.wgnetlink.failover.actuate.Rivals;
import io.wgnetlink.link.Link;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.route.Route;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which events of the kernel concern a controller. Thread-safe: events come on a thread of their
 * own.
 *
 * <p>What the controller does itself is heard as well, and left out as far as its own marks say so;
 * the rest costs a look at what is right.
 */
final class RouteWatch {
  private final Ownership ownership;
  private final Rivals rivals;
  private final Set<InterfaceName> devices;
  private final Set<Integer> indexes = ConcurrentHashMap.newKeySet();
  private final Set<Integer> intruders = ConcurrentHashMap.newKeySet();

  RouteWatch(Ownership ownership, Rivals rivals, Set<InterfaceName> devices) {
    this.ownership = ownership;
    this.rivals = rivals;
    this.devices = Set.copyOf(devices);
  }

  /** Adds the index of an interface of ours, so that it is known by another name too. */
  void knows(int index) {
    indexes.add(index);
  }

  /** Returns the protocols of routes that others made to our prefixes, with our metric. */
  Set<Integer> intruders() {
    return Set.copyOf(intruders);
  }

  /** Returns whether what the controller keeps may have been changed. */
  boolean concerns(RouteEvent event) {
    if (event instanceof RouteEvent.LinkChanged e) {
      return isOurs(e.link());
    } else if (event instanceof RouteEvent.LinkRemoved e) {
      return isOurs(e.link());
    } else if (event instanceof RouteEvent.RouteChanged e) {
      return intrudes(e.route());
    } else if (event instanceof RouteEvent.RouteRemoved e) {
      return e.route().protocol() == ownership.protocol() || isOurs(e.route());
    } else if (event instanceof RouteEvent.NexthopChanged e) {
      return isOurs(e.nexthop().id()) && e.nexthop().protocol() != ownership.protocol();
    } else if (event instanceof RouteEvent.NexthopRemoved e) {
      return isOurs(e.nexthop().id());
    } else if (event instanceof RouteEvent.RuleChanged e) {
      return e.rule().protocol() != ownership.protocol();
    } else if (event instanceof RouteEvent.RuleRemoved) {
      return true;
    }
    return event instanceof RouteEvent.Overrun;
  }

  private boolean isOurs(Link link) {
    return devices.contains(link.name()) || indexes.contains(link.index());
  }

  private boolean isOurs(Route route) {
    boolean table = ownership.tables().contains(route.table())
        || ownership.wideTables().contains(route.table());
    return table && rivals.isInside(route.destination());
  }

  /** The first byte of a number of ours is the protocol. */
  private boolean isOurs(int nexthop) {
    return nexthop >>> 24 == ownership.protocol();
  }

  private boolean intrudes(Route route) {
    boolean foreign = isOurs(route) && route.protocol() != ownership.protocol();
    if (foreign && route.metric() == ownership.metric()) {
      intruders.add(route.protocol());
    }
    return foreign;
  }
}
