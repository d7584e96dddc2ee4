package io.wgnetlink.failover.fleet;

import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/** A host without an engine that many clients have a tunnel to: it only answers. */
final class Hub {
  /** A time without it; still going on when {@code to} is {@code Long.MAX_VALUE}. */
  record Outage(long from, long to) {}

  final Load load = new Load();
  final List<Outage> outages = new ArrayList<>();
  private final VirtualTime time;
  private final List<SimulatedTunnel> tunnels = new ArrayList<>();

  Hub(VirtualTime time) {
    this.time = time;
  }

  boolean isDead() {
    return !outages.isEmpty() && last().to() == Long.MAX_VALUE;
  }

  private Outage last() {
    return outages.get(outages.size() - 1);
  }

  /** The hub is the right end; while it is dead the tunnel is cut from the start. */
  void accept(SimulatedTunnel tunnel) {
    tunnels.add(tunnel);
    tunnel.right.answersNudges = true;
    tunnel.right.answersEchoes = true;
    tunnel.right.initiations = () -> load.count(Load.Kind.INITIATION, time.now());
    tunnel.right.deliveries = payload -> {
      switch (payload) {
        case NUDGE -> load.count(Load.Kind.NUDGE, time.now());
        case ECHO -> load.count(Load.Kind.ECHO, time.now());
        default -> load.count(Load.Kind.DATA, time.now());
      }
    };
    if (isDead()) {
      tunnel.cut();
    }
  }

  void die() {
    outages.add(new Outage(time.now(), Long.MAX_VALUE));
    tunnels.forEach(SimulatedTunnel::cut);
  }

  /** It starts again, and knows no session. */
  void restart() {
    Outage outage = outages.remove(outages.size() - 1);
    outages.add(new Outage(outage.from(), time.now()));
    tunnels.forEach(tunnel -> {
      tunnel.right.recreate();
      tunnel.heal();
    });
  }
}
