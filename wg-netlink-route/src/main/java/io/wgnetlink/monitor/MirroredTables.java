package io.wgnetlink.monitor;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.monitor.RouteEvent.AddressChanged;
import io.wgnetlink.monitor.RouteEvent.AddressRemoved;
import io.wgnetlink.monitor.RouteEvent.LinkChanged;
import io.wgnetlink.monitor.RouteEvent.LinkRemoved;
import io.wgnetlink.monitor.RouteEvent.NexthopChanged;
import io.wgnetlink.monitor.RouteEvent.NexthopRemoved;
import io.wgnetlink.monitor.RouteEvent.RouteChanged;
import io.wgnetlink.monitor.RouteEvent.RouteRemoved;
import io.wgnetlink.monitor.RouteEvent.RuleChanged;
import io.wgnetlink.monitor.RouteEvent.RuleRemoved;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a mirror knows, and what follows for it from each event.
 *
 * <p>Routes vanish without events of their own: with their link or its carrier, with an address,
 * with a nexthop object; nexthop objects with their link or its carrier. So the events of these put
 * them in doubt. The kernel sends these events before it removes what goes with them, and lets the
 * tables be read meanwhile (seen on 6.12, where reading takes no lock): so a reading that such an
 * event led to is confirmed by another. After a reading, events from before it may still be on
 * their way; until they are {@linkplain #caughtUp through}, a link's event cannot be compared with
 * the link as it was read, and puts all this in doubt whatever it says.
 *
 * <p>An IPv6 address that the kernel makes by itself has no event before its duplicate address
 * detection has ended, and that waits for a carrier (measured on 6.18). So a link that gained or
 * lost its carrier puts the addresses in doubt as well.
 *
 * <p>Not thread-safe.
 */
final class MirroredTables {
  private final Map<Integer, Link> links = new LinkedHashMap<>();
  private final Map<AddressPlace, InterfaceAddress> addresses = new LinkedHashMap<>();
  private final Doubts doubts = new Doubts();
  private final MirroredNexthops nexthops = new MirroredNexthops(doubts);
  private final MirroredRules rules = new MirroredRules(doubts);
  private final MirroredRoutes routes = new MirroredRoutes(doubts);
  private final Consumer<RouteEvent> told;
  private boolean eventsMayBeStale = true;

  /** What tells one address of a link from another: for IPv6 the address alone. */
  private record AddressPlace(
      int link, InetAddress address, int prefixLength, Optional<InetAddress> peer) {
    static AddressPlace of(int link, InterfaceAddress address) {
      return address.family() == AddressFamily.IPV6
          ? new AddressPlace(link, address.address(), 0, Optional.empty())
          : new AddressPlace(link, address.address(), address.prefixLength(), address.peer());
    }
  }

  /**
   * Creates tables of which nothing is known.
   *
   * @param told is told of each change, also of those that had no event of their own
   */
  MirroredTables(Consumer<RouteEvent> told) {
    this.told = told;
  }

  /** Returns what is outdated. */
  Doubts doubts() {
    return doubts;
  }

  boolean settled() {
    return doubts.doubted().isEmpty();
  }

  /** Says that every event from before the last reading has been applied. */
  void caughtUp() {
    eventsMayBeStale = false;
  }

  // Events.

  void apply(RouteEvent event) {
    if (event instanceof RouteChanged changed) {
      routes.changed(changed, told);
    } else if (event instanceof RouteRemoved removed) {
      routes.removed(removed, told);
    } else if (event instanceof LinkChanged changed) {
      changed(changed.link().withoutStatistics());
    } else if (event instanceof LinkRemoved removed) {
      removed(removed.link());
    } else if (event instanceof AddressChanged changed) {
      changed(changed.link(), changed.address());
    } else if (event instanceof AddressRemoved removed) {
      removed(removed.link(), removed.address());
    } else if (event instanceof NexthopChanged changed) {
      nexthops.changed(changed.nexthop(), eventsMayBeStale, told);
    } else if (event instanceof NexthopRemoved removed) {
      nexthops.removed(removed.nexthop(), told);
    } else if (event instanceof RuleChanged changed) {
      rules.changed(changed.rule(), told);
    } else if (event instanceof RuleRemoved removed) {
      rules.removed(removed.rule(), told);
    } else if (event instanceof RouteEvent.Overrun) {
      doubts.doubt(MirroredPart.LINKS);
      doubts.doubt(MirroredPart.ADDRESSES);
      doubts.vanishing(MirroredPart.RULES);
      MirroredPart.CARRIED.forEach(doubts::vanishing);
    }
  }

  private void changed(Link link) {
    Link before = links.put(link.index(), link);
    if (eventsMayBeStale || (before != null && !carriesAlike(before, link))) {
      doubts.doubt(MirroredPart.ADDRESSES);
      MirroredPart.CARRIED.forEach(doubts::vanishing);
    }
    if (eventsMayBeStale || before == null || !before.name().equals(link.name())) {
      doubts.vanishing(MirroredPart.RULES);
    }
    if (!link.equals(before)) {
      told.accept(new LinkChanged(link));
    }
  }

  /** Whether nothing changed that routes depend on. */
  private static boolean carriesAlike(Link before, Link now) {
    return carrying(before).equals(carrying(now)) && before.master().equals(now.master());
  }

  private static List<Boolean> carrying(Link link) {
    return List.of(
        link.flags().contains(LinkFlag.UP),
        link.flags().contains(LinkFlag.RUNNING),
        link.flags().contains(LinkFlag.LOWER_UP));
  }

  private void removed(Link link) {
    MirroredPart.CARRIED.forEach(doubts::vanishing);
    doubts.vanishing(MirroredPart.RULES);
    if (links.remove(link.index()) != null) {
      told.accept(new LinkRemoved(link.withoutStatistics()));
    }
  }

  private void changed(int link, InterfaceAddress address) {
    InterfaceAddress before = addresses.put(AddressPlace.of(link, address), address);
    if (before == null || !address.withoutLifetimes().equals(before.withoutLifetimes())) {
      told.accept(new AddressChanged(link, address));
    }
  }

  private void removed(int link, InterfaceAddress address) {
    doubts.vanishing(MirroredPart.routes(address.family()));
    if (addresses.remove(AddressPlace.of(link, address)) != null) {
      told.accept(new AddressRemoved(link, address));
    }
  }

  // Readings.

  /** Takes over what was read of the links. */
  void readLinks(List<Link> fresh) {
    Map<Integer, Link> now = new LinkedHashMap<>();
    fresh.forEach(link -> now.put(link.index(), link.withoutStatistics()));
    List.copyOf(links.values()).stream()
        .filter(link -> !now.containsKey(link.index()))
        .forEach(this::removed);
    now.values().forEach(this::changed);
    doubts.settle(MirroredPart.LINKS);
    eventsMayBeStale = true;
  }

  /** Takes over what was read of the addresses. */
  void readAddresses(Map<Integer, List<InterfaceAddress>> fresh) {
    Map<AddressPlace, InterfaceAddress> now = new LinkedHashMap<>();
    fresh.forEach(
        (link, list) -> list.forEach(address -> now.put(AddressPlace.of(link, address), address)));
    Map.copyOf(addresses).forEach((place, address) -> {
      if (!now.containsKey(place)) {
        removed(place.link(), address);
      }
    });
    now.forEach((place, address) -> changed(place.link(), address));
    doubts.settle(MirroredPart.ADDRESSES);
    eventsMayBeStale = true;
  }

  /** Takes over what was read of the nexthop objects. */
  void readNexthops(List<NexthopObject> fresh) {
    nexthops.read(fresh, told);
    eventsMayBeStale = true;
  }

  /** Takes over what was read of the rules of both families. */
  void readRules(List<Rule> fresh) {
    rules.read(fresh, told);
    eventsMayBeStale = true;
  }

  /** Takes over what was read of the routes of a family. */
  void readRoutes(AddressFamily family, List<Route> fresh) {
    routes.read(family, fresh, told);
    eventsMayBeStale = true;
  }

  // State.

  RouteState state() {
    Map<Integer, List<InterfaceAddress>> byLink = new LinkedHashMap<>();
    addresses.forEach((place, address) ->
        byLink.computeIfAbsent(place.link(), link -> new ArrayList<>()).add(address));
    return new RouteState(links, byLink, routes.all(), rules.all(), nexthops.all(), settled());
  }
}
