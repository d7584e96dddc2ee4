package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.Actuator;
import io.wgnetlink.failover.actuate.AllowedIpsActuator;
import io.wgnetlink.failover.actuate.ConfigurationCheck;
import io.wgnetlink.failover.actuate.Ownership;
import io.wgnetlink.failover.actuate.ProbeAddresses;
import io.wgnetlink.failover.actuate.RouteActuator;
import io.wgnetlink.failover.engine.FailoverEngine;
import io.wgnetlink.failover.engine.Step;
import io.wgnetlink.failover.evidence.DeviceWatch;
import io.wgnetlink.failover.evidence.NudgeProbe;
import io.wgnetlink.failover.evidence.UdpNudgeProbe;
import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
 * <p>Detection needs nothing at the peer. But traffic comes back only if the peer's return path
 * turns as well: run a controller there too, unless its way back is by the permanent path anyhow.
 *
 * <p>Thread-safe. One controller for a namespace at a time.
 */
public final class FailoverController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FailoverController.class);
  private static final Set<Object> ACTIVE = new HashSet<>();
  /** Polling takes one part in fifty of a core, unless readings would get too far apart by it. */
  private static final int SPACING_PER_COST = 50;
  /** Readings further apart do not tell single handshake messages ({@link Timing#poll}). */
  private static final long LONGEST_SPACING = Duration.ofSeconds(2).toNanos();

  private final FailoverConfiguration configuration;
  private final Map<String, SwitchMode> modes;
  private final Map<String, Actuator> actuators = new HashMap<>();
  private final Map<Tunnel, Path> paths = new LinkedHashMap<>();
  private final ProbeAddresses probeAddresses;
  private final NudgeProbe probe;
  private final Object namespace;
  private final Loops loops;
  private final ListenerDelivery delivery;
  private final Runnable atEnd;
  private final FailoverEngine engine;

  /** Kernel worker only. */
  private final Map<InterfaceName, Poller> pollers = new LinkedHashMap<>();

  /** Kernel worker only: a controller that never began has no traffic to move back. */
  private boolean begun;

  /** Decision loop only. */
  private Loop.@Nullable Cancellable wake;

  private final Map<Tunnel, String> reasons = new HashMap<>();
  private volatile FailoverStatus status;
  private volatile boolean stopping;
  private boolean started;
  private boolean closed;

  private FailoverController(
      Builder builder, Map<String, SwitchMode> modes, Ownership ownership, Runnable atEnd) {
    this.configuration = builder.configuration;
    this.modes = modes;
    this.namespace = builder.namespace;
    this.loops = builder.loops;
    this.atEnd = atEnd;
    this.delivery = new ListenerDelivery(builder.listener, builder.requireExecutor());
    List<Group> groups = configuration.groups();
    for (Group group : groups) {
      actuators.put(
          group.name(),
          modes.get(group.name()) == SwitchMode.ROUTE
              ? new RouteActuator(builder.routes, builder.wireGuard, ownership)
              : new AllowedIpsActuator(builder.wireGuard));
      group.paths().forEach(p -> paths.putIfAbsent(p.tunnel(), p));
    }
    Set<IpPrefix> floating =
        groups.stream().flatMap(g -> g.prefixes().stream()).collect(Collectors.toSet());
    this.probeAddresses =
        new ProbeAddresses(builder.wireGuard, builder.routes, ownership, floating);
    this.probe = builder.requireProbe();
    this.engine = new FailoverEngine(groups, configuration.timing(), loops.now());
    this.status = new FailoverStatus(modes, Map.of(), engine.states(), Map.of());
    paths.keySet().stream()
        .collect(Collectors.groupingBy(
            Tunnel::device,
            LinkedHashMap::new,
            Collectors.mapping(Tunnel::peer, Collectors.toList())))
        .forEach(
            (device, peers) -> pollers.put(device, new Poller(builder.wireGuard, device, peers)));
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
    return new Builder(configuration, wireGuard, routes, namespace, Loops.threads())
        .probe(() -> new UdpNudgeProbe(namespace));
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
      loops.kernel().await(this::begin);
    } catch (RuntimeException e) {
      try {
        close();
      } catch (RuntimeException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
    loops.decision().execute(() -> follow(engine.tick(loops.now())));
  }

  /** Kernel worker: everything that has to be there before the first decision. */
  private void begin() {
    paths.values().forEach(path -> probe.aim(path.tunnel(), probeAddresses.prepare(path)));
    for (Group group : configuration.groups()) {
      report(new Evidence.Carried(group.name(), actuator(group).carrier(group).name()));
    }
    pollers.values().forEach(Poller::run);
    begun = true;
  }

  /** Returns how things stand; never blocks. */
  public FailoverStatus status() {
    return status;
  }

  /** Returns, in lines for people, which path carries each group and why. */
  public String explain() {
    FailoverStatus now = status;
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
    stopping = true;
    try {
      loops.decision().close();
      loops.probe().close();
      if (started) {
        loops.kernel().await(this::end);
      }
    } finally {
      loops.kernel().close();
      probe.close();
      if (started) {
        synchronized (ACTIVE) {
          ACTIVE.remove(namespace);
        }
      }
      atEnd.run();
    }
  }

  /** Kernel worker: the last task. */
  private void end() {
    pollers.values().forEach(Poller::stop);
    @Nullable RuntimeException failure = null;
    if (begun && configuration.shutdown() == ShutdownPolicy.WITHDRAW) {
      for (Group group : configuration.groups()) {
        try {
          withdraw(group);
        } catch (RuntimeException e) {
          boolean gone = e instanceof NetlinkException n && n.is(Errno.ENODEV);
          failure = gone ? failure : combine(failure, e);
        }
      }
    }
    try {
      probeAddresses.release();
    } catch (RuntimeException e) {
      failure = combine(failure, e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException combine(
      @Nullable RuntimeException first, RuntimeException another) {
    if (first == null) {
      return another;
    }
    if (first != another) {
      first.addSuppressed(another);
    }
    return first;
  }

  private void withdraw(Group group) {
    Path permanent = group.permanent();
    FailoverStatus last = status;
    Path carrier = last.carriers().get(group.name());
    if (last.tunnels().get(permanent.tunnel()) == TunnelState.DOWN
        && carrier != null
        && last.tunnels().get(carrier.tunnel()) != TunnelState.DOWN) {
      LOG.atWarn()
          .addKeyValue("group", group.name())
          .addKeyValue("path", carrier.name())
          .log("the permanent path is down: the prefixes stay where they are");
      return;
    }
    actuator(group).move(group, permanent);
  }

  // ---- decision loop --------------------------------------------------------------------------

  /** Any thread: hands evidence to the decision loop, with the time at which it was taken. */
  private void report(long at, Evidence evidence) {
    loops.decision().execute(() -> follow(engine.accept(at, evidence)));
  }

  private void report(Evidence evidence) {
    report(loops.now(), evidence);
  }

  private void follow(Step step) {
    if (stopping) {
      return;
    }
    step.changes().forEach(this::announce);
    step.decisions().forEach(this::announce);
    status = new FailoverStatus(modes, engine.carriers(), engine.states(), reasons);
    for (Action action : step.actions()) {
      carryOut(action, step);
    }
    if (wake != null) {
      wake.cancel();
      wake = null;
    }
    long deadline = engine.nextDeadline();
    if (deadline < Long.MAX_VALUE) {
      wake = loops.decision().after(deadline - loops.now(), () -> follow(engine.tick(loops.now())));
    }
  }

  private void announce(TunnelChange change) {
    reasons.put(change.tunnel(), change.because().text());
    LOG.atInfo()
        .addKeyValue("tunnel", change.tunnel())
        .addKeyValue("from", change.from())
        .addKeyValue("to", change.to())
        .log("{}", change.because());
    delivery.deliver(l -> l.tunnelChanged(change));
  }

  private void announce(Decision decision) {
    LOG.atInfo()
        .addKeyValue("group", decision.group().name())
        .addKeyValue("from", decision.from().name())
        .addKeyValue("to", decision.to().name())
        .log("{}", decision.because());
    delivery.deliver(l -> l.decided(decision));
  }

  private void carryOut(Action action, Step step) {
    if (action instanceof Action.Nudge n) {
      loops.probe().execute(() -> nudge(n.tunnel()));
    } else if (action instanceof Action.PrepareNudge p) {
      loops.kernel().execute(() -> prepare(p.tunnel()));
    } else if (action instanceof Action.Poll p) {
      loops.kernel().execute(() -> pace(p.device(), p.interval()));
    } else if (action instanceof Action.Switch s) {
      long decided = step.decisions().stream()
          .filter(d -> d.group().equals(s.group()))
          .mapToLong(d -> d.at().toNanos())
          .findFirst()
          .orElse(loops.now());
      loops.kernel().execute(() -> move(s.group(), s.to(), decided));
    }
  }

  // ---- probe loop -----------------------------------------------------------------------------

  private void nudge(Tunnel tunnel) {
    Evidence evidence = probe.nudge(tunnel);
    report(evidence);
  }

  // ---- kernel worker --------------------------------------------------------------------------

  private void prepare(Tunnel tunnel) {
    Path path = paths.get(tunnel);
    if (path == null || stopping) {
      return;
    }
    try {
      probe.aim(tunnel, probeAddresses.prepare(path));
    } catch (RuntimeException e) {
      // Its nudges fail until the peer appears again; the kernel's own verdict still counts.
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("tunnel", tunnel)
          .log("the peer cannot be given a probe address");
    }
  }

  private void pace(InterfaceName device, Duration interval) {
    Poller poller = pollers.get(device);
    if (poller != null && !stopping) {
      poller.pace(interval.toNanos());
    }
  }

  private void move(Group group, Path to, long decided) {
    if (stopping) {
      return;
    }
    try {
      actuator(group).move(group, to);
    } catch (RuntimeException | Error e) {
      // Whatever it is: a switch without an answer would never be tried again.
      failed(group, to, e);
      return;
    }
    report(new Evidence.Carried(group.name(), to.name()));
    Duration took = Duration.ofNanos(loops.now() - decided);
    delivery.deliver(l -> l.switched(group, to, took));
  }

  private void failed(Group group, Path to, Throwable e) {
    String cause = Optional.ofNullable(e.getMessage()).orElse(e.toString());
    LOG.atWarn()
        .setCause(e)
        .addKeyValue("group", group.name())
        .addKeyValue("to", to.name())
        .log("a switch failed");
    Optional<String> carriedBy = Optional.empty();
    try {
      carriedBy = Optional.of(actuator(group).carrier(group).name());
    } catch (RuntimeException | Error unreadable) {
      // Then the group counts as where it was, until the next attempt.
      if (unreadable != e) {
        e.addSuppressed(unreadable);
      }
    }
    report(new Evidence.SwitchFailed(group.name(), to.name(), cause, carriedBy));
    delivery.deliver(l -> l.switchFailed(group, to, cause));
  }

  private Actuator actuator(Group group) {
    Actuator actuator = actuators.get(group.name());
    if (actuator == null) {
      throw new IllegalStateException("no actuator for " + group.name());
    }
    return actuator;
  }

  /** Reads one device again and again. */
  private final class Poller {
    private final DeviceMonitor monitor;
    private final List<Evidence> reading = new ArrayList<>();
    private long interval = configuration.timing().poll().toNanos();
    private Loop.@Nullable Cancellable next;

    Poller(WireGuard wireGuard, InterfaceName device, List<PublicKey> peers) {
      monitor = DeviceMonitor.of(wireGuard, device, new DeviceWatch(device, peers, reading::add));
    }

    void run() {
      long before = loops.now();
      try {
        monitor.poll();
        reading.forEach(e -> report(before, e));
      } finally {
        reading.clear();
        plan(pause(loops.now() - before));
      }
    }

    /**
     * A reading that takes long is made less often, but never so seldom that the state machine
     * would discard it: most of its time may have been spent on waiting for the RTNL lock.
     */
    private long pause(long cost) {
      Timing timing = configuration.timing();
      long longest = Math.min(2 * timing.poll().toNanos(), LONGEST_SPACING);
      long spacing = Math.max(interval, Math.min(SPACING_PER_COST * cost, longest));
      return Math.max(spacing - cost, timing.fastPoll().toNanos());
    }

    void pace(long wanted) {
      boolean faster = wanted < interval;
      interval = wanted;
      if (faster) {
        plan(wanted);
      }
    }

    void stop() {
      if (next != null) {
        next.cancel();
      }
      monitor.close();
    }

    private void plan(long delay) {
      if (next != null) {
        next.cancel();
      }
      next = loops.kernel().after(delay, this::run);
    }
  }

  /** Collects what a controller is made of. Not thread-safe. */
  public static final class Builder {
    private final FailoverConfiguration configuration;
    private final WireGuard wireGuard;
    private final RouteNetlink routes;
    private final Object namespace;
    private final Loops loops;
    private FailoverListener listener = new FailoverListener() {};
    private @Nullable Executor executor;
    private @Nullable ProbeSource probe;

    /** Makes the probe. */
    interface ProbeSource {
      NudgeProbe open();
    }

    Builder(
        FailoverConfiguration configuration,
        WireGuard wireGuard,
        RouteNetlink routes,
        Object namespace,
        Loops loops) {
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

    private Executor requireExecutor() {
      if (executor == null) {
        throw new IllegalStateException("no executor");
      }
      return executor;
    }

    private NudgeProbe requireProbe() {
      if (probe == null) {
        throw new IllegalStateException("no probe");
      }
      return probe.open();
    }

    /**
     * Reads the devices and routes, checks that the configuration can work, and returns a
     * controller that has not begun. Blocks on the kernel; changes nothing.
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
      Runnable atEnd = () -> {};
      if (executor == null) {
        ExecutorService own = Executors.newSingleThreadExecutor(task -> {
          Thread thread = new Thread(task, "wg-failover-listener");
          thread.setDaemon(true);
          return thread;
        });
        executor = own;
        atEnd = own::shutdown;
      }
      return new FailoverController(this, modes, ownership, atEnd);
    }
  }
}
