package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.Actuator;
import io.wgnetlink.failover.actuate.AllowedIpsActuator;
import io.wgnetlink.failover.actuate.ConfigurationCheck;
import io.wgnetlink.failover.actuate.NexthopActuator;
import io.wgnetlink.failover.actuate.Orphans;
import io.wgnetlink.failover.actuate.Ownership;
import io.wgnetlink.failover.actuate.ProbeAddresses;
import io.wgnetlink.failover.actuate.RouteActuator;
import io.wgnetlink.failover.evidence.EchoProbe;
import io.wgnetlink.failover.evidence.IcmpEchoProbe;
import io.wgnetlink.failover.evidence.NudgeProbe;
import io.wgnetlink.failover.evidence.UdpNudgeProbe;
import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.GroupExplanation;
import io.wgnetlink.failover.model.Order;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.Warning;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.monitor.RouteSelection;
import io.wgnetlink.monitor.RouteTopic;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.SubscriptionOptions;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
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
 * own protocol number (route mode), allowed IPs of the groups' prefixes (allowed-IPs mode), and for
 * each peer without a pinned address one made-up address with its route. {@link #close} removes
 * these, except what {@link ShutdownPolicy#RETAIN} keeps. A process that is killed leaves them, and
 * the next one takes them over.
 *
 * <p>Detection needs nothing at the peer. But traffic comes back only if the peer's return path
 * turns as well: run a controller there too, unless its way back is by the permanent path anyhow.
 *
 * <p>Thread-safe. One controller for a namespace and a protocol number at a time: a second one, in
 * this or another process, does not start. Controllers with different protocol numbers have to look
 * after different prefixes.
 */
public final class FailoverController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FailoverController.class);
  /** Where the lock files are. */
  private static final java.nio.file.Path LOCKS = java.nio.file.Path.of("/run/wg-failover");

  private final FailoverConfiguration configuration;
  private final Map<String, SwitchMode> modes;
  private final List<Warning> warnings;
  private final Probes probe;
  private final Object namespace;
  private final java.nio.file.Path lockDirectory;
  private final Loops loops;
  private final Runnable atEnd;
  private final DecisionLoop decisions;
  private final KernelWorker kernel;
  private @Nullable NamespaceLock lock;
  private boolean started;
  private boolean closed;

  private FailoverController(
      Builder builder,
      Map<String, SwitchMode> modes,
      List<Warning> warnings,
      Ownership ownership,
      Executor executor,
      Runnable atEnd) {
    this.configuration = builder.configuration;
    this.modes = modes;
    this.warnings = warnings;
    this.namespace = builder.namespace;
    this.lockDirectory = builder.lockDirectory;
    this.loops = builder.loops.get();
    this.atEnd = atEnd;
    this.probe = new Probes(
        builder.requireProbe(),
        configuration.detection().kind() == Detection.Kind.ECHO
            ? builder.echo.open(this::echoAnswered)
            : Optional.empty());
    Detection detection = probe.permitted(configuration.detection());
    ListenerDelivery delivery = new ListenerDelivery(builder.listener, executor);
    if (!detection.equals(configuration.detection())) {
      delivery.deliver(FailoverListener::echoNotPermitted);
    }
    List<Group> groups = configuration.groups();
    Set<IpPrefix> floating =
        groups.stream().flatMap(g -> g.prefixes().stream()).collect(Collectors.toSet());
    this.decisions = new DecisionLoop(
        groups,
        configuration.timing(),
        detection,
        configuration.damping(),
        modes,
        loops,
        delivery,
        this::carryOut);
    Map<String, Actuator> actuators = actuators(builder, modes, ownership);
    this.kernel = new KernelWorker(
        configuration,
        actuators,
        builder.wireGuard,
        new ProbeAddresses(builder.wireGuard, builder.routes, ownership, floating),
        probe,
        loops,
        decisions::report,
        reconciliation(builder, ownership, actuators, delivery),
        new Orphans(builder.routes, ownership),
        new Disagreements(groups, builder.routes, loops, delivery));
  }

  private Reconciliation reconciliation(
      Builder builder,
      Ownership ownership,
      Map<String, Actuator> actuators,
      ListenerDelivery delivery) {
    List<Group> groups = configuration.groups();
    RouteWatch watch = new RouteWatch(
        ownership,
        groups.stream().flatMap(g -> g.prefixes().stream()).collect(Collectors.toSet()),
        groups.stream()
            .flatMap(g -> g.paths().stream())
            .map(p -> p.tunnel().device())
            .collect(Collectors.toSet()));
    return new Reconciliation(
        groups,
        actuators,
        modes,
        builder.routes,
        watch,
        builder.changes,
        loops,
        decisions::report,
        delivery);
  }

  private static Map<String, Actuator> actuators(
      Builder builder, Map<String, SwitchMode> modes, Ownership ownership) {
    Actuator byRoutes = builder.byRoutes(ownership);
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
        .echo(answers -> IcmpEchoProbe.open(namespace, answers))
        .changes(sink -> monitor(namespace, configuration, sink));
  }

  private static ChangeSource.Hearing monitor(
      NetworkNamespace namespace, FailoverConfiguration configuration, Consumer<RouteEvent> sink) {
    RouteMonitor monitor = RouteMonitor.open(
        namespace, selection(configuration), sink::accept, SubscriptionOptions.DEFAULT);
    return monitor::close;
  }

  /** What is heard of: the kernel leaves out the routes of other tables. */
  static RouteSelection selection(FailoverConfiguration configuration) {
    return RouteSelection.of(RouteTopic.LINKS, RouteTopic.ROUTES, RouteTopic.NEXTHOPS)
        .withTables(configuration.tables().toArray(Integer[]::new));
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
  }

  /**
   * Returns what the check before the start found: settings of this host by which traffic may be
   * lost, each with its cure. They are logged as well.
   */
  public List<Warning> warnings() {
    return warnings;
  }

  /** Returns how things stand; never blocks. */
  public FailoverStatus status() {
    return decisions.status();
  }

  /**
   * Has a group carried by one of its paths, and by no other, until {@link #automatic} ends it.
   * Returns at once. The group moves as soon as the path can be used: not while it is down or was
   * never proved. From then on it stays there, also when the path dies.
   *
   * @throws IllegalArgumentException when there is no such group or path
   */
  public void use(String group, String path) {
    if (known(group).path(path).isEmpty()) {
      throw new IllegalArgumentException("group " + group + " has no path " + path);
    }
    decisions.order(new Order.Use(group, path));
  }

  /**
   * Lets a group follow its policy again. Returns at once.
   *
   * @throws IllegalArgumentException when there is no such group
   */
  public void automatic(String group) {
    decisions.order(new Order.Automatic(known(group).name()));
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
    decisions.order(new Order.Drain(known(tunnel)));
  }

  /**
   * Lets a tunnel carry traffic again. Returns at once; groups return as their policies say.
   *
   * @throws IllegalArgumentException when no path goes by the tunnel
   */
  public void undrain(Tunnel tunnel) {
    decisions.order(new Order.Undrain(known(tunnel)));
  }

  private Group known(String name) {
    return configuration.groups().stream()
        .filter(g -> g.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no group is named " + name));
  }

  private Tunnel known(Tunnel tunnel) {
    return configuration.groups().stream()
        .flatMap(g -> g.paths().stream())
        .map(Path::tunnel)
        .filter(tunnel::equals)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no path goes by " + tunnel));
  }

  /**
   * Returns why each group is carried as it is, and what would have to change for each of its other
   * paths; never blocks. It is of the last event or up to a second old.
   */
  public List<GroupExplanation> explanations() {
    return decisions.explanations();
  }

  /** Returns {@link #explanations} in lines for people; {@code *} marks the path that carries. */
  public String explain() {
    return explanations().stream().map(e -> e + "\n").collect(Collectors.joining());
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
      if (lock != null) {
        lock.close();
      }
      atEnd.run();
    }
  }

  /** Hands an action of the decision loop to the loop whose business it is. */
  private void carryOut(Action action) {
    if (action instanceof Action.Nudge n) {
      loops.probe().execute(() -> nudge(n.tunnel()));
    } else if (action instanceof Action.Echo e) {
      loops.probe().execute(() -> decisions.report(loops.now(), probe.echo(e.tunnel())));
    } else if (action instanceof Action.ForceHandshake f) {
      loops.kernel().execute(() -> kernel.forceHandshake(f.tunnel()));
    } else if (action instanceof Action.PrepareNudge p) {
      loops.kernel().execute(() -> kernel.prepare(p.tunnel()));
    } else if (action instanceof Action.Poll p) {
      loops.kernel().execute(() -> kernel.pace(p.device(), p.interval()));
    } else if (action instanceof Action.Switch s) {
      loops.kernel().execute(() -> kernel.move(s.group(), s.to()));
    }
  }

  /** On the probe loop. */
  private void nudge(Tunnel tunnel) {
    Evidence sentOrNot = probe.nudge(tunnel);
    decisions.report(loops.now(), sentOrNot);
  }

  /** On a thread of the probe. */
  private void echoAnswered(Tunnel tunnel, int sequence, Duration roundTrip) {
    decisions.report(loops.now(), new Evidence.EchoAnswered(tunnel, sequence, roundTrip));
  }

  /** Collects what a controller is made of. Not thread-safe. */
  public static final class Builder {
    private final FailoverConfiguration configuration;
    private final WireGuard wireGuard;
    private final RouteNetlink routes;
    private final Object namespace;
    private final Supplier<Loops> loops;
    private java.nio.file.Path lockDirectory = LOCKS;
    private FailoverListener listener = new FailoverListener() {};
    private @Nullable Executor executor;
    private @Nullable ProbeSource probe;
    private EchoSource echo = answers -> Optional.empty();
    private ChangeSource changes = ChangeSource.SILENT;

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

    private Actuator byRoutes(Ownership ownership) {
      boolean byObjects = configuration
          .routeForm()
          .map(form -> form == RouteForm.NEXTHOP_OBJECT)
          .orElseGet(() -> NexthopActuator.isPossible(routes));
      return byObjects
          ? new NexthopActuator(routes, wireGuard, ownership)
          : new RouteActuator(routes, wireGuard, ownership);
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
      Ownership ownership = new Ownership(
          configuration.protocol(),
          configuration.tables(),
          configuration.tables(),
          configuration.metric());
      ConfigurationCheck check =
          new ConfigurationCheck(wireGuard, routes, ownership, configuration.groups());
      Map<String, SwitchMode> modes = check.run(configuration.mode());
      List<Warning> warnings = check.warnings(modes);
      warnings.forEach(warning -> LOG.atWarn().log("{}", warning));
      if (executor != null) {
        return new FailoverController(this, modes, warnings, ownership, executor, () -> {});
      }
      ExecutorService own = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "wg-failover-listener");
        thread.setDaemon(true);
        return thread;
      });
      return new FailoverController(this, modes, warnings, ownership, own, own::shutdown);
    }
  }
}
