package io.wgnetlink.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.TwoControllersWalk.Line;
import io.wgnetlink.failover.TwoControllersWalk.Link;
import io.wgnetlink.failover.TwoControllersWalk.Side;
import io.wgnetlink.failover.engine.Walks;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * What two controllers reach together, that know nothing of each other: whatever happened to the
 * tunnels between their hosts, and whatever each thought of it, in the end packets go there and
 * back where there is a way, and by the direct tunnel when nothing is wrong. See
 * {@link TwoControllersWalk}.
 */
@AddLifecycleHook(Walks.class)
class TwoControllersProperties {
  /** The one-way fingerprint, after a probation of the other end, and some. */
  private static final int SETTLED = 120;
  /** The longest hold-up, and the above. */
  private static final int AT_HOME = 300 + SETTLED;

  @Provide
  Arbitrary<List<Line>> scripts() {
    Arbitrary<Set<Link>> links = Arbitraries.of(
        EnumSet.of(Link.TO_HUB),
        EnumSet.of(Link.TO_CLIENT),
        EnumSet.of(Link.TO_HUB, Link.TO_CLIENT),
        EnumSet.of(Link.VIA_A));
    Arbitrary<Line> line = Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.of(1, 4, 12, 30, 70, 150).map(TwoControllersWalk.Pass::new)),
        Tuple.of(3, links.map(TwoControllersWalk.Cut::new)),
        Tuple.of(3, links.map(TwoControllersWalk.Heal::new)),
        Tuple.of(1, Arbitraries.of(Side.class).map(TwoControllersWalk.Restart::new)));
    return line.list().ofMinSize(3).ofMaxSize(30);
  }

  @Property(tries = 40)
  void shouldConvergeWhateverHappens(
      @ForAll boolean oneInterface, @ForAll boolean busy, @ForAll("scripts") List<Line> script) {
    try (TwoControllersWalk walk =
        new TwoControllersWalk(oneInterface, busy, TwoControllersProperties::audit)) {
      walk.play(List.of(new TwoControllersWalk.Pass(30)));
      walk.play(script);
      walk.play(List.of(
          new TwoControllersWalk.Heal(EnumSet.allOf(Link.class)),
          new TwoControllersWalk.Pass(AT_HOME + 1)));
      Walks.took(walk.seconds);
    }
  }

  /**
   * A sample that the property above found: what the client sent by the direct tunnel was lost for
   * minutes, since data from hub B still arrived there, and its idle fallback, whose host answers
   * nothing, seemed to have been silent with it.
   */
  @Example
  void shouldLeaveATunnelThatOnlyReceivesForOneWhoseHostAnswersNothing() {
    shouldConvergeWhateverHappens(
        true,
        true,
        List.of(
            new TwoControllersWalk.Pass(1),
            new TwoControllersWalk.Cut(EnumSet.of(Link.TO_HUB)),
            new TwoControllersWalk.Pass(150)));
  }

  private static void audit(TwoControllersWalk walk) {
    boolean direct = !walk.cut.contains(Link.TO_HUB) && !walk.cut.contains(Link.TO_CLIENT);
    if (walk.calm(SETTLED) && (direct || !walk.cut.contains(Link.VIA_A))) {
      assertThat(walk.connected())
          .as(
              "there and back with %s cut; client: %s; hub: %s",
              walk.cut, walk.client.decisions, walk.hub.decisions)
          .isTrue();
    }
    if (walk.calm(AT_HOME) && direct) {
      assertThat(walk.bothDirect()).as("both ends are home").isTrue();
    }
  }

  @AfterContainer
  static void shouldHaveBeenAtItForHours() {
    assertThat(Walks.steps()).isGreaterThan(18_000);
  }
}
