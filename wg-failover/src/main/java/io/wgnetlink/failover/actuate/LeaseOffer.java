package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.ConfigurationRefusedException.Reason;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.nftables.NftablesMissingException;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.WireGuard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whether a configuration can have a lease on this host, and if not, why: nobody is to believe in a
 * lease that is none.
 *
 * @param lease the lease, not taken yet; empty when there is none
 * @param nftables the client that it uses, to be closed after it; empty when there is none
 * @param text what there is, or why there is none, for people
 */
public record LeaseOffer(Optional<RouteLease> lease, Optional<Nftables> nftables, String text) {
  private static final int STRICT = 1;

  /** Returns that there is no lease. */
  public static LeaseOffer none(String reason) {
    return new LeaseOffer(Optional.empty(), Optional.empty(), "no lease: " + reason);
  }

  /**
   * Looks whether there can be a lease. Blocks on the kernel; changes nothing.
   *
   * @param open opens the client; not called when no group is moved by routes
   * @param narrow marks the narrow routes, in the table of the lease
   * @throws ConfigurationRefusedException when something foreign has the place that it needs
   * @throws NetlinkException when the kernel cannot be read
   */
  public static LeaseOffer of(
      Lease lease,
      List<Group> groups,
      Map<String, SwitchMode> modes,
      WireGuard wireGuard,
      RouteNetlink routes,
      Supplier<Nftables> open,
      Ownership narrow) {
    List<Group> leased =
        groups.stream().filter(g -> modes.get(g.name()) == SwitchMode.ROUTE).toList();
    if (leased.isEmpty()) {
      return none("allowed IPs, by which every group is moved, do not expire");
    }
    Optional<String> trap = strictFilter(leased, routes);
    if (trap.isPresent()) {
      return none(trap.get());
    }
    Set<IpPrefix> prefixes =
        leased.stream().flatMap(g -> g.prefixes().stream()).collect(Collectors.toSet());
    Set<Integer> marks = marks(wireGuard, lease);
    Nftables nftables;
    try {
      nftables = open.get();
    } catch (NftablesMissingException e) {
      return none(String.valueOf(e.getMessage()));
    }
    try {
      RouteLease own = new RouteLease(nftables, routes, lease, narrow, prefixes, marks);
      own.requireFree();
      return new LeaseOffer(
          Optional.of(own), Optional.of(nftables), "lease of " + lease + rest(groups, leased));
    } catch (RuntimeException e) {
      nftables.close();
      throw e;
    }
  }

  private static String rest(List<Group> groups, List<Group> leased) {
    List<String> others =
        groups.stream().filter(g -> !leased.contains(g)).map(Group::name).toList();
    return others.isEmpty() ? "" : "; none for " + others + ", whose allowed IPs do not expire";
  }

  /** FwMarks tell outer packets of tunnels apart, also of tunnels that are on no path. */
  private static Set<Integer> marks(WireGuard wireGuard, Lease lease) {
    Set<Integer> marks = new TreeSet<>();
    for (InterfaceName name : wireGuard.interfaces()) {
      int mark = mark(wireGuard, name);
      if ((mark & lease.markBit()) != 0) {
        throw new ConfigurationRefusedException(
            Reason.LEASE_TAKEN,
            "the FwMark 0x" + Integer.toHexString(mark) + " of " + name
                + " has the mark bit of the lease of " + lease + "; choose another bit");
      }
      if (mark != 0) {
        marks.add(mark);
      }
    }
    return marks;
  }

  /** Returns 0 also for an interface that is not there any more. */
  private static int mark(WireGuard wireGuard, InterfaceName name) {
    try (Device device = wireGuard.device(name)) {
      return device.fwmark();
    } catch (NetlinkException e) {
      if (e.is(Errno.ENODEV)) {
        return 0;
      }
      throw e;
    }
  }

  /**
   * Replies come in by an interface that, without the mark, is not the way back: strict filtering
   * drops them. The greater of the two values counts.
   */
  private static Optional<String> strictFilter(List<Group> leased, RouteNetlink routes) {
    for (Group group : leased) {
      if (group.prefixes().stream().noneMatch(p -> p.family() == AddressFamily.IPV4)) {
        continue;
      }
      for (Path path : group.paths()) {
        InterfaceName device = path.tunnel().device();
        IpSetting own = IpSetting.ofLink(device, Ipv4Switch.RP_FILTER);
        int value =
            Math.max(routes.setting(own), routes.setting(IpSetting.ofAll(Ipv4Switch.RP_FILTER)));
        if (value == STRICT && !path.equals(group.permanent())) {
          return Optional.of("strict reverse path filtering of " + device
              + " would drop what comes back by it; set " + own + " to 2");
        }
      }
    }
    return Optional.empty();
  }
}
