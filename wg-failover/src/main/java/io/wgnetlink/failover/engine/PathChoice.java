package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Policy.Choice;
import io.wgnetlink.failover.model.TunnelState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which path a group wants, whatever moving costs.
 *
 * <h2>Leaving what does not work</h2>
 *
 * <p>A path is left only for one that is proved: UP, and, when the carrier is dead, alive for
 * longer than the carrier ({@link Vitals}), so that nothing moves when everything dies at once, nor
 * when it comes back (I1, I4). While a path is SUSPECT it neither is left nor joined. When the
 * carrier is dead and nothing else is up, the first path that gets as far as PROBATION wins. A
 * carrier whose peer never had a handshake is left too, after a short grace.
 *
 * <p>Health comes before the operator's drain: a drained tunnel that is up is better than a dead
 * one, and than one in PROBATION, but any other that is up is better than a drained one.
 *
 * <h2>Leaving what works</h2>
 *
 * <p>The carrier is left for a more preferred path that is UP; with {@link Choice#NON_REVERTIVE}
 * not for one that was left dead before. When paths are compared by quality, all but the permanent
 * one are preferred equally: then the carrier is left for one that has been better by the margin
 * for long enough.
 *
 * <p>UP is not enough after a pause of the process, in which the lease may have taken the traffic
 * off a tunnel that died: a path that shall be joined has to have shown life since.
 */
final class PathChoice {
  private static final long SECOND = 1_000_000_000L;
  /** How long a peer without any handshake is given at the start to make one. */
  static final long GRACE = 3 * SECOND;

  /** What makes the group move. */
  enum Urgency {
    /** The operator. */
    ORDERED,
    /** The carrier cannot carry, or shall not. */
    FORCED,
    /** Another path is preferred. */
    OPTIONAL
  }

  /** Where to, and why. */
  record Move(Path to, Finding because, Urgency urgency) {}

  private final Group group;
  private final Tunnels tunnels;
  private final @Nullable QualityWatch quality;
  /** Paths that were left because they were dead. */
  private final Set<Path> leftDead = new HashSet<>();

  PathChoice(Group group, Tunnels tunnels) {
    this.group = group;
    this.tunnels = tunnels;
    this.quality = group.policy().quality().map(QualityWatch::new).orElse(null);
  }

  /** The path is left by now. */
  void leaving(Path from) {
    if (tunnels.machine(from).state() == TunnelState.DOWN) {
      leftDead.add(from);
    }
  }

  /** The operator wants this path, so it may be preferred again. */
  void pardon(Path path) {
    leftDead.remove(path);
  }

  /** Another path carries the group. */
  void restart() {
    if (quality != null) {
      quality.restart();
    }
  }

  Optional<Move> ordered(Path from, Path to) {
    TunnelMachine machine = tunnels.machine(to);
    boolean usable = machine.state() != TunnelState.DOWN
        && (machine.state() != TunnelState.UNKNOWN || machine.everHandshake());
    return usable && !to.equals(from)
        ? Optional.of(
            new Move(to, new Finding(Kind.ORDERED, "the operator wants it"), Urgency.ORDERED))
        : Optional.empty();
  }

  /**
   * Returns where to go, if anywhere.
   *
   * @param lastMove whether it is the last one for a while: then to the permanent path, if that
   *     will do
   */
  Optional<Move> best(long now, Path from, boolean lastMove) {
    TunnelMachine current = tunnels.machine(from);
    if (current.state() == TunnelState.DOWN || neverProved(current, now)) {
      return refuge(now, from, current, lastMove);
    }
    if (tunnels.drained(from)) {
      Finding because = new Finding(Kind.DRAINED, from.name() + " is drained");
      return pick(first(from, p -> isProved(now, p) && !tunnels.drained(p)), lastMove, because);
    }
    return better(now, from);
  }

  // ---- leaving what does not work -------------------------------------------------------------

  private Optional<Move> refuge(long now, Path from, TunnelMachine current, boolean lastMove) {
    boolean dead = current.state() == TunnelState.DOWN;
    Predicate<Path> alive = p ->
        dead ? tunnels.machine(p).outlived(current, now) : tunnels.machine(p).shownLife(now);
    Predicate<Path> up = alive.and(this::isUp);
    Predicate<Path> wanted = p -> !tunnels.drained(p);
    List<Path> refuges = first(from, up.and(wanted));
    if (refuges.isEmpty()) {
      refuges = first(from, up);
    }
    if (refuges.isEmpty() && dead) {
      Predicate<Path> recovering =
          alive.and(p -> tunnels.machine(p).state() == TunnelState.PROBATION);
      refuges = first(from, recovering.and(wanted));
      if (refuges.isEmpty()) {
        refuges = first(from, recovering);
      }
    }
    return pick(refuges, lastMove, left(from, current));
  }

  private List<Path> first(Path from, Predicate<Path> fits) {
    List<Path> found = new ArrayList<>();
    for (Path path : group.paths()) {
      if (!path.equals(from) && fits.test(path)) {
        found.add(path);
      }
    }
    return found;
  }

  private Optional<Move> pick(List<Path> refuges, boolean lastMove, Finding because) {
    if (refuges.isEmpty()) {
      return Optional.empty();
    }
    Path to = lastMove && refuges.contains(group.permanent()) ? group.permanent() : refuges.get(0);
    return Optional.of(new Move(to, because, Urgency.FORCED));
  }

  private static boolean neverProved(TunnelMachine current, long now) {
    return current.state() == TunnelState.UNKNOWN
        && !current.everHandshake()
        && now - current.unknownSince() >= GRACE;
  }

  private static Finding left(Path from, TunnelMachine current) {
    return current.state() == TunnelState.DOWN
        ? current.reason()
        : new Finding(Kind.NEVER_PROVED, "the peer of " + from.name() + " never had a handshake");
  }

  // ---- leaving what works ---------------------------------------------------------------------

  private Optional<Move> better(long now, Path from) {
    if (quality != null && !from.equals(group.permanent())) {
      return measuredBetter(quality, now, from);
    }
    for (Path path : group.paths()) {
      if (path.equals(from)) {
        return Optional.empty();
      }
      if (joinable(now, path)) {
        Finding because =
            new Finding(Kind.PREFERRED, path.name() + " is up and preferred to " + from.name());
        return Optional.of(new Move(path, because, Urgency.OPTIONAL));
      }
    }
    return Optional.empty();
  }

  private Optional<Move> measuredBetter(QualityWatch watch, long now, Path from) {
    @Nullable Path best = null;
    for (Path path : rivals(now, from)) {
      long since =
          watch.betterSince(now, path, tunnels.quality(now, path), tunnels.quality(now, from));
      if (since != TunnelMachine.NEVER
          && now >= watch.ripeAt(since)
          && (best == null
              || watch.isBetter(tunnels.quality(now, path), tunnels.quality(now, best)))) {
        best = path;
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    Finding because = new Finding(
        Kind.BETTER, best.name() + " has been better than " + from.name() + " for long enough");
    return Optional.of(new Move(best, because, Urgency.OPTIONAL));
  }

  /** The paths that may take over from one that works; those that may not start over. */
  private List<Path> rivals(long now, Path from) {
    List<Path> rivals = first(from, p -> !p.equals(group.permanent()) && joinable(now, p));
    if (quality != null) {
      group.paths().stream().filter(p -> !rivals.contains(p)).forEach(quality::forget);
    }
    return rivals;
  }

  /** Whether a path that works may be left for this one. */
  boolean joinable(long now, Path path) {
    return isProved(now, path) && !tunnels.drained(path) && !isLeftForGood(path);
  }

  /** Returns when this path will have been better for long enough; NEVER when it is not better. */
  long ripeAt(long now, Path path, Path from) {
    if (quality == null) {
      return TunnelMachine.NEVER;
    }
    long since =
        quality.betterSince(now, path, tunnels.quality(now, path), tunnels.quality(now, from));
    return since == TunnelMachine.NEVER ? since : quality.ripeAt(since);
  }

  boolean isLeftForGood(Path path) {
    return group.policy().choice() == Choice.NON_REVERTIVE && leftDead.contains(path);
  }

  private boolean isUp(Path path) {
    return tunnels.machine(path).state() == TunnelState.UP;
  }

  private boolean isProved(long now, Path path) {
    return isUp(path) && tunnels.machine(path).shownLife(now);
  }

  // ---- time -----------------------------------------------------------------------------------

  /** Returns when time alone may change the choice; {@code Long.MAX_VALUE} for never. */
  long nextDeadline(long now, Path from) {
    long deadline = Long.MAX_VALUE;
    TunnelMachine current = tunnels.machine(from);
    if (current.state() == TunnelState.UNKNOWN && current.unknownSince() + GRACE > now) {
      deadline = current.unknownSince() + GRACE;
    }
    if (current.state() == TunnelState.DOWN) {
      for (Path path : first(from, p -> tunnels.machine(p).outlives(current) > now)) {
        deadline = Math.min(deadline, tunnels.machine(path).outlives(current));
      }
    }
    if (quality != null && !from.equals(group.permanent())) {
      for (Path path : rivals(now, from)) {
        long since =
            quality.betterSince(now, path, tunnels.quality(now, path), tunnels.quality(now, from));
        if (since != TunnelMachine.NEVER && quality.ripeAt(since) > now) {
          deadline = Math.min(deadline, quality.ripeAt(since));
        }
      }
    }
    return deadline;
  }
}
