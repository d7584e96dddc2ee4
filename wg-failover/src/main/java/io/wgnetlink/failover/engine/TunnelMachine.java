package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.Quality;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelState;
import java.util.Optional;

/**
 * The state of one tunnel.
 *
 * <h2>What proves what</h2>
 *
 * <ul>
 *   <li><b>A changed handshake time</b> proves both directions: the initiator sets it on the
 *       response, the responder on the first packet under the new keys. Only that it changed
 *       counts, never its age, so no wall clock is involved.
 *   <li><b>An answered echo request</b> proves both directions as well ({@link Echoes}), and so
 *       does a session that somebody else keeps ({@link Sessions}).
 *   <li><b>Received data or keepalives</b> prove the inbound direction. They clear every silence,
 *       because a peer that hears nothing soon falls silent itself or starts to repeat its
 *       handshake. <b>Received initiations</b> clear nothing: a peer that our packets no longer
 *       reach sends one every 5 s for ever ({@link OneWayFingerprint}).
 *   <li><b>Silence</b> proves nothing until something had to be answered ({@link Nudges}). After 11
 *       s the promise to answer counts as broken (SUSPECT): timers of the kernel wheel add up to
 *       0.64 s (HZ=100).
 *   <li><b>A broken promise is not death yet.</b> A peer that sends data which is not counted owes
 *       no keepalive any more, and so can look silent though it lives: one whose prefixes were
 *       moved to another peer, or one that nudges us from an address of its own. What the kernel
 *       thinks decides ({@link KernelVerdict}): an unanswered initiation makes silence a proof,
 *       DOWN 1 s after it; and a kernel that does not start over knows that the peer lives.
 *   <li><b>A forced handshake</b> asks a suspect peer in one round trip ({@link ForcedHandshake}).
 * </ul>
 *
 * <h2>What proves nothing</h2>
 *
 * <p>The first reading, which has nothing to be compared with; a reading that failed (FROZEN);
 * readings more than {@link Readings#GAP_READINGS} intervals apart (the process slept: the kernel
 * may have received an answer and we would not know when), a nudge that could not be sent, and a
 * peer that was re-created by others and so counts from zero (UNKNOWN). Each of these discards what
 * was collected.
 *
 * <h2>Coming back</h2>
 *
 * <p>From DOWN by PROBATION: {@link Recovery}. From UNKNOWN, at the start, either a handshake or an
 * answered nudge on top of an earlier handshake is enough.
 */
final class TunnelMachine {
  static final long NEVER = Long.MIN_VALUE;

  /** Told of what others have to know. */
  interface Changes {
    void changed(TunnelMachine machine, TunnelState from, TunnelState to, Finding because);

    /** It shows life after it was missed, or for the first time since that was asked for. */
    void revived(TunnelMachine machine);
  }

  private final Tunnel tunnel;
  private final Changes changes;
  private final long poll;
  private final Readings readings;
  private final Nudges nudges;
  private final KernelVerdict kernel = new KernelVerdict();
  private final OneWayFingerprint oneWay = new OneWayFingerprint();
  private final Recovery recovery;
  private final Vitals vitals = new Vitals();
  private final Sessions sessions = new Sessions();
  private final Echoes echoes;
  private final ForcedHandshake forced;
  private final Judge judge;

  private TunnelState state = TunnelState.UNKNOWN;
  private boolean frozen;
  private boolean present = true;
  private boolean everHandshake;
  private long unknownSince;

  private long handshakeAt = NEVER;
  private boolean muted;
  /** Whether another tunnel's fate depends on a sign of life. */
  private boolean awaited;

  private Finding reason = new Finding(Kind.PEER_APPEARED, "just started");

  TunnelMachine(Tunnel tunnel, Timing timing, Detection detection, long now, Changes changes) {
    this.tunnel = tunnel;
    this.changes = changes;
    this.poll = timing.poll().toNanos();
    this.readings = new Readings(poll);
    this.nudges = new Nudges(timing, detection, tunnel.hashCode(), now);
    this.recovery = new Recovery(timing.proofs(), timing.holdUp().toNanos());
    this.echoes = new Echoes(detection);
    this.forced = new ForcedHandshake(detection.forcedHandshake());
    this.judge = new Judge(detection, nudges, kernel, oneWay, echoes, forced, sessions);
    this.unknownSince = now;
  }

  Tunnel tunnel() {
    return tunnel;
  }

  /** The state as users see it. */
  TunnelState state() {
    return frozen ? TunnelState.FROZEN : state;
  }

  boolean frozen() {
    return frozen;
  }

  /** Whether there ever was a handshake, as far as the kernel remembers. */
  boolean everHandshake() {
    return everHandshake;
  }

  /** What led to the present state. */
  Finding reason() {
    return reason;
  }

  /** What was dead first showed then; {@link #NEVER} before the first doubt. */
  long doubtedFrom() {
    return vitals.doubtedFrom();
  }

  /** What a tunnel in PROBATION has shown so far. */
  Recovery recovery() {
    return recovery;
  }

  /** How well the tunnel carries echo requests. */
  Optional<Quality> quality(long at) {
    return echoes.quality(at);
  }

  long unknownSince() {
    return unknownSince;
  }

  /** Whether nudges are unanswered right now. */
  boolean awaitsAnswer() {
    return nudges.unanswered();
  }

  /** Sets how long this tunnel has to hold up when it comes back. */
  void holdUp(long nanos) {
    recovery.holdUp(nanos);
  }

  /**
   * Says whether the peer's prefixes are with another peer of the interface, so that what it sends
   * is not counted.
   */
  void mute(boolean isMuted) {
    muted = isMuted;
  }

  /** Returns from when on it has outlived a dead one; {@link #NEVER} when it shows no life. */
  long outlives(TunnelMachine dead) {
    return vitals.outlives(dead.vitals, nudges.prompt());
  }

  /** Whether it has shown life after the other one lost it, so that both did not die at once. */
  boolean outlived(TunnelMachine dead, long now) {
    long from = outlives(dead);
    return from != NEVER && now >= from;
  }

  /**
   * Whether something proved it since readings join each other. After a pause of the process it is
   * UP by what was known before, which is enough to stay on it and not to move there (I11).
   */
  boolean shownLife(long now) {
    return vitals.provedAt() != NEVER
        && vitals.provedAt() >= readings.joinedFrom()
        && readings.join(now);
  }

  // ---- evidence -------------------------------------------------------------------------------

  void observed(long at, Evidence.Observed o) {
    present = true;
    everHandshake = o.everHandshake();
    long previous = readings.lastAt();
    boolean usable = takeUp(at);
    readings.at(at);
    if (o.handshakeChanged()) {
      handshakeAt = at;
      oneWay.forget();
      vitals.agreed();
      if (state == TunnelState.DOWN) {
        enterProbation(at, usable, Proof.HANDSHAKE);
        return;
      }
    }
    if (o.rxBytes() > 0) {
      vitals.heard();
    }
    if (!usable) {
      return;
    }
    boolean data = Traffic.holdsData(o.txBytes());
    boolean initiated = !o.handshakeChanged() && Traffic.holdsInitiation(o.rxBytes());
    if (initiated) {
      oneWay.initiated(at, handshakeAt);
      vitals.wasAsked(previous, at);
    }
    if (o.handshakeChanged() || Traffic.transport(o.rxBytes()) > 0) {
      forced.arrived(data);
      arrived(at, o.handshakeChanged() ? Proof.HANDSHAKE : Proof.INBOUND);
    } else {
      if (o.rxBytes() == 0 && Traffic.holdsInitiation(o.txBytes())) {
        vitals.asked(previous, at);
      }
      // In a late reading it may be that what was sent was sent just now.
      forced.nothingArrived(Math.max(previous, at - poll), data);
      kernel.nothingArrived(at, o.txBytes(), initiated, nudges.unanswered());
    }
    judge(at);
  }

  void appeared(long at, boolean handshakeExists) {
    thaw(at);
    present = true;
    everHandshake = handshakeExists;
    if (forced.ownReset(at) && readings.join(at)) {
      recreated(at, handshakeExists);
      return;
    }
    restart(at, new Finding(Kind.PEER_APPEARED, "the peer is new on " + tunnel.device()));
  }

  /** The counters begin at zero because of us; a handshake that is there is a new one. */
  private void recreated(long at, boolean handshakeExists) {
    readings.at(at);
    if (!handshakeExists) {
      judge(at);
      return;
    }
    handshakeAt = at;
    oneWay.forget();
    vitals.agreed();
    if (state == TunnelState.DOWN) {
      enterProbation(at, true, Proof.HANDSHAKE);
    } else {
      arrived(at, Proof.HANDSHAKE);
    }
  }

  void vanished(long at) {
    thaw(at);
    present = false;
    everHandshake = false;
    restart(at, new Finding(Kind.PEER_VANISHED, "the peer is no longer on " + tunnel.device()));
  }

  void observationLost(String cause) {
    if (frozen) {
      return;
    }
    TunnelState before = state;
    frozen = true;
    changes.changed(
        this,
        before,
        TunnelState.FROZEN,
        new Finding(Kind.OBSERVATION_LOST, tunnel.device() + " cannot be read: " + cause));
  }

  void nudgeSent(long at) {
    nudges.sent(at);
    recovery.asked();
    forced.asked(at);
  }

  void nudgeFailed(long at) {
    nudges.failed(at);
    forced.notAsked();
  }

  void echoSent(long at, int sequence) {
    echoes.sent(at, sequence);
    nudgeSent(at);
  }

  void echoAnswered(long at, int sequence, long roundTrip) {
    boolean missed = missed(at);
    if (frozen || !present || !echoes.answered(sequence, roundTrip)) {
      return;
    }
    oneWay.forget();
    if (state == TunnelState.DOWN) {
      enterProbation(at, true, Proof.ECHO);
    } else {
      arrived(at, Proof.ECHO, missed);
    }
  }

  void sessionUp(long at, String source) {
    if (!sessions.up(at, source) || frozen || !present) {
      return;
    }
    oneWay.forget();
    if (state == TunnelState.DOWN) {
      enterProbation(at, true, Proof.SESSION);
    } else {
      arrived(at, Proof.SESSION);
    }
  }

  /** While the device cannot be read it waits; the next reading draws the conclusion. */
  void sessionDown(long at, String source, long silent, String cause) {
    sessions.down(at, source, silent, cause);
    if (!frozen && present) {
      judge(at);
    }
  }

  void sessionUnknown(String source) {
    sessions.unknown(source);
  }

  void handshakeForced(long at) {
    forced.recreated(at);
    hasten(at);
  }

  void handshakeNotForced(long at) {
    forced.refused(at);
  }

  // ---- time -----------------------------------------------------------------------------------

  /** Returns when the next nudge is due. */
  long nextNudgeAt() {
    return frozen || !present ? Long.MAX_VALUE : nudges.nextAt();
  }

  /** Returns whether to nudge now, and plans the one after. */
  boolean nudgeDue(long now) {
    if (now < nextNudgeAt()) {
      return false;
    }
    nudges.advance(now, state == TunnelState.DOWN);
    return true;
  }

  /** Returns when the peer is to be re-created. */
  long nextForceAt(long now) {
    return frozen || !present ? Long.MAX_VALUE : forced.nextAt(now);
  }

  /** Returns whether to re-create the peer now. */
  boolean forceDue(long now) {
    return !frozen && present && forced.take(now);
  }

  /** Whether an answer is overdue, so that a closer look is needed. */
  boolean watchful(long now) {
    return state == TunnelState.SUSPECT
        || (state == TunnelState.UP && (forced.watchful() || echoes.overdue(now)));
  }

  /** Asks for a nudge as soon as possible. */
  void hasten(long now) {
    nudges.hasten(now);
  }

  /** Another tunnel is suspect: asks for a sign of life, where there is not one all the time. */
  void await(long now) {
    awaited = !echoes.answering();
    hasten(now);
  }

  /** Another tunnel shows life: what was silent with it is asked once more. */
  void askAgain(long now) {
    forced.askAgain();
    if (state == TunnelState.SUSPECT || state == TunnelState.DOWN) {
      hasten(now);
    }
  }

  /** Asks for a nudge soon, beside those of another tunnel. */
  void accompany(long now) {
    if (readings.none()) {
      hasten(now);
    } else {
      nudges.accompany(now, readings.lastAt());
    }
  }

  // ---- what follows ---------------------------------------------------------------------------

  /** Returns whether the reading joins those before it; if not, discards what was collected. */
  private boolean takeUp(long at) {
    if (frozen) {
      thaw(at);
      return false;
    }
    if (readings.none()) {
      discard(at);
      return false;
    }
    if (!readings.join(at)) {
      Finding late = Findings.late(at - readings.lastAt());
      discard(at);
      if (state == TunnelState.SUSPECT) {
        become(TunnelState.UP, late);
      }
      return false;
    }
    return true;
  }

  private void thaw(long at) {
    if (!frozen) {
      return;
    }
    frozen = false;
    discard(at);
    if (state == TunnelState.SUSPECT) {
      state = TunnelState.UP;
    }
    changes.changed(
        this,
        TunnelState.FROZEN,
        state,
        new Finding(Kind.OBSERVATION_RESUMED, tunnel.device() + " can be read again"));
  }

  private void arrived(long at, Proof proof) {
    arrived(at, proof, missed(at));
  }

  private void arrived(long at, Proof proof, boolean missed) {
    boolean answered = recovery.askedSinceProof();
    // What the kernel heard it heard some time before it is content.
    alive(proof == Proof.CONTENT ? at - KernelVerdict.CONTENTMENT : at, missed);
    nudges.answered(at);
    kernel.forget();
    forced.answered(at);
    switch (state) {
      case UNKNOWN -> {
        if (proof.enough().isPresent()) {
          become(TunnelState.UP, proof.enough().get());
        } else if (everHandshake && answered) {
          become(TunnelState.UP, new Finding(Kind.ANSWER, "a nudge was answered"));
        } else {
          nudges.plan(at);
        }
      }
      case SUSPECT -> become(TunnelState.UP, new Finding(Kind.ANSWER, "the peer answers again"));
      case PROBATION -> {
        if (answered) {
          recovery.proved();
        }
        if (recovery.proofsSuffice(at) && !sessions.anyDown()) {
          comeBack(at, recovery.proofs() + " answers within ");
        }
      }
      case UP, DOWN, FROZEN -> {}
    }
    recovery.forgetAsked();
    if (state == TunnelState.UP) {
      nudges.rest(at, recovery.assisting(at));
    }
  }

  /**
   * Whether it was asked and is silent for longer than is usual for it. One echo request without an
   * answer is a lost packet; a tunnel that is dead by then has missed more.
   */
  private boolean missed(long at) {
    return state == TunnelState.SUSPECT
        || nudges.silence(at) > (nudges.prompt() ? Vitals.OVERDUE : Nudges.PROMISE)
        || (echoes.answering() && echoes.misses(at) > 1);
  }

  private void alive(long at, boolean missed) {
    boolean unusual = missed || vitals.dead();
    boolean silent = unusual || (!nudges.prompt() && vitals.silence(at) > Vitals.OVERDUE);
    vitals.proved(at, silent, unusual);
    if (silent || awaited) {
      awaited = false;
      changes.revived(this);
    }
  }

  private void comeBack(long at, String what) {
    recovery.assist(at);
    become(TunnelState.UP, Findings.heldUp(what, recovery.lasted(at)));
  }

  /** Concludes from what is collected, up to the reading of this instant. */
  private void judge(long at) {
    if (state == TunnelState.DOWN) {
      return;
    }
    Optional<Judge.Verdict> death = judge.death(at, silentFor(at), state == TunnelState.SUSPECT);
    if (death.isPresent()) {
      doubt(death.get());
      die(at, death.get().because());
    } else if (kernel.content(at) && everHandshake) {
      arrived(at, Proof.CONTENT);
    } else if (state == TunnelState.PROBATION) {
      probe(at);
    } else if (state == TunnelState.UP) {
      judge.doubt(at, silentFor(at)).ifPresent(doubt -> suspect(at, doubt));
    }
  }

  private void probe(long at) {
    Optional<String> session = sessions.upFrom(recovery.since());
    if (sessions.anyDown()) {
      return;
    } else if (session.isPresent() && recovery.heldUp(at)) {
      comeBack(at, "a session of " + session.get() + " is up ");
      nudges.rest(at, recovery.assisting(at));
    } else if (echoes.answering() && echoes.misses(at) > 1) {
      recovery.begin(at);
    } else if (muted && recovery.silenceSuffices(at) && !kernel.initiated()) {
      comeBack(at, "nothing against it for ");
      nudges.rest(at, recovery.assisting(at));
    }
  }

  private void suspect(long at, Judge.Verdict doubt) {
    doubt(doubt);
    sessions.heeded();
    become(TunnelState.SUSPECT, doubt.because());
    forced.begin(at, doubt.handshakes());
    hasten(at);
  }

  private long silentFor(long at) {
    return at - Math.max(vitals.provedAt(), readings.joinedFrom());
  }

  /** Notes since when the tunnel is in doubt; what was doubted before keeps its time. */
  private void doubt(Judge.Verdict verdict) {
    if (state != TunnelState.SUSPECT || verdict.because().kind() == Kind.ONE_WAY) {
      vitals.doubted(verdict.from(), verdict.brokenAt(), forced.prompt() || echoes.answering());
    }
  }

  private void die(long at, Finding because) {
    forgetSilence();
    sessions.heeded();
    vitals.died(at);
    oneWay.forget();
    forced.confirmed();
    become(TunnelState.DOWN, because);
    recovery.forgetAsked();
  }

  private void enterProbation(long at, boolean justNow, Proof proof) {
    forgetSilence();
    echoes.forget();
    if (justNow) {
      alive(at, true);
    }
    recovery.begin(at);
    nudges.plan(at);
    become(TunnelState.PROBATION, proof.firstSign());
  }

  private void restart(long at, Finding because) {
    discard(at);
    readings.forget();
    handshakeAt = NEVER;
    vitals.forget();
    nudges.forgetHost();
    unknownSince = at;
    if (state != TunnelState.UNKNOWN) {
      become(TunnelState.UNKNOWN, because);
    }
  }

  private void discard(long at) {
    forgetSilence();
    oneWay.forget();
    echoes.forget();
    forced.forget();
    readings.beginAt(at);
    recovery.begin(at);
    nudges.plan(at);
  }

  private void forgetSilence() {
    nudges.forget();
    kernel.forget();
  }

  private void become(TunnelState next, Finding because) {
    TunnelState before = state;
    state = next;
    reason = because;
    changes.changed(this, before, next, because);
  }
}
