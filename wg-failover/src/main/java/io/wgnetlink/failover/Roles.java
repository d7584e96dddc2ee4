package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.Actuator;
import io.wgnetlink.failover.actuate.AllowedIpsActuator;
import io.wgnetlink.failover.actuate.LeaseRemains;
import io.wgnetlink.failover.actuate.LeasedActuator;
import io.wgnetlink.failover.actuate.NexthopActuator;
import io.wgnetlink.failover.actuate.Orphans;
import io.wgnetlink.failover.actuate.Ownership;
import io.wgnetlink.failover.actuate.ProbeAddresses;
import io.wgnetlink.failover.actuate.Rivals;
import io.wgnetlink.failover.actuate.RouteActuator;
import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.EchoNotPermitted;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * The three roles of a controller, put together from their parts and joined: what the decision loop
 * wants done goes to the loop whose business it is, and what the others find out comes back as
 * evidence.
 *
 * <p>They begin in the order kernel, decisions, lease, and end in the order decisions, probe,
 * kernel: at the end nothing is decided any more when the kernel loop leaves the traffic as it is
 * to stay, and what it used is closed after it.
 */
final class Roles {
  private final FailoverConfiguration configuration;
  private final Plan plan;
  private final WireGuard wireGuard;
  private final RouteNetlink routes;
  private final Loops loops;
  private final Probes probe;
  private final ListenerDelivery delivery;
  private final DecisionLoop decisions;
  private final LeaseKeeper lease;
  private final KernelWorker kernel;
  private final OutsideEvidence outside;

  /** Creates roles that have not begun; the clients stay the caller's. */
  Roles(FailoverController.Builder from, Plan plan, Executor executor) {
    this.configuration = from.configuration;
    this.plan = plan;
    this.wireGuard = from.wireGuard;
    this.routes = from.routes;
    this.loops = from.loops.get();
    this.delivery = new ListenerDelivery(from.listener, executor);
    this.probe = new Probes(
        from.requireProbe(),
        configuration.detection().kind() == Detection.Kind.ECHO
            ? from.echo.open(this::echoAnswered)
            : Optional.empty());
    this.decisions = new DecisionLoop(
        configuration.groups(),
        configuration.timing(),
        detection(),
        configuration.damping(),
        plan.modes(),
        loops,
        delivery,
        this::carryOut);
    this.lease = new LeaseKeeper(
        plan.lease(),
        configuration.lease(),
        new LeaseRemains(routes, plan.ownership()),
        this::carriedByPermanent,
        loops,
        delivery);
    this.kernel = kernel(from.changes);
    this.outside = new OutsideEvidence(from.sources, loops, decisions::report);
  }

  private Detection detection() {
    Detection permitted = probe.permitted(configuration.detection());
    if (!permitted.equals(configuration.detection())) {
      delivery.happened(new EchoNotPermitted(Duration.ofNanos(loops.now())));
    }
    return permitted;
  }

  private KernelWorker kernel(ChangeSource changes) {
    Map<String, Actuator> actuators = actuators();
    return new KernelWorker(
        configuration,
        actuators,
        wireGuard,
        new ProbeAddresses(wireGuard, routes, plan.ownership(), prefixes()),
        probe,
        loops,
        decisions::report,
        reconciliation(actuators, changes),
        new Orphans(routes, plan.ownership()),
        new Disagreements(configuration.groups(), routes, loops, delivery),
        lease,
        delivery);
  }

  private Reconciliation reconciliation(Map<String, Actuator> actuators, ChangeSource changes) {
    Set<InterfaceName> devices = configuration.groups().stream()
        .flatMap(g -> g.paths().stream())
        .map(p -> p.tunnel().device())
        .collect(Collectors.toSet());
    Rivals rivals = new Rivals(routes, plan.ownership(), configuration.groups(), plan.modes());
    return new Reconciliation(
        configuration.groups(),
        actuators,
        plan.modes(),
        routes,
        new RouteWatch(plan.ownership(), rivals, devices),
        changes,
        rivals,
        new Contentions(routes, loops, decisions::contended),
        loops,
        decisions::report);
  }

  private Set<IpPrefix> prefixes() {
    List<Group> groups = configuration.groups();
    return groups.stream().flatMap(g -> g.prefixes().stream()).collect(Collectors.toSet());
  }

  private Map<String, Actuator> actuators() {
    Actuator byRoutes = byRoutes();
    Actuator byAllowedIps = new AllowedIpsActuator(wireGuard);
    Map<String, Actuator> actuators = new HashMap<>();
    plan.modes()
        .forEach((group, mode) ->
            actuators.put(group, mode == SwitchMode.ROUTE ? byRoutes : byAllowedIps));
    return actuators;
  }

  private Actuator byRoutes() {
    Actuator narrow = byNarrowRoutes();
    return plan.lease()
        .lease()
        .<Actuator>map(held -> new LeasedActuator(narrow, held, lease::ranOut))
        .orElse(narrow);
  }

  private Actuator byNarrowRoutes() {
    Ownership ownership = plan.ownership();
    boolean byObjects = configuration
        .routeForm()
        .map(form -> form == RouteForm.NEXTHOP_OBJECT)
        .orElseGet(() -> NexthopActuator.isPossible(routes));
    return byObjects
        ? new NexthopActuator(routes, wireGuard, ownership)
        : new RouteActuator(routes, wireGuard, ownership);
  }

  /** The lease has run out. */
  private void carriedByPermanent() {
    configuration.groups().stream()
        .filter(group -> plan.modes().get(group.name()) == SwitchMode.ROUTE)
        .map(group -> new Evidence.Carried(group.name(), group.permanent().name()))
        .forEach(evidence -> decisions.report(loops.now(), evidence));
  }

  /** Any thread. */
  DecisionLoop decisions() {
    return decisions;
  }

  /** Any thread: says how the lease stands; empty when nobody wanted one. */
  Optional<String> leaseText() {
    return lease.text();
  }

  /** Does everything that has to be there before the first decision; blocks on the kernel. */
  void begin() {
    loops.kernel().await(kernel::begin);
    outside.begin(configuration.groups().stream()
        .flatMap(g -> g.paths().stream())
        .map(path -> path.tunnel())
        .collect(Collectors.toSet()));
  }

  /** Lets time pass, and the lease live as long as it does. */
  void go() {
    decisions.start();
    if (plan.lease().lease().isPresent()) {
      configuration
          .lease()
          .ifPresent(terms -> new LeaseHeart(loops, terms, kernel::refreshLease).start());
      loops.decision().execute(lease::watch);
    }
  }

  /**
   * Ends all, and closes what was opened for it; blocks on the kernel.
   *
   * @param begun whether there is traffic to be left as it is to stay
   */
  void end(boolean begun) {
    try {
      outside.end();
      kernel.stop();
      decisions.stop();
      loops.probe().close();
      if (begun) {
        loops
            .kernel()
            .await(() -> kernel.end(configuration.shutdown(), decisions.status().tunnels()));
      }
    } finally {
      loops.kernel().close();
      probe.close();
      plan.lease().nftables().ifPresent(Nftables::close);
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
}
