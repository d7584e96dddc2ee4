package io.wgnetlink.failover.simulation;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkStatistics;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.BatchObserver;
import io.wgnetlink.netlink.BatchOptions;
import io.wgnetlink.netlink.BatchSummary;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Consistency;
import io.wgnetlink.route.DesiredRoutes;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RoutePlan;
import io.wgnetlink.route.RouteSnapshot;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.SingleNexthop;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.UpdateReport;
import io.wgnetlink.wireguard.WireGuard;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The WireGuard devices, the links and the routing of a host: {@link FakeRouting}, then cryptokey
 * routing, then a {@link SimulatedTunnel}.
 */
public final class FakeKernel implements WireGuard, RouteNetlink, UnneededRequests {
  private static final class FakePeer {
    private final PublicKey key;
    private SimulatedTunnel.End end;
    private Optional<Endpoint> endpoint = Optional.empty();
    private final List<IpPrefix> allowedIps = new ArrayList<>();

    private FakePeer(PublicKey key) {
      this.key = key;
    }
  }

  private static final class FakeDevice {
    private final int index;
    private final List<FakePeer> peers = new ArrayList<>();
    private final List<InterfaceAddress> addresses = new ArrayList<>();
    private int fwmark;
    private long rejected;
    private boolean up = true;

    private FakeDevice(int index) {
      this.index = index;
    }
  }

  private final Map<InterfaceName, FakeDevice> devices = new LinkedHashMap<>();
  private int lastIndex = 1;
  private final FakeRouting routing = new FakeRouting();
  /** The mark that packets to an address have, by which rules choose another table than main. */
  public ToIntFunction<InetAddress> marks = to -> 0;
  /** Runs before every reading of a device: time that it takes, or what it throws. */
  public Runnable onRead = () -> {};
  /** Runs before every change, with its text in {@link #writes}: time, or what it throws. */
  public Consumer<String> onWrite = w -> {};
  /** Runs before every reading of routes. */
  public Consumer<RouteFilter> onVisit = filter -> {};
  /** Runs before each peer of a change is carried out: what it throws leaves the rest undone. */
  public Consumer<PeerUpdate> onPeer = p -> {};
  /** Where the tunnels of removed peers end, should they come back. */
  private final Map<PublicKey, SimulatedTunnel.End> ends = new LinkedHashMap<>();
  /** Settings by their names for sysctl(8). */
  public final Map<String, Integer> settings = new HashMap<>();
  /** What was asked to be changed, in order. */
  public final List<String> writes = new ArrayList<>();
  /** What every reading of a device answers, when set. */
  public Errno readError;
  /** What every change of a route or nexthop object answers, when set. */
  public Errno routeError;
  /** What every question for an interface by its name answers, when set. */
  public Errno linkError;
  /** What every question about a nexthop object answers, when set, as EOPNOTSUPP of old kernels. */
  public Errno nexthopError;

  // ---- setting up -----------------------------------------------------------------------------

  public FakeKernel device(String name, String... addresses) {
    FakeDevice device = new FakeDevice(++lastIndex);
    for (String address : addresses) {
      device.addresses.add(InterfaceAddress.parse(address));
    }
    devices.put(InterfaceName.of(name), device);
    return this;
  }

  public FakeKernel fwmark(String name, int mark) {
    devices.get(InterfaceName.of(name)).fwmark = mark;
    return this;
  }

  public FakeKernel peer(
      String device, PublicKey key, SimulatedTunnel.End end, String... allowedIps) {
    FakePeer peer = new FakePeer(key);
    peer.end = end;
    for (String allowed : allowedIps) {
      peer.allowedIps.add(IpPrefix.parse(allowed));
    }
    devices.get(InterfaceName.of(device)).peers.add(peer);
    return this;
  }

  public FakeKernel endpoint(String device, PublicKey key, String endpoint) {
    find(devices.get(InterfaceName.of(device)), key).get().endpoint =
        Optional.of(Endpoint.parse(endpoint));
    return this;
  }

  public FakeKernel route(String prefix, String device, int metric, int protocol) {
    routing.put(Route.builder(IpPrefix.parse(prefix))
        .oif(devices.get(InterfaceName.of(device)).index)
        .metric(metric)
        .protocol(protocol)
        .build());
    return this;
  }

  public FakeKernel route(String prefix, String device) {
    return route(prefix, device, 0, Route.PROTOCOL_BOOT);
  }

  public void removeAddress(String device, String address) {
    devices.get(InterfaceName.of(device)).addresses.remove(InterfaceAddress.parse(address));
  }

  /** Sets how many packets an interface dropped because of their source. */
  public void rejected(String device, long packets) {
    devices.get(InterfaceName.of(device)).rejected = packets;
  }

  /** Sets an interface up or down; its routes and nexthop objects go without a word. */
  public void setUp(String device, boolean up) {
    FakeDevice found = devices.get(InterfaceName.of(device));
    found.up = up;
    if (!up) {
      routing.removeBy(found.index);
    }
  }

  private void requireUp(NexthopObject object) {
    boolean down = devices.values().stream()
        .anyMatch(d -> !d.up && ((SingleNexthop) object).oif().equals(Optional.of(d.index)));
    if (down) {
      throw new NetlinkException("change " + object, new Errno(100), ExtendedAck.NONE, "");
    }
  }

  public FakeKernel routeIn(int number, String prefix, String device) {
    routing.put(Route.builder(IpPrefix.parse(prefix))
        .oif(devices.get(InterfaceName.of(device)).index)
        .table(number)
        .build());
    return this;
  }

  public void removeRoutesIn(int number, String prefix) {
    routing.removeIf(r -> r.table() == number && r.destination().equals(IpPrefix.parse(prefix)));
  }

  public void removeRoutes(String prefix) {
    routing.removeIf(r -> r.destination().equals(IpPrefix.parse(prefix)));
  }

  public void removePeer(String device, PublicKey key) {
    devices.get(InterfaceName.of(device)).peers.removeIf(p -> p.key.equals(key));
  }

  // ---- looking at it --------------------------------------------------------------------------

  /** Returns all routes and allowed IPs, to compare before and after. */
  public String picture() {
    StringBuilder text = new StringBuilder(routing.picture());
    devices.forEach((name, device) -> device.peers.forEach(p -> text.append(name)
        .append(' ')
        .append(p.key)
        .append(' ')
        .append(p.allowedIps.stream().sorted().collect(Collectors.toList()))
        .append('\n')));
    return text.toString();
  }

  public List<Route> routesTo(String prefix) {
    return routing.to(IpPrefix.parse(prefix));
  }

  public List<IpPrefix> allowedIps(String device, PublicKey key) {
    return find(devices.get(InterfaceName.of(device)), key).get().allowedIps;
  }

  /** Sends a packet where routes and allowed IPs lead; returns the interface, or why not. */
  public String send(InetAddress to, SimulatedTunnel.Payload payload) {
    Optional<Route> route = routing.best(to, marks.applyAsInt(to), Optional.empty());
    if (route.isEmpty()) {
      return "ENETUNREACH";
    }
    Map.Entry<InterfaceName, FakeDevice> out = devices.entrySet().stream()
        .filter(e -> route.get().uses(e.getValue().index))
        .findFirst()
        .orElseThrow();
    Optional<FakePeer> peer = holder(out.getValue(), to);
    if (peer.isEmpty() || peer.get().end == null) {
      return "ENOKEY";
    }
    peer.get().end.send(payload);
    return out.getKey().value();
  }

  /** Returns the peer that an interface sends packets to an address to. */
  public PublicKey holder(String device, InetAddress to) {
    return holder(devices.get(InterfaceName.of(device)), to).orElseThrow().key;
  }

  private static Optional<FakePeer> holder(FakeDevice device, InetAddress to) {
    return device.peers.stream()
        .filter(p -> longest(p, to) >= 0)
        .max(Comparator.comparingInt(p -> longest(p, to)));
  }

  private static int longest(FakePeer peer, InetAddress to) {
    return peer.allowedIps.stream()
        .filter(a -> a.contains(to))
        .mapToInt(IpPrefix::length)
        .max()
        .orElse(-1);
  }

  // ---- WireGuard ------------------------------------------------------------------------------

  @Override
  public List<InterfaceName> interfaces() {
    return List.copyOf(devices.keySet());
  }

  @Override
  public Device device(InterfaceName name) {
    onRead.run();
    if (readError != null) {
      throw new NetlinkException("read " + name, readError, ExtendedAck.NONE, "");
    }
    FakeDevice device = devices.get(name);
    if (device == null) {
      throw new NetlinkException("read " + name, Errno.ENODEV, ExtendedAck.NONE, "");
    }
    Device.Builder builder = Device.builder(name).index(device.index).fwmark(device.fwmark);
    for (FakePeer peer : device.peers) {
      Peer.Builder one = Peer.builder(peer.key).allowedIps(peer.allowedIps);
      peer.endpoint.ifPresent(one::endpoint);
      if (peer.end != null) {
        one.rxBytes(peer.end.rx).txBytes(peer.end.tx);
        if (peer.end.handshake >= 0) {
          one.latestHandshake(Instant.ofEpochSecond(1_000_000, peer.end.handshake));
        }
      }
      builder.peer(one.build());
    }
    return builder.build();
  }

  @Override
  public UpdateReport apply(DeviceUpdate update) {
    write("wireguard " + update.name() + " " + update.peers());
    FakeDevice device = devices.get(update.name());
    for (PeerUpdate change : update.peers()) {
      onPeer.accept(change);
      if (change.removed()) {
        find(device, change.publicKey()).ifPresent(p -> ends.put(p.key, p.end));
        device.peers.removeIf(p -> p.key.equals(change.publicKey()));
        continue;
      }
      Optional<FakePeer> present = find(device, change.publicKey());
      if (present.isEmpty() && change.updateOnly()) {
        continue;
      }
      FakePeer peer = present.orElseGet(() -> {
        FakePeer created = new FakePeer(change.publicKey());
        created.end = ends.get(change.publicKey());
        if (created.end != null) {
          created.end.recreate();
        }
        device.peers.add(created);
        return created;
      });
      change.endpoint().ifPresent(endpoint -> peer.endpoint = Optional.of(endpoint));
      for (IpPrefix prefix : change.allowedIps()) {
        device.peers.forEach(p -> p.allowedIps.remove(prefix));
        peer.allowedIps.add(prefix);
      }
    }
    return new UpdateReport(1, List.of());
  }

  private static Optional<FakePeer> find(FakeDevice device, PublicKey key) {
    return device.peers.stream().filter(p -> p.key.equals(key)).findFirst();
  }

  // ---- rtnetlink ------------------------------------------------------------------------------

  @Override
  public List<Link> links() {
    return devices.entrySet().stream()
        .map(e -> link(e.getKey(), e.getValue()))
        .collect(Collectors.toList());
  }

  @Override
  public Optional<Link> link(InterfaceName name) {
    if (linkError != null) {
      throw new NetlinkException("get link " + name, linkError, ExtendedAck.NONE, "");
    }
    return Optional.ofNullable(devices.get(name)).map(d -> link(name, d));
  }

  @Override
  public Optional<Link> link(int index) {
    return links().stream().filter(l -> l.index() == index).findFirst();
  }

  private static Link link(InterfaceName name, FakeDevice device) {
    return Link.builder(device.index, name)
        .kind("wireguard")
        .flags(device.up ? Set.of(LinkFlag.UP) : Set.of())
        .mtu(1420)
        .statistics(statistics(device.rejected))
        .build();
  }

  private static LinkStatistics statistics(long rejected) {
    return new LinkStatistics(
        0, 0, 0, 0, rejected, 0, 0, 0, 0, 0, 0, 0, 0, rejected, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public Map<Integer, List<InterfaceAddress>> addresses() {
    return devices.values().stream().collect(Collectors.toMap(d -> d.index, d -> d.addresses));
  }

  @Override
  public List<InterfaceAddress> addresses(int index) {
    return addresses().getOrDefault(index, List.of());
  }

  @Override
  public void addRoute(Route route) {
    write("add " + route);
    failIfAsked(route);
    routing.add(route);
  }

  @Override
  public void replaceRoute(Route route) {
    write("replace " + route);
    failIfAsked(route);
    routing.replace(route);
  }

  @Override
  public void deleteRoute(Route route) {
    write("delete " + route);
    failIfAsked(route);
    routing.delete(route);
  }

  private void write(String change) {
    writes.add(change);
    onWrite.accept(change);
  }

  private void failIfAsked(Object route) {
    if (routeError != null) {
      throw new NetlinkException("change " + route, routeError, ExtendedAck.NONE, "");
    }
  }

  @Override
  public Route lookup(RouteLookup lookup) {
    return routing
        .best(lookup.destination(), marks.applyAsInt(lookup.destination()), lookup.oif())
        .orElseThrow(() ->
            new NetlinkException("look up " + lookup, Errno.ENETUNREACH, ExtendedAck.NONE, ""));
  }

  @Override
  public RouteSnapshot readRoutes(RouteFilter filter) {
    onVisit.accept(filter);
    List<Route> found = routing.routes().filter(filter::matches).collect(Collectors.toList());
    return new RouteSnapshot(found, Consistency.COMPLETE, 1);
  }

  @Override
  public BatchSummary changeRoutes(
      Iterator<RouteChange> changes, BatchOptions options, BatchObserver observer) {
    if (observer != BatchObserver.NONE) {
      throw new UnsupportedOperationException("an observer of a batch");
    }
    return FakeBatch.run(this, changes, options);
  }

  /** Settings are 0 unless {@link #settings} says otherwise. */
  @Override
  public int setting(IpSetting setting) {
    return settings.getOrDefault(setting.toString(), 0);
  }

  // ---- nexthop objects ------------------------------------------------------------------------

  @Override
  public List<NexthopObject> nexthops(NexthopFilter filter) {
    if (nexthopError != null) {
      throw new NetlinkException("list nexthops", nexthopError, ExtendedAck.NONE, "");
    }
    return routing.nexthops().all().stream().filter(filter::matches).collect(Collectors.toList());
  }

  @Override
  public Optional<NexthopObject> nexthop(int id) {
    if (nexthopError != null) {
      throw new NetlinkException("get nexthop " + id, nexthopError, ExtendedAck.NONE, "");
    }
    return routing.nexthops().find(id);
  }

  @Override
  public NexthopObject addNexthop(NexthopObject object) {
    write("add nexthop " + object);
    failIfAsked(object);
    requireUp(object);
    return routing.nexthops().add(object);
  }

  @Override
  public void replaceNexthop(NexthopObject object) {
    write("replace nexthop " + object);
    failIfAsked(object);
    requireUp(object);
    routing.nexthops().put(object);
  }

  @Override
  public void deleteNexthop(int id) {
    write("delete nexthop " + id);
    failIfAsked(id);
    routing.deleteNexthop(id);
  }

  // ---- rules ----------------------------------------------------------------------------------

  @Override
  public List<Rule> rules() {
    return routing.rules();
  }

  @Override
  public List<Rule> rules(AddressFamily family) {
    return routing.rules().stream().filter(r -> r.family() == family).collect(Collectors.toList());
  }

  @Override
  public Rule addRule(Rule rule) {
    write("add rule " + rule);
    routing.add(rule);
    return rule;
  }

  @Override
  public void deleteRule(Rule rule) {
    write("delete rule " + rule);
    routing.delete(rule);
  }

  // ---- not needed -----------------------------------------------------------------------------

  @Override
  public void changeRoute(Route route) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void appendRoute(Route route) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RoutePlan plan(DesiredRoutes desired) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deleteLink(InterfaceName name) {
    routing.removeBy(devices.remove(name).index);
  }

  @Override
  public void close() {}
}
