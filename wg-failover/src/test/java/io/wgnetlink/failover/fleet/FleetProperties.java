package io.wgnetlink.failover.fleet;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.fleet.Load.Kind;
import io.wgnetlink.failover.model.Detection;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What many clients together do to the hub that is left, and to the one that returns. Every client
 * has an engine; the same fleets, larger, are drawn by {@code FleetPlots}.
 */
class FleetProperties {
  private static final int CLIENTS = 50;

  /** Of a fleet in which nothing else is lost: see {@code DetectionProperties}. */
  private static final long QUICK = 5 * SECOND;

  private static final long IDLE = 12 * SECOND;
  /**
   * Where some packets are lost, a tunnel may have no habits to judge it by, and the kernel's
   * patience decides: 2 s and a reading until the first nudge, 15.3 s, 1 s for the initiation, and
   * readings.
   */
  private static final long PATIENT = 21 * SECOND;
  /** The other hub has to show life after that: a nudge, and two more when they are lost. */
  private static final long PROOF_OF_THE_OTHER = 3 * SECOND;
  /**
   * WireGuard's next try within 5.4 s, a reading, 10 s of hold-up, an answer to end it and another
   * reading.
   */
  private static final long RETURN = 19 * SECOND;
  /** Three handshakes that are lost. */
  private static final long LOST_HANDSHAKES = 17 * SECOND;

  @Provide
  Arbitrary<Detection> detections() {
    return Arbitraries.of(Detection.NUDGE, Detection.ECHO);
  }

  @Property(tries = 3)
  void shouldMoveEachClientInTimeAndBackOnce(
      @ForAll long seed, @ForAll("detections") Detection detection, @ForAll boolean lossy) {
    HubFailover run =
        new HubFailover(seed, CLIENTS, new Fleet.Nature(detection, lossy ? 0.01 : 0, 0.5));

    for (int i = 0; i < CLIENTS; i++) {
      Client client = run.fleet.clients.get(i);
      assertThat(run.left.get(i))
          .as("%s %s", client.host.changes, client.host.decisions)
          .isBetween(SECOND, bound(detection, client.busy, lossy));
      assertThat(run.back.get(i))
          .as("%s %s", client.host.changes, client.host.decisions)
          .isBetween(10 * SECOND, RETURN + (lossy ? LOST_HANDSHAKES : 0));
      assertThat(client.switchesSince(run.diedAt)).isEqualTo(2);
    }
    assertSpared(run);
  }

  private static long bound(Detection detection, boolean busy, boolean lossy) {
    if (lossy) {
      return PATIENT + PROOF_OF_THE_OTHER;
    }
    return (busy || detection.kind() == Detection.Kind.ECHO ? QUICK : IDLE) + SECOND;
  }

  private static void assertSpared(HubFailover run) {
    Load surviving = run.surviving.load;
    long probes = Math.max(
        surviving.peak(Kind.NUDGE, run.diedAt, run.returnedAt),
        surviving.peak(Kind.ECHO, run.diedAt, run.returnedAt));
    assertThat(probes)
        .as("one each 0.8 s at most, and one at once when the other hub is suspect")
        .isLessThanOrEqualTo(2 * CLIENTS);
    assertThat(surviving.mean(Kind.INITIATION, run.diedAt, run.diedAt + 30 * SECOND) * 30)
        .as("each has a session already, a quarter of them is due for renewal")
        .isLessThan(CLIENTS * 0.75);
    assertThat(run.dying.load.mean(Kind.INITIATION, run.returnedAt, run.returnedAt + 20 * SECOND))
        .as("a handshake each, and few that are lost")
        .isLessThan(CLIENTS * 1.25 / 20);
  }

  @Property(tries = 2)
  void shouldLeaveDeadHubsOfAFlappingFleetAndComeToRest(
      @ForAll long seed, @ForAll("detections") Detection detection) {
    int clients = CLIENTS / 3;
    HubFlapping run =
        new HubFlapping(seed, clients, 4, 240 * SECOND, new Fleet.Nature(detection, 0.005, 0.5));

    for (Client client : run.fleet.clients) {
      assertThat(client.darkness())
          .as("%s", client.host.decisions)
          .allMatch(dark -> dark <= PATIENT + PROOF_OF_THE_OTHER);
      assertThat(client.switchesSince(run.beganAt)).isLessThanOrEqualTo(2 * run.deaths(client));
      assertThat(client.carrier()).as("after calm").isEqualTo(client.preferred());
    }
    assertThat(run.permanent.load.peak(Kind.NUDGE, run.beganAt, run.calmAt)
            + run.permanent.load.peak(Kind.ECHO, run.beganAt, run.calmAt))
        .isLessThanOrEqualTo(2 * clients);
  }
}
