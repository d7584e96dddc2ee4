package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Quality;
import io.wgnetlink.failover.model.Tunnel;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is known about tunnels, each once for all groups that use it: what evidence proved, what was
 * measured, and what the operator said.
 */
final class Tunnels {
  private final Map<Tunnel, TunnelMachine> machines = new LinkedHashMap<>();
  private final Map<Tunnel, Quality> measured = new HashMap<>();
  private final Set<Tunnel> drained = new HashSet<>();

  void add(Tunnel tunnel, Function<Tunnel, TunnelMachine> maker) {
    machines.computeIfAbsent(tunnel, maker);
  }

  Collection<TunnelMachine> machines() {
    return machines.values();
  }

  Optional<TunnelMachine> find(Tunnel tunnel) {
    return Optional.ofNullable(machines.get(tunnel));
  }

  TunnelMachine machine(Path path) {
    return find(path.tunnel())
        .orElseThrow(() -> new IllegalStateException("no machine for " + path));
  }

  boolean anyFrozen(Group group) {
    for (Path path : group.paths()) {
      if (machine(path).frozen()) {
        return true;
      }
    }
    return false;
  }

  void measured(Tunnel tunnel, Quality quality) {
    measured.put(tunnel, quality);
  }

  /** What somebody else measured does not hold for a tunnel that went down. */
  void forgetMeasured(Tunnel tunnel) {
    measured.remove(tunnel);
  }

  Optional<Quality> quality(long now, Path path) {
    return Optional.ofNullable(measured.get(path.tunnel()))
        .or(() -> machine(path).quality(now));
  }

  void drain(Tunnel tunnel, boolean isDrained) {
    if (isDrained) {
      drained.add(tunnel);
    } else {
      drained.remove(tunnel);
    }
  }

  boolean drained(Path path) {
    return drained.contains(path.tunnel());
  }

  Set<Tunnel> drained() {
    return Set.copyOf(drained);
  }
}
