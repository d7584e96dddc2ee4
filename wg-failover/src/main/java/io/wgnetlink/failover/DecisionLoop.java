package io.wgnetlink.failover;

import io.wgnetlink.failover.engine.FailoverEngine;
import io.wgnetlink.failover.engine.Step;
import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decision role: runs the state machine, hands its actions out, and tells what it did. Makes no
 * system call, so nothing that the kernel does can make a tunnel look dead.
 */
final class DecisionLoop {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionLoop.class);

  /** Carries out what was decided; called on the decision loop, and must not block. */
  interface Actions {
    /**
     * Carries out an action.
     *
     * @param decidedAt when it was decided
     */
    void carryOut(Action action, long decidedAt);
  }

  private final Map<String, SwitchMode> modes;
  private final Loops loops;
  private final ListenerDelivery delivery;
  private final Actions actions;
  private final FailoverEngine engine;
  private final Map<Tunnel, String> reasons = new HashMap<>();
  private Loop.@Nullable Cancellable wake;
  private volatile FailoverStatus status;
  private volatile boolean stopping;

  DecisionLoop(
      List<Group> groups,
      Timing timing,
      Detection detection,
      Map<String, SwitchMode> modes,
      Loops loops,
      ListenerDelivery delivery,
      Actions actions) {
    this.modes = modes;
    this.loops = loops;
    this.delivery = delivery;
    this.actions = actions;
    this.engine = new FailoverEngine(groups, timing, detection, loops.now());
    this.status = new FailoverStatus(modes, Map.of(), engine.states(), Map.of());
  }

  /** Any thread: how things stood after the last step. */
  FailoverStatus status() {
    return status;
  }

  /** Any thread: begins to let time pass. */
  void start() {
    loops.decision().execute(this::tick);
  }

  /** Any thread: hands evidence over, with the time at which it was taken. */
  void report(long at, Evidence evidence) {
    loops.decision().execute(() -> follow(engine.accept(at, evidence)));
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
    step.changes().forEach(this::announce);
    step.decisions().forEach(this::announce);
    status = new FailoverStatus(modes, engine.carriers(), engine.states(), reasons);
    step.actions().forEach(action -> actions.carryOut(action, decidedAt(action, step)));
    planWake();
  }

  private long decidedAt(Action action, Step step) {
    return step.decisions().stream()
        .filter(d -> action instanceof Action.Switch s && d.group().equals(s.group()))
        .mapToLong(d -> d.at().toNanos())
        .findFirst()
        .orElseGet(loops::now);
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

  private void announce(TunnelChange change) {
    reasons.put(change.tunnel(), change.because().text());
    LOG.atInfo()
        .addKeyValue("tunnel", change.tunnel())
        .addKeyValue("from", change.from())
        .addKeyValue("to", change.to())
        .log("{}", change.because());
    delivery.deliver(l -> l.tunnelChanged(change));
  }

  private void announce(Decision decision) {
    LOG.atInfo()
        .addKeyValue("group", decision.group().name())
        .addKeyValue("from", decision.from().name())
        .addKeyValue("to", decision.to().name())
        .log("{}", decision.because());
    delivery.deliver(l -> l.decided(decision));
  }
}
