package io.wgnetlink.failover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.net.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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
 * What holds for any evidence. Three tunnels go through random phases, second by second; what the
 * engine does is compared with what a bystander knows from the same evidence.
 */
@AddLifecycleHook(Walks.class)
class FailoverEngineProperties {
  private static final long SECOND = 1_000_000_000L;
  private static final int TUNNELS = 3;
  private static final AtomicLong FORCED = new AtomicLong();

  /** How a tunnel behaves for a while. */
  enum Phase {
    ALIVE,
    SILENT,
    REPEATED_INITIATIONS,
    HANDSHAKE,
    BUSY_SILENT,
    UNREADABLE,
    GONE,
    RECREATED,
    SLEPT
  }

  record Episode(List<Phase> phases, int seconds, boolean nudgesWork, boolean switchesWork) {}

  @Provide
  Arbitrary<List<Episode>> stories() {
    Arbitrary<Phase> phase = Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.of(Phase.ALIVE)),
        Tuple.of(6, Arbitraries.of(Phase.SILENT)),
        Tuple.of(4, Arbitraries.of(Phase.HANDSHAKE)),
        Tuple.of(4, Arbitraries.of(Phase.class)));
    Arbitrary<Episode> episode = Combinators.combine(
            phase.list().ofSize(TUNNELS),
            Arbitraries.of(1, 2, 4, 8, 14, 20, 30, 70),
            Arbitraries.frequency(Tuple.of(5, true), Tuple.of(1, false)),
            Arbitraries.frequency(Tuple.of(5, true), Tuple.of(1, false)))
        .as(Episode::new);
    return episode.list().ofMinSize(3).ofMaxSize(25);
  }

  /** I1, I4: what is left dead is left for what showed life later, never for what did not. */
  @Property(tries = 250)
  void shouldLeaveADeadPathOnlyForOneThatOutlivedIt(@ForAll("stories") List<Episode> stories) {
    Run run = new Run(stories);
    run.onDecision = decision -> leftForOneThatOutlivedIt(run, decision);
    run.play();
  }

  private static void leftForOneThatOutlivedIt(Run run, Decision decision) {
    long from = run.lifeAtDeath.getOrDefault(decision.from().tunnel(), 0L);
    long to = run.life.getOrDefault(decision.to().tunnel(), 0L);
    TunnelState target = run.engine.states().get(decision.to().tunnel());
    assertThat(target).isIn(TunnelState.UP, TunnelState.PROBATION);
    assertThat(run.handshakes).contains(decision.to().tunnel());
    switch (decision.because().kind()) {
      case NUDGE_SILENCE, KERNEL_VERDICT, HANDSHAKE_UNANSWERED ->
        assertThat(to).isGreaterThan(from);
      case ONE_WAY -> assertThat(to).isPositive();
      case NEVER_PROVED ->
        assertThat(run.handshakes).doesNotContain(decision.from().tunnel());
      default -> {
        assertThat(decision.because().kind()).isEqualTo(Kind.PREFERRED);
        assertThat(target).isEqualTo(TunnelState.UP);
        assertThat(decision.group().paths().indexOf(decision.to()))
            .isLessThan(decision.group().paths().indexOf(decision.from()));
      }
    }
  }

  /**
   * A sample that the property above found: c is suspect and re-created when the process sleeps, so
   * it is UP by what was known before, and its session is gone.
   */
  @Example
  void shouldNotMoveToAPathThatShowedNoLifeSinceAPause() {
    Run run = new Run(List.of(
        new Episode(List.of(Phase.ALIVE, Phase.ALIVE, Phase.HANDSHAKE), 1, true, true),
        new Episode(List.of(Phase.ALIVE, Phase.ALIVE, Phase.ALIVE), 70, true, false),
        new Episode(List.of(Phase.ALIVE, Phase.ALIVE, Phase.SILENT), 4, true, true),
        new Episode(List.of(Phase.ALIVE, Phase.ALIVE, Phase.SLEPT), 1, true, true)));
    run.onDecision = decision -> leftForOneThatOutlivedIt(run, decision);

    run.play();

    assertThat(run.forced).isPositive();
    assertThat(run.engine.states()).containsEntry(run.tunnels.get(2), TunnelState.UP);
  }

  /** Another one. */
  @Example
  void shouldNotTakeThePeersInitiationsForAnAnswer() {
    Run run = new Run(List.of(
        new Episode(List.of(Phase.ALIVE, Phase.ALIVE, Phase.ALIVE), 9, true, true),
        new Episode(List.of(Phase.SILENT, Phase.ALIVE, Phase.HANDSHAKE), 4, true, true),
        new Episode(List.of(Phase.HANDSHAKE, Phase.ALIVE, Phase.ALIVE), 1, true, true),
        new Episode(List.of(Phase.SILENT, Phase.ALIVE, Phase.SILENT), 8, true, true),
        new Episode(
            List.of(Phase.REPEATED_INITIATIONS, Phase.ALIVE, Phase.SILENT), 14, true, true)));
    List<Kind> kinds = new ArrayList<>();
    run.onDecision = decision -> kinds.add(decision.because().kind());

    run.play();

    assertThat(kinds).containsOnly(Kind.NEVER_PROVED);
    assertThat(run.engine.states()).doesNotContainValue(TunnelState.UP);
  }

  /**
   * And another one: an initiation that the peer sent before it died kept our kernel from its own.
   */
  @Example
  void shouldNotTakeAPatientKernelForAContentOne() {
    Run run = new Run(List.of(
        new Episode(List.of(Phase.ALIVE, Phase.ALIVE, Phase.ALIVE), 24, true, true),
        new Episode(List.of(Phase.ALIVE, Phase.ALIVE, Phase.HANDSHAKE), 1, true, true),
        new Episode(List.of(Phase.ALIVE, Phase.HANDSHAKE, Phase.SILENT), 4, true, true),
        new Episode(List.of(Phase.ALIVE, Phase.ALIVE, Phase.REPEATED_INITIATIONS), 1, true, true),
        new Episode(List.of(Phase.ALIVE, Phase.SILENT, Phase.SILENT), 20, true, true)));
    List<Kind> kinds = new ArrayList<>();
    run.onDecision = decision -> kinds.add(decision.because().kind());

    run.play();

    assertThat(kinds).containsOnly(Kind.NEVER_PROVED, Kind.PREFERRED);
  }

  /** I2: actions concern the configured groups and tunnels and nothing else. */
  @Property(tries = 250)
  void shouldTouchOnlyWhatWasConfigured(@ForAll("stories") List<Episode> stories) {
    Run run = new Run(stories);
    run.onAction = action -> {
      if (action instanceof Action.Switch s) {
        assertThat(run.groups).contains(s.group());
        assertThat(s.group().paths()).contains(s.to());
        assertThat(s.to()).isNotEqualTo(run.carriers.get(s.group().name()));
      } else if (action instanceof Action.Nudge n) {
        assertThat(run.tunnels).contains(n.tunnel());
        assertThat(run.gone).doesNotContain(n.tunnel());
      } else if (action instanceof Action.ForceHandshake f) {
        assertThat(run.tunnels).contains(f.tunnel());
        assertThat(run.gone).doesNotContain(f.tunnel());
        assertThat(run.engine.states().get(f.tunnel())).isEqualTo(TunnelState.SUSPECT);
      } else if (action instanceof Action.PrepareNudge p) {
        assertThat(run.tunnels).contains(p.tunnel());
      } else if (action instanceof Action.Poll p) {
        assertThat(run.tunnels).extracting(Tunnel::device).contains(p.device());
      }
    };
    run.play();
  }

  /** I3: what cannot be seen is not dead, and nothing moves meanwhile. */
  @Property(tries = 250)
  void shouldFreezeWhileItCannotSee(@ForAll("stories") List<Episode> stories) {
    Run run = new Run(stories);
    run.onDecision = decision ->
        assertThat(decision.group().paths()).noneMatch(p -> run.unreadable.contains(p.tunnel()));
    run.onChange = change -> {
      if (died(change)) {
        assertThat(run.unreadable).doesNotContain(change.tunnel());
        assertThat(run.blindUntil.getOrDefault(change.tunnel(), 0L))
            .as("a verdict needs 11 s of readings since the last gap")
            .isLessThanOrEqualTo(run.now - 11 * SECOND);
      }
    };
    run.play();
  }

  /** I3, the hard way: without a single reading nothing is ever decided. */
  @Property(tries = 200)
  void shouldDecideNothingWithoutReadings(@ForAll("stories") List<Episode> stories) {
    List<Episode> blind = new ArrayList<>();
    stories.forEach(e -> blind.add(new Episode(
        List.of(Phase.UNREADABLE, Phase.UNREADABLE, Phase.UNREADABLE),
        e.seconds(),
        e.nudgesWork(),
        e.switchesWork())));
    Run run = new Run(blind);
    run.onDecision = decision -> assertThat(decision).isNull();
    run.onChange = change -> assertThat(change.to()).isEqualTo(TunnelState.FROZEN);
    run.play();
  }

  /** I4: what is dead or doubted everywhere stays where it is. */
  @Property(tries = 250)
  void shouldStayWhenNoPathIsUp(@ForAll("stories") List<Episode> stories) {
    Run run = new Run(stories);
    run.onDecision = decision -> {
      Map<Tunnel, TunnelState> states = run.engine.states();
      assertThat(decision.group().paths())
          .anyMatch(p -> states.get(p.tunnel()) == TunnelState.UP
              || states.get(p.tunnel()) == TunnelState.PROBATION);
    };
    run.play();
  }

  /** I11: once dead, a tunnel is used again after a new handshake and three answers, not before. */
  @Property(tries = 250)
  void shouldComeBackOnlyOnStrongerProof(@ForAll("stories") List<Episode> stories) {
    Run run = new Run(stories);
    run.onChange = change -> {
      Tunnel tunnel = change.tunnel();
      if (change.to() == TunnelState.PROBATION && change.from() == TunnelState.DOWN) {
        assertThat(run.handshakeSinceDeath).contains(tunnel);
      }
      if (change.from() == TunnelState.PROBATION && change.to() == TunnelState.UP) {
        assertThat(run.handshakeSinceDeath).contains(tunnel);
        assertThat(run.answersSinceDeath.getOrDefault(tunnel, 0)).isGreaterThanOrEqualTo(3);
      }
      assertThat(change.from() == TunnelState.DOWN && change.to() == TunnelState.UP)
          .isFalse();
    };
    run.play();
  }

  /** A switch that fails is not tried again at once. */
  @Property(tries = 250)
  void shouldPauseAfterAFailedSwitch(@ForAll("stories") List<Episode> stories) {
    Run run = new Run(stories);
    run.onAction = action -> {
      if (action instanceof Action.Switch s) {
        assertThat(run.failedAt.getOrDefault(s.group().name(), Long.MIN_VALUE / 2))
            .isLessThanOrEqualTo(run.now - 5 * SECOND);
      }
    };
    run.play();
  }

  /** A peer that was re-created is new, whatever it was before. */
  @Property(tries = 250)
  void shouldForgetAPeerThatWasRecreated(@ForAll("stories") List<Episode> stories) {
    Run run = new Run(stories);
    run.onRecreated =
        tunnel -> assertThat(run.engine.states().get(tunnel)).isEqualTo(TunnelState.UNKNOWN);
    run.play();
  }

  /** The same evidence leads to the same actions. */
  @Property(tries = 200)
  void shouldBeDeterministic(@ForAll("stories") List<Episode> stories) {
    List<Action> once = new ArrayList<>();
    List<Action> again = new ArrayList<>();
    Run first = new Run(stories);
    first.onAction = once::add;
    first.play();
    Run second = new Run(stories);
    second.onAction = again::add;
    second.play();
    assertThat(again).isEqualTo(once);
  }

  @AfterContainer
  static void shouldHaveTakenAMillionSteps() {
    assertThat(Walks.steps()).isGreaterThan(1_000_000);
    assertThat(FORCED.get()).as("forced handshakes").isGreaterThan(100);
  }

  /** A verdict, not the end of a freeze. */
  private static boolean died(TunnelChange change) {
    return change.to() == TunnelState.DOWN && change.from() != TunnelState.FROZEN;
  }

  private interface Check<T> {
    void on(T thing);
  }

  /** Plays a story, and keeps the books of a bystander. */
  private static final class Run {
    final List<Tunnel> tunnels = new ArrayList<>();
    final List<Group> groups;
    final FailoverEngine engine;
    final Map<String, Path> carriers = new HashMap<>();
    final Map<Tunnel, Long> life = new HashMap<>();
    final Map<Tunnel, Long> lifeAtDeath = new HashMap<>();
    final Map<Tunnel, Long> blindUntil = new HashMap<>();
    private final Map<Tunnel, Long> reachedAt = new HashMap<>();
    final Map<String, Long> failedAt = new HashMap<>();
    final Set<Tunnel> handshakes = new HashSet<>();
    final Set<Tunnel> handshakeSinceDeath = new HashSet<>();
    final Map<Tunnel, Integer> answersSinceDeath = new HashMap<>();
    final Set<Tunnel> unreadable = new HashSet<>();
    final Set<Tunnel> gone = new HashSet<>();
    /** Re-created by the engine, and not read since. */
    private final Set<Tunnel> reset = new HashSet<>();

    private final List<Episode> stories;
    long now;
    /** How many handshakes the engine forced. */
    int forced;

    long steps;

    Check<Decision> onDecision = d -> {};
    Check<TunnelChange> onChange = c -> {};
    Check<Action> onAction = a -> {};
    Check<Tunnel> onRecreated = t -> {};
    private Episode episode;

    Run(List<Episode> stories) {
      this.stories = stories;
      for (int i = 0; i < TUNNELS; i++) {
        tunnels.add(SimulatedHost.tunnel(i));
      }
      Path a = Path.of("a", tunnels.get(0));
      Path b = Path.of("b", tunnels.get(1));
      Path c = Path.of("c", tunnels.get(2));
      groups = List.of(
          new Group("one", Set.of(IpPrefix.parse("fd00::1:0/112")), List.of(a, c)),
          new Group("two", Set.of(IpPrefix.parse("fd00::2:0/112")), List.of(b, a, c)));
      engine = new FailoverEngine(groups, Timing.DEFAULT, 0);
    }

    void play() {
      begin();
      for (Episode e : stories) {
        play(e);
      }
      Walks.took(steps);
      FORCED.addAndGet(forced);
    }

    private void begin() {
      episode = stories.get(0);
      for (Group group : groups) {
        carriers.put(group.name(), group.paths().get(0));
        accept(new Evidence.Carried(group.name(), group.paths().get(0).name()));
      }
    }

    private void play(Episode e) {
      episode = e;
      for (int i = 0; i < TUNNELS; i++) {
        begin(tunnels.get(i), e.phases().get(i));
      }
      for (int second = 0; second < e.seconds(); second++) {
        now += SECOND;
        for (int i = 0; i < TUNNELS; i++) {
          live(tunnels.get(i), e.phases().get(i), second);
        }
        steps++;
        follow(engine.tick(now));
      }
    }

    private void begin(Tunnel tunnel, Phase phase) {
      if (phase == Phase.GONE && gone.add(tunnel)) {
        unreadable.remove(tunnel);
        blindUntil.put(tunnel, now);
        handshakes.remove(tunnel);
        reset.remove(tunnel);
        accept(new Evidence.PeerVanished(tunnel));
      } else if (phase == Phase.RECREATED || (gone.contains(tunnel) && phase != Phase.GONE)) {
        gone.remove(tunnel);
        unreadable.remove(tunnel);
        handshakes.remove(tunnel);
        // Within one reading nobody can tell it from our own doing, which is no gap.
        boolean alsoByUs = reset.remove(tunnel);
        if (!alsoByUs) {
          blindUntil.put(tunnel, now);
        }
        accept(new Evidence.PeerAppeared(tunnel, false));
        if (!alsoByUs) {
          onRecreated.on(tunnel);
        }
      } else if (phase == Phase.SLEPT) {
        now += 5 * SECOND;
        tunnels.forEach(t -> blindUntil.put(t, now + SECOND));
      }
    }

    private void live(Tunnel tunnel, Phase phase, int second) {
      if (phase != Phase.GONE && phase != Phase.UNREADABLE && reset.remove(tunnel)) {
        beginAtZero(tunnel, phase == Phase.ALIVE || phase == Phase.HANDSHAKE);
      }
      switch (phase) {
        case ALIVE -> observe(tunnel, 96, 96, false);
        case SILENT, SLEPT, RECREATED -> observe(tunnel, 0, unanswered(tunnel), false);
        case BUSY_SILENT -> observe(tunnel, 0, 9600 + unanswered(tunnel), false);
        case REPEATED_INITIATIONS -> {
          // WireGuard sends them 5 s apart, also where one episode follows another.
          boolean step = now / SECOND % 5 == 0;
          observe(tunnel, step ? 148 : 0, step ? 92 : initiation(tunnel), false);
        }
        case HANDSHAKE -> observe(tunnel, second == 0 ? 124 : 32, 148, second == 0);
        case UNREADABLE -> {
          unreadable.add(tunnel);
          blindUntil.put(tunnel, now + SECOND);
          accept(new Evidence.ObservationLost(tunnel.device(), "ENOBUFS"));
        }
        case GONE -> {}
      }
    }

    /** The reading after the engine's own re-creation: a live peer made a handshake by then. */
    private void beginAtZero(Tunnel tunnel, boolean answered) {
      unreadable.remove(tunnel);
      if (answered) {
        handshakes.add(tunnel);
        handshakeSinceDeath.add(tunnel);
        reachedAt.put(tunnel, now);
        life.put(tunnel, now);
        answersSinceDeath.merge(tunnel, 1, Integer::sum);
      }
      accept(new Evidence.PeerAppeared(tunnel, answered));
    }

    /** A nudge where there is a session, and what the kernel adds. */
    private long unanswered(Tunnel tunnel) {
      return (handshakes.contains(tunnel) ? 80 : 0) + initiation(tunnel);
    }

    /**
     * The initiation of a kernel that has no session, or that nothing reached for 15 s. Anything
     * reaches it: also the peer's initiations.
     */
    private long initiation(Tunnel tunnel) {
      long quiet = (now - reachedAt.getOrDefault(tunnel, 0L)) / SECOND;
      long patience = handshakes.contains(tunnel) ? 15 : 0;
      return quiet >= patience && quiet % 5 == 0 ? 148 : 0;
    }

    private void observe(Tunnel tunnel, long rx, long tx, boolean handshake) {
      boolean wasUnreadable = unreadable.remove(tunnel);
      if (handshake) {
        handshakes.add(tunnel);
        handshakeSinceDeath.add(tunnel);
      }
      boolean ever = handshakes.contains(tunnel);
      if (!ever) {
        rx = 0;
      }
      if (rx > 0) {
        reachedAt.put(tunnel, now);
      }
      boolean late = blindUntil.getOrDefault(tunnel, -1L) >= now;
      if (rx > 0 && rx != 148 && !late && !wasUnreadable) {
        life.put(tunnel, now);
        answersSinceDeath.merge(tunnel, 1, Integer::sum);
      }
      accept(new Evidence.Observed(tunnel, rx, tx, handshake, ever));
    }

    private void accept(Evidence evidence) {
      steps++;
      follow(engine.accept(now, evidence));
    }

    private void follow(Step step) {
      for (TunnelChange change : step.changes()) {
        onChange.on(change);
        if (died(change)) {
          lifeAtDeath.put(change.tunnel(), life.getOrDefault(change.tunnel(), 0L));
        }
        if (died(change) || change.to() == TunnelState.UNKNOWN) {
          handshakeSinceDeath.remove(change.tunnel());
          answersSinceDeath.remove(change.tunnel());
        }
      }
      step.decisions().forEach(onDecision::on);
      List<Evidence> replies = new ArrayList<>();
      for (Action action : step.actions()) {
        onAction.on(action);
        if (action instanceof Action.Nudge n) {
          replies.add(
              episode.nudgesWork()
                  ? new Evidence.NudgeSent(n.tunnel())
                  : new Evidence.NudgeFailed(n.tunnel(), "EHOSTUNREACH"));
        } else if (action instanceof Action.ForceHandshake f) {
          replies.add(force(f.tunnel()));
        } else if (action instanceof Action.Switch s) {
          if (episode.switchesWork()) {
            carriers.put(s.group().name(), s.to());
            replies.add(new Evidence.Carried(s.group().name(), s.to().name()));
          } else {
            failedAt.put(s.group().name(), now);
            replies.add(new Evidence.SwitchFailed(
                s.group().name(),
                s.to().name(),
                "EEXIST",
                Optional.of(carriers.get(s.group().name()).name())));
          }
        }
      }
      replies.forEach(this::accept);
    }

    private Evidence force(Tunnel tunnel) {
      if (!episode.switchesWork()) {
        return new Evidence.HandshakeNotForced(tunnel, "EBUSY");
      }
      forced++;
      handshakes.remove(tunnel);
      reset.add(tunnel);
      return new Evidence.HandshakeForced(tunnel);
    }
  }
}
