package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * A day of a healthy tunnel, for each keepalive and each kind of detection: no switch. What loss
 * can do is a matter of probability, so the seeds are fixed.
 */
class HealthyDetectionProperties {
  private static final long DAY = 24 * 3600 * SECOND;

  @Provide
  Arbitrary<Integer> keepalives() {
    return Arbitraries.of(0, 5, 10, 20, 25, 30, 60, 120);
  }

  /** How a detection is set, and up to which loss, each way, it is promised to hold. */
  enum Promise {
    PASSIVE(0.2),
    NUDGE(0.2),
    /** With a loss as this one, the misses need confirmation. */
    CONFIRMED_ECHO(0.2),
    PLAIN_ECHO(0.01);

    final double loss;

    Promise(double loss) {
      this.loss = loss;
    }

    Detection detection() {
      return switch (this) {
        case PASSIVE -> Detection.PASSIVE;
        case NUDGE -> Detection.NUDGE;
        case CONFIRMED_ECHO -> Detection.ECHO;
        case PLAIN_ECHO -> Detection.ECHO.withTrustedLoss(1).withForcedHandshake(false);
      };
    }
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void shouldNeverSwitchInADayOfTraffic(
      @ForAll Promise promise, @ForAll("keepalives") int keepalive) {
    Day day = new Day(promise.detection(), keepalive, promise.loss, 2 * SECOND);

    assertThat(day.host.decisions).as("%s", day.host.decisions).isEmpty();
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void shouldNeverSwitchNorForceInADayOfIdleness(
      @ForAll Detection.Kind kind, @ForAll("keepalives") int keepalive) {
    Detection detection = switch (kind) {
      case PASSIVE -> Detection.PASSIVE;
      case NUDGE -> Detection.NUDGE;
      case ECHO -> Detection.ECHO;
    };
    Day day = new Day(detection, keepalive, 0, 0);

    assertThat(day.host.decisions).isEmpty();
    assertThat(day.host.forced).isZero();
    assertThat(day.host.changes).hasSize(2);
  }

  /** The clock of the process stops for up to 10 s, as by a collector or SIGSTOP, now and then. */
  @Property(tries = 6, seed = "5")
  void shouldNotTakeItsOwnPausesForDeath(@ForAll long seed, @ForAll Detection.Kind kind) {
    Detection detection = switch (kind) {
      case PASSIVE -> Detection.PASSIVE;
      case NUDGE -> Detection.NUDGE;
      case ECHO -> Detection.ECHO;
    };
    VirtualTime time = new VirtualTime(seed);
    SimulatedTunnel direct = new SimulatedTunnel(time, 25, 0);
    SimulatedTunnel permanent = new SimulatedTunnel(time, 25, 0);
    direct.right.answersEchoes = true;
    direct.right.answersNudges = true;
    SimulatedHost host =
        new SimulatedHost(time, detection, direct.left, permanent.left).carriedBy(0);
    HealthyTunnelProperties.repeat(time, 300 * MILLIS, () -> direct.left.send(Payload.REQUEST));

    for (int i = 0; i < 200; i++) {
      time.pass(time.jitter(120 * SECOND));
      host.pause(time.jitter(10 * SECOND));
    }

    assertThat(host.decisions).isEmpty();
  }

  /** A day of a tunnel that loses some packets each way. */
  private static final class Day {
    final SimulatedHost host;

    Day(Detection detection, int keepalive, double loss, long requestsEvery) {
      VirtualTime time = new VirtualTime(keepalive);
      SimulatedTunnel direct = new SimulatedTunnel(time, keepalive, 0);
      SimulatedTunnel permanent = new SimulatedTunnel(time, keepalive, 0);
      for (SimulatedTunnel tunnel : new SimulatedTunnel[] {direct, permanent}) {
        tunnel.right.answersEchoes = true;
        tunnel.right.answersNudges = true;
      }
      host = new SimulatedHost(time, detection, direct.left, permanent.left).carriedBy(0);
      time.pass(20 * SECOND);
      assertThat(host.decisions).isEmpty();
      direct.loss = loss;
      if (requestsEvery > 0) {
        HealthyTunnelProperties.repeat(
            time, requestsEvery, () -> direct.left.send(Payload.REQUEST));
      }
      time.pass(DAY);
    }
  }
}
