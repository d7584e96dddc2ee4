package io.wgnetlink.failover.fleet;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.simulation.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Clients and their hubs in one virtual time. Each client has an engine, a phase of its readings, a
 * keepalive, a round trip and a loss of its own; all is drawn from one seed. Every client is the
 * same to a hub: the same interface, the same key of the hub.
 */
final class Fleet {
  /** Over so long the clients start. */
  static final long ARRIVAL = 120 * SECOND;
  /** Until then each knows its tunnels: a habit takes a minute to form. */
  static final long WARM_UP = ARRIVAL + 150 * SECOND;

  /**
   * What the clients are like.
   *
   * @param detection by what they find a dead hub
   * @param mostLoss each loses a share of all packets each way that is drawn from 0 to this
   * @param busy the share of clients with traffic of 2 to 5 requests a second; the others have none
   */
  record Nature(Detection detection, double mostLoss, double busy) {}

  final VirtualTime time;
  final List<Hub> hubs = new ArrayList<>();
  final List<Client> clients = new ArrayList<>();

  /**
   * Starts a fleet and lets it warm up.
   *
   * @param hubsOf the hubs of a client by preference, the permanent one last, as indexes
   */
  Fleet(long seed, int hubCount, int clientCount, Nature nature, IntFunction<int[]> hubsOf) {
    time = new VirtualTime(seed);
    for (int i = 0; i < hubCount; i++) {
      hubs.add(new Hub(time));
    }
    for (int i = 0; i < clientCount; i++) {
      List<Hub> ofClient = new ArrayList<>();
      for (int hub : hubsOf.apply(i)) {
        ofClient.add(hubs.get(hub));
      }
      boolean busy = i < nature.busy() * clientCount;
      time.after(
          time.jitter(ARRIVAL),
          () -> clients.add(new Client(
              time,
              nature.detection(),
              time.random.nextDouble() * nature.mostLoss(),
              busy,
              ofClient)));
    }
    time.pass(WARM_UP);
  }

  /** Returns how many clients are on a hub. */
  long on(Hub hub) {
    return clients.stream().filter(c -> c.carrier() == hub).count();
  }
}
