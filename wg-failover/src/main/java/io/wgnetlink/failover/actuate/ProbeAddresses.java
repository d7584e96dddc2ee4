package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.ConfigurationRefusedException.Reason;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.Link;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Gives every tunnel an address that reaches its peer and nothing else, so that the peer can be
 * nudged whatever path carries the traffic.
 *
 * <p>In this order: the address that the configuration names; a pinned one, a /32 or /128 among the
 * peer's allowed IPs that is in no group and that the kernel routes by the tunnel's interface; else
 * a made-up one, from the discard prefix 100::/64 (RFC 6666), or from 198.18.0.0/15 (RFC 2544)
 * where the interface has no IPv6 address. A made-up address is known to this host only: it becomes
 * an allowed IP of the peer, and a route by the interface. The peer's WireGuard answers a packet to
 * it all the same, because it arms its keepalive before it looks at the inner addresses (measured
 * on 6.1 and 7.2).
 *
 * <p>A made-up address follows from interface and key, so that a process that follows one that was
 * killed finds the same again; where another peer or a group has it, the next one is taken. What
 * was added is removed by {@link #release}; the allowed IP by moving it, in one message, to a peer
 * that is made and removed for that purpose, since older kernels cannot remove one allowed IP and
 * replacing them all would drop packets.
 */
public final class ProbeAddresses {
  private static final long DISCARD_PREFIX = 0x0100_0000_0000_0000L;
  private static final int BENCHMARK_PREFIX = 0xc612_0000;
  private static final int BENCHMARK_HOSTS = 0x0001_ffff;
  /** How many addresses are tried for a peer; two peers rarely want the same one. */
  private static final int CANDIDATES = 256;

  private final WireGuard wireGuard;
  private final RouteNetlink routes;
  private final Ownership ownership;
  private final Set<IpPrefix> floating;
  private final Map<Tunnel, IpPrefix> madeUp = new LinkedHashMap<>();
  private final Set<IpPrefix> routed = new HashSet<>();

  /**
   * Creates a book of addresses, empty.
   *
   * @param floating the prefixes of all groups, which are no probe addresses
   */
  public ProbeAddresses(
      WireGuard wireGuard,
      RouteNetlink routes,
      Ownership ownership,
      Collection<IpPrefix> floating) {
    this.wireGuard = wireGuard;
    this.routes = routes;
    this.ownership = ownership;
    this.floating = Set.copyOf(floating);
  }

  /**
   * Sees to it that the path's peer can be nudged, and returns the address. Can be called again, as
   * when the peer was re-created.
   *
   * @throws ConfigurationRefusedException when the configured address does not lead to the peer
   * @throws NetlinkException when the kernel refuses
   */
  public InetAddress prepare(Path path) {
    Tunnel tunnel = path.tunnel();
    int index = routes
        .link(tunnel.device())
        .map(Link::index)
        .orElseThrow(
            () -> new SwitchRefusedException("interface " + tunnel.device() + " is not there"));
    try (Device device = wireGuard.device(tunnel.device())) {
      Optional<InetAddress> found = path.probeAddress().isPresent()
          ? Optional.of(configured(path, device))
          : pinned(device.peer(tunnel.peer()), index);
      if (found.isPresent()) {
        return found.get();
      }
      return makeUp(device, tunnel, index);
    }
  }

  private InetAddress configured(Path path, Device device) {
    InetAddress address = path.probeAddress().orElseThrow();
    requireUsable(path, device);
    int index = routes.link(path.tunnel().device()).map(Link::index).orElse(0);
    if (!leadsTo(address, index)) {
      addRoute(IpPrefix.host(address), index);
    }
    return address;
  }

  /**
   * Checks the address that the configuration names, if it does.
   *
   * @throws ConfigurationRefusedException when it is in a group or is not the peer's
   */
  void requireUsable(Path path, Device device) {
    if (path.probeAddress().isEmpty()) {
      return;
    }
    IpPrefix host = IpPrefix.host(path.probeAddress().get());
    if (floating.stream().anyMatch(f -> f.covers(host))) {
      throw new ConfigurationRefusedException(
          Reason.PROBE_ADDRESS,
          "the probe address of " + path + ", " + host + ", is in a group and would move with it");
    }
    if (!Cryptokey.holder(device, host).equals(Optional.of(path.tunnel().peer()))) {
      throw new ConfigurationRefusedException(
          Reason.PROBE_ADDRESS,
          "the probe address of " + path + ", " + host + ", is not among its peer's allowed IPs");
    }
  }

  /** Returns the addresses that the controller's own routes lead to, or shall lead to. */
  public Set<IpPrefix> routed() {
    return Set.copyOf(routed);
  }

  /**
   * Returns those of {@link #routed} to which there is no route, as when somebody flushed it, its
   * interface was down, or the kernel refused it.
   *
   * @throws NetlinkException when the kernel cannot be read
   */
  public Set<IpPrefix> gone() {
    Set<IpPrefix> gone = new HashSet<>(routed);
    if (!gone.isEmpty()) {
      for (AddressFamily family : AddressFamily.values()) {
        routes.routes(ownership.own(ownership.wideTables().get(0), family)).stream()
            .map(Route::destination)
            .forEach(gone::remove);
      }
    }
    return gone;
  }

  private Optional<InetAddress> pinned(Optional<Peer> peer, int index) {
    return peer.stream()
        .flatMap(p -> p.allowedIps().stream())
        .filter(a -> a.length() == a.family().bits())
        .filter(a -> floating.stream().noneMatch(f -> f.covers(a)))
        .filter(a -> !madeUp.containsValue(a) && !inMadeUpRange(a))
        .map(IpPrefix::address)
        .filter(a -> leadsTo(a, index))
        .findFirst();
  }

  private boolean leadsTo(InetAddress address, int index) {
    try {
      return routes.lookup(RouteLookup.of(address)).uses(index);
    } catch (NetlinkException e) {
      // No route, or one that refuses: not by this interface.
      return false;
    }
  }

  private InetAddress makeUp(Device device, Tunnel tunnel, int index) {
    IpPrefix address = choose(device, tunnel, familyOf(index));
    madeUp.put(tunnel, address);
    wireGuard.apply(DeviceUpdate.of(tunnel.device())
        .peer(PeerUpdate.of(tunnel.peer()).updateOnly().allowedIp(address))
        .build());
    addRoute(address, index);
    return address.address();
  }

  /** The one that the tunnel has already, or the first that is nobody else's. */
  private IpPrefix choose(Device device, Tunnel tunnel, AddressFamily family) {
    Stream<IpPrefix> kept = Stream.ofNullable(madeUp.get(tunnel)).filter(a -> a.family() == family);
    Stream<IpPrefix> candidates =
        IntStream.range(0, CANDIDATES).mapToObj(n -> madeUpFor(tunnel, family, n));
    return Stream.concat(kept, candidates)
        .filter(a -> isFree(a, device, tunnel))
        .findFirst()
        .orElseThrow(() -> new SwitchRefusedException(
            "no probe address can be made up for " + tunnel + ": others have all that were tried"));
  }

  private boolean isFree(IpPrefix address, Device device, Tunnel tunnel) {
    return floating.stream().noneMatch(f -> f.covers(address))
        && Cryptokey.exactHolder(device, address).map(tunnel.peer()::equals).orElse(true)
        && madeUp.entrySet().stream()
            .noneMatch(e -> e.getValue().equals(address) && !e.getKey().equals(tunnel));
  }

  private void addRoute(IpPrefix host, int index) {
    Route wanted = ownership.toHost(host, index);
    // Also where it fails: what is wanted and not there is gone, and tried again.
    routed.add(host);
    try {
      routes.addRoute(wanted);
    } catch (NetlinkException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      Optional<Route> own = new RouteTable(routes, ownership).toHost(host);
      if (own.isEmpty()) {
        throw new SwitchRefusedException("a route to the probe address " + host
            + " is there that is not the controller's; it was left alone");
      }
      if (!own.get().uses(index)) {
        routes.replaceRoute(wanted);
      }
    }
  }

  private AddressFamily familyOf(int index) {
    List<InetAddress> addresses = routes.addresses(index).stream()
        .map(InterfaceAddress::address)
        .filter(a -> !a.isLinkLocalAddress())
        .collect(Collectors.toList());
    boolean onlyIpv4 = !addresses.isEmpty()
        && addresses.stream().allMatch(a -> AddressFamily.of(a) == AddressFamily.IPV4);
    return onlyIpv4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
  }

  /** Returns the nth address that can be made up for a tunnel: always the same. */
  static IpPrefix madeUpFor(Tunnel tunnel, AddressFamily family, int nth) {
    ByteBuffer hash = ByteBuffer.wrap(hash(tunnel));
    byte[] address = family == AddressFamily.IPV6
        ? ByteBuffer.allocate(16)
            .putLong(DISCARD_PREFIX)
            .putLong(hash.getLong() + nth)
            .array()
        : ByteBuffer.allocate(4)
            .putInt(BENCHMARK_PREFIX | ((hash.getInt() + nth) & BENCHMARK_HOSTS))
            .array();
    return IpPrefix.host(IpAddresses.of(address));
  }

  static boolean inMadeUpRange(IpPrefix address) {
    return IpPrefix.parse("100::/64").covers(address)
        || IpPrefix.parse("198.18.0.0/15").covers(address);
  }

  private static byte[] hash(Tunnel tunnel) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(tunnel.device().value().getBytes(StandardCharsets.UTF_8));
      return digest.digest(tunnel.peer().bytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Removes what was added. What is gone already is no error; what the kernel refuses does not keep
   * the rest from being removed.
   *
   * @throws NetlinkException the first refusal, the others suppressed
   */
  public void release() {
    Failures failures = new Failures();
    RouteTable table = new RouteTable(routes, ownership);
    for (IpPrefix host : routed) {
      failures.collect(() -> table.toHost(host).ifPresent(routes::deleteRoute), Errno.ESRCH);
    }
    routed.clear();
    Map<InterfaceName, List<Tunnel>> byDevice = madeUp.keySet().stream()
        .collect(Collectors.groupingBy(Tunnel::device, LinkedHashMap::new, Collectors.toList()));
    byDevice.forEach(
        (device, tunnels) -> failures.collect(() -> discard(device, tunnels), Errno.ENODEV));
    madeUp.clear();
    failures.rethrow();
  }

  private void discard(InterfaceName device, List<Tunnel> tunnels) {
    List<IpPrefix> held = new ArrayList<>();
    try (Device read = wireGuard.device(device)) {
      for (Tunnel tunnel : tunnels) {
        IpPrefix address = Objects.requireNonNull(madeUp.get(tunnel));
        if (Cryptokey.exactHolder(read, address).equals(Optional.of(tunnel.peer()))) {
          held.add(address);
        }
      }
    }
    if (held.isEmpty()) {
      return;
    }
    try (PrivateKey nobody = PrivateKey.generate()) {
      PublicKey bin = nobody.publicKey();
      wireGuard.apply(DeviceUpdate.of(device)
          .peer(PeerUpdate.of(bin).allowedIps(held))
          .peer(PeerUpdate.remove(bin))
          .build());
    }
  }
}
