package io.wgnetlink.failover;

import io.wgnetlink.failover.evidence.EchoProbe;
import io.wgnetlink.failover.evidence.IcmpEchoProbe;
import io.wgnetlink.failover.evidence.NudgeProbe;
import io.wgnetlink.failover.evidence.UdpNudgeProbe;
import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.GroupExplanation;
import io.wgnetlink.failover.model.Order;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.Warning;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.WireGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the traffic of prefixes on a working path: watches the tunnels of one network namespace,
 * decides from evidence, and moves the prefixes.
 *
 * <pre>{@code
 * Group hubB = new Group("hub-b",
 *     Set.of(IpPrefix.parse("fd00::1:0/112"), IpPrefix.parse("172.29.0.16/28")),
 *     List.of(Path.of("direct", new Tunnel(wgB, keyOfB)),
 *         Path.of("permanent", new Tunnel(wgA, keyOfA))));
 * try (FailoverController controller = FailoverController.builder(
 *         FailoverConfiguration.of(hubB).build(), wireGuard, routeNetlink, namespace)
 *     .listener(listener)
 *     .build()) {
 *   controller.start();
 *   ...
 * }
 * }</pre>
 *
 * <h2>Three threads, three roles</h2>
 *
 * <ul>
 *   <li><b>wg-failover-decision</b> runs the state machine: evidence in, actions out. It makes no
 *       system call, so nothing that the kernel does can make a tunnel look dead.
 *   <li><b>wg-failover-probe</b> sends nudges and echo requests (whose replies another thread,
 *       <b>wg-failover-echo</b>, waits for). It makes no netlink request, since one can wait
 *       seconds for the kernel's RTNL lock.
 *   <li><b>wg-failover-kernel</b> makes every netlink request: it reads the devices (each second,
 *       or each 250 ms while something is suspect) and carries out the switches, so that no two
 *       overlap.
 * </ul>
 *
 * <p>Evidence carries the time at which it was taken, not that at which it is looked at: of a
 * reading, the time before it. A decision loop that was held up therefore decides late, and not
 * wrongly. What happens between readings that are too far apart is discarded by the state machine.
 *
 * <h2>Failure</h2>
 *
 * <p>A reading that fails freezes the tunnels of that device. A switch that fails is tried again
 * with growing pauses, from 5 s to 60 s; after each failure the kernel is read again for what is
 * there. Nothing of this ends the controller.
 *
 * <h2>What it needs and what it leaves</h2>
 *
 * <p>It needs {@code CAP_NET_ADMIN} in the namespace, and tunnels with their addresses, keys and
 * wide routes set up by somebody else. What it adds are narrow routes and nexthop objects with its
 * own protocol number (route mode), allowed IPs of the groups' prefixes (allowed-IPs mode), for
 * each peer without a pinned address one made-up address with its route, and what a lease is made
 * of. {@link #close} removes these, except what {@link ShutdownPolicy#RETAIN} keeps. A process that
 * is killed leaves them, and the next one takes them over.
 *
 * <p>In route mode a {@link io.wgnetlink.failover.model.Lease} bounds how long the traffic of a
 * process that was killed, or hangs, stays where it is: with it the narrow routes are in a table of
 * their own, which packets reach only while the lease is held.
 *
 * <p>Detection needs nothing at the peer. But traffic comes back only if the peer's return path
 * turns as well: run a controller there too, unless its way back is by the permanent path anyhow.
 *
 * <p>Thread-safe. One controller for a namespace and a protocol number at a time: a second one, in
 * this or another process, does not start. Controllers with different protocol numbers have to look
 * after different prefixes, and one of them at most can have a lease.
 */
public final class FailoverController implements AutoCloseable {
  /** Where the lock files are. */
  private static final java.nio.file.Path LOCKS = java.nio.file.Path.of("/run/wg-failover");

  private final FailoverConfiguration configuration;
  private final Plan plan;
  private final Roles roles;
  private final Object namespace;
  private final java.nio.file.Path lockDirectory;
  private final Runnable atEnd;
  private @Nullable NamespaceLock lock;
  private boolean started;
  private boolean closed;

  private FailoverController(Builder builder, Plan plan, Executor executor, Runnable atEnd) {
    this.configuration = builder.configuration;
    this.plan = plan;
    this.namespace = builder.namespace;
    this.lockDirectory = builder.lockDirectory;
    this.atEnd = atEnd;
    this.roles = new Roles(builder, plan, executor);
  }

  /**
   * Starts a controller of the groups of a configuration.
   *
   * @param wireGuard a client in the namespace; stays the caller's, and has to outlive the
   *     controller
   * @param routes likewise
   * @param namespace where the tunnels are; the handle has to outlive the controller
   */
  public static Builder builder(
      FailoverConfiguration configuration,
      WireGuard wireGuard,
      RouteNetlink routes,
      NetworkNamespace namespace) {
    return new Builder(configuration, wireGuard, routes, namespace, Loops::threads)
        .probe(() -> new UdpNudgeProbe(namespace))
        .echo(answers -> IcmpEchoProbe.open(namespace, answers))
        .nftables(() -> Nftables.open(namespace))
        .changes(ChangeSource.of(namespace, configuration));
  }

  /**
   * Gives every tunnel a probe address, reads which path carries each group, and begins to watch.
   * Blocks until that is done. Moves nothing: traffic stays where it is until there is evidence.
   *
   * @throws IllegalStateException when it was started or closed before, or another controller runs
   *     in this namespace with this protocol number, in whatever process
   * @throws NetlinkException when the kernel refuses; what was added until then is removed again
   * @throws SwitchRefusedException when something foreign is in the way of a probe address;
   *     likewise
   */
  public synchronized void start() {
    if (started || closed) {
      throw new IllegalStateException("this controller was started before");
    }
    lock = NamespaceLock.take(namespace, configuration.protocol(), lockDirectory);
    started = true;
    try {
      roles.begin();
    } catch (RuntimeException e) {
      try {
        close();
      } catch (RuntimeException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
    roles.go();
  }

  /**
   * Returns what the check before the start found: settings of this host by which traffic may be
   * lost, each with its cure. They are logged as well.
   */
  public List<Warning> warnings() {
    return plan.warnings();
  }

  /** Returns how things stand; never blocks. */
  public FailoverStatus status() {
    return roles.decisions().status();
  }

  /**
   * Has a group carried by one of its paths, and by no other, until {@link #automatic} ends it.
   * Returns at once. The group moves as soon as the path can be used: not while it is down or was
   * never proved. From then on it stays there, also when the path dies.
   *
   * @throws IllegalArgumentException when there is no such group or path
   */
  public void use(String group, String path) {
    if (configuration.requireGroup(group).path(path).isEmpty()) {
      throw new IllegalArgumentException("group " + group + " has no path " + path);
    }
    roles.decisions().order(new Order.Use(group, path));
  }

  /**
   * Lets a group follow its policy again. Returns at once.
   *
   * @throws IllegalArgumentException when there is no such group
   */
  public void automatic(String group) {
    roles
        .decisions()
        .order(new Order.Automatic(configuration.requireGroup(group).name()));
  }

  /**
   * Takes the traffic off a tunnel, as before the maintenance of its other end: whatever goes by it
   * in any group moves to the best other path that is up, and nothing new is given to it while
   * there is another. Returns at once; the tunnel is free when {@link #status} shows no group
   * carried by it. In route mode nothing is lost by it; in allowed-IPs mode drain the tunnel at
   * both ends, within the time that packets may be lost for.
   *
   * @throws IllegalArgumentException when no path goes by the tunnel
   */
  public void drain(Tunnel tunnel) {
    roles.decisions().order(new Order.Drain(configuration.requireTunnel(tunnel)));
  }

  /**
   * Lets a tunnel carry traffic again. Returns at once; groups return as their policies say.
   *
   * @throws IllegalArgumentException when no path goes by the tunnel
   */
  public void undrain(Tunnel tunnel) {
    roles.decisions().order(new Order.Undrain(configuration.requireTunnel(tunnel)));
  }

  /**
   * Returns why each group is carried as it is, and what would have to change for each of its other
   * paths; never blocks. It is of the last event or up to a second old.
   */
  public List<GroupExplanation> explanations() {
    return roles.decisions().explanations();
  }

  /**
   * Returns {@link #explanations} in lines for people, and how the lease stands when one was asked
   * for; {@code *} marks the path that carries.
   */
  public String explain() {
    return Stream.concat(explanations().stream().map(Object::toString), roles.leaseText().stream())
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /**
   * Stops, and leaves the traffic as {@link ShutdownPolicy} says. Blocks until the kernel has done
   * it. Idempotent.
   *
   * @throws NetlinkException when something could not be removed
   * @throws SwitchRefusedException when routes stay because nothing else leads to the permanent
   *     path
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      roles.end(started);
    } finally {
      if (lock != null) {
        lock.close();
      }
      atEnd.run();
    }
  }

  /** Collects what a controller is made of. Not thread-safe. */
  public static final class Builder {
    final FailoverConfiguration configuration;
    final WireGuard wireGuard;
    final RouteNetlink routes;
    final Supplier<Loops> loops;
    private final Object namespace;
    FailoverListener listener = new FailoverListener() {};
    final List<EvidenceSource> sources = new ArrayList<>();
    EchoSource echo = answers -> Optional.empty();
    ChangeSource changes = ChangeSource.SILENT;
    private java.nio.file.Path lockDirectory = LOCKS;
    private @Nullable Executor executor;
    private @Nullable ProbeSource probe;
    private @Nullable Supplier<Nftables> nftables;

    /** Makes the probe. */
    interface ProbeSource {
      NudgeProbe open();
    }

    /** Makes the probe that sends echo requests, where that is permitted. */
    interface EchoSource {
      Optional<EchoProbe> open(EchoProbe.Answers answers);
    }

    Builder(
        FailoverConfiguration configuration,
        WireGuard wireGuard,
        RouteNetlink routes,
        Object namespace,
        Supplier<Loops> loops) {
      this.configuration = configuration;
      this.wireGuard = wireGuard;
      this.routes = routes;
      this.namespace = namespace;
      this.loops = loops;
    }

    Builder changes(ChangeSource source) {
      changes = source;
      return this;
    }

    Builder probe(ProbeSource source) {
      probe = source;
      return this;
    }

    Builder echo(EchoSource source) {
      echo = source;
      return this;
    }

    Builder nftables(Supplier<Nftables> source) {
      nftables = source;
      return this;
    }

    /** Sets who is told what happens. */
    public Builder listener(FailoverListener value) {
      listener = value;
      return this;
    }

    /** Adds a source of evidence, such as an implementation of BFD; none by default. */
    public Builder evidence(EvidenceSource source) {
      sources.add(source);
      return this;
    }

    /** Sets where the listener is called; a daemon thread of its own by default. */
    public Builder executor(Executor value) {
      executor = value;
      return this;
    }

    /**
     * Sets where the lock files are, by which controllers of several processes keep out of each
     * other's way; {@code /run/wg-failover} by default. It is made when it is not there. It has to
     * belong to root or to the user of this process, and nobody else may write to it. Containers
     * that share a network namespace should share it.
     */
    public Builder lockDirectory(java.nio.file.Path directory) {
      lockDirectory = directory;
      return this;
    }

    NudgeProbe requireProbe() {
      if (probe == null) {
        throw new IllegalStateException("no probe");
      }
      return probe.open();
    }

    /**
     * Reads the devices and routes, checks that the configuration can work, and returns a
     * controller that has not begun. Blocks on the kernel; changes nothing. Each call returns
     * another controller, with threads of its own.
     *
     * @throws ConfigurationRefusedException when it cannot work
     * @throws NetlinkException when the kernel cannot be read
     */
    public FailoverController build() {
      Plan plan = Plan.make(configuration, wireGuard, routes, Optional.ofNullable(nftables));
      try {
        return build(plan);
      } catch (RuntimeException e) {
        plan.lease().nftables().ifPresent(Nftables::close);
        throw e;
      }
    }

    private FailoverController build(Plan plan) {
      if (executor != null) {
        return new FailoverController(this, plan, executor, () -> {});
      }
      ExecutorService own = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "wg-failover-listener");
        thread.setDaemon(true);
        return thread;
      });
      return new FailoverController(this, plan, own, own::shutdown);
    }
  }
}
