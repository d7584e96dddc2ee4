package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.Actuator;
import io.wgnetlink.failover.actuate.AllowedIpsActuator;
import io.wgnetlink.failover.actuate.ConfigurationCheck;
import io.wgnetlink.failover.actuate.LeaseOffer;
import io.wgnetlink.failover.actuate.Ownership;
import io.wgnetlink.failover.actuate.ProbeAddresses;
import io.wgnetlink.failover.actuate.RouteActuator;
import io.wgnetlink.failover.evidence.NudgeProbe;
import io.wgnetlink.failover.evidence.UdpNudgeProbe;
import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.LeaseState;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.WireGuard;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 *   <li><b>wg-failover-probe</b> sends nudges. It makes no netlink request, since one can wait
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
 * wide routes set up by somebody else. What it adds are narrow routes with its own protocol number
 * (route mode), allowed IPs of the groups' prefixes (allowed-IPs mode), and for each peer without a
 * pinned address one made-up address with its route. {@link #close} removes these, except what
 * {@link ShutdownPolicy#RETAIN} keeps. A process that is killed leaves them, and the next one takes
 * them over.
 *
 * <p>In route mode a {@link io.wgnetlink.failover.model.Lease} bounds how long the traffic of a
 * process that was killed, or hangs, stays where it is: with it the narrow routes are in a table of
 * their own, which packets reach only while the lease is held.
 *
 * <p>Detection needs nothing at the peer. But traffic comes back only if the peer's return path
 * turns as well: run a controller there too, unless its way back is by the permanent path anyhow.
 *
 * <p>Thread-safe. One controller for a namespace at a time.
 */
public final class FailoverController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FailoverController.class);
  private static final Set<Object> ACTIVE = new HashSet<>();

  private final FailoverConfiguration configuration;
  private final Map<String, SwitchMode> modes;
  private final NudgeProbe probe;
  private final Object namespace;
  private final Loops loops;
  private final Runnable atEnd;
  private final DecisionLoop decisions;
  private final KernelWorker kernel;
  private final LeaseOffer lease;
  private final Optional<LeaseHeart> heart;
  private final ListenerDelivery delivery;
  private boolean started;
  private boolean closed;

  private FailoverController(
      Builder builder,
      Map<String, SwitchMode> modes,
      Ownership ownership,
      LeaseOffer lease,
      Executor executor,
      Runnable atEnd) {
    this.configuration = builder.configuration;
    this.modes = modes;
    this.namespace = builder.namespace;
    this.loops = builder.loops.get();
    this.atEnd = atEnd;
    this.probe = builder.requireProbe();
    this.lease = lease;
    this.delivery = new ListenerDelivery(builder.listener, executor);
    List<Group> groups = configuration.groups();
    Set<IpPrefix> floating =
        groups.stream().flatMap(g -> g.prefixes().stream()).collect(Collectors.toSet());
    this.decisions =
        new DecisionLoop(groups, configuration.timing(), modes, loops, delivery, this::carryOut);
    this.kernel = new KernelWorker(
        configuration,
        actuators(builder, modes, lease.lease().isPresent() ? builder.narrow() : ownership),
        builder.wireGuard,
        builder.routes,
        new ProbeAddresses(builder.wireGuard, builder.routes, ownership, floating),
        probe,
        loops,
        decisions::report,
        delivery,
        lease.lease().map(held -> new LeaseKeeper(held, lease.text(), delivery)));
    this.heart = lease
        .lease()
        .flatMap(held -> configuration.lease())
        .map(terms -> new LeaseHeart(loops, terms, kernel::refreshLease));
  }

  private static Map<String, Actuator> actuators(
      Builder builder, Map<String, SwitchMode> modes, Ownership ownership) {
    Actuator byRoutes = new RouteActuator(builder.routes, builder.wireGuard, ownership);
    Actuator byAllowedIps = new AllowedIpsActuator(builder.wireGuard);
    Map<String, Actuator> actuators = new HashMap<>();
    modes.forEach(
        (group, mode) -> actuators.put(group, mode == SwitchMode.ROUTE ? byRoutes : byAllowedIps));
    return actuators;
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
        .nftables(() -> Nftables.open(namespace));
  }

  /**
   * Gives every tunnel a probe address, reads which path carries each group, and begins to watch.
   * Blocks until that is done. Moves nothing: traffic stays where it is until there is evidence.
   *
   * @throws IllegalStateException when it was started or closed before, or another controller runs
   *     in this namespace
   * @throws NetlinkException when the kernel refuses; what was added until then is removed again
   * @throws SwitchRefusedException when something foreign is in the way of a probe address;
   *     likewise
   */
  public synchronized void start() {
    if (started || closed) {
      throw new IllegalStateException("this controller was started before");
    }
    synchronized (ACTIVE) {
      if (!ACTIVE.add(namespace)) {
        throw new IllegalStateException(
            "a controller runs in " + namespace + " already; give it the groups of both");
      }
    }
    started = true;
    try {
      if (configuration.lease().isPresent() && lease.lease().isEmpty()) {
        LOG.atWarn().log("{}", lease.text());
        delivery.deliver(l -> l.leaseChanged(LeaseState.NONE, lease.text()));
      }
      loops.kernel().await(kernel::begin);
    } catch (RuntimeException e) {
      try {
        close();
      } catch (RuntimeException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
    decisions.start();
    heart.ifPresent(LeaseHeart::start);
  }

  /** Returns how things stand; never blocks. */
  public FailoverStatus status() {
    return decisions.status();
  }

  /** Returns, in lines for people, which path carries each group and why. */
  public String explain() {
    FailoverStatus now = status();
    StringBuilder text = new StringBuilder();
    for (Group group : configuration.groups()) {
      Path carrier = now.carriers().get(group.name());
      text.append(group.name())
          .append(' ')
          .append(group.prefixes())
          .append(" by ")
          .append(carrier == null ? "nobody knows" : carrier.name())
          .append(" (")
          .append(modes.get(group.name()))
          .append(")\n");
      for (Path path : group.paths()) {
        text.append("  ").append(path).append(": ").append(now.tunnels().get(path.tunnel()));
        String reason = now.reasons().get(path.tunnel());
        text.append(reason == null ? "" : ", " + reason).append('\n');
      }
    }
    if (configuration.lease().isPresent()) {
      text.append(lease.text()).append('\n');
    }
    return text.toString();
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
      kernel.stop();
      decisions.stop();
      loops.probe().close();
      if (started) {
        loops.kernel().await(() -> kernel.end(configuration.shutdown(), status().tunnels()));
      }
    } finally {
      loops.kernel().close();
      probe.close();
      lease.nftables().ifPresent(Nftables::close);
      if (started) {
        synchronized (ACTIVE) {
          ACTIVE.remove(namespace);
        }
      }
      atEnd.run();
    }
  }

  /** Hands an action of the decision loop to the loop whose business it is. */
  private void carryOut(Action action, long decidedAt) {
    if (action instanceof Action.Nudge n) {
      loops.probe().execute(() -> nudge(n.tunnel()));
    } else if (action instanceof Action.PrepareNudge p) {
      loops.kernel().execute(() -> kernel.prepare(p.tunnel()));
    } else if (action instanceof Action.Poll p) {
      loops.kernel().execute(() -> kernel.pace(p.device(), p.interval()));
    } else if (action instanceof Action.Switch s) {
      loops.kernel().execute(() -> kernel.move(s.group(), s.to(), decidedAt));
    }
  }

  /** On the probe loop. */
  private void nudge(Tunnel tunnel) {
    Evidence sentOrNot = probe.nudge(tunnel);
    decisions.report(loops.now(), sentOrNot);
  }

  /** Collects what a controller is made of. Not thread-safe. */
  public static final class Builder {
    private final FailoverConfiguration configuration;
    private final WireGuard wireGuard;
    private final RouteNetlink routes;
    private final Object namespace;
    private final Supplier<Loops> loops;
    private FailoverListener listener = new FailoverListener() {};
    private @Nullable Executor executor;
    private @Nullable ProbeSource probe;
    private @Nullable Supplier<Nftables> nftables;

    /** Makes the probe. */
    interface ProbeSource {
      NudgeProbe open();
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

    Builder probe(ProbeSource source) {
      probe = source;
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

    /** Sets where the listener is called; a daemon thread of its own by default. */
    public Builder executor(Executor value) {
      executor = value;
      return this;
    }

    private NudgeProbe requireProbe() {
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
      Ownership ownership =
          new Ownership(configuration.protocol(), configuration.table(), configuration.metric());
      Map<String, SwitchMode> modes = new ConfigurationCheck(
              wireGuard, routes, ownership, configuration.groups())
          .run(configuration.mode());
      LeaseOffer lease = lease(modes);
      try {
        return controller(modes, ownership, lease);
      } catch (RuntimeException e) {
        lease.nftables().ifPresent(Nftables::close);
        throw e;
      }
    }

    private FailoverController controller(
        Map<String, SwitchMode> modes, Ownership ownership, LeaseOffer lease) {
      if (executor != null) {
        return new FailoverController(this, modes, ownership, lease, executor, () -> {});
      }
      ExecutorService own = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "wg-failover-listener");
        thread.setDaemon(true);
        return thread;
      });
      return new FailoverController(this, modes, ownership, lease, own, own::shutdown);
    }

    private LeaseOffer lease(Map<String, SwitchMode> modes) {
      if (configuration.lease().isEmpty()) {
        return LeaseOffer.none("none was asked for");
      }
      if (nftables == null) {
        return LeaseOffer.none("nf_tables cannot be reached");
      }
      return LeaseOffer.of(
          configuration.lease().get(),
          configuration.groups(),
          modes,
          wireGuard,
          routes,
          nftables,
          narrow());
    }

    /** Marks the narrow routes where there is a lease. */
    private Ownership narrow() {
      return new Ownership(
          configuration.protocol(),
          configuration.lease().map(Lease::table).orElse(configuration.table()),
          configuration.metric(),
          configuration.table());
    }
  }
}
