package io.wgnetlink.failover.simulation;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.SingleNexthop;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The nexthop objects of a {@link FakeKernel}, each an interface. */
final class FakeNexthops {
  private final Map<Integer, SingleNexthop> objects = new TreeMap<>();

  Collection<SingleNexthop> all() {
    return objects.values();
  }

  Optional<NexthopObject> find(int id) {
    return Optional.ofNullable(objects.get(id));
  }

  NexthopObject add(NexthopObject object) {
    if (objects.containsKey(object.id())) {
      throw new NetlinkException("add nexthop " + object, Errno.EEXIST, ExtendedAck.NONE, "");
    }
    put(object);
    return object;
  }

  void put(NexthopObject object) {
    objects.put(object.id(), (SingleNexthop) object);
  }

  void remove(int id) {
    if (objects.remove(id) == null) {
      throw new NetlinkException("delete nexthop " + id, Errno.ENOENT, ExtendedAck.NONE, "");
    }
  }

  void removeBy(int link) {
    objects.values().removeIf(object -> object.oif().equals(Optional.of(link)));
  }

  /** A route that names no object, or one that is there, can be. */
  void requireKnown(Route route) {
    if (route.nexthopId().isPresent() && !objects.containsKey(route.nexthopId().get())) {
      throw new NetlinkException("change " + route, Errno.EINVAL, ExtendedAck.NONE, "");
    }
  }

  /** Returns a route as it is read, with what its object says. */
  Route resolved(Route route) {
    Optional<SingleNexthop> object = route.nexthopId().map(objects::get);
    return object.isEmpty() || object.get().oif().isEmpty()
        ? route
        : route.toBuilder().oif(object.get().oif().get()).build();
  }
}
