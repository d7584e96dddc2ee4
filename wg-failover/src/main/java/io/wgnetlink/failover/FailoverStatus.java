package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.GroupState;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelState;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How things stand at one moment.
 *
 * @param modes how each group is moved, by its name
 * @param carriers the path that carries each group, by its name; absent before the start, and while
 *     somebody else has its traffic or some of it
 * @param contended by what somebody else has it, by the group's name
 * @param tunnels the state of each tunnel
 * @param groups what keeps each group where it is, by its name
 * @param drained the tunnels that carry nothing that another path can carry
 * @param blackholes for how long the traffic of each group went into a dead tunnel since the start,
 *     all in all: from the first thing that the tunnel left unanswered until the group was read
 *     back on another path, or the tunnel made a handshake. Silences that ended without a verdict
 *     do not count, so it is what the verdict, the wait for a path and the switch cost
 * @param reasons what led to the state of each tunnel, for people; absent where nothing happened
 */
public record FailoverStatus(
    Map<String, SwitchMode> modes,
    Map<String, Path> carriers,
    Map<String, Contention> contended,
    Map<Tunnel, TunnelState> tunnels,
    Map<String, GroupState> groups,
    Set<Tunnel> drained,
    Map<String, Duration> blackholes,
    Map<Tunnel, String> reasons) {
  public FailoverStatus {
    modes = Map.copyOf(modes);
    carriers = Map.copyOf(carriers);
    contended = Map.copyOf(contended);
    tunnels = Map.copyOf(tunnels);
    groups = Map.copyOf(groups);
    drained = Set.copyOf(drained);
    blackholes = Map.copyOf(blackholes);
    reasons = Map.copyOf(reasons);
  }
}
