package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.ControllerWalk.Hub;
import io.wgnetlink.failover.ControllerWalk.Line;
import io.wgnetlink.failover.engine.Walks;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.RouteForm;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * What holds of a whole controller whatever happens to its tunnels, to its kernel, and by others to
 * its routes; see {@link ControllerWalk}. All of it is checked each second.
 */
@AddLifecycleHook(Walks.class)
class ControllerProperties {
  /** The kernel's patience, a budget that may be spent for a minute, and some. */
  private static final int SETTLED = 120;
  /** A look at everything each 30 s, and one repair each 30 s where there were many. */
  private static final int RECONCILED = 70;
  /** The longest hold-up, and the above. */
  private static final int AT_HOME = 300 + SETTLED;

  @Provide
  Arbitrary<List<Line>> scripts() {
    Arbitrary<Integer> prefix =
        Arbitraries.integers().between(0, ControllerWalk.PREFIXES.size() - 1);
    Arbitrary<Boolean> either = Arbitraries.of(true, false);
    Arbitrary<Boolean> rarely = Arbitraries.frequency(Tuple.of(1, true), Tuple.of(3, false));
    Arbitrary<Line> line = Arbitraries.frequencyOf(
        Tuple.of(12, Arbitraries.of(1, 3, 8, 20, 45, 130).map(ControllerWalk.Pass::new)),
        Tuple.of(
            6,
            Combinators.combine(Arbitraries.of(Hub.B, Hub.B, Hub.C, Hub.A), either)
                .as(ControllerWalk.Cut::new)),
        Tuple.of(1, rarely.map(ControllerWalk.ReadingFails::new)),
        Tuple.of(1, rarely.map(ControllerWalk.RoutesFail::new)),
        Tuple.of(2, Combinators.combine(prefix, either).as(ControllerWalk.Remove::new)),
        Tuple.of(1, prefix.map(ControllerWalk.Replace::new)),
        Tuple.of(2, prefix.map(ControllerWalk.Withdraw::new)),
        Tuple.of(1, Arbitraries.create(ControllerWalk.Overrun::new)),
        Tuple.of(1, rarely.map(down -> new ControllerWalk.LinkUp(!down))),
        Tuple.of(1, Arbitraries.create(ControllerWalk.Restart::new)));
    return line.list().ofMinSize(5).ofMaxSize(40);
  }

  @Property(tries = 40)
  void shouldHoldWhateverHappens(@ForAll RouteForm form, @ForAll("scripts") List<Line> script) {
    try (ControllerWalk walk = new ControllerWalk(form, new Auditor())) {
      walk.play(List.of(new ControllerWalk.Pass(30)));
      walk.play(script);
      walk.play(mended());
      Walks.took(walk.seconds);
    }
  }

  /**
   * A sample that the property above found: the route to a probe address, which went with its
   * interface, could not be put back at once. It never was, so the peer was asked no more, and what
   * is not asked never comes back.
   */
  @Example
  void shouldReachAPeerAgainWhoseProbeAddressCouldNotBeRoutedAtOnce() {
    shouldHoldWhateverHappens(
        RouteForm.NEXTHOP_OBJECT,
        List.of(
            new ControllerWalk.Cut(Hub.B, true),
            new ControllerWalk.Pass(130),
            new ControllerWalk.RoutesFail(true),
            new ControllerWalk.LinkUp(false),
            new ControllerWalk.Pass(45),
            new ControllerWalk.LinkUp(true),
            new ControllerWalk.Pass(130)));
  }

  /** Ends all that is wrong, and waits for what has to be right then. */
  private static List<Line> mended() {
    return List.of(
        new ControllerWalk.Cut(Hub.B, false),
        new ControllerWalk.Cut(Hub.C, false),
        new ControllerWalk.Cut(Hub.A, false),
        new ControllerWalk.ReadingFails(false),
        new ControllerWalk.RoutesFail(false),
        new ControllerWalk.Withdraw(0),
        new ControllerWalk.Withdraw(1),
        new ControllerWalk.Withdraw(2),
        new ControllerWalk.Withdraw(3),
        new ControllerWalk.LinkUp(true),
        new ControllerWalk.Pass(AT_HOME + 1));
  }

  @AfterContainer
  static void shouldHaveBeenAtItForHours() {
    assertThat(Walks.steps()).isGreaterThan(18_000);
  }

  /** Keeps books of its own, and compares. */
  private static final class Auditor implements ControllerWalk.Bystander {
    private List<String> others = List.of();
    private boolean disturbed = true;
    private int decisions;
    /** Whether the last thing that happened was a restart where all was right. */
    private boolean restarted;

    @Override
    public void disturbed(ControllerWalk walk, Line line) {
      disturbed = true;
      restarted = line instanceof ControllerWalk.Restart && walk.calm(AT_HOME) && healthy(walk);
      walk.scenery.kernel.writes.clear();
    }

    @Override
    public void secondPassed(ControllerWalk walk) {
      touchedNothingOfOthers(walk);
      decidedNothingBlindly(walk);
      if (restarted) {
        assertThat(ownWrites(walk)).as("I8: a restart changes nothing").isEmpty();
      }
      if (walk.unreadableSince == Long.MAX_VALUE && !walk.routesFail && walk.linkUp) {
        carriedAsItSays(walk);
        settled(walk);
      }
    }

    private void touchedNothingOfOthers(ControllerWalk walk) {
      List<String> now = walk.others();
      if (!disturbed) {
        assertThat(now).as("I2: the routes of others").isEqualTo(others);
      }
      others = now;
      disturbed = false;
    }

    private void decidedNothingBlindly(ControllerWalk walk) {
      int now = walk.scenery.decisions.size();
      if (walk.scenery.time.now() - 3 * SECOND > walk.unreadableSince) {
        assertThat(now).as("I3: decisions, %s", walk.scenery.decisions).isEqualTo(decisions);
      }
      decisions = now;
    }

    private static List<String> ownWrites(ControllerWalk walk) {
      return walk.scenery.kernel.writes.stream()
          .filter(write -> ControllerWalk.PREFIXES.stream().anyMatch(write::contains))
          .filter(write -> !write.startsWith("wireguard"))
          .toList();
    }

    private static boolean healthy(ControllerWalk walk) {
      return walk.cut.isEmpty() && !walk.routesFail && !walk.occupied();
    }

    /** I6, I10: what the status says is what the kernel does, whatever others did meanwhile. */
    private static void carriedAsItSays(ControllerWalk walk) {
      if (walk.calm(RECONCILED) && !walk.occupied()) {
        walk.groups.forEach((group, hubs) -> assertThat(walk.ways(group))
            .as("I6, I10: the ways of %s", group.name())
            .containsExactly(carrier(walk, group).device));
      }
    }

    /** I1, I4: on a path that works, if there is one; and in the end on the first of these. */
    private static void settled(ControllerWalk walk) {
      if (!walk.calm(SETTLED) || walk.occupied()) {
        return;
      }
      walk.groups.forEach((group, hubs) -> {
        List<Hub> working = hubs.stream().filter(hub -> !walk.cut.contains(hub)).toList();
        if (!working.isEmpty()) {
          assertThat(working)
              .as("I1, I4: the paths of %s that work", group.name())
              .contains(carrier(walk, group));
        }
        if (!working.isEmpty() && walk.calm(AT_HOME)) {
          assertThat(carrier(walk, group)).as("home of %s", group.name()).isEqualTo(working.get(0));
        }
      });
    }

    private static Hub carrier(ControllerWalk walk, Group group) {
      return Hub.valueOf(walk.controller.status().carriers().get(group.name()).name());
    }
  }
}
