package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** How soon each kind of detection finds a tunnel dead, from the cut to the verdict. */
class DetectionProperties {
  /** With the kernel's own patience of 15 s. */
  private final Duration patient = Duration.ofSeconds(17);

  private final Duration quick = Duration.ofSeconds(5);

  @Provide
  Arbitrary<Integer> keepalives() {
    return Arbitraries.of(0, 5, 10, 25, 60, 120);
  }

  @Provide
  Arbitrary<Integer> delays() {
    return Arbitraries.of(1, 10, 100);
  }

  @Property(tries = 60)
  void shouldFindABusyTunnelDeadBeforeFiveSecondsByAForcedHandshake(
      @ForAll long seed,
      @ForAll("keepalives") int keepalive,
      @ForAll("delays") int delay,
      @ForAll boolean answersNudges,
      @ForAll @IntRange(max = 100_000) int upFor) {
    Scene scene = new Scene(seed, keepalive, delay, Detection.NUDGE);
    scene.direct.right.answersNudges = answersNudges;
    scene.busy(200 * MILLIS);
    scene.pass(80 * SECOND + upFor * MILLIS);
    assertThat(scene.host.forced).isZero();

    scene.cut();

    assertThat(scene.found()).isLessThan(quick);
    assertThat(scene.why()).isEqualTo(Kind.HANDSHAKE_UNANSWERED);
    scene.assertSwitchedAndReturns();
  }

  @Property(tries = 40)
  void shouldFindABusyTunnelDeadByTheKernelsVerdict(
      @ForAll long seed,
      @ForAll("keepalives") int keepalive,
      @ForAll boolean passive,
      @ForAll @IntRange(max = 100_000) int upFor) {
    Detection detection = passive ? Detection.PASSIVE : Detection.NUDGE;
    Scene scene = new Scene(seed, keepalive, 10, detection.withForcedHandshake(false));
    scene.busy(200 * MILLIS);
    scene.pass(20 * SECOND + upFor * MILLIS);

    scene.cut();

    // 15.3 s from the first data that is not answered, 1 s for the initiation, a reading.
    assertThat(scene.found()).isLessThan(patient);
    scene.assertSwitchedAndReturns();
  }

  @Property(tries = 200)
  void shouldFindAnIdleTunnelDeadWhoseHostAnswersNudges(
      @ForAll long seed,
      @ForAll("keepalives") int keepalive,
      @ForAll @IntRange(max = 100_000) int upFor) {
    Scene scene = new Scene(seed, keepalive, 10, Detection.NUDGE);
    scene.direct.right.answersNudges = true;
    scene.pass(400 * SECOND + upFor * MILLIS);
    assertThat(scene.host.forced).isZero();

    scene.cut();

    assertThat(scene.found()).isLessThan(Duration.ofSeconds(12));
    scene.assertSwitchedAndReturns();
  }

  /** The two interfaces are read a quarter of an interval and not quite a round trip apart. */
  @Example
  void shouldLearnThatAHostAnswersWhateverTheOtherTunnelsReadings() {
    Scene scene = new Scene(4645388555394295200L, 0, 10, Detection.NUDGE);
    scene.direct.right.answersNudges = true;
    scene.pass(400 * SECOND);

    scene.cut();

    assertThat(scene.found()).isLessThan(Duration.ofSeconds(12));
  }

  @Property(tries = 60)
  void shouldFindAnIdleTunnelDeadWhosePeerOnlyKeepsItsPromise(
      @ForAll long seed,
      @ForAll("keepalives") int keepalive,
      @ForAll @IntRange(max = 100_000) int upFor) {
    Scene scene = new Scene(seed, keepalive, 10, Detection.NUDGE);
    scene.pass(100 * SECOND + upFor * MILLIS);
    assertThat(scene.host.forced).isZero();

    scene.cut();

    // A reading and 2 s until the first nudge, the kernel's 15.3 s, 1 s for its initiation.
    assertThat(scene.found()).isLessThan(Duration.ofSeconds(20));
    assertThat(scene.host.forced).isZero();
    scene.assertSwitchedAndReturns();
  }

  @Property(tries = 100)
  void shouldFindATunnelDeadBeforeFiveSecondsByEchoes(
      @ForAll long seed,
      @ForAll("keepalives") int keepalive,
      @ForAll("delays") int delay,
      @ForAll boolean busy,
      @ForAll boolean forcing,
      @ForAll @IntRange(max = 100_000) int upFor) {
    Scene scene = new Scene(seed, keepalive, delay, Detection.ECHO.withForcedHandshake(forcing));
    scene.answerEchoes();
    if (busy) {
      scene.busy(200 * MILLIS);
    }
    scene.pass(30 * SECOND + upFor * MILLIS);
    assertThat(scene.host.forced).isZero();

    scene.cut();

    assertThat(scene.found()).isLessThan(quick);
    assertThat(scene.why()).isEqualTo(forcing ? Kind.HANDSHAKE_UNANSWERED : Kind.ECHO_SILENCE);
    scene.assertSwitchedAndReturns();
  }

  @Property(tries = 40)
  void shouldNotJudgeAPeerByEchoesThatItNeverAnswered(
      @ForAll long seed, @ForAll("keepalives") int keepalive) {
    Scene scene = new Scene(seed, keepalive, 10, Detection.ECHO);
    scene.permanent.right.answersEchoes = true;
    scene.pass(600 * SECOND);

    assertThat(scene.host.decisions).isEmpty();
    assertThat(scene.host.forced).isZero();
    assertThat(scene.host.state(0)).isEqualTo(TunnelState.UP);

    scene.cut();

    assertThat(scene.found()).isLessThan(Duration.ofSeconds(20));
  }

  /** Its answers stop because somebody filters them, and all else goes on. */
  @Property(tries = 20)
  void shouldNotTakeAFilterForDeath(@ForAll long seed, @ForAll boolean forcing) {
    Scene scene = new Scene(seed, 25, 10, Detection.ECHO.withForcedHandshake(forcing));
    scene.answerEchoes();
    scene.busy(200 * MILLIS);
    scene.pass(60 * SECOND);

    scene.direct.right.answersEchoes = false;
    scene.pass(600 * SECOND);

    assertThat(scene.host.decisions).isEmpty();
    assertThat(scene.host.state(0)).isEqualTo(TunnelState.UP);
  }

  @Property(tries = 40)
  void shouldComeBackByEveryKindWhereTheHostAnswersNoEcho(
      @ForAll long seed, @ForAll boolean answersNudges, @ForAll Detection.Kind kind) {
    Scene scene = new Scene(seed, 25, 10, detection(kind));
    scene.direct.right.answersNudges = answersNudges;
    scene.busy(200 * MILLIS);
    scene.pass(60 * SECOND);
    scene.cut();
    scene.found();

    scene.assertSwitchedAndReturns();
  }

  @Property(tries = 40)
  void shouldFindThatPacketsOnlyLeaveByEveryKind(
      @ForAll long seed, @ForAll boolean busy, @ForAll Detection.Kind kind) {
    Scene scene = new Scene(seed, 25, 10, detection(kind));
    scene.answerEchoes();
    if (busy || kind == Detection.Kind.PASSIVE) {
      scene.busy(200 * MILLIS);
    }
    scene.pass(90 * SECOND);

    scene.cutAt = scene.time.now();
    scene.direct.cutRightToLeft = true;

    assertThat(scene.found()).isLessThan(Duration.ofSeconds(17));
  }

  @Property(tries = 40)
  void shouldFindThatPacketsOnlyArriveByEveryKind(@ForAll long seed, @ForAll Detection.Kind kind) {
    Scene scene = new Scene(seed, 25, 10, detection(kind));
    scene.answerEchoes();
    HealthyTunnelProperties.repeat(
        scene.time, 100 * MILLIS, () -> scene.direct.right.send(Payload.STREAM));
    scene.pass(30 * SECOND);

    scene.cutAt = scene.time.now();
    scene.direct.cutLeftToRight = true;

    assertThat(scene.found()).isLessThan(Duration.ofSeconds(30));
    assertThat(scene.why()).isEqualTo(Kind.ONE_WAY);
  }

  /**
   * A process that stands still for up to 2 s sends its nudge late and reads at once: the answer
   * can only be in the reading after.
   */
  @Property(tries = 20)
  void shouldNotForceHandshakesAfterItsOwnPauses(@ForAll long seed) {
    Scene scene = new Scene(seed, 0, 10, Detection.NUDGE);
    scene.direct.right.answersNudges = true;
    scene.pass(200 * SECOND);

    for (int i = 0; i < 100; i++) {
      scene.pass(SECOND + scene.time.jitter(3 * SECOND));
      scene.host.pause(SECOND + scene.time.jitter(SECOND));
    }

    assertThat(scene.host.forced).isZero();
    assertThat(scene.host.changes).hasSize(2);
  }

  /** Its lease ran out meanwhile, so that traffic is on the permanent path. */
  @Property(tries = 40)
  void shouldNotMoveIntoATunnelThatDiedWhileTheProcessStoodStill(
      @ForAll long seed, @ForAll Detection.Kind kind, @ForAll boolean told) {
    Scene scene = new Scene(seed, 25, 10, detection(kind));
    scene.answerEchoes();
    scene.pass(60 * SECOND);
    scene.direct.cut();
    scene.host.observing = false;
    scene.pass(40 * SECOND);
    scene.host.observing = told;

    scene.host.accept(new Evidence.Carried("group", "path1"));
    scene.busy(200 * MILLIS);
    scene.pass(5 * SECOND);
    scene.host.observing = true;
    scene.pass(60 * SECOND);

    assertThat(scene.host.decisions).isEmpty();
    assertThat(scene.host.carrier()).isEqualTo("path1");

    scene.direct.heal();
    scene.pass(90 * SECOND);

    assertThat(scene.host.carrier()).isEqualTo("path0");
  }

  /** A stream that is only acknowledged by keepalives is quiet for 10 s, and healthy. */
  @Property(tries = 20)
  void shouldNotForceHandshakesOnAStream(@ForAll long seed) {
    Scene scene = new Scene(seed, 25, 10, Detection.NUDGE);
    HealthyTunnelProperties.repeat(
        scene.time, 100 * MILLIS, () -> scene.direct.left.send(Payload.STREAM));

    scene.pass(3600 * SECOND);

    assertThat(scene.host.forced).isZero();
    assertThat(scene.host.decisions).isEmpty();
  }

  /** A host that stops answering for 8 s: the forced handshake proves that the tunnel lives. */
  @Property(tries = 20)
  void shouldFindByAForcedHandshakeThatATunnelLives(@ForAll long seed) {
    Scene scene = new Scene(seed, 0, 10, Detection.NUDGE);
    boolean[] mute = {false};
    HealthyTunnelProperties.repeat(
        scene.time,
        200 * MILLIS,
        () -> scene.direct.left.send(mute[0] ? Payload.STREAM : Payload.REQUEST));
    scene.pass(80 * SECOND);

    mute[0] = true;
    scene.pass(8 * SECOND);
    mute[0] = false;
    scene.pass(60 * SECOND);

    assertThat(scene.host.forced).isEqualTo(1);
    assertThat(scene.host.decisions).isEmpty();
    assertThat(scene.host.changes).noneMatch(c -> c.to() == TunnelState.UNKNOWN);
    assertThat(scene.host.state(0)).isEqualTo(TunnelState.UP);
  }

  private static Detection detection(Detection.Kind kind) {
    return switch (kind) {
      case PASSIVE -> Detection.PASSIVE;
      case NUDGE -> Detection.NUDGE;
      case ECHO -> Detection.ECHO;
    };
  }

  /** A tunnel and a fallback. */
  private static final class Scene {
    final VirtualTime time;
    final SimulatedTunnel direct;
    final SimulatedTunnel permanent;
    final SimulatedHost host;
    long cutAt;

    Scene(long seed, int keepalive, int delayMillis, Detection detection) {
      time = new VirtualTime(seed);
      direct = new SimulatedTunnel(time, keepalive, 0);
      permanent = new SimulatedTunnel(time, keepalive, 0);
      direct.delay = delayMillis * MILLIS;
      permanent.right.answersNudges = true;
      host = new SimulatedHost(time, detection, direct.left, permanent.left).carriedBy(0);
    }

    void answerEchoes() {
      direct.right.answersEchoes = true;
      permanent.right.answersEchoes = true;
    }

    void busy(long every) {
      HealthyTunnelProperties.repeat(time, every, () -> {
        (host.carrier().equals("path0") ? direct : permanent).left.send(Payload.REQUEST);
      });
    }

    void pass(long nanos) {
      time.pass(nanos);
    }

    void cut() {
      assertThat(host.decisions).isEmpty();
      assertThat(host.state(0)).isEqualTo(TunnelState.UP);
      cutAt = time.now();
      direct.cut();
    }

    /** How long after the cut the tunnel was found dead. */
    Duration found() {
      time.pass(40 * SECOND);
      return host.became(0, TunnelState.DOWN, cutAt);
    }

    Kind why() {
      return host.changes.stream()
          .filter(c -> c.to() == TunnelState.DOWN)
          .findFirst()
          .orElseThrow()
          .because()
          .kind();
    }

    void assertSwitchedAndReturns() {
      assertThat(host.carrier()).isEqualTo("path1");
      direct.crossings = 0;
      direct.heal();
      time.pass(60 * SECOND);
      assertThat(host.carrier()).as("%s", host.changes).isEqualTo("path0");
      assertThat(host.decisions).hasSize(2);
    }
  }
}
