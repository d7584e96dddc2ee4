package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Warning;
import io.wgnetlink.failover.model.Warning.Kind;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.RouteNetlink;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what makes the kernel drop packets while the two ends use different paths, in route mode.
 *
 * <p>Between the switch of one end and that of the other, packets come in by one interface and
 * their answers leave by another. Of IPv4 the kernel lets such packets pass only where
 * {@code rp_filter}, the larger of the value of {@code all} and the interface's own, is 0, or is 2
 * and the interface has an IPv4 address (measured: 50 of 50 packets; with 1, or with 2 and no
 * address, 0 of 50). IPv6 has no such filter of its own.
 *
 * <p>An interface without an address of a family lends packets of this host the address of another
 * one, which the peer's allowed IPs need not have.
 */
final class ReversePathCheck {
  private static final int STRICT = 1;

  private final RouteNetlink routes;

  ReversePathCheck(RouteNetlink routes) {
    this.routes = routes;
  }

  /** Returns what is to be warned of for a group, one interface after the other. */
  List<Warning> check(Group group) {
    List<Warning> warnings = new ArrayList<>();
    Set<AddressFamily> families = OwnRoutes.families(List.of(group));
    for (Path path : group.paths()) {
      InterfaceName device = path.tunnel().device();
      Optional<Link> link = routes.link(device);
      if (link.isPresent()) {
        Set<AddressFamily> own = families(link.get().index());
        if (families.contains(AddressFamily.IPV4)) {
          checkFilter(device, own.contains(AddressFamily.IPV4), warnings);
        }
        families.stream()
            .filter(family -> !own.contains(family))
            .forEach(family -> warnings.add(noAddress(device, family)));
      }
    }
    return warnings;
  }

  private Set<AddressFamily> families(int index) {
    Set<AddressFamily> families = new LinkedHashSet<>();
    routes.addresses(index).stream()
        .map(InterfaceAddress::address)
        .filter(address -> !address.isLinkLocalAddress())
        .map(AddressFamily::of)
        .forEach(families::add);
    return families;
  }

  private void checkFilter(InterfaceName device, boolean address, List<Warning> warnings) {
    int filter = Math.max(
        value(IpSetting.ofAll(Ipv4Switch.RP_FILTER)),
        value(IpSetting.ofLink(device, Ipv4Switch.RP_FILTER)));
    if (filter == STRICT) {
      warnings.add(new Warning(
          Kind.STRICT_REVERSE_PATH,
          "rp_filter of " + device + " is 1 (the larger of its own and that of all): IPv4 packets"
              + " that come in by it while their answers go by another path are dropped. Set"
              + " net.ipv4.conf." + device + ".rp_filter=2"
              + (address ? "" : ", and give " + device + " an IPv4 address")));
    } else if (filter != 0 && !address) {
      warnings.add(new Warning(
          Kind.STRICT_REVERSE_PATH,
          "rp_filter of " + device + " is " + filter + " and it has no IPv4 address: IPv4 packets"
              + " that come in by it while their answers go by another path are dropped. Give "
              + device + " an IPv4 address, the same as on the other paths' interfaces"));
    }
  }

  /** A setting that cannot be read counts as off: there is nothing to say about it. */
  private int value(IpSetting setting) {
    try {
      return routes.setting(setting);
    } catch (NetlinkException e) {
      return 0;
    }
  }

  private static Warning noAddress(InterfaceName device, AddressFamily family) {
    return new Warning(
        Kind.NO_ADDRESS,
        device + " has no " + family + " address: what this host itself sends by it has the"
            + " address of another interface, which the peer may not allow. Give it the address"
            + " that this host has in the tunnels");
  }
}
