package io.wgnetlink.failover.fleet;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import java.util.ArrayList;
import java.util.List;

/** All clients lose the hub that they prefer at the same instant, and get it back. */
final class HubFailover {
  static final long DOWN_FOR = 120 * SECOND;
  static final long AFTERWARDS = 60 * SECOND;

  final Fleet fleet;
  final Hub dying;
  final Hub surviving;
  final long diedAt;
  final long returnedAt;
  final long endedAt;
  /** How long after the death each client was on the other hub; negative for never. */
  final List<Long> left = new ArrayList<>();
  /** How long after the return each client was back; negative for never. */
  final List<Long> back = new ArrayList<>();
  /** How many clients the surviving hub carries, second by second. */
  final List<Long> carried = new ArrayList<>();

  HubFailover(long seed, int clients, Fleet.Nature nature) {
    fleet = new Fleet(seed, 2, clients, nature, i -> new int[] {1, 0});
    surviving = fleet.hubs.get(0);
    dying = fleet.hubs.get(1);
    diedAt = fleet.time.now();
    dying.die();
    pass(DOWN_FOR);
    fleet.clients.forEach(c -> left.add(movedTo(c, surviving, diedAt)));
    returnedAt = fleet.time.now();
    dying.restart();
    pass(AFTERWARDS);
    fleet.clients.forEach(c -> back.add(movedTo(c, dying, returnedAt)));
    endedAt = fleet.time.now();
  }

  private long movedTo(Client client, Hub hub, long since) {
    return client.carrier() == hub ? client.lastMoveSince(since) - since : -1;
  }

  private void pass(long nanos) {
    for (long end = fleet.time.now() + nanos; fleet.time.now() < end; ) {
      carried.add(fleet.on(surviving));
      fleet.time.pass(SECOND);
    }
  }
}
