package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.Actuator;
import io.wgnetlink.failover.actuate.Inspection;
import io.wgnetlink.failover.actuate.Rivals;
import io.wgnetlink.failover.actuate.Standing;
import io.wgnetlink.failover.model.Contention.Kind;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.net.InterfaceName;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One group, as {@link Reconciliation} sees to it: where the last switch left it, and what is done
 * when it is not there any more. Runs on the kernel worker's loop.
 */
final class Ward {
  private static final Logger LOG = LoggerFactory.getLogger(Ward.class);

  /** What was read once for all groups. */
  record Findings(
      Inspection inspection,
      Optional<Rivals.Reading> rivals,
      Set<InterfaceName> cameBack,
      Set<InterfaceName> down,
      Set<Integer> intruders) {}

  private final Group group;
  private final Actuator actuator;
  private final Contentions contentions;
  private final Loops loops;
  private final EvidenceSink sink;
  private final RepairLimiter limiter = new RepairLimiter();
  private @Nullable Path carrying;
  private boolean toldFailure;

  Ward(Group group, Actuator actuator, Contentions contentions, Loops loops, EvidenceSink sink) {
    this.group = group;
    this.actuator = actuator;
    this.contentions = contentions;
    this.loops = loops;
    this.sink = sink;
  }

  Group group() {
    return group;
  }

  Actuator actuator() {
    return actuator;
  }

  /** Says which path carries it, by a switch or a reading; returns whether that is another one. */
  boolean carried(Path path) {
    boolean another = !path.equals(carrying);
    carrying = path;
    return another;
  }

  /**
   * Compares what was found with what should be, and puts it right.
   *
   * @return how long to wait before the next look at it, when it should not wait for an event
   */
  Optional<Long> look(Findings found, long retry) {
    Path path = carrying;
    if (path == null) {
      return Optional.empty();
    }
    try {
      Standing standing = found.inspection().standing(group, path);
      if (standing.kind() == Standing.Kind.UNAVAILABLE) {
        path = followKernel(path, standing, found.down());
        standing = found.inspection().standing(group, path);
      }
      tellTaken(standing);
      Optional<Long> wait = putRight(path, standing, found.intruders());
      tellRivals(path, found.rivals());
      if (group.paths().stream()
          .anyMatch(p -> found.cameBack().contains(p.tunnel().device()))) {
        report(path);
      }
      toldFailure = false;
      return wait;
    } catch (RuntimeException e) {
      // Failing to observe or to repair changes nothing (I3); the next look is not far.
      LOG.atLevel(toldFailure ? Level.DEBUG : Level.WARN)
          .setCause(e)
          .addKeyValue("group", group.name())
          .log("what carries the group cannot be seen to");
      toldFailure = true;
      return Optional.of(retry);
    }
  }

  /** The path is not there: says which one the kernel uses. */
  private Path followKernel(Path gone, Standing standing, Set<InterfaceName> down) {
    Path now = actuator.carrier(group);
    if (!now.equals(gone)) {
      LOG.atInfo()
          .addKeyValue("group", group.name())
          .addKeyValue("path", now.name())
          .log("{}, so another path carries the prefixes", standing.what());
      carrying = now;
      InterfaceName device = gone.tunnel().device();
      if (down.contains(device)) {
        // Until the next reading nothing is known of it: else it would be chosen again at once.
        sink.report(loops.now(), new Evidence.ObservationLost(device, standing.what()));
      }
      report(now);
    }
    return now;
  }

  private Optional<Long> putRight(Path path, Standing standing, Set<Integer> intruders) {
    long now = loops.now();
    if (standing.missing().isEmpty()) {
      if (limiter.contended(now)) {
        contentions.absent(group, Kind.REPEATED);
      } else {
        contentions.over(group, Kind.REPEATED);
      }
      return Optional.empty();
    }
    long at = limiter.nextAt(now);
    if (limiter.contended(now)) {
      contentions.found(
          group,
          Kind.REPEATED,
          "it was put right " + RepairLimiter.AT_ONCE
              + " times within a minute, and from now on every 30 s: " + standing.what(),
          intruders);
    }
    if (at > now) {
      return Optional.of(at - now);
    }
    limiter.repaired(now);
    actuator.restore(group, path, standing);
    contentions.absent(group, Kind.REPEATED);
    LOG.atInfo()
        .addKeyValue("group", group.name())
        .addKeyValue("path", path.name())
        .log("put right what somebody else had changed: {}", standing.what());
    return Optional.empty();
  }

  private void tellTaken(Standing standing) {
    if (standing.taken().isEmpty()) {
      contentions.over(group, Kind.TAKEN);
      return;
    }
    Set<Integer> by = standing.taken().stream()
        .map(Standing.Foreign::protocol)
        .collect(Collectors.toCollection(TreeSet::new));
    contentions.found(group, Kind.TAKEN, standing.what(), by);
  }

  private void tellRivals(Path path, Optional<Rivals.Reading> read) {
    read.ifPresent(reading -> reading
        .of(group, path)
        .ifPresentOrElse(
            rival -> contentions.found(group, Kind.OUTRANKED, rival.what(), rival.protocols()),
            () -> contentions.over(group, Kind.OUTRANKED)));
  }

  private void report(Path path) {
    sink.report(loops.now(), new Evidence.Carried(group.name(), path.name()));
  }
}
