package io.wgnetlink.testkit.conformance;

import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.SingleNexthop;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All that a machine tells of its network, as text, to compare two. */
final class NetworkSnapshot {
  private static final List<String> DESTINATIONS = List.of(
      "10.0.0.1", "10.0.0.7", "10.0.5.5", "198.51.100.1", "fd00::7", "fd00:5::5", "2001:db8::1");

  private NetworkSnapshot() {}

  static String of(RouteNetlink netlink) {
    StringBuilder text = new StringBuilder();
    netlink.links().forEach(link -> appendLink(netlink, link, text));
    Map<String, String> tables = new TreeMap<>();
    for (AddressFamily family : AddressFamily.values()) {
      netlink.routes(RouteFilter.all().withFamily(family)).stream()
          .collect(Collectors.groupingBy(Route::table))
          .forEach((table, routes) -> tables.put(
              family + " table " + table,
              routes.stream().map(NetworkSnapshot::text).collect(Collectors.joining("\n  "))));
    }
    tables.forEach(
        (table, routes) -> text.append("\n ").append(table).append("\n  ").append(routes));
    netlink
        .nexthops(NexthopFilter.all())
        .forEach(object -> text.append("\n nexthop ")
            .append(object)
            .append(object instanceof SingleNexthop one ? " scope " + one.scope() : ""));
    netlink
        .rules()
        .forEach(
            rule -> text.append("\n rule ").append(rule).append(" flags ").append(rule.flags()));
    DESTINATIONS.forEach(to -> appendLookup(netlink, IpAddresses.parse(to), text));
    return text.toString();
  }

  private static void appendLink(RouteNetlink netlink, Link link, StringBuilder text) {
    text.append("\n ")
        .append(link.index())
        .append(' ')
        .append(link.name())
        .append(link.flags().contains(LinkFlag.UP) ? " up" : " down")
        .append(" mtu ")
        .append(link.mtu());
    netlink.addresses(link.index()).stream()
        .map(address -> "\n  " + address + " " + AddressFlag.of(address.flagBits()) + " scope "
            + address.scope() + address.label().map(label -> " label " + label).orElse("")
            + address.broadcast().map(to -> " brd " + IpAddresses.format(to)).orElse("")
            + " metric " + address.metric()
            + " proto " + address.protocol())
        .forEach(text::append);
  }

  private static void appendLookup(RouteNetlink netlink, InetAddress to, StringBuilder text) {
    text.append("\n to ").append(IpAddresses.format(to)).append(": ");
    try {
      Route entry = netlink.lookup(RouteLookup.of(to).withFibMatch());
      boolean anyWay = !entry.nexthops().isEmpty(); // each kernel spreads packets by its own hash
      text.append(
          anyWay
              ? entry.destination() + " table " + entry.table() + " metric " + entry.metric()
              : text(netlink.lookup(RouteLookup.of(to))));
    } catch (NetlinkException e) {
      text.append(e.errno().orElseThrow().name());
    }
  }

  static String text(Route route) {
    StringBuilder text = new StringBuilder(route.toString());
    text.append(" scope ").append(route.scope()).append(flags(route.flags()));
    for (Nexthop way : route.nexthops()) {
      text.append(flags(way.flags()));
    }
    return text.toString();
  }

  private static String flags(int bits) {
    int kept = RouteFlag.DEAD.mask() | RouteFlag.LINKDOWN.mask() | RouteFlag.ONLINK.mask();
    return " flags " + (bits & kept);
  }
}
