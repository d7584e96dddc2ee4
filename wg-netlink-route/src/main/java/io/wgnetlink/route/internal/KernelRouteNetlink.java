package io.wgnetlink.route.internal;

import io.wgnetlink.link.AddressFilter;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.BatchObserver;
import io.wgnetlink.netlink.BatchOptions;
import io.wgnetlink.netlink.BatchSummary;
import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageReader;
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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The client of the kernel's rtnetlink. */
public final class KernelRouteNetlink implements RouteNetlink {
  private final NetlinkClient client;
  private final KernelAddresses addresses;
  private final KernelNexthops nexthops;
  private final KernelRules rules;
  private final KernelNeighbours neighbours;
  private final KernelNamespaces namespaces;

  private KernelRouteNetlink(NetlinkClient client) {
    this.client = client;
    this.addresses = new KernelAddresses(client);
    this.nexthops = new KernelNexthops(client);
    this.rules = new KernelRules(client);
    this.neighbours = new KernelNeighbours(client);
    this.namespaces = new KernelNamespaces(client);
  }

  public static KernelRouteNetlink open(NetworkNamespace namespace) {
    return new KernelRouteNetlink(NetlinkClient.open(namespace, NetlinkProtocol.ROUTE));
  }

  // Links.

  @Override
  public List<Link> links() {
    List<Link> links = new ArrayList<>();
    dump(LinkMessages.dump(), links::clear, message -> links.add(LinkMessages.decode(message)));
    return links;
  }

  @Override
  public Optional<Link> link(InterfaceName name) {
    return findLink(LinkMessages.get(name));
  }

  @Override
  public Optional<Link> link(int index) {
    return findLink(LinkMessages.get(index));
  }

  private Optional<Link> findLink(Request request) {
    try {
      return Optional.of(get(request, LinkMessages::decode));
    } catch (NetlinkException e) {
      if (e.is(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Link createLink(LinkSpec spec) {
    client.execute(LinkMessages.create(spec));
    if (spec.up() && spec.peer().isPresent()) {
      setPeerUp(spec, spec.peer().get());
    }
    return link(spec.name())
        .orElseThrow(() -> new NetlinkException(
            "read link " + spec.name(), "it was created, and then deleted or renamed by another"));
  }

  /**
   * The kernel makes the other end of a veth pair first and cannot set it up (ENOTCONN) before the
   * pair is complete: so that is a request of its own, in the namespace of that end.
   */
  private void setPeerUp(LinkSpec spec, LinkSpec.Peer peer) {
    Request up = LinkMessages.change(peer.name(), LinkChange.builder().up().build());
    try {
      if (peer.namespace().isEmpty()) {
        client.execute(up);
      } else {
        try (NetlinkClient there =
            NetlinkClient.open(peer.namespace().get(), NetlinkProtocol.ROUTE)) {
          there.execute(up);
        }
      }
    } catch (NetlinkException e) {
      deleteLink(spec.name());
      throw e;
    }
  }

  @Override
  public void deleteLink(InterfaceName name) {
    client.execute(LinkMessages.delete(name));
  }

  @Override
  public void deleteLink(int index) {
    client.execute(LinkMessages.delete(index));
  }

  @Override
  public void changeLink(InterfaceName name, LinkChange change) {
    if (change.name().isPresent() || change.bridgePortIsolated().isPresent()) {
      // A message has room for one name, and a port takes two messages.
      changeLink(get(LinkMessages.get(name), LinkMessages::decode).index(), change);
      return;
    }
    client.execute(LinkMessages.change(name, change));
  }

  /**
   * The kernel hands the settings of a port to the master that the link had before the message: so
   * a new master goes first.
   */
  @Override
  public void changeLink(int index, LinkChange change) {
    if (change.bridgePortIsolated().isPresent() && change.master().isPresent()) {
      int master = change.master().get();
      client.execute(
          LinkMessages.change(index, LinkChange.builder().master(master).build()));
    }
    client.execute(LinkMessages.change(index, change));
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
    return get(RouteMessages.lookup(lookup), RouteMessages::decode);
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

  private <T> T get(Request request, Function<MessageReader, T> decoder) {
    List<T> found = new ArrayList<>(1);
    client.get(request, message -> found.add(decoder.apply(message)));
    return found.get(0);
  }

  private void dump(Request request, Runnable restart, Consumer<MessageReader> visitor) {
    client.dump(request, new DumpVisitor() {
      @Override
      public void begin(int attempt) {
        restart.run();
      }

      @Override
      public void message(MessageReader message) {
        visitor.accept(message);
      }
    });
  }

  @Override
  public void close() {
    client.close();
  }
}
