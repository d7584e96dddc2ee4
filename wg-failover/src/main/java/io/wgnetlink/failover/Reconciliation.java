package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.Actuator;
import io.wgnetlink.failover.actuate.Inspection;
import io.wgnetlink.failover.actuate.OtherManagers;
import io.wgnetlink.failover.actuate.Standing;
import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Puts right what others change (I10).
 *
 * <p><b>Looking, not believing.</b> An event says only that it is time to look: IPv4 routes and
 * nexthop objects vanish without one, and others are lost when a receive buffer is full. So each
 * look reads what is there, by dumps that the kernel filters, and compares it with where the last
 * switch left the group. An overrun is one more reason to look, and no more than that (I3). No
 * table is mirrored: one of a million routes costs its events and nothing else.
 *
 * <p><b>When.</b> 100 ms after an event that concerns the controller, once for all that come
 * meanwhile; else every 30 s. The allowed IPs of a device change without events: where they are
 * what is moved, they are read every 2 s, or more seldom, so that it takes a fiftieth of a core at
 * most.
 *
 * <p><b>What.</b>
 *
 * <ul>
 *   <li>Something of ours is gone or altered: it is put back, five times in a minute at once, then
 *       every 30 s, and the listener is told of the contention.
 *   <li>Somebody else's has its place: it is left to them, told once, and the rest is put back.
 *   <li>The routes to probe addresses are gone, as with every interface that was down: they are put
 *       back as well, or the peers behind it would look dead.
 *   <li>The path's interface or peer is gone or down: nothing is put back. The traffic goes by
 *       another path already, which is reported as {@link Evidence.Carried}; the state machine
 *       brings it back when the path is proved. When the interface is up again the report is
 *       repeated, so that it does so at once.
 * </ul>
 *
 * <p>All methods run on the kernel worker's loop, where no switch can overlap; {@link #heard} comes
 * on the thread of the events and only asks for a look.
 */
final class Reconciliation {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

  /** From the event to the look: less than 250 ms remain for reading and putting back. */
  private static final long DELAY = Duration.ofMillis(100).toNanos();

  private static final long FULL = Duration.ofSeconds(30).toNanos();
  private static final long RETRY = Duration.ofSeconds(2).toNanos();
  private static final long READING = Duration.ofSeconds(2).toNanos();
  private static final int SPACING_PER_COST = 50;

  /** What is known of one group. */
  private static final class Ward {
    private final Group group;
    private final Actuator actuator;
    private final RepairLimiter limiter = new RepairLimiter();
    private @Nullable Path carrying;
    private boolean toldTaken;
    private boolean toldRepeated;
    private boolean toldFailure;
    private boolean waits;

    private Ward(Group group, Actuator actuator) {
      this.group = group;
      this.actuator = actuator;
    }
  }

  private final Map<String, Ward> wards = new LinkedHashMap<>();
  private final Set<InterfaceName> devices;
  private final Map<InterfaceName, Boolean> up = new HashMap<>();
  private final boolean readsAllowedIps;
  private final RouteNetlink routes;
  private final RouteWatch watch;
  private final ChangeSource source;
  private final Loops loops;
  private final EvidenceSink sink;
  private final ListenerDelivery delivery;
  private final AtomicBoolean planned = new AtomicBoolean();
  private ChangeSource.@Nullable Hearing hearing;
  private boolean retrying;
  private final RepairLimiter surroundingsLimiter = new RepairLimiter();
  private Surroundings surroundings = cameBack -> false;

  /** What the groups need beside their own routes: addresses to probe. */
  interface Surroundings {
    /**
     * Puts back what is gone of them.
     *
     * @param cameBack interfaces that are up again, which have lost theirs
     * @return whether anything was
     */
    boolean restore(Set<InterfaceName> cameBack);
  }

  private volatile boolean stopped;

  Reconciliation(
      List<Group> groups,
      Map<String, Actuator> actuators,
      Map<String, SwitchMode> modes,
      RouteNetlink routes,
      RouteWatch watch,
      ChangeSource source,
      Loops loops,
      EvidenceSink sink,
      ListenerDelivery delivery) {
    this.routes = routes;
    this.watch = watch;
    this.source = source;
    this.loops = loops;
    this.sink = sink;
    this.delivery = delivery;
    this.readsAllowedIps = modes.containsValue(SwitchMode.ALLOWED_IPS);
    for (Group group : groups) {
      Actuator actuator = actuators.get(group.name());
      if (actuator != null) {
        wards.put(group.name(), new Ward(group, actuator));
      }
    }
    this.devices = groups.stream()
        .flatMap(g -> g.paths().stream())
        .map(p -> p.tunnel().device())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Begins to hear, before anything is read, so that no change falls between. */
  void listen(Surroundings what) {
    surroundings = what;
    try {
      hearing = source.open(this::heard);
    } catch (IllegalStateException | NetlinkException e) {
      LOG.atWarn()
          .setCause(e)
          .log("changes by others cannot be heard; they are found by looking every 30 s");
    }
  }

  /** Begins to look, when it is known what carries each group. */
  void begin() {
    noteLinks();
    loops.kernel().after(FULL, this::regularly);
    if (readsAllowedIps) {
      loops.kernel().after(READING, this::readAgain);
    }
  }

  /** Says which path carries a group, by a switch or a reading. */
  void carried(Group group, Path path) {
    Ward ward = wards.get(group.name());
    if (ward != null) {
      ward.carrying = path;
    }
  }

  /** Any thread. */
  private void heard(RouteEvent event) {
    if (watch.concerns(event)) {
      ask();
    }
  }

  /** Any thread: asks for a look, soon. */
  void ask() {
    if (!stopped && planned.compareAndSet(false, true)) {
      loops.kernel().after(DELAY, () -> {
        planned.set(false);
        look();
      });
    }
  }

  private void regularly() {
    if (!stopped) {
      look();
      loops.kernel().after(FULL, this::regularly);
    }
  }

  /** Of several devices the dearest counts for all. */
  private void readAgain() {
    if (!stopped) {
      long before = loops.now();
      look();
      long cost = loops.now() - before;
      loops
          .kernel()
          .after(Math.min(Math.max(READING, SPACING_PER_COST * cost), FULL), this::readAgain);
    }
  }

  private void look() {
    if (stopped) {
      return;
    }
    try {
      Set<InterfaceName> cameBack = noteLinks();
      long now = loops.now();
      if (surroundingsLimiter.nextAt(now) <= now && surroundings.restore(cameBack)) {
        surroundingsLimiter.repaired(now);
      }
      Map<Actuator, Inspection> inspections = new HashMap<>();
      wards.values().stream()
          .collect(Collectors.groupingBy(
              ward -> ward.actuator, Collectors.mapping(ward -> ward.group, Collectors.toList())))
          .forEach((actuator, groups) -> inspections.put(actuator, actuator.inspect(groups)));
      for (Ward ward : wards.values()) {
        Inspection inspection = inspections.get(ward.actuator);
        if (inspection != null) {
          look(ward, inspection, cameBack);
        }
      }
      retrying = false;
    } catch (NetlinkException e) {
      LOG.atDebug().setCause(e).log("what carries the groups cannot be read");
      if (!retrying) {
        retrying = true;
        loops.kernel().after(RETRY, this::retry);
      }
    }
  }

  private void retry() {
    retrying = false;
    look();
  }

  /** Returns which interfaces are up that were not. */
  private Set<InterfaceName> noteLinks() {
    Set<InterfaceName> cameBack = new HashSet<>();
    for (InterfaceName device : devices) {
      boolean now = routes
          .link(device)
          .filter(link -> {
            watch.knows(link.index());
            return link.flags().contains(LinkFlag.UP);
          })
          .isPresent();
      Boolean before = up.put(device, now);
      if (now && Boolean.FALSE.equals(before)) {
        cameBack.add(device);
      }
    }
    return cameBack;
  }

  private void look(Ward ward, Inspection inspection, Collection<InterfaceName> cameBack) {
    Path carrying = ward.carrying;
    if (carrying == null) {
      return;
    }
    try {
      Standing standing = inspection.standing(ward.group, carrying);
      if (standing.kind() == Standing.Kind.UNAVAILABLE) {
        carrying = followKernel(ward, carrying, standing);
        standing = inspection.standing(ward.group, carrying);
      }
      tellTaken(ward, standing);
      if (!standing.missing().isEmpty()) {
        putRight(ward, carrying, standing);
      } else if (!ward.limiter.contended(loops.now())) {
        ward.toldRepeated = false;
      }
      if (ward.group.paths().stream().anyMatch(p -> cameBack.contains(p.tunnel().device()))) {
        report(ward, carrying);
      }
      ward.toldFailure = false;
    } catch (RuntimeException e) {
      // Failing to observe or to repair changes nothing (I3); the next look is not far.
      LOG.atLevel(ward.toldFailure ? Level.DEBUG : Level.WARN)
          .setCause(e)
          .addKeyValue("group", ward.group.name())
          .log("what carries the group cannot be seen to");
      ward.toldFailure = true;
      lookAgain(ward, RETRY);
    }
  }

  /** Once for each group at most, beside the looks that events ask for. */
  private void lookAgain(Ward ward, long delay) {
    if (!ward.waits) {
      ward.waits = true;
      loops.kernel().after(delay, () -> {
        ward.waits = false;
        look();
      });
    }
  }

  /** The path is not there: says which one the kernel uses. */
  private Path followKernel(Ward ward, Path gone, Standing standing) {
    Path now = ward.actuator.carrier(ward.group);
    if (!now.equals(gone)) {
      LOG.atInfo()
          .addKeyValue("group", ward.group.name())
          .addKeyValue("path", now.name())
          .log("{}, so another path carries the prefixes", standing.what());
      ward.carrying = now;
      InterfaceName device = gone.tunnel().device();
      if (Boolean.FALSE.equals(up.get(device))) {
        // Until the next reading nothing is known of it: else it would be chosen again at once.
        sink.report(loops.now(), new Evidence.ObservationLost(device, standing.what()));
      }
      report(ward, now);
    }
    return now;
  }

  private void putRight(Ward ward, Path carrying, Standing standing) {
    long now = loops.now();
    long at = ward.limiter.nextAt(now);
    if (ward.limiter.contended(now) && !ward.toldRepeated) {
      ward.toldRepeated = true;
      tell(
          ward,
          Contention.Kind.REPEATED,
          "it was put right " + RepairLimiter.AT_ONCE
              + " times within a minute, and from now on every 30 s: " + standing.what());
    }
    if (at > now) {
      lookAgain(ward, at - now);
      return;
    }
    ward.limiter.repaired(now);
    ward.actuator.restore(ward.group, carrying, standing);
    LOG.atInfo()
        .addKeyValue("group", ward.group.name())
        .addKeyValue("path", carrying.name())
        .log("put right what somebody else had changed: {}", standing.what());
  }

  private void tellTaken(Ward ward, Standing standing) {
    if (standing.taken().isEmpty()) {
      ward.toldTaken = false;
    } else if (!ward.toldTaken) {
      ward.toldTaken = true;
      Set<Integer> by = standing.taken().stream()
          .map(Standing.Foreign::protocol)
          .collect(Collectors.toCollection(TreeSet::new));
      tell(ward, Contention.Kind.TAKEN, standing.what(), by);
    }
  }

  private void tell(Ward ward, Contention.Kind kind, String what) {
    tell(ward, kind, what, watch.intruders());
  }

  private void tell(Ward ward, Contention.Kind kind, String what, Set<Integer> by) {
    Contention contention = new Contention(
        ward.group,
        kind,
        what,
        OtherManagers.likely(by, protocolsPresent()),
        Duration.ofNanos(loops.now()));
    LOG.atWarn().addKeyValue("group", ward.group.name()).log("{}", contention);
    delivery.happened(contention);
  }

  private Set<Integer> protocolsPresent() {
    Set<Integer> present = new TreeSet<>();
    try {
      routes.visitRoutes(RouteFilter.all(), route -> present.add(route.protocol()));
    } catch (NetlinkException e) {
      LOG.atDebug().setCause(e).log("the routes of others cannot be read");
    }
    return present;
  }

  private void report(Ward ward, Path path) {
    sink.report(loops.now(), new Evidence.Carried(ward.group.name(), path.name()));
  }

  /** Ends it; what is planned does nothing any more. */
  void stop() {
    stopped = true;
    if (hearing != null) {
      hearing.close();
    }
  }
}
