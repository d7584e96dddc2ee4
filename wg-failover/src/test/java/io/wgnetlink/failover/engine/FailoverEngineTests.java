package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import io.wgnetlink.net.IpPrefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailoverEngineTests {
  private final VirtualTime time = new VirtualTime(1);
  private final SimulatedTunnel direct = new SimulatedTunnel(time, 0, 0);
  private final SimulatedTunnel permanent = new SimulatedTunnel(time, 0, 0);
  private final SimulatedHost host =
      new SimulatedHost(time, direct.left, permanent.left).carriedBy(0);

  @Test
  void shouldProveATunnelByItsFirstHandshake() {
    time.pass(3 * SECOND);

    assertThat(host.changes)
        .extracting(TunnelChange::to)
        .containsExactly(TunnelState.UP, TunnelState.UP);
    assertThat(host.changes.get(0).because().kind()).isEqualTo(Kind.HANDSHAKE);
    assertThat(host.decisions).isEmpty();
  }

  @Test
  void shouldKeepTrafficOffAPeerThatNeverHadAHandshake() {
    direct.cut();

    time.pass(4 * SECOND);

    assertThat(host.decisions).hasSize(1);
    assertThat(host.decisions.get(0).because().kind()).isEqualTo(Kind.NEVER_PROVED);
    assertThat(host.carrier()).isEqualTo("path1");
  }

  @Test
  void shouldUseThePreferredPathOnItsFirstHandshake() {
    direct.cut();
    time.pass(8 * SECOND);
    assertThat(host.state(0)).isEqualTo(TunnelState.UNKNOWN);

    direct.heal();
    time.pass(7 * SECOND);

    assertThat(host.carrier()).isEqualTo("path0");
    assertThat(host.decisions.get(1).because().kind()).isEqualTo(Kind.PREFERRED);
  }

  @Test
  void shouldStayWhereItIsWhenTheFallbackNeverHadAHandshakeEither() {
    direct.cut();
    permanent.cut();

    time.pass(60 * SECOND);

    assertThat(host.decisions).isEmpty();
    assertThat(host.state(0)).isEqualTo(TunnelState.DOWN);
    assertThat(host.state(1)).isEqualTo(TunnelState.DOWN);
  }

  @Test
  void shouldMoveToTheFirstTunnelThatRecoversWhenAllWereDead() {
    permanent.right.answersNudges = true;
    time.pass(20 * SECOND);
    direct.cut();
    permanent.cut();
    time.pass(60 * SECOND);
    assertThat(host.decisions).isEmpty();

    permanent.heal();
    // A handshake within 5.3 s, and two more initiations of the other tunnel that are in vain.
    time.pass(20 * SECOND);

    assertThat(host.carrier()).isEqualTo("path1");
    assertThat(host.decisions).hasSize(1);
  }

  @Test
  void shouldFreezeAndResumeWithoutADecision() {
    time.pass(20 * SECOND);

    host.observing = false;
    host.accept(new Evidence.ObservationLost(SimulatedHost.tunnel(0).device(), "ENOBUFS"));
    assertThat(host.state(0)).isEqualTo(TunnelState.FROZEN);
    time.pass(60 * SECOND);
    assertThat(host.state(0)).isEqualTo(TunnelState.FROZEN);
    host.observing = true;
    time.pass(60 * SECOND);

    assertThat(host.state(0)).isEqualTo(TunnelState.UP);
    assertThat(host.decisions).isEmpty();
  }

  @Test
  void shouldNotNudgeWhatItCannotObserve() {
    time.pass(20 * SECOND);
    host.observing = false;
    host.accept(new Evidence.ObservationLost(SimulatedHost.tunnel(0).device(), "ENOBUFS"));
    int before = host.nudges.get(SimulatedHost.tunnel(0));

    time.pass(60 * SECOND);

    assertThat(host.nudges).containsEntry(SimulatedHost.tunnel(0), before);
  }

  @Test
  void shouldDiscardWhatWasCollectedBeforeALateReading() {
    direct.right.answersNudges = true;
    time.pass(20 * SECOND);
    direct.cut();
    time.pass(8 * SECOND);
    assertThat(host.state(0)).isEqualTo(TunnelState.UP);

    host.observing = false;
    time.pass(5 * SECOND);
    host.observing = true;
    direct.heal();
    time.pass(60 * SECOND);

    assertThat(host.changes).noneMatch(c -> c.to() == TunnelState.DOWN);
  }

  @Test
  void shouldTakeARecreatedPeerForANewOne() {
    time.pass(20 * SECOND);

    direct.left.recreate();
    time.pass(1 * SECOND);
    assertThat(host.state(0)).isEqualTo(TunnelState.UNKNOWN);
    // A handshake before the first reading proves nothing; a nudge and a keepalive later do.
    time.pass(14 * SECOND);

    assertThat(host.state(0)).isEqualTo(TunnelState.UP);
    assertThat(host.changes).noneMatch(c -> c.to() == TunnelState.DOWN);
  }

  @Test
  void shouldNotTakeAnAnswerForRecovery() {
    permanent.right.answersNudges = true;
    time.pass(20 * SECOND);
    HealthyTunnelProperties.repeat(time, 100 * MILLIS, () -> direct.left.send(Payload.REQUEST));
    direct.cut();
    time.pass(19 * SECOND);
    assertThat(host.state(0)).isEqualTo(TunnelState.DOWN);

    // The session is still good: packets flow again before any handshake.
    direct.heal();
    long handshake = direct.left.handshake;
    int received = direct.left.received;
    while (direct.left.handshake == handshake) {
      assertThat(host.state(0)).isEqualTo(TunnelState.DOWN);
      assertThat(host.carrier()).isEqualTo("path1");
      time.pass(20 * MILLIS);
    }
    assertThat(direct.left.received).isGreaterThan(received + 2);
  }

  /** The other end's probation began later, and may live on these nudges. */
  @Test
  void shouldNudgeATunnelOnForAWhileAfterItsReturn() {
    Tunnel tunnel = SimulatedHost.tunnel(0);
    HealthyTunnelProperties.repeat(time, 100 * MILLIS, () -> {
      direct.right.send(Payload.STREAM);
      permanent.right.send(Payload.STREAM);
    });
    time.pass(20 * SECOND);
    direct.cut();
    time.pass(40 * SECOND);
    direct.heal();
    while (host.state(0) != TunnelState.UP) {
      time.pass(20 * MILLIS);
    }

    int atReturn = host.nudges.get(tunnel);
    time.pass(6 * SECOND);
    int assisting = host.nudges.get(tunnel);
    time.pass(60 * SECOND);

    assertThat(assisting - atReturn).isBetween(4, 12);
    assertThat(host.nudges).containsEntry(tunnel, assisting);
  }

  /** After a restart, with data that is not counted and no handshake due for 100 s. */
  @Test
  void shouldTakeTheKernelsContentmentForAnAnswer() {
    time.pass(20 * SECOND);
    direct.left.acceptsData = () -> false;
    HealthyTunnelProperties.repeat(time, SECOND, () -> direct.right.send(Payload.NUDGE));

    SimulatedHost restarted = new SimulatedHost(time, direct.left, permanent.left).carriedBy(0);
    time.pass(25 * SECOND);

    assertThat(restarted.state(0)).isEqualTo(TunnelState.UP);
    assertThat(restarted.decisions).isEmpty();
  }

  @Test
  void shouldTryAgainWithPausesWhenASwitchFails() {
    FailoverEngine engine = new FailoverEngine(List.of(host.group), Timing.DEFAULT, 0);
    engine.accept(0, new Evidence.Carried("group", "path1"));
    int switches = 0;
    for (int second = 0; second < 100; second++) {
      Evidence evidence =
          new Evidence.Observed(SimulatedHost.tunnel(0), 96, 96, second == 1, second > 0);
      Step step = engine.accept(second * SECOND, evidence);
      for (Action action : step.actions()) {
        if (action instanceof Action.Switch) {
          switches++;
          engine.accept(
              second * SECOND,
              new Evidence.SwitchFailed("group", "path0", "EEXIST", Optional.of("path1")));
        }
      }
    }
    // After 5, 10, 20 and 40 s.
    assertThat(switches).isEqualTo(5);
  }

  @Test
  void shouldReadAllInterfacesOfAGroupFastWhileOneTunnelIsSuspect() {
    time.pass(20 * SECOND);
    direct.cut();
    time.pass(13 * SECOND + 500 * MILLIS);
    assertThat(host.changes.get(2).to()).isEqualTo(TunnelState.SUSPECT);

    assertThat(host.changes.get(2).because().text()).contains("a live peer answers within 10 s");
  }

  @Test
  void shouldSayHowLongItKnewOfDeath() {
    time.pass(20 * SECOND);
    direct.cut();
    time.pass(25 * SECOND);

    assertThat(host.decisions.get(0).because().text())
        .matches("nothing received for 1[5-9]\\.[0-9] s, [0-9]+ nudges unanswered, and the"
            + " kernel's handshake initiation unanswered for 1\\.[0-9] s");
  }

  /** Tunnel 0 is on standby in one group and carries the other, so its answers count. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldMuteATunnelOnlyWhereItIsOnStandbyInEveryGroup(boolean standbyLast) {
    Path direct = Path.of("direct", onOneInterface(0));
    Path permanent = Path.of("permanent", onOneInterface(1));
    Group carried =
        new Group("carried", Set.of(IpPrefix.parse("172.29.0.16/28")), List.of(direct, permanent));
    Group standby =
        new Group("standby", Set.of(IpPrefix.parse("172.29.0.32/28")), List.of(direct, permanent));
    FailoverEngine engine = new FailoverEngine(
        standbyLast ? List.of(carried, standby) : List.of(standby, carried), Timing.DEFAULT, 0);

    assertThat(afterNudgesWithoutAnAnswer(engine, "direct")).isEqualTo(TunnelState.PROBATION);
  }

  @Test
  void shouldMuteATunnelThatIsOnStandbyInEveryGroup() {
    Path direct = Path.of("direct", onOneInterface(0));
    Path permanent = Path.of("permanent", onOneInterface(1));
    Group carried =
        new Group("carried", Set.of(IpPrefix.parse("172.29.0.16/28")), List.of(direct, permanent));
    Group standby =
        new Group("standby", Set.of(IpPrefix.parse("172.29.0.32/28")), List.of(direct, permanent));
    FailoverEngine engine = new FailoverEngine(List.of(carried, standby), Timing.DEFAULT, 0);

    assertThat(afterNudgesWithoutAnAnswer(engine, "permanent")).isEqualTo(TunnelState.UP);
  }

  private static Tunnel onOneInterface(int number) {
    return new Tunnel(
        SimulatedHost.tunnel(0).device(), SimulatedHost.tunnel(number).peer());
  }

  /** Tunnel 0 dies, has a new handshake, and then neither answers nor is anything against it. */
  private static TunnelState afterNudgesWithoutAnAnswer(FailoverEngine engine, String carrier) {
    Tunnel tunnel = onOneInterface(0);
    engine.accept(0, new Evidence.Carried("carried", carrier));
    engine.accept(0, new Evidence.Carried("standby", "permanent"));
    long at = 0;
    engine.accept(at, new Evidence.Observed(tunnel, 0, 0, false, true));
    while (engine.states().get(tunnel) != TunnelState.DOWN) {
      at += SECOND;
      assertThat(at).isLessThan(60 * SECOND);
      engine.accept(at, new Evidence.NudgeSent(tunnel));
      engine.accept(at, new Evidence.Observed(tunnel, 0, 148, false, true));
    }
    engine.accept(at += SECOND, new Evidence.Observed(tunnel, 92, 148, true, true));
    assertThat(engine.states()).containsEntry(tunnel, TunnelState.PROBATION);
    for (int i = 0; i < 10; i++) {
      engine.accept(at += SECOND, new Evidence.NudgeSent(tunnel));
      engine.accept(at, new Evidence.Observed(tunnel, 0, 80, false, true));
    }
    return engine.states().get(tunnel);
  }
}
