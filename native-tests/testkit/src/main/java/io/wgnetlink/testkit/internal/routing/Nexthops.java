package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.SingleNexthop;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Nexthop objects and groups of them, {@code net/ipv4/nexthop.c}.
 *
 * <p>One that is deleted takes along the routes by it, IPv4 ones without an event, and leaves the
 * groups; a group without members goes. One whose link goes down goes without any event.
 */
final class Nexthops {
  private final Network network;
  private final Map<Integer, NexthopObject> objects = new TreeMap<>(Integer::compareUnsigned);
  private int lastChosen;

  Nexthops(Network network) {
    this.network = network;
  }

  List<NexthopObject> all() {
    return List.copyOf(objects.values());
  }

  Optional<NexthopObject> find(int id) {
    return Optional.ofNullable(objects.get(id));
  }

  NexthopObject require(int id) {
    return find(id).orElseThrow(() -> new Refusal(Errno.ENOENT));
  }

  // ---- what routes want to know ---------------------------------------------------------------

  /** Returns the ways of an object, in the words of a route. */
  List<Nexthop> ways(int id) {
    NexthopObject object = objects.get(id);
    if (object instanceof NexthopGroup group) {
      return group.members().stream()
          .map(member -> way((SingleNexthop) require(member.id())).withWeight(member.weight()))
          .toList();
    }
    return object instanceof SingleNexthop single ? List.of(way(single)) : List.of();
  }

  private static Nexthop way(SingleNexthop single) {
    return new Nexthop(
        single.oif().orElse(Flow.LOOPBACK), single.gateway(), 1, 0, single.flags(), List.of());
  }

  boolean drops(int id) {
    return objects.get(id) instanceof NexthopGroup group
        ? group.members().stream().anyMatch(member -> drops(member.id()))
        : objects.get(id) instanceof SingleNexthop single && single.blackhole();
  }

  /** Refuses a number that routes of a family cannot name. */
  void requireFor(int id, AddressFamily family) {
    if (!objects.containsKey(id)) {
      throw new Refusal(Errno.EINVAL, "Nexthop id does not exist");
    }
    if (family == AddressFamily.IPV6 && hasIpv4(id)) {
      throw new Refusal(Errno.EINVAL, "IPv6 routes can not use an IPv4 nexthop");
    }
  }

  private boolean hasIpv4(int id) {
    return objects.get(id) instanceof NexthopGroup group
        ? group.members().stream().anyMatch(member -> hasIpv4(member.id()))
        : objects.get(id) instanceof SingleNexthop single && single.family() == AddressFamily.IPV4;
  }

  // ---- changes --------------------------------------------------------------------------------

  /** Adds an object or replaces one, and returns it as it then is. */
  NexthopObject write(NexthopObject asked, int flags) {
    NexthopObject fresh =
        asked instanceof NexthopGroup group ? complete(group) : complete((SingleNexthop) asked);
    NexthopObject there = objects.get(fresh.id());
    boolean replaces = (flags & MessageFlags.NLM_F_REPLACE) != 0;
    if (asked.id() == 0 && replaces) {
      throw new Refusal(Errno.EINVAL, "Replace requires nexthop id");
    }
    if (there == null) {
      if ((flags & MessageFlags.NLM_F_CREATE) == 0) {
        throw new Refusal(Errno.ENOENT, "Entry not found");
      }
      objects.put(fresh.id(), fresh);
      network.events().nexthop(fresh, 0);
      return fresh;
    }
    if (!replaces) {
      throw new Refusal(Errno.EEXIST);
    }
    replace(there, fresh);
    return fresh;
  }

  private void replace(NexthopObject there, NexthopObject fresh) {
    if (there instanceof NexthopGroup != fresh instanceof NexthopGroup) {
      throw new Refusal(Errno.EINVAL, "Can not replace a nexthop with a nexthop group, or reverse");
    }
    if (fresh instanceof SingleNexthop single && single.blackhole() && isShared(single.id())) {
      throw new Refusal(
          Errno.EINVAL, "Blackhole nexthop can not be a member of a group with more than one path");
    }
    requireRoutesCanFollow(there, fresh);
    network.events().nexthop(fresh, MessageFlags.NLM_F_REPLACE);
    network.ipv4Routes().tellBy(fresh.id());
    network.ipv6Routes().tellBy(fresh.id());
  }

  /** IPv6 routes by it, or by its groups, cannot go by an IPv4 nexthop. */
  private void requireRoutesCanFollow(NexthopObject there, NexthopObject fresh) {
    objects.put(fresh.id(), fresh);
    boolean used = network.ipv6Routes().goBy(fresh.id())
        || groupsOf(fresh.id()).stream().anyMatch(group -> network.ipv6Routes().goBy(group.id()));
    if (used && hasIpv4(fresh.id())) {
      objects.put(there.id(), there);
      throw new Refusal(Errno.EINVAL, "IPv6 routes can not use an IPv4 nexthop");
    }
  }

  private boolean isShared(int id) {
    return groupsOf(id).stream().anyMatch(group -> group.members().size() > 1);
  }

  private SingleNexthop complete(SingleNexthop asked) {
    if (asked.fdb() || !asked.otherAttributes().isEmpty()) {
      throw new NotModelledException("nexthop objects for bridges and encapsulations: " + asked);
    }
    SingleNexthop.Builder whole = asked.toBuilder().id(idOf(asked)).flags(asked.flags());
    if (asked.blackhole()) {
      if (asked.gateway().isPresent() || asked.oif().isPresent()) {
        throw new Refusal(Errno.EINVAL, "Blackhole attribute can not be used with gateway or oif");
      }
      requireCarrier(Flow.LOOPBACK);
      return whole.scope(0).build();
    }
    if (asked.oif().isEmpty()) {
      throw new Refusal(
          Errno.EINVAL, "Device attribute required for non-blackhole and non-fdb nexthops");
    }
    requireCarrier(asked.oif().get());
    return whole.scope(scope(asked)).build();
  }

  private int idOf(NexthopObject asked) {
    if (asked.id() != 0) {
      return asked.id();
    }
    do {
      lastChosen++;
    } while (objects.containsKey(lastChosen));
    return lastChosen;
  }

  private void requireCarrier(int link) {
    NetworkInterface device = network
        .kernel()
        .find(link)
        .orElseThrow(() -> new Refusal(Errno.EINVAL, "Invalid device index"));
    if (!device.isUp()) {
      throw new Refusal(Ipv4Routes.linkIsDown(), "Nexthop device is not up");
    }
    if (!device.hasCarrier()) {
      throw new Refusal(Ipv4Routes.linkIsDown(), "Carrier for nexthop device is down");
    }
  }

  /** Finds how near it is, and refuses a gateway that is not on the link. */
  private int scope(SingleNexthop asked) {
    int link = asked.oif().orElseThrow();
    boolean onLink = (asked.flags() & SingleNexthop.FLAG_ONLINK) != 0;
    if (asked.family() == AddressFamily.IPV6) {
      asked.gateway().ifPresent(router -> network.ipv6Routes().linkTo(router, link, onLink, 0));
      return Route.SCOPE_LINK;
    }
    return asked
        .gateway()
        .map(router -> network.ipv4Routes().scopeOf(router, link, onLink))
        .orElse(Route.SCOPE_HOST);
  }

  private NexthopGroup complete(NexthopGroup asked) {
    if (asked.type() != NexthopGroup.TYPE_HASH_THRESHOLD
        || asked.resilience().isPresent()
        || asked.fdb()
        || !asked.otherAttributes().isEmpty()) {
      throw new NotModelledException("resilient groups and groups for bridges: " + asked);
    }
    Set<Integer> seen = new HashSet<>();
    for (NexthopGroup.Member member : asked.members()) {
      if (!seen.add(member.id())) {
        throw new Refusal(Errno.EINVAL, "Nexthop id can not be used twice in a group");
      }
      requireMember(member.id(), asked.members().size());
    }
    if (seen.isEmpty()) {
      throw new Refusal(Errno.EINVAL, "Invalid nexthop group");
    }
    return asked.toBuilder().id(idOf(asked)).build();
  }

  private void requireMember(int id, int members) {
    NexthopObject object =
        find(id).orElseThrow(() -> new Refusal(Errno.EINVAL, "Invalid nexthop id"));
    if (object instanceof NexthopGroup) {
      throw new Refusal(Errno.EINVAL, "Hash-threshold group can not be a nexthop within a group");
    }
    if (members > 1 && drops(id)) {
      throw new Refusal(
          Errno.EINVAL, "Blackhole nexthop can not be used in a group with more than 1 path");
    }
  }

  void delete(int id) {
    NexthopObject gone = require(id);
    objects.remove(id);
    network.events().nexthopGone(gone);
    forget(id, true);
  }

  /** Drops the objects of a link that went down, of which nobody is told. */
  void linkDown(NetworkInterface link) {
    List<Integer> gone = new ArrayList<>();
    objects.values().forEach(object -> {
      if (object instanceof SingleNexthop single
          && single.oif().orElse(Flow.LOOPBACK) == link.index()) {
        gone.add(single.id());
      }
    });
    gone.forEach(id -> {
      objects.remove(id);
      forget(id, false);
    });
  }

  private void forget(int id, boolean tell) {
    network.ipv4Routes().nexthopGone(id);
    network.ipv6Routes().nexthopGone(id);
    for (NexthopGroup group : groupsOf(id)) {
      NexthopGroup.Builder rest = NexthopGroup.builder().id(group.id()).protocol(group.protocol());
      group.members().stream()
          .filter(member -> member.id() != id)
          .forEach(member -> rest.member(member.id(), member.weight()));
      NexthopGroup left = rest.build();
      if (left.members().isEmpty()) {
        objects.remove(group.id());
        if (tell) {
          network.events().nexthopGone(group);
        }
        forget(group.id(), tell);
      } else {
        objects.put(group.id(), left);
        if (tell) {
          network.events().nexthop(left, MessageFlags.NLM_F_REPLACE);
        }
      }
    }
  }

  private List<NexthopGroup> groupsOf(int id) {
    return objects.values().stream()
        .filter(NexthopGroup.class::isInstance)
        .map(NexthopGroup.class::cast)
        .filter(group -> group.members().stream().anyMatch(member -> member.id() == id))
        .toList();
  }
}
