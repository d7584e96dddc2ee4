package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The choice of one group among its paths.
 *
 * <p>A path is left only for one that is proved: UP, and, when the carrier is dead, alive for
 * longer than the carrier ({@link TunnelMachine#outlived}), so that nothing moves when everything
 * dies at once (I1, I4). While a path is SUSPECT it neither is left nor joined. When the carrier is
 * dead and nothing else is up, the first path that gets as far as PROBATION wins. The carrier is
 * also left for a more preferred path that is UP, and, after a short grace, when its peer never had
 * a handshake. While any tunnel of the group cannot be observed, nothing moves (I3).
 */
final class GroupMachine {
  private static final long SECOND = 1_000_000_000L;
  /** How long a peer without any handshake is given at the start to make one. */
  static final long GRACE = 3 * SECOND;

  private static final long FIRST_RETRY = 5 * SECOND;
  private static final long LAST_RETRY = 60 * SECOND;

  private final Group group;
  private final Map<Tunnel, TunnelMachine> machines;
  private @Nullable Path carrier;
  private @Nullable Path wanted;
  private long retryAt = TunnelMachine.NEVER;
  private long retry = FIRST_RETRY;

  GroupMachine(Group group, Map<Tunnel, TunnelMachine> machines) {
    this.group = group;
    this.machines = machines;
  }

  Group group() {
    return group;
  }

  /** The path that carries the prefixes, as the kernel last said. */
  Optional<Path> carrier() {
    return Optional.ofNullable(carrier);
  }

  private void carried(String path) {
    carrier = group
        .path(path)
        .orElseThrow(
            () -> new IllegalArgumentException("group " + group.name() + " has no path " + path));
    wanted = null;
  }

  void switched(String path) {
    carried(path);
    retryAt = TunnelMachine.NEVER;
    retry = FIRST_RETRY;
  }

  void failed(long at, Optional<String> carriedBy) {
    carriedBy.ifPresent(this::carried);
    wanted = null;
    retryAt = at + retry;
    retry = Math.min(2 * retry, LAST_RETRY);
  }

  /** Returns when time alone may change the choice. */
  long nextDeadline(long now) {
    long deadline = Long.MAX_VALUE;
    if (carrier == null || wanted != null) {
      return deadline;
    }
    if (retryAt > now) {
      deadline = retryAt;
    }
    TunnelMachine current = machine(carrier);
    if (current.state() == TunnelState.UNKNOWN && current.unknownSince() + GRACE > now) {
      deadline = Math.min(deadline, current.unknownSince() + GRACE);
    }
    return deadline;
  }

  Optional<Decision> decide(long now) {
    Path from = carrier;
    if (from == null || wanted != null || now < retryAt || anyFrozen()) {
      return Optional.empty();
    }
    TunnelMachine current = machine(from);
    boolean lost = current.state() == TunnelState.DOWN || neverProved(current, now);
    for (Path path : group.paths()) {
      if (path.equals(from)) {
        if (!lost) {
          return Optional.empty();
        }
        continue;
      }
      TunnelMachine candidate = machine(path);
      if (candidate.state() != TunnelState.UP) {
        continue;
      }
      if (!lost) {
        return move(now, from, path, preferred(path, from));
      }
      if (current.state() != TunnelState.DOWN || candidate.outlived(current)) {
        return move(now, from, path, left(from, current));
      }
    }
    return lost ? firstToRecover(now, from, current) : Optional.empty();
  }

  private Optional<Decision> firstToRecover(long now, Path from, TunnelMachine current) {
    if (current.state() != TunnelState.DOWN) {
      return Optional.empty();
    }
    for (Path path : group.paths()) {
      TunnelMachine candidate = machine(path);
      if (candidate.state() == TunnelState.PROBATION && candidate.outlived(current)) {
        return move(now, from, path, left(from, current));
      }
    }
    return Optional.empty();
  }

  private Optional<Decision> move(long now, Path from, Path to, Finding because) {
    wanted = to;
    return Optional.of(new Decision(group, from, to, because, Duration.ofNanos(now)));
  }

  private boolean neverProved(TunnelMachine current, long now) {
    return current.state() == TunnelState.UNKNOWN
        && !current.everHandshake()
        && now - current.unknownSince() >= GRACE;
  }

  private boolean anyFrozen() {
    return group.paths().stream().anyMatch(p -> machine(p).frozen());
  }

  private TunnelMachine machine(Path path) {
    TunnelMachine machine = machines.get(path.tunnel());
    if (machine == null) {
      throw new IllegalStateException("no machine for " + path);
    }
    return machine;
  }

  private static Finding preferred(Path to, Path from) {
    return new Finding(Kind.PREFERRED, to.name() + " is up and preferred to " + from.name());
  }

  private static Finding left(Path from, TunnelMachine current) {
    return current.state() == TunnelState.DOWN
        ? current.reason()
        : new Finding(Kind.NEVER_PROVED, "the peer of " + from.name() + " never had a handshake");
  }
}
