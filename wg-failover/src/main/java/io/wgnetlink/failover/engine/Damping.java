package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.FlapDamping;
import io.wgnetlink.failover.model.TunnelState;

/**
 * How long a tunnel that came back is held up before it is used again: longer each time it dies,
 * shorter again while it is up.
 *
 * <p>The first death costs the shortest hold-up, each further one twice that of the one before, up
 * to the longest: 10, 20, 40 ... 300 s by default. The penalty decays by half over each half-life,
 * and only while the tunnel is up. If it decayed all the time, as in RFC 2439, a hold-up would
 * forgive itself while it is served: with a half-life of 60 s it would never get past 45 s. So a
 * tunnel that lives for a minute between deaths keeps its hold-up, one that lives for less gets to
 * the longest, and five good minutes bring any back to the shortest.
 */
final class Damping {
  private final long shortest;
  private final long longest;
  private final double halfLife;
  private long penalty;
  private long upSince = TunnelMachine.NEVER;

  Damping(long shortest, FlapDamping limits) {
    this.shortest = shortest;
    this.longest = Math.max(shortest, limits.longest().toNanos());
    this.halfLife = limits.halfLife().toNanos();
  }

  /** Takes in a change of the tunnel's state. */
  void changed(long at, TunnelState from, TunnelState to) {
    if (to == TunnelState.UP && (from == TunnelState.UNKNOWN || from == TunnelState.PROBATION)) {
      up(at);
    } else if (to == TunnelState.DOWN && (from == TunnelState.UP || from == TunnelState.SUSPECT)) {
      died(at);
    }
  }

  /** The tunnel is used, or could be. */
  void up(long at) {
    settle(at);
    upSince = at;
  }

  /** The tunnel was up and is dead. */
  void died(long at) {
    settle(at);
    penalty = Math.min(longest, Math.max(shortest, 2 * penalty));
  }

  /** What a tunnel that comes back now has to hold up for, in nanoseconds. */
  long holdUp() {
    return Math.max(shortest, penalty);
  }

  private void settle(long at) {
    if (upSince != TunnelMachine.NEVER) {
      penalty = (long) (penalty * Math.pow(0.5, (at - upSince) / halfLife));
    }
    upSince = TunnelMachine.NEVER;
  }
}
