package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelState;
import java.util.Map;

/**
 * How things stand at one moment.
 *
 * @param modes how each group is moved, by its name
 * @param carriers the path that carries each group, by its name; absent before the start
 * @param tunnels the state of each tunnel
 * @param reasons what led to the state of each tunnel, for people; absent where nothing happened
 */
public record FailoverStatus(
    Map<String, SwitchMode> modes,
    Map<String, Path> carriers,
    Map<Tunnel, TunnelState> tunnels,
    Map<Tunnel, String> reasons) {
  public FailoverStatus {
    modes = Map.copyOf(modes);
    carriers = Map.copyOf(carriers);
    tunnels = Map.copyOf(tunnels);
    reasons = Map.copyOf(reasons);
  }
}
