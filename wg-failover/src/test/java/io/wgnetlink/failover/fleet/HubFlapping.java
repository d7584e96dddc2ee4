package io.wgnetlink.failover.fleet;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Hubs that die and come back by dice, for a while, and then are all up; only the permanent one of
 * all clients is up all the time. Each client prefers one of the others, then the next one.
 */
final class HubFlapping {
  /** How long a hub is up, on average, and how long down. */
  static final long UP_FOR = 90 * SECOND;

  static final long DOWN_FOR = 30 * SECOND;
  /** The longest hold-up and what comes before it; by then all is quiet again. */
  static final long CALM = 360 * SECOND;

  final Fleet fleet;
  final Hub permanent;
  final long beganAt;
  final long calmAt;
  /** How many clients the permanent hub carries, second by second. */
  final List<Long> carried = new ArrayList<>();

  private final int flapping;

  HubFlapping(long seed, int clients, int flapping, long lasting, Fleet.Nature nature) {
    this.flapping = flapping;
    fleet = new Fleet(seed, flapping + 1, clients, nature, i ->
        new int[] {1 + i % flapping, 1 + (i + 1) % flapping, 0});
    permanent = fleet.hubs.get(0);
    beganAt = fleet.time.now();
    hubs().forEach(hub -> dieLater(hub, beganAt + lasting));
    pass(lasting);
    calmAt = fleet.time.now();
    hubs().stream().filter(Hub::isDead).forEach(Hub::restart);
    pass(CALM);
  }

  /** The hubs that flap. */
  List<Hub> hubs() {
    return fleet.hubs.subList(1, flapping + 1);
  }

  private void dieLater(Hub hub, long until) {
    fleet.time.after(drawn(UP_FOR), () -> {
      if (fleet.time.now() < until) {
        hub.die();
        fleet.time.after(drawn(DOWN_FOR), () -> {
          if (hub.isDead()) {
            hub.restart();
            dieLater(hub, until);
          }
        });
      }
    });
  }

  /** Any length, as of things that happen by chance. */
  private long drawn(long average) {
    return (long) (-Math.log(1 - fleet.time.random.nextDouble()) * average);
  }

  private void pass(long nanos) {
    for (long end = fleet.time.now() + nanos; fleet.time.now() < end; ) {
      carried.add(fleet.on(permanent));
      fleet.time.pass(SECOND);
    }
  }

  /** How often hubs died that a client has a tunnel to. */
  long deaths(Client client) {
    return client.hubs().stream().mapToLong(hub -> hub.outages.size()).sum();
  }

  /** How long, all clients together, a client was on a hub that was dead. */
  long darkness() {
    return fleet.clients.stream()
        .flatMap(client -> client.darkness().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /** How long it would have been without any failover: the outages of the preferred hubs. */
  long darknessWithoutFailover() {
    return fleet.clients.stream()
        .flatMapToLong(client -> outages(client.preferred()))
        .sum();
  }

  private static LongStream outages(Hub hub) {
    return hub.outages.stream().mapToLong(outage -> outage.to() - outage.from());
  }
}
