package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.GroupChange;
import io.wgnetlink.failover.model.GroupState;
import io.wgnetlink.failover.model.Obstacle;
import io.wgnetlink.failover.model.Order;
import io.wgnetlink.failover.model.Policy;
import io.wgnetlink.failover.model.Policy.Choice;
import io.wgnetlink.failover.model.Quality;
import io.wgnetlink.failover.model.QualityMargin;
import io.wgnetlink.failover.model.Switched;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.model.Verification;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a group chooses among three paths, and what an operator can say about it. */
class PathPolicyTests {
  private final VirtualTime time = new VirtualTime(1);
  private final SimulatedTunnel[] tunnels = new SimulatedTunnel[3];
  private SimulatedHost host;

  private void begin(Policy policy) {
    begin(policy, SimulatedHost.PATIENT);
  }

  private void begin(Policy policy, Detection detection) {
    for (int i = 0; i < tunnels.length; i++) {
      tunnels[i] = new SimulatedTunnel(time, 0, 0);
      tunnels[i].right.answersNudges = true;
      tunnels[i].right.answersEchoes = detection.kind() == Detection.Kind.ECHO;
    }
    host = SimulatedHost.following(
            policy, detection, time, tunnels[0].left, tunnels[1].left, tunnels[2].left)
        .carriedBy(0);
    time.pass(20 * SECOND);
    assertThat(host.engine.states()).doesNotContainValue(TunnelState.UNKNOWN);
  }

  private GroupState state() {
    return host.engine.groupStates().get("group");
  }

  // ---- a nest: hub B /112, hub C /96, hub A /64 -----------------------------------------------

  @Test
  void shouldFallBackLevelByLevelAndReturnLevelByLevel() {
    begin(Policy.DEFAULT);

    tunnels[0].cut();
    time.pass(40 * SECOND);
    assertThat(host.carrier()).isEqualTo("path1");
    tunnels[1].cut();
    time.pass(40 * SECOND);
    assertThat(host.carrier()).isEqualTo("path2");
    tunnels[1].heal();
    time.pass(60 * SECOND);
    assertThat(host.carrier()).isEqualTo("path1");
    tunnels[0].heal();
    time.pass(60 * SECOND);
    assertThat(host.carrier()).isEqualTo("path0");
    assertThat(host.decisions).hasSize(4);
  }

  @Test
  void shouldSkipALevelThatIsDead() {
    begin(Policy.DEFAULT);

    tunnels[1].cut();
    time.pass(60 * SECOND);
    assertThat(host.decisions).isEmpty();
    tunnels[0].cut();
    time.pass(40 * SECOND);

    assertThat(host.carrier()).isEqualTo("path2");
  }

  /** T25. */
  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void shouldWithdrawNothingWhenTheLastFallbackDiesAndTakeTheFirstToRecover(int recovering) {
    begin(Policy.DEFAULT);
    tunnels[0].cut();
    time.pass(40 * SECOND);
    tunnels[1].cut();
    time.pass(40 * SECOND);
    assertThat(host.carrier()).isEqualTo("path2");

    tunnels[2].cut();
    time.pass(300 * SECOND);
    assertThat(host.carrier()).isEqualTo("path2");
    assertThat(host.decisions).hasSize(2);
    assertThat(state()).isEqualTo(GroupState.ISOLATED);

    tunnels[recovering].heal();
    time.pass(8 * SECOND);
    assertThat(host.carrier()).isEqualTo("path" + recovering);
    assertThat(state()).isEqualTo(GroupState.AUTOMATIC);
  }

  /** I4. */
  @Test
  void shouldChangeNothingWhenAllThreeDieAtOnce() {
    begin(Policy.DEFAULT);

    for (SimulatedTunnel tunnel : tunnels) {
      tunnel.cut();
    }
    time.pass(300 * SECOND);

    assertThat(host.decisions).isEmpty();
    assertThat(state()).isEqualTo(GroupState.ISOLATED);
  }

  // ---- choices --------------------------------------------------------------------------------

  @Test
  void shouldKeepAWorkingPathWhenNotRevertive() {
    begin(Policy.DEFAULT.choosing(Choice.NON_REVERTIVE));

    tunnels[0].cut();
    time.pass(40 * SECOND);
    tunnels[0].heal();
    time.pass(600 * SECOND);
    assertThat(host.state(0)).isEqualTo(TunnelState.UP);
    assertThat(host.carrier()).isEqualTo("path1");

    tunnels[1].cut();
    time.pass(40 * SECOND);
    assertThat(host.carrier()).as("as a refuge it will do").isEqualTo("path0");
  }

  @Test
  void shouldPreferWhatWasNeverLeftDeadAlsoWhenNotRevertive() {
    begin(Policy.DEFAULT.choosing(Choice.NON_REVERTIVE));
    host.carriedBy(2);

    time.pass(6 * SECOND);

    assertThat(host.carrier()).isEqualTo("path0");
  }

  @Test
  void shouldRevertByAnOrderAndStayWhenNotRevertive() {
    begin(Policy.DEFAULT.choosing(Choice.NON_REVERTIVE));
    tunnels[0].cut();
    time.pass(40 * SECOND);
    tunnels[0].heal();
    time.pass(60 * SECOND);

    host.order(new Order.Use("group", "path0"));
    host.order(new Order.Automatic("group"));
    time.pass(60 * SECOND);

    assertThat(host.carrier()).isEqualTo("path0");
    assertThat(state()).isEqualTo(GroupState.AUTOMATIC);
  }

  @Test
  void shouldMoveByOrdersOnlyWhenManual() {
    begin(Policy.DEFAULT.choosing(Choice.MANUAL));
    tunnels[0].cut();
    time.pass(60 * SECOND);
    assertThat(host.state(0)).isEqualTo(TunnelState.DOWN);
    assertThat(host.decisions).isEmpty();
    assertThat(state()).isEqualTo(GroupState.MANUAL);

    host.order(new Order.Use("group", "path2"));
    time.pass(SECOND);
    assertThat(host.carrier()).isEqualTo("path2");
    host.order(new Order.Automatic("group"));
    tunnels[0].heal();
    time.pass(120 * SECOND);

    assertThat(host.carrier()).isEqualTo("path2");
  }

  @Test
  void shouldStayWhereTheOperatorWantsIt() {
    begin(Policy.DEFAULT);

    host.order(new Order.Use("group", "path1"));
    time.pass(SECOND);
    assertThat(host.carrier()).isEqualTo("path1");
    assertThat(host.decisions.get(0).because().kind()).isEqualTo(Kind.ORDERED);
    tunnels[1].cut();
    time.pass(120 * SECOND);
    assertThat(host.state(1)).isEqualTo(TunnelState.DOWN);
    assertThat(host.carrier()).isEqualTo("path1");

    host.order(new Order.Automatic("group"));
    time.pass(SECOND);
    assertThat(host.carrier()).isEqualTo("path0");
  }

  @Test
  void shouldCarryOutAnOrderOnlyOnceThePathCanBeUsed() {
    begin(Policy.DEFAULT);
    tunnels[1].cut();
    time.pass(60 * SECOND);

    host.order(new Order.Use("group", "path1"));
    time.pass(60 * SECOND);
    assertThat(host.carrier()).isEqualTo("path0");
    tunnels[1].heal();
    time.pass(12 * SECOND);

    assertThat(host.carrier()).isEqualTo("path1");
  }

  @Test
  void shouldRefuseOrdersAboutWhatItDoesNotKnow() {
    begin(Policy.DEFAULT);

    assertThatThrownBy(() -> host.order(new Order.Use("group", "path9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("group group has no path path9");
    assertThatThrownBy(() -> host.order(new Order.Automatic("other")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> host.order(new Order.Drain(SimulatedHost.tunnel(9))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no path goes by wg9");
  }

  // ---- drain ----------------------------------------------------------------------------------

  @Test
  void shouldTakeTheTrafficOffADrainedTunnelAndBack() {
    begin(Policy.DEFAULT);

    host.order(new Order.Drain(SimulatedHost.tunnel(0)));
    time.pass(SECOND);
    assertThat(host.carrier()).isEqualTo("path1");
    assertThat(host.decisions.get(0).because().kind()).isEqualTo(Kind.DRAINED);
    assertThat(host.engine.drained()).containsExactly(SimulatedHost.tunnel(0));
    host.order(new Order.Drain(SimulatedHost.tunnel(1)));
    time.pass(6 * SECOND);
    assertThat(host.carrier()).isEqualTo("path2");

    host.order(new Order.Undrain(SimulatedHost.tunnel(0)));
    time.pass(6 * SECOND);
    assertThat(host.carrier()).isEqualTo("path0");
    assertThat(host.engine.drained()).containsExactly(SimulatedHost.tunnel(1));
  }

  @Test
  void shouldStayOnADrainedTunnelWhileNothingElseIsUp() {
    begin(Policy.DEFAULT);
    tunnels[1].cut();
    tunnels[2].cut();
    time.pass(40 * SECOND);

    host.order(new Order.Drain(SimulatedHost.tunnel(0)));
    time.pass(60 * SECOND);
    assertThat(host.decisions).isEmpty();
    tunnels[2].heal();
    time.pass(60 * SECOND);

    assertThat(host.carrier()).isEqualTo("path2");
  }

  @Test
  void shouldPreferAnyTunnelThatIsUpToADrainedOneAndThatToADeadOne() {
    begin(Policy.DEFAULT);
    host.order(new Order.Drain(SimulatedHost.tunnel(1)));

    tunnels[0].cut();
    time.pass(40 * SECOND);
    assertThat(host.carrier()).isEqualTo("path2");
    tunnels[2].cut();
    time.pass(40 * SECOND);
    assertThat(host.carrier()).isEqualTo("path1");
  }

  // ---- what holds a move up -------------------------------------------------------------------

  @Test
  void shouldDwellAfterEachMove() {
    begin(Policy.DEFAULT.dwelling(Duration.ofSeconds(30)));

    host.order(new Order.Drain(SimulatedHost.tunnel(0)));
    host.order(new Order.Undrain(SimulatedHost.tunnel(0)));
    time.pass(29 * SECOND);
    assertThat(host.carrier()).isEqualTo("path1");
    time.pass(2 * SECOND);

    assertThat(host.carrier()).isEqualTo("path0");
    assertThat(host.decisions.get(1).at().minus(host.decisions.get(0).at()))
        .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
  }

  @Test
  void shouldHoldThePermanentPathWhenTheBudgetIsSpent() {
    begin(Policy.DEFAULT.dwelling(Duration.ZERO).moving(4));
    tunnels[1].cut();
    time.pass(40 * SECOND);

    long first = time.now();
    for (int i = 0; i < 10; i++) {
      host.order(new Order.Drain(SimulatedHost.tunnel(0)));
      time.pass(100 * MILLIS);
      host.order(new Order.Undrain(SimulatedHost.tunnel(0)));
      time.pass(100 * MILLIS);
    }
    assertThat(host.carrier()).isEqualTo("path2");
    assertThat(state()).isEqualTo(GroupState.DAMPED);
    assertThat(host.decisions).as("one is kept for a death").hasSize(3);
    assertThat(host.events)
        .filteredOn(GroupChange.class::isInstance)
        .last()
        .hasToString("group AUTOMATIC -> DAMPED");

    time.pass(first + 59 * SECOND - time.now());
    assertThat(host.carrier()).isEqualTo("path2");
    time.pass(3 * SECOND);
    assertThat(host.carrier()).isEqualTo("path0");
    assertThat(state()).isEqualTo(GroupState.AUTOMATIC);
  }

  /** T8: 3 s up and 3 s down, forty times; longer phases; and phases that detection can follow. */
  @ParameterizedTest
  @CsvSource({
    "3,3,40,NUDGE", "1,9,40,NUDGE", "20,20,40,NUDGE", "40,25,40,NUDGE",
    "3,3,40,ECHO", "3,6,40,ECHO", "20,20,40,ECHO", "40,25,40,ECHO"
  })
  void shouldSpendNoMoreThanItsBudgetOnALinkThatFlaps(
      int up, int down, int times, Detection.Kind kind) {
    begin(Policy.DEFAULT, kind == Detection.Kind.ECHO ? Detection.ECHO : SimulatedHost.PATIENT);
    for (int i = 0; i < times; i++) {
      tunnels[0].cut();
      time.pass(down * SECOND);
      tunnels[0].heal();
      time.pass(up * SECOND);
    }
    for (Decision decision : host.decisions) {
      assertThat(host.decisions.stream()
              .map(d -> decision.at().minus(d.at()))
              .filter(age -> !age.isNegative() && age.compareTo(Policy.BUDGET_PERIOD) < 0))
          .hasSizeLessThanOrEqualTo(6);
    }
    // Whatever it had to hold up for at the end, it is served within the longest hold-up.
    time.pass(320 * SECOND);
    assertThat(host.state(0)).isEqualTo(TunnelState.UP);
    assertThat(host.carrier()).isEqualTo("path0");
  }

  // ---- quality --------------------------------------------------------------------------------

  private void measure(int tunnel, int millis, double loss) {
    host.accept(new Evidence.Measured(
        SimulatedHost.tunnel(tunnel), new Quality(Duration.ofMillis(millis), loss)));
  }

  @Test
  void shouldUseThePathThatHasBeenBetterForLongEnough() {
    begin(Policy.DEFAULT.comparing(QualityMargin.DEFAULT));
    measure(0, 80, 0);
    measure(1, 30, 0);
    time.pass(29 * SECOND);
    assertThat(host.carrier()).isEqualTo("path0");
    time.pass(2 * SECOND);

    assertThat(host.carrier()).isEqualTo("path1");
    assertThat(host.decisions.get(0).because().kind()).isEqualTo(Kind.BETTER);
    measure(0, 25, 0);
    time.pass(120 * SECOND);
    assertThat(host.carrier()).as("5 ms are within the margin").isEqualTo("path1");
    measure(1, 30, 0.1);
    time.pass(31 * SECOND);
    assertThat(host.carrier()).isEqualTo("path0");
  }

  @Test
  void shouldStartOverWhenAPathWasNotBetterInBetween() {
    begin(Policy.DEFAULT.comparing(QualityMargin.DEFAULT));
    measure(0, 80, 0);
    measure(1, 30, 0);
    time.pass(25 * SECOND);
    measure(1, 75, 0);
    measure(1, 30, 0);

    time.pass(25 * SECOND);
    assertThat(host.carrier()).isEqualTo("path0");
    time.pass(6 * SECOND);
    assertThat(host.carrier()).isEqualTo("path1");
  }

  @Test
  void shouldNotCompareThePermanentPathNorAnythingUnlessToldTo() {
    begin(Policy.DEFAULT);
    measure(0, 800, 0.5);
    measure(1, 3, 0);
    time.pass(120 * SECOND);
    assertThat(host.carrier()).isEqualTo("path0");

    begin(Policy.DEFAULT.comparing(QualityMargin.DEFAULT));
    measure(0, 800, 0.5);
    measure(2, 3, 0);
    time.pass(120 * SECOND);
    assertThat(host.carrier()).isEqualTo("path0");
  }

  // ---- why ------------------------------------------------------------------------------------

  private List<String> obstacles(int path) {
    return host.engine.explain(time.now()).get(0).paths().get(path).obstacles().stream()
        .map(o -> o.kind() + ": " + o.text())
        .collect(Collectors.toList());
  }

  @Test
  void shouldExplainWhatADeadPathLacksUntilItIsUsedAgain() {
    begin(Policy.DEFAULT);
    assertThat(obstacles(0)).as("it carries").isEmpty();
    assertThat(obstacles(1))
        .containsExactly(
            "LESS_PREFERRED: path0 is preferred: it would have to go down or be drained");
    tunnels[0].cut();
    time.pass(40 * SECOND);
    assertThat(obstacles(0))
        .containsExactly(
            "HANDSHAKE: needs a new handshake",
            "ANSWERS: needs 3 more answers",
            "HOLD_UP: 10.0 s of hold-up");

    tunnels[0].heal();
    while (host.state(0) != TunnelState.PROBATION) {
      time.pass(100 * MILLIS);
    }
    assertThat(obstacles(0)).first().asString().isEqualTo("ANSWERS: needs 3 more answers");
    time.pass(7 * SECOND);
    assertThat(obstacles(0))
        .singleElement()
        .asString()
        .matches("HOLD_UP: (2\\.9|3\\.0) s of hold-up");
    Obstacle obstacle =
        host.engine.explain(time.now()).get(0).paths().get(0).obstacles().get(0);
    assertThat(obstacle.left())
        .hasValueSatisfying(
            left -> assertThat(left).isBetween(Duration.ofMillis(2900), Duration.ofMillis(3100)));
  }

  @Test
  void shouldExplainWhatTheGroupHasAgainstAPath() {
    begin(Policy.DEFAULT.moving(2));
    host.order(new Order.Drain(SimulatedHost.tunnel(1)));
    host.order(new Order.Use("group", "path2"));
    time.pass(SECOND);
    assertThat(obstacles(1))
        .containsExactly("DRAINED: drained by the operator", "ORDERED: the operator wants path2");

    host.order(new Order.Automatic("group"));
    time.pass(SECOND);
    assertThat(state()).isEqualTo(GroupState.DAMPED);
    assertThat(obstacles(0))
        .satisfiesExactly(
            o -> assertThat(o).matches("DWELL: the group stays for another 3\\.\\d s"),
            o -> assertThat(o).matches("DAMPED: damped for 58\\.\\d s"));
    assertThat(host.engine.explain(time.now()).get(0).because())
        .hasValueSatisfying(b -> assertThat(b.kind()).isEqualTo(Kind.ORDERED));
  }

  @Test
  void shouldExplainThatItIsNotRevertiveNorMovesByItself() {
    begin(Policy.DEFAULT.choosing(Choice.NON_REVERTIVE));
    tunnels[0].cut();
    time.pass(40 * SECOND);
    tunnels[0].heal();
    time.pass(60 * SECOND);
    assertThat(obstacles(0))
        .containsExactly(
            "NOT_REVERTIVE: path1 would have to go down, since the group is not" + " revertive");

    begin(Policy.DEFAULT.choosing(Choice.MANUAL));
    assertThat(obstacles(1)).containsExactly("MANUAL: moves by orders of the operator only");
  }

  @Test
  void shouldExplainHowLongAPathHasToBeBetter() {
    begin(Policy.DEFAULT.comparing(QualityMargin.DEFAULT));
    assertThat(obstacles(1)).containsExactly("NOT_BETTER: would have to be better than path0");
    measure(0, 80, 0);
    measure(1, 30, 0);
    time.pass(10 * SECOND);
    assertThat(obstacles(1)).containsExactly("NOT_BETTER: has to be better for another 20.0 s");
  }

  @Test
  void shouldTellWhatHappenedInOrder() {
    begin(Policy.DEFAULT);
    host.events.clear();

    long cut = time.now();
    tunnels[0].cut();
    time.pass(30 * SECOND);

    assertThat(host.events)
        .satisfiesExactly(
            e -> assertThat(((TunnelChange) e).to()).isEqualTo(TunnelState.SUSPECT),
            e -> assertThat(((TunnelChange) e).to()).isEqualTo(TunnelState.DOWN),
            e -> assertThat(((Decision) e).detection())
                .hasValueSatisfying(d -> assertThat(d)
                    .isBetween(e.at().minusNanos(cut).minusSeconds(4), e.at().minusNanos(cut))),
            e -> {
              assertThat(((Switched) e).decision()).isEqualTo(host.decisions.get(0));
              assertThat(((Switched) e).verification()).isEqualTo(Verification.READ_BACK);
              assertThat(((Switched) e).took()).isEqualTo(Duration.ZERO);
            });
  }

  // ---- how long traffic was lost --------------------------------------------------------------

  @Test
  void shouldAddUpHowLongTrafficWentIntoADeadTunnel() {
    begin(Policy.DEFAULT);
    assertThat(host.engine.blackholes()).containsEntry("group", Duration.ZERO);

    long cut = time.now();
    tunnels[0].cut();
    time.pass(60 * SECOND);

    Duration lost = host.engine.blackholes().get("group");
    Duration switched = host.decisions.get(0).at().minusNanos(cut);
    assertThat(lost).isBetween(switched.minusSeconds(4), switched);
    time.pass(60 * SECOND);
    assertThat(host.engine.blackholes()).containsEntry("group", lost);
  }
}
