package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.SingleNexthop;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * Which nexthop objects are the controller's own: one for each group and family, since IPv6 routes
 * refuse an object of IPv4.
 *
 * <p>The number follows from the protocol, which is its first byte, and the group's name, so that a
 * process that follows one that was killed finds the same object again. A number at which somebody
 * else's object is, or one that routes of another group name, is passed over for the next. The
 * kernel itself numbers from 1 on.
 */
final class NexthopBook {
  /** How many numbers are tried; two groups rarely want the same one. */
  private static final int CANDIDATES = 16;

  private static final int HASH = 0x00ff_fffe;

  private record Key(String group, AddressFamily family) {}

  private final RouteNetlink routes;
  private final int protocol;
  private final Map<Key, Integer> numbers = new HashMap<>();

  NexthopBook(RouteNetlink routes, int protocol) {
    this.routes = routes;
    this.protocol = protocol;
  }

  /**
   * Returns whether a kernel has nexthop objects (Linux 5.3): others refuse to be asked for one.
   *
   * @throws NetlinkException when the kernel cannot be read
   */
  static boolean areKnownTo(RouteNetlink routes) {
    try {
      routes.nexthop(1);
      return true;
    } catch (NetlinkException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return false;
      }
      throw e;
    }
  }

  /** Returns the group's object as it is now; empty when there is none, or no longer ours. */
  Optional<SingleNexthop> object(Group group, AddressFamily family, OwnRoutes own) {
    return own(number(group, family, own));
  }

  /**
   * Returns the number of the group's object, which is there or can be.
   *
   * @throws SwitchRefusedException when others have all numbers that are tried
   */
  int number(Group group, AddressFamily family, OwnRoutes own) {
    Key key = new Key(group.name(), family);
    Integer known = numbers.get(key);
    if (known != null && (own(known).isPresent() || routes.nexthop(known).isEmpty())) {
      return known;
    }
    numbers.remove(key);
    int number = choose(group, family, own);
    numbers.put(key, number);
    return number;
  }

  private int choose(Group group, AddressFamily family, OwnRoutes own) {
    Optional<Integer> free = Optional.empty();
    for (int nth = 0; nth < CANDIDATES; nth++) {
      int number = candidate(protocol, group.name(), family, nth);
      if (numbers.containsValue(number)) {
        continue;
      }
      Optional<NexthopObject> there = routes.nexthop(number);
      if (there.isEmpty()) {
        free = free.or(() -> Optional.of(number));
      } else if (own(number).isPresent() && !isNamedByOthers(number, group, own)) {
        return number;
      }
    }
    return free.orElseThrow(() -> new SwitchRefusedException("no number is free for the nexthop"
        + " object of group " + group.name() + ": others have all " + CANDIDATES + " from "
        + Integer.toUnsignedString(candidate(protocol, group.name(), family, 0)) + " on"));
  }

  private static boolean isNamedByOthers(int number, Group group, OwnRoutes own) {
    return own.all().entrySet().stream()
        .filter(e -> e.getValue().nexthopId().equals(Optional.of(number)))
        .anyMatch(e -> !group.prefixes().contains(e.getKey().prefix()));
  }

  private Optional<SingleNexthop> own(int number) {
    return routes
        .nexthop(number)
        .filter(object -> object.protocol() == protocol)
        .filter(SingleNexthop.class::isInstance)
        .map(SingleNexthop.class::cast);
  }

  /** Returns whether a number is one that some group of that name could have. */
  static boolean isCandidate(int number, int protocol, String group, AddressFamily family) {
    return IntStream.range(0, CANDIDATES)
        .anyMatch(nth -> candidate(protocol, group, family, nth) == number);
  }

  /** Returns the nth number that a group's object can have: always the same. */
  static int candidate(int protocol, String group, AddressFamily family, int nth) {
    CRC32 hash = new CRC32();
    hash.update(group.getBytes(StandardCharsets.UTF_8));
    int even = ((int) hash.getValue() + 2 * nth) & HASH;
    return protocol << 24 | even | (family == AddressFamily.IPV6 ? 1 : 0);
  }
}
