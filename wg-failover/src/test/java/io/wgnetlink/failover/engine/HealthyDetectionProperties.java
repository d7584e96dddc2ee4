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
 * can do is a matter of probability, so its seeds are fixed.
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
    Day day = new Day(promise.detection(), keepalive).losing(promise.loss);

    assertThat(day.host.decisions).as("%s", day.host.decisions).isEmpty();
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void shouldNeverSwitchNorForceInADayOfPauses(
      @ForAll Detection.Kind kind, @ForAll("keepalives") int keepalive) {
    Detection detection = switch (kind) {
      case PASSIVE -> Detection.PASSIVE;
      case NUDGE -> Detection.NUDGE;
      case ECHO -> Detection.ECHO;
    };
    Day day = new Day(detection, keepalive).pausing();

    assertThat(day.host.decisions).isEmpty();
    assertThat(day.host.forced).isZero();
    assertThat(day.host.changes).hasSize(2);
  }

  /** The clock of the process stops for up to 10 s, as by a collector or SIGSTOP, now and then. */
  @Property(tries = 6)
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

  /** A day of a tunnel. */
  private static final class Day {
    private static final int PAUSES = 300;
    private static final int LONG_ONES = 10;

    final VirtualTime time;
    final SimulatedTunnel direct;
    final SimulatedTunnel permanent;
    final SimulatedHost host;

    Day(Detection detection, int keepalive) {
      time = new VirtualTime(keepalive);
      direct = new SimulatedTunnel(time, keepalive, 0);
      permanent = new SimulatedTunnel(time, keepalive, 0);
      for (SimulatedTunnel tunnel : new SimulatedTunnel[] {direct, permanent}) {
        tunnel.right.answersEchoes = true;
        tunnel.right.answersNudges = true;
      }
      host = new SimulatedHost(time, detection, direct.left, permanent.left).carriedBy(0);
      time.pass(20 * SECOND);
      assertThat(host.decisions).isEmpty();
    }

    /** A request each 2 s that may be lost, and so may its answer. */
    Day losing(double loss) {
      direct.loss = loss;
      HealthyTunnelProperties.repeat(time, 2 * SECOND, () -> direct.left.send(Payload.REQUEST));
      time.pass(DAY);
      return this;
    }

    /**
     * Nothing is lost, but packets overtake each other, and the process stands still for up to 2 s
     * some hundred times, as by a collector, and now and then for up to 10 s. There are requests in
     * half of the day.
     */
    Day pausing() {
      direct.jitter = 30 * MILLIS;
      permanent.jitter = 30 * MILLIS;
      HealthyTunnelProperties.repeat(time, 2 * SECOND, () -> {
        if (time.now() > DAY / 2) {
          direct.left.send(Payload.REQUEST);
        }
      });
      for (int i = 0; i < PAUSES; i++) {
        time.pass(time.jitter(2 * DAY / PAUSES));
        host.pause(time.jitter(i % LONG_ONES == 0 ? 10 * SECOND : 2 * SECOND));
      }
      return this;
    }
  }
}
