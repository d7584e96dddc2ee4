package io.wgnetlink.monitor;

import io.wgnetlink.monitor.RouteEvent.NexthopChanged;
import io.wgnetlink.monitor.RouteEvent.NexthopRemoved;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopGroup.Resilience;
import io.wgnetlink.route.NexthopObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The nexthop objects of a mirror, by number.
 *
 * <p>What is done to an object by request has its event, and so have the groups that lose a member
 * by it; the routes that name any of them have none. What goes with a link has no event at all.
 */
final class MirroredNexthops {
  private final Map<Integer, NexthopObject> objects = new TreeMap<>(Integer::compareUnsigned);
  private final Doubts doubts;

  MirroredNexthops(Doubts doubts) {
    this.doubts = doubts;
  }

  /**
   * Follows an event. Routes cannot name a new object yet.
   *
   * @param mayBeStale whether the event may be older than the last reading, so that what is not
   *     there may not be new
   */
  void changed(NexthopObject object, boolean mayBeStale, Consumer<RouteEvent> told) {
    NexthopObject now = withoutTime(object);
    NexthopObject before = objects.put(now.id(), now);
    if (before != null || mayBeStale) {
      doubtRoutes();
    }
    if (!now.equals(before)) {
      told.accept(new NexthopChanged(now));
    }
  }

  void removed(NexthopObject object, Consumer<RouteEvent> told) {
    doubtRoutes();
    NexthopObject before = objects.remove(object.id());
    if (before != null) {
      told.accept(new NexthopRemoved(before));
    }
  }

  private void doubtRoutes() {
    doubts.vanishing(MirroredPart.IPV4_ROUTES);
    doubts.vanishing(MirroredPart.IPV6_ROUTES);
  }

  /** How long a group has been out of balance changes without an event. */
  private static NexthopObject withoutTime(NexthopObject object) {
    if (object instanceof NexthopGroup group && group.resilience().isPresent()) {
      Resilience settings = group.resilience().get();
      return group.toBuilder()
          .resilience(
              Resilience.of(settings.buckets(), settings.idleTimer(), settings.unbalancedTimer()))
          .type(group.type())
          .build();
    }
    return object;
  }

  /** Takes over what was read. */
  void read(List<NexthopObject> fresh, Consumer<RouteEvent> told) {
    Map<Integer, NexthopObject> now = new TreeMap<>(Integer::compareUnsigned);
    fresh.forEach(object -> now.put(object.id(), object));
    List.copyOf(objects.values()).stream()
        .filter(object -> !now.containsKey(object.id()))
        .forEach(object -> removed(object, told));
    now.values().forEach(object -> {
      Optional<NexthopObject> before = Optional.ofNullable(objects.get(object.id()));
      if (!before.equals(Optional.of(withoutTime(object)))) {
        changed(object, false, told);
      }
    });
    doubts.settle(MirroredPart.NEXTHOPS);
  }

  Map<Integer, NexthopObject> all() {
    return objects;
  }
}
