package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uplink of this host fails: everything is silent at once, and heard again at once. That is no
 * reason to move anything (I4), whichever tunnel is heard again first, and however much later the
 * other one. But a tunnel that stays dead when the other one is heard again is left.
 */
class UplinkProperties {
  /** How a suspect tunnel is told from a dead one. */
  enum Way {
    PASSIVE,
    NUDGE,
    PATIENT_NUDGE,
    ECHO,
    PLAIN_ECHO,
    QUICK_ECHO;

    Detection detection() {
      return switch (this) {
        case PASSIVE -> Detection.PASSIVE;
        case NUDGE -> Detection.NUDGE;
        case PATIENT_NUDGE -> Detection.NUDGE.withForcedHandshake(false);
        case ECHO -> Detection.ECHO;
        case PLAIN_ECHO -> Detection.ECHO.withForcedHandshake(false);
        case QUICK_ECHO ->
          Detection.ECHO.withEchoInterval(Duration.ofMillis(200)).withForcedHandshake(false);
      };
    }
  }

  /**
   * How long after the other tunnel came back: its nudge, up to 4.5 s later, and a reading; then,
   * where the dead one's kernel is not at it already, 15.3 s until it starts over, 5.3 s until it
   * repeats that, and a reading. Measured 22 s at most, 13 s on average.
   */
  private static final Duration LEFT = Duration.ofSeconds(28);

  /** WireGuard's answer by itself: it takes that much longer to hear of the other tunnel. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(11);

  private static final Logger LOG = LoggerFactory.getLogger(UplinkProperties.class);
  private static final int DEATHS = 400;

  @Provide
  Arbitrary<Integer> keepalives() {
    return Arbitraries.of(0, 5, 10, 25, 60);
  }

  @Provide
  Arbitrary<Integer> outages() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(100, 5000),
        Arbitraries.integers().between(1000, 60_000),
        Arbitraries.integers().between(60_000, 400_000));
  }

  @Property(tries = 400)
  void shouldMoveNothingWhenAllTunnelsAreCutAndHealTogether(
      @ForAll long seed,
      @ForAll Way way,
      @ForAll("keepalives") int keepalive,
      @ForAll @IntRange(min = 1, max = 300) int directDelay,
      @ForAll @IntRange(min = 1, max = 300) int permanentDelay,
      @ForAll boolean directAnswers,
      @ForAll boolean permanentAnswers,
      @ForAll boolean busy,
      @ForAll("outages") int outage,
      @ForAll @IntRange(max = 100_000) int upFor) {
    Scene scene = new Scene(seed, way, keepalive);
    scene.direct.delay = directDelay * MILLIS;
    scene.permanent.delay = permanentDelay * MILLIS;
    answer(scene.direct, directAnswers);
    answer(scene.permanent, permanentAnswers);

    scene.outage(busy, upFor * MILLIS, outage * MILLIS);
    scene.direct.heal();
    scene.permanent.heal();
    scene.time.pass(300 * SECOND);

    scene.assertNothingMoved();
  }

  @Property(tries = 150)
  void shouldLeaveATunnelThatStaysDead(
      @ForAll long seed,
      @ForAll Way way,
      @ForAll("keepalives") int keepalive,
      @ForAll @IntRange(min = 1, max = 300) int directDelay,
      @ForAll @IntRange(min = 1, max = 300) int permanentDelay,
      @ForAll boolean directAnswers,
      @ForAll boolean permanentAnswers,
      @ForAll("outages") int outage,
      @ForAll @IntRange(max = 100_000) int upFor) {
    Scene scene = new Scene(seed, way, keepalive);
    scene.direct.delay = directDelay * MILLIS;
    scene.permanent.delay = permanentDelay * MILLIS;
    answer(scene.direct, directAnswers);
    answer(scene.permanent, permanentAnswers);

    scene.outage(true, upFor * MILLIS, outage * MILLIS);
    long healedAt = scene.time.now();
    scene.permanent.heal();
    // Where two initiations cross and the session is good, the next handshake is minutes away.
    scene.time.pass(200 * SECOND);
    scene.assertLeft(healedAt, permanentAnswers ? LEFT : LEFT.plus(KEEPALIVE));
  }

  /**
   * A fallback that loses a packet when the other tunnel dies was not silent with it: the wait is
   * for outages. With 2 % of the echo requests lost each way some are too close to the verdict.
   */
  @Example
  void shouldRarelyWaitBecauseTheFallbackLosesPackets() {
    int late = 0;
    for (int i = 0; i < DEATHS; i++) {
      Scene scene = new Scene(ThreadLocalRandom.current().nextLong(), Way.PLAIN_ECHO, 25);
      answer(scene.direct, true);
      answer(scene.permanent, true);
      scene.permanent.loss = 0.02;
      scene.dieAlone();
      late += scene.host.carrier().equals("path1") ? 0 : 1;
    }
    LOG.atInfo().log("{} of {} were left late", late, DEATHS);
    assertThat(late).isLessThan(DEATHS / 20);
  }

  /**
   * The direct peer's host answers nothing, so it owed an answer from before the outage on, and the
   * other tunnel was heard in between.
   */
  @Example
  void shouldNotTakeALifeSignBeforeTheOutageForOneAfterADeath() {
    Scene scene = new Scene(-7179580510112262608L, Way.QUICK_ECHO, 10);
    scene.direct.delay = 83 * MILLIS;
    scene.permanent.delay = 125 * MILLIS;
    answer(scene.permanent, true);

    scene.outage(false, 77_165 * MILLIS, 117_191 * MILLIS);
    scene.direct.heal();
    scene.permanent.heal();
    scene.time.pass(300 * SECOND);

    scene.assertNothingMoved();
  }

  /** What came back shows life in two readings, first by data and then by a handshake. */
  @Example
  void shouldRememberThatBothWereDeadWhenTheOtherIsHeardTwice() {
    Scene scene = new Scene(4313060715709555539L, Way.PATIENT_NUDGE, 25);
    scene.direct.delay = 131 * MILLIS;
    scene.permanent.delay = 74 * MILLIS;
    answer(scene.permanent, true);

    scene.outage(true, 77_163 * MILLIS, 18_415 * MILLIS);
    scene.direct.heal();
    scene.permanent.heal();
    scene.time.pass(300 * SECOND);

    scene.assertNothingMoved();
  }

  /** The session outlived the outage, so data flows for minutes and nobody needs a handshake. */
  @Example
  void shouldWaitForATunnelThatIsHeardUntilItsHandshake() {
    Scene scene = new Scene(-4867136233485181070L, Way.PLAIN_ECHO, 25);
    scene.direct.delay = 32 * MILLIS;
    scene.permanent.delay = 29 * MILLIS;
    answer(scene.permanent, true);

    scene.outage(true, 40_675 * MILLIS, 48_793 * MILLIS);
    scene.direct.heal();
    scene.permanent.heal();
    scene.time.pass(300 * SECOND);

    scene.assertNothingMoved();
  }

  private static void answer(SimulatedTunnel tunnel, boolean answers) {
    tunnel.right.answersNudges = answers;
    tunnel.right.answersEchoes = answers;
  }

  /** A host with two tunnels. */
  private static final class Scene {
    final VirtualTime time;
    final SimulatedTunnel direct;
    final SimulatedTunnel permanent;
    final SimulatedHost host;

    Scene(long seed, Way way, int keepalive) {
      time = new VirtualTime(seed);
      direct = new SimulatedTunnel(time, keepalive, 0);
      permanent = new SimulatedTunnel(time, keepalive, 0);
      host = new SimulatedHost(time, way.detection(), direct.left, permanent.left).carriedBy(0);
    }

    void outage(boolean busy, long upFor, long outage) {
      if (busy) {
        HealthyTunnelProperties.repeat(
            time,
            200 * MILLIS,
            () -> (host.carrier().equals("path0") ? direct : permanent).left.send(Payload.REQUEST));
      }
      time.pass(80 * SECOND + upFor);
      direct.cut();
      permanent.cut();
      time.pass(outage);
    }

    /** The direct tunnel dies, and the time passes in which echo requests find that out. */
    void dieAlone() {
      HealthyTunnelProperties.repeat(
          time,
          200 * MILLIS,
          () -> (host.carrier().equals("path0") ? direct : permanent).left.send(Payload.REQUEST));
      time.pass(80 * SECOND + time.jitter(SECOND));
      direct.cut();
      time.pass(6 * SECOND);
    }

    /** It is left once, within a time after the other tunnel was back. */
    void assertLeft(long healedAt, Duration bound) {
      Duration back = host.changes.stream()
          .filter(c -> c.tunnel().equals(SimulatedHost.tunnel(1)))
          .filter(c -> c.from() == TunnelState.DOWN)
          .map(TunnelChange::at)
          .findFirst()
          .orElse(Duration.ofNanos(healedAt));
      assertThat(host.carrier()).as("%s", host.changes).isEqualTo("path1");
      assertThat(host.decisions).hasSize(1);
      assertThat(host.decisions.get(0).at().minus(back)).as("%s", host.changes).isLessThan(bound);
    }

    void assertNothingMoved() {
      assertThat(host.decisions).as("%s", host.changes).isEmpty();
      assertThat(host.state(0)).as("%s", host.changes).isEqualTo(TunnelState.UP);
      assertThat(host.state(1)).as("%s", host.changes).isEqualTo(TunnelState.UP);
    }
  }
}
