package io.wgnetlink.failover.actuate;

import java.util.Collection;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Who is likely to have made or removed a route: numbers of {@code rtm_protocol} are the only mark
 * that routes have. {@code uapi/linux/rtnetlink.h} and {@code /etc/iproute2/rt_protos} give them.
 */
public final class OtherManagers {
  private static final String NETWORKD = "systemd-networkd or NetworkManager (networkd removes"
      + " routes that it does not know when it starts: set ManageForeignRoutes=no and"
      + " ManageForeignNextHops=no in networkd.conf)";

  private OtherManagers() {}

  /**
   * Names the likely manager.
   *
   * @param seen protocols of routes that appeared in the place of the controller's
   * @param present protocols of routes in the same tables
   */
  public static String likely(Collection<Integer> seen, Collection<Integer> present) {
    Optional<String> bySight = seen.stream().findFirst().map(OtherManagers::of);
    // Whoever only removes leaves no mark: then it is one of those that make routes here.
    return bySight
        .or(() -> first(present, p -> p == 16 || p == 9))
        .or(() -> first(present, p -> p == 11 || p == 12 || p == 18 || p == 42 || p >= 186))
        .or(() -> first(present, p -> p == 4))
        .orElse("a script, as no routes of a manager are there");
  }

  private static Optional<String> first(Collection<Integer> protocols, IntPredicate which) {
    return protocols.stream()
        .filter(p -> which.test(p))
        .sorted()
        .findFirst()
        .map(OtherManagers::of);
  }

  private static String of(int protocol) {
    return switch (protocol) {
      case 0, 3 -> "a script or a person with ip(8) (proto " + protocol + ")";
      case 4 -> "an administrator's static configuration, " + NETWORKD + " (proto static)";
      case 9 -> NETWORKD + " (proto ra)";
      case 16 -> NETWORKD + " (proto dhcp)";
      case 2 -> "the kernel, along with an address (proto kernel)";
      case 11, 186, 187, 188, 189, 192 -> "FRR (proto " + protocol + ")";
      case 12 -> "BIRD (proto bird)";
      case 18 -> "keepalived (proto keepalived)";
      case 42 -> "babeld (proto babel)";
      default -> "whoever marks routes with proto " + protocol;
    };
  }
}
