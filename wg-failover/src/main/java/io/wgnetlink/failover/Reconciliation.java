package io.wgnetlink.failover;

import static java.util.Objects.requireNonNull;

import io.wgnetlink.failover.actuate.Actuator;
import io.wgnetlink.failover.actuate.Inspection;
import io.wgnetlink.failover.actuate.Rivals;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.RouteNetlink;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 *   <li>Somebody else's has its place, or wins over it ({@link Rivals}): it is left to them, told
 *       once, and the rest is put back. {@link FailoverStatus} says so for as long as it lasts.
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

  private final Map<String, Ward> wards = new LinkedHashMap<>();
  private final Set<InterfaceName> devices;
  private final Map<InterfaceName, Boolean> up = new HashMap<>();
  private final boolean readsAllowedIps;
  private final RouteNetlink routes;
  private final RouteWatch watch;
  private final ChangeSource source;
  private final Loops loops;
  private final Rivals rivals;
  private final Set<Ward> waiting = new HashSet<>();
  private final AtomicBoolean planned = new AtomicBoolean();
  private ChangeSource.@Nullable Hearing hearing;
  private boolean retrying;
  private long rivalsAgain;
  private boolean rivalsPlanned;
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
      Rivals rivals,
      Contentions contentions,
      Loops loops,
      EvidenceSink sink) {
    this.routes = routes;
    this.watch = watch;
    this.source = source;
    this.loops = loops;
    this.rivals = rivals;
    this.readsAllowedIps = modes.containsValue(SwitchMode.ALLOWED_IPS);
    for (Group group : groups) {
      Actuator actuator = actuators.get(group.name());
      if (actuator != null) {
        wards.put(group.name(), new Ward(group, actuator, contentions, loops, sink));
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
    rivals.acceptLayout();
    ask();
    loops.kernel().after(FULL, this::regularly);
    if (readsAllowedIps) {
      loops.kernel().after(READING, this::readAgain);
    }
  }

  /** Says which path carries a group, by a switch or a reading; others may win over it there. */
  void carried(Group group, Path path) {
    Ward ward = wards.get(group.name());
    if (ward != null && ward.carried(path)) {
      ask();
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
      Optional<Rivals.Reading> others = readRivals(now);
      inspections().forEach((ward, inspection) -> {
        Ward.Findings found =
            new Ward.Findings(inspection, others, cameBack, down(), watch.intruders());
        ward.look(found, RETRY).ifPresent(delay -> lookAgain(ward, delay));
      });
      retrying = false;
    } catch (NetlinkException e) {
      LOG.atDebug().setCause(e).log("what carries the groups cannot be read");
      if (!retrying) {
        retrying = true;
        loops.kernel().after(RETRY, this::retry);
      }
    }
  }

  /** Groups that are moved in the same way are read at once. */
  private Map<Ward, Inspection> inspections() {
    Map<Actuator, Inspection> byActuator = new HashMap<>();
    wards.values().stream()
        .collect(Collectors.groupingBy(
            Ward::actuator, Collectors.mapping(Ward::group, Collectors.toList())))
        .forEach((actuator, groups) -> byActuator.put(actuator, actuator.inspect(groups)));
    Map<Ward, Inspection> inspections = new LinkedHashMap<>();
    wards
        .values()
        .forEach(ward -> inspections.put(
            ward, requireNonNull(byActuator.get(ward.actuator()), "every actuator was read")));
    return inspections;
  }

  /** Whole tables are read for it: of large ones only as often as takes a fiftieth of a core. */
  private Optional<Rivals.Reading> readRivals(long now) {
    if (now < rivalsAgain) {
      if (!rivalsPlanned) {
        rivalsPlanned = true;
        loops.kernel().after(rivalsAgain - now, this::ask);
      }
      return Optional.empty();
    }
    rivalsPlanned = false;
    try {
      return Optional.of(rivals.read());
    } finally {
      rivalsAgain = now + SPACING_PER_COST * (loops.now() - now);
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

  private Set<InterfaceName> down() {
    return up.entrySet().stream()
        .filter(entry -> !entry.getValue())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Once for each group at most, beside the looks that events ask for. */
  private void lookAgain(Ward ward, long delay) {
    if (waiting.add(ward)) {
      loops.kernel().after(delay, () -> {
        waiting.remove(ward);
        look();
      });
    }
  }

  /** Ends it; what is planned does nothing any more. */
  void stop() {
    stopped = true;
    if (hearing != null) {
      hearing.close();
    }
  }
}
