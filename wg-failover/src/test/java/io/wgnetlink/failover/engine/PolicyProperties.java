package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.engine.PolicyWalk.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.engine.PolicyWalk.Line;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.GroupChange;
import io.wgnetlink.failover.model.GroupState;
import io.wgnetlink.failover.model.Order;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Policy;
import io.wgnetlink.failover.model.Policy.Choice;
import io.wgnetlink.failover.model.Switched;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * What holds for any script of deaths, recoveries, blindness, failing switches and orders, over two
 * to five tunnels that up to three groups share. All of it is checked on each of the walks, of
 * which a build takes more than 10<sup>6</sup> steps.
 */
@AddLifecycleHook(Walks.class)
class PolicyProperties {
  @Provide
  Arbitrary<List<Line>> scripts() {
    Arbitrary<Integer> tunnel = Arbitraries.integers().between(0, 4);
    Arbitrary<String> group = Arbitraries.of("g0", "g1", "g2");
    Arbitrary<String> path = tunnel.map(i -> "p" + i);
    Arbitrary<Boolean> mostlyFalse = Arbitraries.frequency(Tuple.of(1, true), Tuple.of(3, false));
    Arbitrary<Line> line = Arbitraries.frequencyOf(
        Tuple.of(14, Arbitraries.of(1, 2, 4, 8, 12, 20, 35, 70, 130).map(PolicyWalk.Pass::new)),
        Tuple.of(6, tunnel.map(PolicyWalk.Die::new)),
        Tuple.of(6, tunnel.map(PolicyWalk.Live::new)),
        Tuple.of(1, Combinators.combine(tunnel, mostlyFalse).as(PolicyWalk.Blind::new)),
        Tuple.of(1, mostlyFalse.map(PolicyWalk.SwitchesFail::new)),
        Tuple.of(
            2, tunnel.map(i -> new PolicyWalk.Ordering(new Order.Drain(SimulatedHost.tunnel(i))))),
        Tuple.of(
            2,
            tunnel.map(i -> new PolicyWalk.Ordering(new Order.Undrain(SimulatedHost.tunnel(i))))),
        Tuple.of(
            1,
            Combinators.combine(group, path)
                .as((g, p) -> new PolicyWalk.Ordering(new Order.Use(g, p)))),
        Tuple.of(2, group.map(g -> new PolicyWalk.Ordering(new Order.Automatic(g)))));
    return line.list().ofMinSize(5).ofMaxSize(80);
  }

  @Provide
  Arbitrary<List<Policy>> policies() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(5, Choice.REVERTIVE),
                Tuple.of(3, Choice.NON_REVERTIVE),
                Tuple.of(1, Choice.MANUAL)),
            Arbitraries.of(0, 5, 20).map(Duration::ofSeconds),
            Arbitraries.of(2, 3, 6))
        .as((choice, dwell, budget) -> new Policy(choice, dwell, budget, Optional.empty()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Property(tries = 1000)
  void shouldHoldWhateverHappens(
      @ForAll @IntRange(min = 2, max = 5) int tunnels,
      @ForAll("policies") List<Policy> policies,
      @ForAll("scripts") List<Line> script) {
    PolicyWalk walk = new PolicyWalk(tunnels, policies, Auditor::new);
    walk.play(script);
    Walks.took(walk.inputs);
  }

  /**
   * A sample that the property above found, and the auditor erred: hubs 2 and 3 die together, and 3
   * is up again at the moment when the budget allows a move. That 2 did not come back with it is
   * not known yet, so a drained hub, which was alive all the time, carries the group for 3 s.
   */
  @Example
  void shouldUseADrainedTunnelBeforeOneThatDiedWithTheCarrier() {
    Policy tight = new Policy(Choice.REVERTIVE, Duration.ZERO, 2, Optional.empty());
    shouldHoldWhateverHappens(
        4,
        List.of(tight, tight),
        List.of(
            new PolicyWalk.Pass(8),
            new PolicyWalk.Die(0),
            new PolicyWalk.Ordering(new Order.Drain(SimulatedHost.tunnel(0))),
            new PolicyWalk.Pass(6),
            new PolicyWalk.Die(3),
            new PolicyWalk.Live(0),
            new PolicyWalk.Die(2),
            new PolicyWalk.Pass(36),
            new PolicyWalk.Live(3),
            new PolicyWalk.Pass(20)));
  }

  @AfterContainer
  static void shouldHaveTakenAMillionSteps() {
    assertThat(Walks.steps()).isGreaterThan(1_000_000);
  }

  /** Keeps books of its own, and compares. */
  private static final class Auditor implements PolicyWalk.Bystander {
    /** Since when nothing that may move a group has changed. */
    private long calmSince;

    private final PolicyWalk walk;
    private final Map<String, List<Long>> moves = new HashMap<>();
    private final Map<String, GroupState> groupStates = new HashMap<>();
    private final Map<Tunnel, Long> diedAt = new HashMap<>();
    private final Map<Tunnel, Long> probationSince = new HashMap<>();
    private final Map<Tunnel, Long> upSince = new HashMap<>();
    private final Map<Tunnel, Long> aliveSince = new HashMap<>();
    private final Map<Tunnel, Double> penalty = new HashMap<>();

    Auditor(PolicyWalk walk) {
      this.walk = walk;
    }

    @Override
    public void happened(FailoverEvent event) {
      calmSince = walk.now;
      if (event instanceof TunnelChange change) {
        damping(change);
      } else if (event instanceof Decision decision) {
        decision(decision);
      } else if (event instanceof GroupChange change) {
        assertThat(change.from())
            .isEqualTo(groupStates.getOrDefault(change.group().name(), GroupState.UNKNOWN));
        groupStates.put(change.group().name(), change.to());
      } else if (event instanceof Switched switched) {
        assertThat(switched.at()).isEqualTo(Duration.ofNanos(walk.now));
        moves(switched.decision().group()).add(walk.now);
      }
    }

    private List<Long> moves(Group group) {
      return moves.computeIfAbsent(group.name(), g -> new ArrayList<>());
    }

    private void decision(Decision decision) {
      Group group = decision.group();
      Map<Tunnel, TunnelState> states = walk.engine.states();
      TunnelState from = states.get(decision.from().tunnel());
      TunnelState to = states.get(decision.to().tunnel());
      assertThat(decision.from()).isEqualTo(walk.carriers.get(group.name()));
      assertThat(decision.to()).isNotEqualTo(decision.from());
      assertThat(to).as("I1: nothing goes to a dead path").isNotEqualTo(TunnelState.DOWN);
      assertThat(group.paths())
          .as("I3: nothing moves while something cannot be seen")
          .noneMatch(p -> states.get(p.tunnel()) == TunnelState.FROZEN);
      if (PolicyWalk.isAutomatic(decision)) {
        automatic(decision, from, to, states);
      } else {
        assertThat(walk.ordered).containsEntry(group.name(), decision.to().name());
      }
    }

    private void automatic(
        Decision decision, TunnelState from, TunnelState to, Map<Tunnel, TunnelState> states) {
      Group group = decision.group();
      assertThat(walk.ordered).as("manual stays").doesNotContainKey(group.name());
      assertThat(group.policy().choice()).as("manual stays").isNotEqualTo(Choice.MANUAL);
      List<Long> moves = moves(group);
      if (!moves.isEmpty()) {
        assertThat(walk.now - moves.get(moves.size() - 1))
            .as("dwell")
            .isGreaterThanOrEqualTo(group.policy().dwell().toNanos());
      }
      long recent = moves.stream().filter(at -> at > walk.now - 60 * SECOND).count();
      assertThat(recent).as("budget").isLessThan(group.policy().budget());
      Kind why = decision.because().kind();
      boolean optional = why == Kind.PREFERRED || why == Kind.BETTER;
      if (optional) {
        assertThat(recent + 1).as("one is left").isLessThan(group.policy().budget());
      }
      assertThat(to == TunnelState.UP || (to == TunnelState.PROBATION && from == TunnelState.DOWN))
          .as("I1: %s is %s", decision, to)
          .isTrue();
      boolean toDrained = walk.drained.contains(decision.to().tunnel());
      if (optional || why == Kind.DRAINED) {
        assertThat(toDrained).as("nothing is given to a drained tunnel").isFalse();
      } else if (toDrained) {
        assertThat(group.paths())
            .as("a drained tunnel carries what no other can")
            .noneMatch(p -> !p.equals(decision.from())
                && states.get(p.tunnel()) == TunnelState.UP
                && !walk.drained.contains(p.tunnel())
                && surelyOutlived(p.tunnel(), decision.from().tunnel()));
      }
    }

    /** What was silent together and is heard again has outlived the other one a minute later. */
    private boolean surelyOutlived(Tunnel living, Tunnel dead) {
      long later =
          Math.max(diedAt.getOrDefault(dead, 0L), aliveSince.getOrDefault(living, Long.MAX_VALUE));
      return walk.wasHeardThroughout(living, dead) || walk.now - 60 * SECOND > later;
    }

    private void damping(TunnelChange change) {
      Tunnel tunnel = change.tunnel();
      TunnelState from = change.from();
      if (change.to() == TunnelState.UP) {
        aliveSince.put(tunnel, walk.now);
      }
      if (change.to() == TunnelState.PROBATION) {
        probationSince.put(tunnel, walk.now);
      } else if (change.to() == TunnelState.UP
          && (from == TunnelState.PROBATION || from == TunnelState.UNKNOWN)) {
        if (from == TunnelState.PROBATION) {
          assertThat((walk.now - probationSince.get(tunnel)) / (double) SECOND)
              .as("hold-up")
              .isGreaterThanOrEqualTo(penalty.getOrDefault(tunnel, 10.0) - 0.001);
        }
        upSince.put(tunnel, walk.now);
      } else if (change.to() == TunnelState.DOWN) {
        diedAt.put(tunnel, walk.now);
        if (from == TunnelState.UP || from == TunnelState.SUSPECT) {
          double minutesUp = (walk.now - upSince.get(tunnel)) / (double) SECOND / 60;
          double kept = penalty.getOrDefault(tunnel, 0.0) * Math.pow(0.5, minutesUp);
          penalty.put(tunnel, Math.min(300, Math.max(10, 2 * kept)));
        }
      }
    }

    @Override
    public void ordered(Order order) {
      calmSince = walk.now;
    }

    /** After calm, every group is where its policy wants it. */
    @Override
    public void secondPassed() {
      assertThat(walk.engine.carriers()).isEqualTo(walk.carriers);
      if (walk.now - calmSince < 130 * SECOND) {
        return;
      }
      Map<Tunnel, TunnelState> states = walk.engine.states();
      for (Group group : walk.groups) {
        settled(group, states);
      }
    }

    private void settled(Group group, Map<Tunnel, TunnelState> states) {
      if (walk.switchesFail()
          || walk.ordered.containsKey(group.name())
          || group.policy().choice() == Choice.MANUAL
          || group.paths().stream().anyMatch(p -> states.get(p.tunnel()) == TunnelState.FROZEN)) {
        return;
      }
      Path carrier = walk.carriers.get(group.name());
      Optional<Path> first = group.paths().stream()
          .filter(p -> states.get(p.tunnel()) == TunnelState.UP)
          .filter(p -> !walk.drained.contains(p.tunnel()))
          .findFirst();
      if (first.isPresent()) {
        assertThat(states.get(carrier.tunnel()))
            .as("%s of %s is left, since %s is up", carrier, group.name(), first.get())
            .isEqualTo(TunnelState.UP);
        assertThat(walk.drained).doesNotContain(carrier.tunnel());
        if (group.policy().choice() == Choice.REVERTIVE) {
          assertThat(carrier).isEqualTo(first.get());
        }
      }
      boolean allDown = Set.of(TunnelState.DOWN)
          .containsAll(
              group.paths().stream().map(p -> states.get(p.tunnel())).distinct().toList());
      assertThat(groupStates.get(group.name()) == GroupState.ISOLATED).isEqualTo(allDown);
    }
  }
}
