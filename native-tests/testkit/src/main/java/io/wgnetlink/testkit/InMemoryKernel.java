package io.wgnetlink.testkit;

import io.wgnetlink.monitor.RouteMirror;
import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.internal.NamespaceFactory;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.testkit.internal.KernelOptions;
import io.wgnetlink.testkit.internal.MemoryKernel;
import io.wgnetlink.testkit.internal.MemoryNamespace;
import io.wgnetlink.testkit.internal.Refusal;
import io.wgnetlink.testkit.internal.routing.Network;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import io.wgnetlink.wireguard.internal.KernelWireGuard;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A kernel in memory, so that programs that control WireGuard and routes are tested without root,
 * without Linux, and with everything going wrong that can.
 *
 * <p><b>Mechanism.</b> Only the sockets are replaced. The clients are the real ones: they encode an
 * update into the messages that they would send, split it where they would, and decode what comes
 * back; this kernel reads the messages and carries them out in the order and with the quirks of
 * Linux. So an error is the same object with the same words, an update that fails half-way leaves
 * the same half, and a reading that a change interrupts is read again. Both are held to one
 * conformance suite each, and to each other by random steps.
 *
 * <p><b>WireGuard, as {@code drivers/net/wireguard} does it.</b> A prefix that is given to a second
 * peer moves there without a word, and is the last of its list; host bits are masked; a peer with
 * the device's own key is ignored, and setting a private key removes the peer that has it; the
 * private key is clamped; removing or only updating an unknown peer is no error; a listen port is
 * bound when the interface is up, and refused when it is taken; nothing is taken back after a
 * failure.
 *
 * <p><b>Links, addresses, routes, rules and nexthop objects, as rtnetlink does them.</b> There is
 * {@code lo}, which is down, and all interfaces are links. An address brings routes of the kernel's
 * along; links that go down lose their routes, and of their addresses the IPv6 ones; a gateway has
 * to be on a link; a packet goes by the rules, the narrowest prefix and the smallest metric; a
 * nexthop object takes its routes along. Lifetimes and expiries end by the clock of this kernel,
 * when it is asked next or {@link #expire} is called. Errors have the numbers of Linux. A
 * {@link RouteMonitor} and a {@link RouteMirror} hear what they would hear there, so nothing of
 * most IPv4 routes that go; they need no Netty here, and {@link #loseEvents} overruns them.
 *
 * <p><b>What it does not do.</b> No packet moves: a test says what would have happened
 * ({@link #peer}) and asks where a packet would go ({@link #routeOf}, {@link RouteNetlink#lookup},
 * which of several ways takes the first). There is one namespace. No IPv6 address is made by
 * itself, and none is looked for before it is used. What else is not modelled is refused by an
 * {@link UnsupportedOperationException} that names it, so that no test passes by chance: links of
 * other kinds than wireguard, dummy, bridge and veth, and ports of a bridge; neighbours; resilient
 * groups; encapsulations, source routes, weights of IPv6 ways; rules by tunnel id, flow label or
 * code point; VRFs; lookups of packets that come in by a link, or of multicast; ways of making IPv6
 * addresses; events of other protocols.
 *
 * <pre>{@code
 * InMemoryKernel kernel = InMemoryKernel.create();
 * kernel.addInterface(wg0);
 * try (WireGuard wireGuard = kernel.wireGuard()) {
 *   wireGuard.apply(DeviceUpdate.of(wg0).peer(PeerUpdate.of(hub).allowedIp(net)).build());
 *   kernel.peer(wg0, hub).completeHandshake().receive(148);
 *   kernel.failNext(Errno.ENOBUFS);
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class InMemoryKernel {
  /** {@code MAX_PEERS_PER_DEVICE}, {@code drivers/net/wireguard/messages.h}. */
  public static final int MAX_PEERS = 1 << 20;

  /** How long a client reads again what is interrupted; tests do not wait for the usual 5 s. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  private final ArmedFaults faults = new ArmedFaults();
  private final InstantSource clock;
  private final MemoryKernel kernel;
  private final Network network;

  private InMemoryKernel(Builder builder) {
    clock = builder.clock;
    kernel = new MemoryKernel(
        "net:[in memory " + NAMESPACES.incrementAndGet() + "]",
        new KernelOptions(builder.wireGuard, builder.maxPeers, builder.allowedIpRemoval),
        faults);
    network = new Network(kernel, clock);
  }

  /**
   * Returns a kernel of the newest kind, with the system's clock and no interface but {@code lo}.
   */
  public static InMemoryKernel create() {
    return builder().build();
  }

  /** Returns a builder of a kernel that differs from {@link #create}'s. */
  public static Builder builder() {
    return new Builder();
  }

  // ---- clients --------------------------------------------------------------------------------

  /**
   * Returns a new client, the caller's to close.
   *
   * @throws NetlinkException with {@code ENOENT} when this kernel was made without WireGuard
   */
  public WireGuard wireGuard() {
    try (NetworkNamespace namespace = namespace()) {
      return KernelWireGuard.open(namespace, PATIENCE);
    }
  }

  /** Returns a new client of links, addresses and routes, the caller's to close. */
  public RouteNetlink routeNetlink() {
    try (NetworkNamespace namespace = namespace()) {
      return RouteNetlink.open(namespace);
    }
  }

  /** Returns a new handle of the one namespace, the caller's to close. It has no descriptor. */
  public NetworkNamespace namespace() {
    return NamespaceFactory.namespace(
        new MemoryNamespace(kernel, network.protocol(), network.multicast()));
  }

  // ---- interfaces -----------------------------------------------------------------------------

  /**
   * Adds a WireGuard interface, which is down.
   *
   * @throws NetlinkException with {@code EEXIST} when there is an interface of this name
   */
  public void addInterface(InterfaceName name) {
    addInterface(name, "wireguard");
  }

  /**
   * Adds an interface that is not WireGuard's.
   *
   * @param kind for example {@code dummy}
   * @throws NetlinkException with {@code EEXIST} when there is an interface of this name
   */
  public void addInterface(InterfaceName name, String kind) {
    ask("create link " + name, () -> network.addLink(name, kind, 0));
  }

  /**
   * Removes an interface and all that it knew.
   *
   * @throws NetlinkException with {@code ENODEV} when there is none
   */
  public void removeInterface(InterfaceName name) {
    ask("delete link " + name, () -> network.delete(kernel.require(name)));
  }

  /**
   * Sets an interface up, which binds its listen port, a free one when none was set.
   *
   * @throws NetlinkException with {@code ENODEV} when there is none, with {@code EADDRINUSE} when
   *     the port is taken
   */
  public void up(InterfaceName name) {
    ask("change link " + name, () -> network.setUp(kernel.require(name), true));
  }

  /**
   * Sets an interface down, which releases its port.
   *
   * @throws NetlinkException with {@code ENODEV} when there is none
   */
  public void down(InterfaceName name) {
    ask("change link " + name, () -> network.setUp(kernel.require(name), false));
  }

  /**
   * Returns the peer of a device that a packet to this address goes to (cryptokey routing).
   *
   * @throws NetlinkException with {@code ENODEV} when there is no such interface, with
   *     {@code EOPNOTSUPP} when it is not WireGuard's
   */
  public Optional<PublicKey> routeOf(InterfaceName device, InetAddress destination) {
    return answer(
        "route " + IpAddresses.format(destination) + " by " + device,
        () -> kernel.device(device).routeOf(destination));
  }

  /** Lets go what has expired by the clock, with its events; every request does so as well. */
  public void expire() {
    kernel.locked(network::expire);
  }

  /** Returns the other end of a tunnel, for the test to play; the peer need not be there yet. */
  public InMemoryPeer peer(InterfaceName device, PublicKey key) {
    return new InMemoryPeer(kernel, clock, device, key);
  }

  // ---- trouble --------------------------------------------------------------------------------

  /** Arms a fault, beside those that are armed already. */
  public void inject(Fault fault) {
    faults.arm(fault);
  }

  /** Refuses the next request: {@code inject(Fault.refuse(errno))}. */
  public void failNext(Errno errno) {
    inject(Fault.refuse(errno));
  }

  /** Refuses the next requests: {@code inject(Fault.refuse(errno).times(requests))}. */
  public void failNext(int requests, Errno errno) {
    inject(Fault.refuse(errno).times(requests));
  }

  /** Disarms all faults. */
  public void clearFaults() {
    faults.disarmAll();
  }

  /**
   * Does something of which no subscription hears: every {@link RouteMonitor} and
   * {@link RouteMirror} is told of an overrun instead, and loses what else happens until then. So
   * it is also when nothing happens.
   */
  public void loseEvents(Runnable change) {
    kernel.locked(() -> network.loseEvents(true));
    try {
      change.run();
    } finally {
      kernel.locked(() -> network.loseEvents(false));
    }
  }

  /** Gives {@code CAP_NET_ADMIN} to the process or takes it: without, reading fails as well. */
  public void setNetAdmin(boolean granted) {
    kernel.locked(() -> kernel.setNetAdmin(granted));
  }

  /**
   * Binds a UDP port for a socket that is none of WireGuard's.
   *
   * @throws NetlinkException with {@code EADDRINUSE} when it is taken
   */
  public void occupyPort(int port) {
    ask("bind port " + port, () -> kernel.occupyPort(port));
  }

  /** Closes the socket of {@link #occupyPort}. */
  public void releasePort(int port) {
    kernel.locked(() -> kernel.releasePort(port));
  }

  /**
   * Returns how many messages have asked for a change until now, refused ones included, so that a
   * test can see that nothing was asked.
   */
  public long changeRequests() {
    return kernel.locked(kernel::changes);
  }

  private void ask(String operation, Runnable change) {
    answer(operation, () -> {
      change.run();
      return true;
    });
  }

  private <T> T answer(String operation, Supplier<T> question) {
    try {
      return kernel.locked(question);
    } catch (Refusal e) {
      throw new NetlinkException(operation, e.errno(), ExtendedAck.NONE, "");
    }
  }

  @Override
  public String toString() {
    return "kernel in memory";
  }

  /** Collects what is to be different from {@link #create}'s kernel; not thread-safe. */
  public static final class Builder {
    private InstantSource clock = InstantSource.system();
    private int maxPeers = MAX_PEERS;
    private boolean allowedIpRemoval = true;
    private boolean wireGuard = true;

    private Builder() {}

    /** Sets the clock that handshakes are stamped with, and that lifetimes and expiries end by. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /** Sets how many peers a device can have; another one is refused with {@code ENOMEM}. */
    public Builder maxPeers(int peers) {
      maxPeers = peers;
      return this;
    }

    /** Makes it a kernel before Linux 6.16, which cannot remove a single allowed IP. */
    public Builder withoutAllowedIpRemoval() {
      allowedIpRemoval = false;
      return this;
    }

    /** Makes it a kernel without the WireGuard module. */
    public Builder withoutWireGuard() {
      wireGuard = false;
      return this;
    }

    public InMemoryKernel build() {
      return new InMemoryKernel(this);
    }
  }
}
