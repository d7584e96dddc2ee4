package io.wgnetlink.route.internal;

import io.wgnetlink.link.AddressFilter;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkFilter;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.BatchObserver;
import io.wgnetlink.netlink.BatchOptions;
import io.wgnetlink.netlink.BatchSummary;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.route.Consistency;
import io.wgnetlink.route.DesiredRoutes;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NeighbourFilter;
import io.wgnetlink.route.NexthopBucket;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RoutePlan;
import io.wgnetlink.route.RouteSnapshot;
import io.wgnetlink.route.RouteVisitor;
import io.wgnetlink.route.Rule;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The client of the kernel's rtnetlink. */
public final class KernelRouteNetlink implements RouteNetlink {
  private final NetlinkClient client;
  private final KernelLinks links;
  private final KernelAddresses addresses;
  private final KernelNexthops nexthops;
  private final KernelRules rules;
  private final KernelNeighbours neighbours;
  private final KernelNamespaces namespaces;
  private final KernelSettings settings;

  KernelRouteNetlink(NetlinkClient client) {
    this.client = client;
    this.links = new KernelLinks(client);
    this.addresses = new KernelAddresses(client);
    this.nexthops = new KernelNexthops(client);
    this.rules = new KernelRules(client);
    this.neighbours = new KernelNeighbours(client);
    this.namespaces = new KernelNamespaces(client);
    this.settings = new KernelSettings(client);
  }

  public static KernelRouteNetlink open(NetworkNamespace namespace) {
    return new KernelRouteNetlink(NetlinkClient.open(namespace, NetlinkProtocol.ROUTE));
  }

  // Links.

  @Override
  public List<Link> links() {
    return links.links();
  }

  @Override
  public List<Link> links(LinkFilter filter) {
    return links.links(filter);
  }

  @Override
  public Optional<Link> link(InterfaceName name) {
    return links.link(name);
  }

  @Override
  public Optional<Link> link(int index) {
    return links.link(index);
  }

  @Override
  public Optional<Link> linkByAlternativeName(String name) {
    return links.linkByAlternativeName(name);
  }

  @Override
  public Link createLink(LinkSpec spec) {
    return links.createLink(spec);
  }

  @Override
  public void deleteLink(InterfaceName name) {
    links.deleteLink(name);
  }

  @Override
  public void deleteLink(int index) {
    links.deleteLink(index);
  }

  @Override
  public void changeLink(InterfaceName name, LinkChange change) {
    links.changeLink(name, change);
  }

  @Override
  public void changeLink(int index, LinkChange change) {
    links.changeLink(index, change);
  }

  @Override
  public void addAlternativeNames(int index, List<String> names) {
    links.addAlternativeNames(index, names);
  }

  @Override
  public void deleteAlternativeNames(int index, List<String> names) {
    links.deleteAlternativeNames(index, names);
  }

  // Addresses.

  @Override
  public Map<Integer, List<InterfaceAddress>> addresses() {
    return addresses.addresses();
  }

  @Override
  public List<InterfaceAddress> addresses(int index) {
    return addresses.addresses(index);
  }

  @Override
  public Map<Integer, List<InterfaceAddress>> addresses(AddressFilter filter) {
    return addresses.addresses(filter);
  }

  @Override
  public Optional<InterfaceAddress> address(int index, InetAddress address) {
    return addresses.address(index, address);
  }

  @Override
  public void addAddress(int index, InterfaceAddress address) {
    addresses.addAddress(index, address);
  }

  @Override
  public void replaceAddress(int index, InterfaceAddress address) {
    addresses.replaceAddress(index, address);
  }

  @Override
  public void deleteAddress(int index, InterfaceAddress address) {
    addresses.deleteAddress(index, address);
  }

  // Routes.

  @Override
  public void addRoute(Route route) {
    client.execute(RouteMessages.add(route));
  }

  @Override
  public void replaceRoute(Route route) {
    client.execute(RouteMessages.replace(route));
  }

  @Override
  public void changeRoute(Route route) {
    client.execute(RouteMessages.change(route));
  }

  @Override
  public void appendRoute(Route route) {
    client.execute(RouteMessages.append(route));
  }

  @Override
  public BatchSummary changeRoutes(
      Iterator<RouteChange> changes, BatchOptions options, BatchObserver observer) {
    Iterator<Request> requests = new Iterator<>() {
      @Override
      public boolean hasNext() {
        return changes.hasNext();
      }

      @Override
      public Request next() {
        return RouteMessages.of(changes.next());
      }
    };
    return client.batch(requests, options, observer);
  }

  @Override
  public RoutePlan plan(DesiredRoutes desired) {
    return RoutePlanner.plan(desired, routes(RouteFilter.all().withTable(desired.table())));
  }

  @Override
  public void deleteRoute(Route route) {
    client.execute(RouteMessages.delete(route));
  }

  @Override
  public Route lookup(RouteLookup lookup) {
    return client.get(RouteMessages.lookup(lookup), RouteMessages::decode);
  }

  @Override
  public RouteSnapshot readRoutes(RouteFilter filter) {
    VerifiedRouteDump dump = new VerifiedRouteDump(client);
    return filter
        .family()
        .map(only -> dump.read(only, filter))
        .orElseGet(
            () -> dump.read(AddressFamily.IPV4, filter).and(dump.read(AddressFamily.IPV6, filter)));
  }

  @Override
  public Consistency visitRoutes(RouteFilter filter, RouteVisitor visitor) {
    Consistency least = Consistency.COMPLETE;
    for (AddressFamily family : AddressFamily.values()) {
      if (filter.family().isEmpty() || filter.family().get() == family) {
        Consistency one = VisitedRouteDump.read(client, family, filter, visitor);
        least = one == Consistency.COMPLETE ? least : one;
      }
    }
    return least;
  }

  // Nexthop objects.

  @Override
  public List<NexthopObject> nexthops(NexthopFilter filter) {
    return nexthops.nexthops(filter);
  }

  @Override
  public Optional<NexthopObject> nexthop(int id) {
    return nexthops.nexthop(id);
  }

  @Override
  public NexthopObject addNexthop(NexthopObject object) {
    return nexthops.addNexthop(object);
  }

  @Override
  public void replaceNexthop(NexthopObject object) {
    nexthops.replaceNexthop(object);
  }

  @Override
  public void changeNexthop(NexthopObject object) {
    nexthops.changeNexthop(object);
  }

  @Override
  public void deleteNexthop(int id) {
    nexthops.deleteNexthop(id);
  }

  @Override
  public int flushNexthops(NexthopFilter filter) {
    return nexthops.flushNexthops(filter);
  }

  @Override
  public List<NexthopBucket> nexthopBuckets(int group) {
    return nexthops.nexthopBuckets(group);
  }

  // Rules.

  @Override
  public List<Rule> rules() {
    return rules.rules();
  }

  @Override
  public List<Rule> rules(AddressFamily family) {
    return rules.rules(family);
  }

  @Override
  public Rule addRule(Rule rule) {
    return rules.addRule(rule);
  }

  @Override
  public void deleteRule(Rule rule) {
    rules.deleteRule(rule);
  }

  // Neighbours.

  @Override
  public List<Neighbour> neighbours(NeighbourFilter filter) {
    return neighbours.neighbours(filter);
  }

  @Override
  public Optional<Neighbour> neighbour(int link, InetAddress address) {
    return neighbours.neighbour(link, address);
  }

  @Override
  public Optional<Neighbour> proxyNeighbour(int link, InetAddress address) {
    return neighbours.proxyNeighbour(link, address);
  }

  @Override
  public void addNeighbour(Neighbour neighbour) {
    neighbours.addNeighbour(neighbour);
  }

  @Override
  public void replaceNeighbour(Neighbour neighbour) {
    neighbours.replaceNeighbour(neighbour);
  }

  @Override
  public void changeNeighbour(Neighbour neighbour) {
    neighbours.changeNeighbour(neighbour);
  }

  @Override
  public void deleteNeighbour(Neighbour neighbour) {
    neighbours.deleteNeighbour(neighbour);
  }

  // Numbers of namespaces.

  @Override
  public Optional<Integer> namespaceId(NetworkNamespace other) {
    return namespaces.namespaceId(other);
  }

  @Override
  public int assignNamespaceId(NetworkNamespace other) {
    return namespaces.assignNamespaceId(other);
  }

  // Settings.

  @Override
  public int setting(IpSetting setting) {
    return settings.setting(setting);
  }

  @Override
  public void changeSetting(IpSetting setting, int value) {
    settings.changeSetting(setting, value);
  }

  @Override
  public void close() {
    client.close();
  }
}
