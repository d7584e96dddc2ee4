package io.wgnetlink.failover;

import io.wgnetlink.failover.engine.FailoverEngine;
import io.wgnetlink.failover.engine.Step;
import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.FlapDamping;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.GroupExplanation;
import io.wgnetlink.failover.model.Order;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchFailed;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decision role: runs the state machine, hands its actions out, and tells what it did. Makes no
 * system call, so nothing that the kernel does can make a tunnel look dead.
 */
final class DecisionLoop {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionLoop.class);
  private static final long EXPLANATION_AGE = Duration.ofSeconds(1).toNanos();

  /** Carries out what was decided; called on the decision loop, and must not block. */
  interface Actions {
    void carryOut(Action action);
  }

  private final Map<String, SwitchMode> modes;
  private final Loops loops;
  private final ListenerDelivery delivery;
  private final Actions actions;
  private final FailoverEngine engine;
  private final Map<Tunnel, String> reasons = new HashMap<>();
  private final Map<String, Contention> contended = new HashMap<>();
  private Loop.@Nullable Cancellable wake;
  private long explainedAt;
  private volatile List<GroupExplanation> explanations;
  private volatile FailoverStatus status;
  private volatile boolean stopping;

  DecisionLoop(
      List<Group> groups,
      Timing timing,
      Detection detection,
      FlapDamping damping,
      Map<String, SwitchMode> modes,
      Loops loops,
      ListenerDelivery delivery,
      Actions actions) {
    this.modes = modes;
    this.loops = loops;
    this.delivery = delivery;
    this.actions = actions;
    this.engine = new FailoverEngine(groups, timing, detection, damping, loops.now());
    this.status = look();
    this.explanations = engine.explain(loops.now());
  }

  /** Any thread: how things stood after the last step. */
  FailoverStatus status() {
    return status;
  }

  /** Any thread: why things stand so, a second ago or since. */
  List<GroupExplanation> explanations() {
    return explanations;
  }

  /** Any thread: begins to let time pass. */
  void start() {
    loops.decision().execute(this::tick);
  }

  /** Any thread: hands evidence over, with the time at which it was taken. */
  void report(long at, Evidence evidence) {
    loops.decision().execute(() -> follow(engine.accept(at, evidence)));
  }

  /** Any thread: notes that others have a group's traffic, or do so no more. */
  void contended(String group, Optional<Contention> now, Optional<Contention> news) {
    loops.decision().execute(() -> {
      if (now.isPresent()) {
        contended.put(group, now.get());
      } else {
        contended.remove(group);
      }
      status = look();
      explain(true);
      news.ifPresent(this::announce);
    });
  }

  /** Any thread: does what the operator wants, soon. */
  void order(Order order) {
    loops.decision().execute(() -> follow(engine.order(loops.now(), order)));
  }

  /** Any thread: nothing is decided any more once this returns. */
  void stop() {
    stopping = true;
    loops.decision().close();
  }

  private void tick() {
    follow(engine.tick(loops.now()));
  }

  private void follow(Step step) {
    if (stopping) {
      return;
    }
    step.events().forEach(this::announce);
    status = look();
    explain(!step.events().isEmpty());
    step.actions().forEach(actions::carryOut);
    planWake();
  }

  /** What others have is not said to go by a path of ours. */
  private FailoverStatus look() {
    Map<String, Path> carriers = new HashMap<>(engine.carriers());
    carriers.keySet().removeAll(contended.keySet());
    return new FailoverStatus(
        modes,
        carriers,
        contended,
        engine.states(),
        engine.groupStates(),
        engine.drained(),
        engine.blackholes(),
        reasons);
  }

  private void planWake() {
    if (wake != null) {
      wake.cancel();
      wake = null;
    }
    long deadline = engine.nextDeadline();
    if (deadline < Long.MAX_VALUE) {
      wake = loops.decision().after(deadline - loops.now(), this::tick);
    }
  }

  /** Each second is often enough for what nobody may ask for. */
  private void explain(boolean eventful) {
    long now = loops.now();
    if (eventful || now - explainedAt >= EXPLANATION_AGE) {
      explainedAt = now;
      explanations = engine.explain(now).stream()
          .map(e -> e.contended(Optional.ofNullable(contended.get(e.group().name()))))
          .toList();
    }
  }

  private void announce(FailoverEvent event) {
    if (event instanceof TunnelChange change) {
      reasons.put(change.tunnel(), change.because().text());
    }
    if (event instanceof SwitchFailed || event instanceof Contention) {
      LOG.atWarn().log("{}", event);
    } else {
      LOG.atInfo().log("{}", event);
    }
    delivery.happened(event);
  }
}
