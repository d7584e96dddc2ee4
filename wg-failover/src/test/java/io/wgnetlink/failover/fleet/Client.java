package io.wgnetlink.failover.fleet;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;

import io.wgnetlink.failover.engine.SimulatedHost;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Policy;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.End;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/** A host with an engine of its own and a tunnel to each of some hubs. */
final class Client {
  /** Some time on one hub. */
  record Stay(Hub hub, long from, long to) {}

  private static final int[] KEEPALIVES = {0, 5, 10, 20, 25, 30, 60, 120};

  final boolean busy;
  final SimulatedHost host;
  private final VirtualTime time;
  private final List<Hub> hubs;
  private final List<End> ends = new ArrayList<>();
  private final long startedAt;

  /**
   * Starts a client whose keepalive, round trip and readings are drawn.
   *
   * @param hubs by preference, the permanent one last
   */
  Client(VirtualTime time, Detection detection, double loss, boolean busy, List<Hub> hubs) {
    this.time = time;
    this.busy = busy;
    this.hubs = hubs;
    startedAt = time.now();
    int keepalive = KEEPALIVES[time.random.nextInt(KEEPALIVES.length)];
    for (Hub hub : hubs) {
      SimulatedTunnel tunnel = new SimulatedTunnel(time, keepalive, 0);
      tunnel.delay = 2 * MILLIS + time.jitter(60 * MILLIS);
      tunnel.jitter = tunnel.delay / 4;
      tunnel.loss = loss;
      hub.accept(tunnel);
      ends.add(tunnel.left);
    }
    host = SimulatedHost.following(Policy.DEFAULT, detection, time, ends.toArray(End[]::new))
        .carriedBy(0);
    if (busy) {
      request(200 * MILLIS + time.jitter(300 * MILLIS));
    }
  }

  private void request(long every) {
    time.after(every, () -> {
      ends.get(path(host.carrier())).send(Payload.REQUEST);
      request(every);
    });
  }

  private int path(String name) {
    return Integer.parseInt(name.substring("path".length()));
  }

  Hub carrier() {
    return hubs.get(path(host.carrier()));
  }

  Hub preferred() {
    return hubs.get(0);
  }

  List<Hub> hubs() {
    return hubs;
  }

  /** Returns how often it moved after a time. */
  long switchesSince(long since) {
    return host.decisions.stream().filter(d -> d.at().toNanos() >= since).count();
  }

  /** Returns when the engine last decided, after a time; that time when it did not. */
  long lastMoveSince(long since) {
    return host.decisions.stream()
        .mapToLong(d -> d.at().toNanos())
        .filter(at -> at >= since)
        .max()
        .orElse(since);
  }

  /** Returns where it was, and when, up to now. */
  List<Stay> stays() {
    List<Stay> stays = new ArrayList<>();
    Hub hub = hubs.get(0);
    long from = startedAt;
    for (Decision decision : host.decisions) {
      stays.add(new Stay(hub, from, decision.at().toNanos()));
      hub = hubs.get(path(decision.to().name()));
      from = decision.at().toNanos();
    }
    stays.add(new Stay(hub, from, time.now()));
    return stays;
  }

  /** Returns for how long it was on a hub that was dead, each time, in nanoseconds. */
  List<Long> darkness() {
    List<Long> darkness = new ArrayList<>();
    for (Stay stay : stays()) {
      for (Hub.Outage outage : stay.hub().outages) {
        long dark = Math.min(stay.to(), outage.to()) - Math.max(stay.from(), outage.from());
        if (dark > 0) {
          darkness.add(dark);
        }
      }
    }
    return darkness;
  }
}
