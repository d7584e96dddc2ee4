package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.Actuator;
import io.wgnetlink.failover.actuate.Orphans;
import io.wgnetlink.failover.actuate.PeerRecreation;
import io.wgnetlink.failover.actuate.ProbeAddresses;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel role: makes every netlink request, one after another. It reads the devices and carries
 * out the switches, so that no two overlap. All methods but {@link #stop} run on its loop.
 *
 * <p>A switch that fails is reported, with what the kernel then says of where the group is; nothing
 * that the kernel answers ends the worker.
 */
final class KernelWorker {
  private static final Logger LOG = LoggerFactory.getLogger(KernelWorker.class);
  private static final long ORPHANS_AFTER = Duration.ofSeconds(20).toNanos();

  private static final Duration RESTORE_AGAIN = Duration.ofSeconds(1);

  private final List<Group> groups;
  private final Map<String, Actuator> actuators;
  private final ProbeAddresses probeAddresses;
  private final Probes probe;
  private final PeerRecreation recreation;
  private final Loops loops;
  private final EvidenceSink sink;
  private final Reconciliation reconciliation;
  private final Orphans orphans;
  private final Disagreements disagreements;
  private final LeaseKeeper lease;
  private final Map<Tunnel, Path> paths = new LinkedHashMap<>();
  private final Map<InterfaceName, DevicePoller> pollers = new LinkedHashMap<>();
  /** A controller that never began has no traffic to move back. */
  private boolean begun;

  private volatile boolean stopping;

  KernelWorker(
      FailoverConfiguration configuration,
      Map<String, Actuator> actuators,
      WireGuard wireGuard,
      ProbeAddresses probeAddresses,
      Probes probe,
      Loops loops,
      EvidenceSink sink,
      Reconciliation reconciliation,
      Orphans orphans,
      Disagreements disagreements,
      LeaseKeeper lease,
      ListenerDelivery delivery) {
    this.groups = configuration.groups();
    this.actuators = actuators;
    this.probeAddresses = probeAddresses;
    this.probe = probe;
    this.recreation = new PeerRecreation(wireGuard);
    this.loops = loops;
    this.sink = sink;
    this.reconciliation = reconciliation;
    this.orphans = orphans;
    this.disagreements = disagreements;
    this.lease = lease;
    groups.forEach(group -> group.paths().forEach(p -> paths.putIfAbsent(p.tunnel(), p)));
    paths.keySet().stream()
        .collect(Collectors.groupingBy(
            Tunnel::device,
            LinkedHashMap::new,
            Collectors.mapping(Tunnel::peer, Collectors.toList())))
        .forEach((device, peers) -> pollers.put(
            device,
            new DevicePoller(
                wireGuard, device, peers, configuration.timing(), loops, sink, pace -> {
                  LOG.atInfo().log("{}", pace);
                  delivery.happened(pace);
                })));
  }

  /** Does everything that has to be there before the first decision. */
  void begin() {
    reconciliation.listen(this::restoreProbeAddresses);
    paths.values().forEach(path -> probe.aim(path.tunnel(), probeAddresses.prepare(path)));
    lease.take();
    reportCarriers();
    pollers.values().forEach(DevicePoller::run);
    reconciliation.begin();
    disagreements.begin();
    loops.kernel().after(ORPHANS_AFTER, this::removeOrphans);
    begun = true;
  }

  private void reportCarriers() {
    for (Group group : groups) {
      carried(group, actuator(group).carrier(group));
    }
  }

  /** Gives the lease more time; where it had lapsed, the groups are on their permanent paths. */
  void refreshLease() {
    if (!stopping) {
      lease.refresh(this::reportCarriers);
      if (lease.lacksRules()) {
        reconciliation.ask();
      }
    }
  }

  /** Gives a peer that came back the address that nudges need. */
  void prepare(Tunnel tunnel) {
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

  /** Re-creates a peer, so that its next probe starts a handshake. */
  void forceHandshake(Tunnel tunnel) {
    if (stopping || !paths.containsKey(tunnel)) {
      return;
    }
    Optional<String> refusal;
    try {
      refusal = recreation.recreate(tunnel);
    } catch (RuntimeException | Error e) {
      LOG.atWarn().setCause(e).addKeyValue("tunnel", tunnel).log("a peer was not re-created");
      refusal = Optional.of(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
      settle();
    }
    report(
        refusal.isEmpty()
            ? new Evidence.HandshakeForced(tunnel)
            : new Evidence.HandshakeNotForced(tunnel, refusal.get()));
  }

  /** Restores peers that were removed and could not be added again, until there are none. */
  private void settle() {
    if (!recreation.owes()) {
      return;
    }
    try {
      recreation.settle();
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("a peer that was removed cannot be restored yet");
      loops.kernel().after(RESTORE_AGAIN.toNanos(), this::settle);
    }
  }

  private boolean restoreProbeAddresses(Set<InterfaceName> cameBack) {
    boolean gone = !probeAddresses.gone().isEmpty();
    paths.keySet().stream()
        .filter(tunnel -> gone || cameBack.contains(tunnel.device()))
        .forEach(this::prepare);
    return gone || !cameBack.isEmpty();
  }

  /** Sets how often a device is read. */
  void pace(InterfaceName device, Duration interval) {
    DevicePoller poller = pollers.get(device);
    if (poller != null && !stopping) {
      poller.pace(interval);
    }
  }

  /** Moves a group, and reports what came of it. */
  void move(Group group, Path to) {
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
    carried(group, to);
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
      Path carrier = actuator(group).carrier(group);
      reconciliation.carried(group, carrier);
      carriedBy = Optional.of(carrier.name());
    } catch (RuntimeException | Error unreadable) {
      // Then the group counts as where it was, until the next attempt.
      if (unreadable != e) {
        e.addSuppressed(unreadable);
      }
    }
    report(new Evidence.SwitchFailed(group.name(), to.name(), cause, carriedBy));
  }

  /** Any thread: tasks that have not begun do nothing any more, except {@link #end}. */
  void stop() {
    stopping = true;
  }

  /**
   * The last task: ends the readings, and leaves the traffic as a policy says.
   *
   * @param tunnels the last known states
   */
  void end(ShutdownPolicy policy, Map<Tunnel, TunnelState> tunnels) {
    reconciliation.stop();
    disagreements.stop();
    pollers.values().forEach(DevicePoller::stop);
    @Nullable RuntimeException failure = null;
    if (begun && policy == ShutdownPolicy.WITHDRAW) {
      for (Group group : groups) {
        try {
          withdraw(group, tunnels);
        } catch (RuntimeException e) {
          boolean gone = e instanceof NetlinkException n && n.is(Errno.ENODEV);
          failure = gone ? failure : combine(failure, e);
        }
      }
    }
    boolean handsOver = policy == ShutdownPolicy.RETAIN || !begun;
    failure = attempt(handsOver ? lease::handOver : lease::end, failure);
    failure = attempt(recreation::settle, failure);
    recreation.close();
    failure = attempt(probeAddresses::release, failure);
    if (failure != null) {
      throw failure;
    }
  }

  private void withdraw(Group group, Map<Tunnel, TunnelState> tunnels) {
    Path permanent = group.permanent();
    // Read, since a switch may have ended after the last status.
    Path carrier = actuator(group).carrier(group);
    if (tunnels.get(permanent.tunnel()) == TunnelState.DOWN
        && tunnels.get(carrier.tunnel()) != TunnelState.DOWN) {
      LOG.atWarn()
          .addKeyValue("group", group.name())
          .addKeyValue("path", carrier.name())
          .log("the permanent path is down: the prefixes stay where they are");
      return;
    }
    actuator(group).move(group, permanent);
    actuator(group).release(group);
  }

  private static @Nullable RuntimeException attempt(
      Runnable task, @Nullable RuntimeException failure) {
    try {
      task.run();
      return failure;
    } catch (RuntimeException e) {
      return combine(failure, e);
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

  private void carried(Group group, Path path) {
    reconciliation.carried(group, path);
    report(new Evidence.Carried(group.name(), path.name()));
  }

  /** What a process before left, and nobody needs; by then all that is needed has been made. */
  private void removeOrphans() {
    if (stopping) {
      return;
    }
    Set<IpPrefix> known = new HashSet<>(probeAddresses.routed());
    groups.forEach(group -> known.addAll(group.prefixes()));
    paths.values().forEach(p -> p.probeAddress().map(IpPrefix::host).ifPresent(known::add));
    try {
      orphans
          .remove(known)
          .forEach(what -> LOG.atInfo().log("left by an earlier process: {}", what));
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("what an earlier process left cannot be removed");
    }
  }

  private void report(Evidence evidence) {
    sink.report(loops.now(), evidence);
  }

  private Actuator actuator(Group group) {
    Actuator actuator = actuators.get(group.name());
    if (actuator == null) {
      throw new IllegalStateException("no actuator for " + group.name());
    }
    return actuator;
  }
}
