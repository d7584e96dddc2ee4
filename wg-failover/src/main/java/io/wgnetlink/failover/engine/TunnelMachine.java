package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.FlapDamping;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelState;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The state of one tunnel.
 *
 * <h2>What proves what</h2>
 *
 * <ul>
 *   <li><b>A changed handshake time</b> proves both directions: the initiator sets it on the
 *       response, the responder on the first packet under the new keys. Only that it changed
 *       counts, never its age, so no wall clock is involved.
 *   <li><b>Received data or keepalives</b> prove the inbound direction. They clear every silence,
 *       because a peer that hears nothing soon falls silent itself or starts to repeat its
 *       handshake. <b>Received initiations</b> clear nothing: a peer that our packets no longer
 *       reach sends one every 5 s for ever.
 *   <li><b>Silence</b> proves nothing until something had to be answered. A live peer answers data
 *       within 10 s: with data of its own, or with a keepalive ({@code KEEPALIVE_TIMEOUT}). So a
 *       tunnel that receives nothing for {@link Timing#idleAfter} is nudged with one datagram,
 *       which is data, and the clock runs from the first nudge. More follow, 1 s apart, so that a
 *       lost one makes no difference. After 11 s the promise counts as broken (SUSPECT): timers of
 *       the kernel wheel add up to 0.64 s (HZ=100).
 *   <li><b>A broken promise is not death yet.</b> The kernel leaves data out of the counters whose
 *       inner source is not among the peer's allowed IPs ({@code update_rx_stats} comes after that
 *       check in {@code receive.c}), and a peer that sends such data owes no keepalive any more. So
 *       a peer that lives can look silent: one whose prefixes were moved to another peer, or one
 *       that nudges us from an address of its own. But handshake messages are always counted, and
 *       WireGuard itself, which sees also what is not counted, sends an initiation 15 s after data
 *       that nothing followed (measured 15.3 s). An unanswered initiation makes silence a proof:
 *       DOWN 1 s after it.
 *   <li><b>The kernel's contentment</b>: no initiation for 17 s after data means that it received
 *       something, counted or not. The tunnel lives. An initiation of the peer is received as well,
 *       and proves one direction only: the 17 s run from the first data after it.
 *   <li><b>The one-way fingerprint</b>: the peer's initiations keep arriving, we answer, and no
 *       handshake completes. Three are enough while the session is too young to be renewed; when it
 *       is due for renewal anyway, lossy links need a few tries, and ten are awaited.
 * </ul>
 *
 * <h2>What proves nothing</h2>
 *
 * <p>The first reading, which has nothing to be compared with; a reading that failed (FROZEN);
 * readings more than {@link #GAP_READINGS} intervals apart (the process slept: the kernel may have
 * received an answer and we would not know when), a nudge that could not be sent, and a peer that
 * was re-created and so counts from zero (UNKNOWN). Each of these discards what was collected.
 *
 * <h2>Coming back</h2>
 *
 * <p>A tunnel that is DOWN stays so, whatever it receives, until the handshake time changes. The
 * nudges that continue keep WireGuard trying. Then PROBATION asks for answered nudges in a row and
 * a time to hold up; a muted peer, whose answers would not count, has to hold up only, with nothing
 * against it, and then gets its prefixes back at about the time when the other end turns too. The
 * other end's probation may have begun later, and what it waits for may be our nudges: a host need
 * not answer its own, and WireGuard does after 10 s only. So a tunnel that held up is nudged on for
 * {@link #ASSISTANCE}, whatever it receives. From UNKNOWN, at the start, either a handshake or an
 * answered nudge on top of an earlier handshake is enough.
 *
 * <h2>Out of step</h2>
 *
 * <p>Two initiations that cross lead to no session: each end gives its own up for the other's, and
 * knows neither answer ({@code noise.c}, one handshake at a time). WireGuard draws its next try at
 * random for this reason, but a nudge that comes when 5 s have passed starts it at once. So ends
 * that nudge at the same beat would cross again and again, for minutes in simulation. Nudges are
 * therefore at random distances, drawn from the peer's key, which is another one at the other end.
 */
final class TunnelMachine {
  static final long NEVER = Long.MIN_VALUE;

  private static final long SECOND = 1_000_000_000L;
  /** {@code KEEPALIVE_TIMEOUT} of 10 s, and 1 s for timer slack and the round trip. */
  static final long PROMISE = 11 * SECOND;
  /** So long that the answer to the second nudge, 1 s after the first, would have come as well. */
  static final long SILENCE = 12 * SECOND;
  /** {@code KEEPALIVE_TIMEOUT + REKEY_TIMEOUT}. */
  static final long KERNEL_PATIENCE = 15 * SECOND;
  /** Data this old without an initiation of ours: the kernel heard of the peer since. */
  static final long CONTENTMENT = 17 * SECOND;
  /** How long an initiation may stay unanswered. */
  static final long INITIATION_PATIENCE = SECOND;
  /**
   * Between nudges that await an answer: less than the other end's {@link Timing#idleAfter}, so
   * that an engine there hears enough to send no nudges of its own, which would put off the
   * keepalive that is awaited. This is the average; each time it is between half and one and a half
   * of it.
   */
  static final long NUDGE_SPACING = SECOND;
  /** {@code REKEY_AFTER_TIME} of 120 s, less 5 s. */
  static final long RENEWAL = 115 * SECOND;
  /** Initiations further apart are not retries of each other ({@code REKEY_TIMEOUT} is 5 s). */
  static final long RETRY_GAP = 12 * SECOND;
  /** An answer this soon came from the peer's host, not from its keepalive timer. */
  static final long PROMPT = 3 * SECOND;

  /**
   * The other end notes a handshake a reading later, and needs three nudges 1.5 s apart or less.
   */
  static final long ASSISTANCE = 6 * SECOND;

  /** Readings further apart than this many intervals do not join. */
  static final int GAP_READINGS = 3;

  static final int ONE_WAY = 3;
  static final int ONE_WAY_AT_RENEWAL = 10;

  /** Told of each change of state. */
  interface Changes {
    void changed(TunnelMachine machine, TunnelState from, TunnelState to, Finding because);
  }

  private final Tunnel tunnel;
  private final Changes changes;
  private final long idleAfter;
  private final long retry;
  private final Damping damping;
  private final long maxGap;
  private final int proofsNeeded;
  /** Seeded by the peer's key, which is another one at the other end. */
  private final SplittableRandom dice;

  private TunnelState state = TunnelState.UNKNOWN;
  private boolean frozen;
  private boolean present = true;
  private boolean everHandshake;
  private long unknownSince;

  private long observedAt = NEVER;
  private long handshakeAt = NEVER;
  /** The last reading with proof of the inbound direction. */
  private long provedAt = NEVER;
  /** Whether the last answer to a nudge came from the peer's host. */
  private boolean prompt;

  private boolean muted;

  /** When readings began to join each other. */
  private long windowFrom = NEVER;

  /** The first nudge without an answer. */
  private long nudgedAt = NEVER;

  private int nudges;
  private long nextNudgeAt;
  /** The first data without an answer, by the counters. */
  private long dataAt = NEVER;
  /** The first data since anything reached the kernel, the peer's initiations included. */
  private long patientFrom = NEVER;
  /** The first initiation of ours since, by the counters. */
  private long initiationAt = NEVER;

  private int oneWay;
  private long oneWayAt = NEVER;
  private long oneWayFrom = NEVER;
  private boolean renewing;

  private int proofs;
  private int nudgesInProbation;
  private boolean nudgedSinceProof;
  private long probationAt = NEVER;
  /** Until then the other end may still be in its probation. */
  private long assistUntil = NEVER;

  /** What was dead first showed then; meaningful from SUSPECT on. */
  private long doubtedFrom = NEVER;

  private long brokenAt = NEVER;
  private Finding reason = new Finding(Kind.PEER_APPEARED, "just started");

  TunnelMachine(Tunnel tunnel, Timing timing, FlapDamping damping, long now, Changes changes) {
    this.tunnel = tunnel;
    this.changes = changes;
    this.idleAfter = timing.idleAfter().toNanos();
    this.retry = timing.retry().toNanos();
    this.damping = new Damping(timing.holdUp().toNanos(), damping);
    this.maxGap = GAP_READINGS * timing.poll().toNanos();
    this.proofsNeeded = timing.proofs();
    this.dice = new SplittableRandom(tunnel.hashCode());
    this.unknownSince = now;
    this.nextNudgeAt = now;
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
    return doubtedFrom;
  }

  long unknownSince() {
    return unknownSince;
  }

  /** Whether nudges are unanswered right now. */
  boolean awaitsAnswer() {
    return nudgedAt != NEVER;
  }

  /**
   * Says whether the peer's prefixes are with another peer of the interface, so that what it sends
   * is not counted.
   */
  void mute(boolean isMuted) {
    muted = isMuted;
  }

  /**
   * Returns whether this tunnel has shown life after the other one lost it, so that both did not
   * die at once. A peer whose host answers nudges has to have answered one after the other tunnel
   * broke its promise. A peer that answers by its keepalive timer only, every 10 s, is taken at its
   * word when it answered since the other one's first unanswered nudge.
   */
  boolean outlived(TunnelMachine dead) {
    if (provedAt == NEVER) {
      return false;
    }
    return provedAt >= dead.brokenAt || (!prompt && provedAt > dead.doubtedFrom);
  }

  // ---- evidence -------------------------------------------------------------------------------

  void observed(long at, Evidence.Observed o) {
    present = true;
    everHandshake = o.everHandshake();
    boolean usable = takeUp(at);
    observedAt = at;
    if (o.handshakeChanged()) {
      handshakeAt = at;
      forgetOneWay();
      if (state == TunnelState.DOWN) {
        enterProbation(at, usable);
        return;
      }
    }
    if (!usable) {
      return;
    }
    boolean arrived = o.handshakeChanged() || Traffic.transport(o.rxBytes()) > 0;
    boolean initiated = !o.handshakeChanged() && Traffic.holdsInitiation(o.rxBytes());
    if (initiated) {
      countOneWay(at);
    }
    if (arrived) {
      arrived(at, o.handshakeChanged());
    } else {
      countUnanswered(at, o.txBytes(), initiated);
    }
    judge(at);
  }

  void appeared(long at, boolean handshakeExists) {
    thaw(at);
    present = true;
    everHandshake = handshakeExists;
    restart(at, new Finding(Kind.PEER_APPEARED, "the peer is new on " + tunnel.device()));
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
    if (nudgedAt == NEVER) {
      nudgedAt = at;
    }
    nudges++;
    nudgesInProbation++;
    nudgedSinceProof = true;
  }

  void nudgeFailed(long at) {
    nudgedAt = NEVER;
    nudges = 0;
    nextNudgeAt = Math.max(nextNudgeAt, at + retry);
  }

  // ---- time -----------------------------------------------------------------------------------

  /** Returns when the next nudge is due. */
  long nextNudgeAt() {
    return frozen || !present ? Long.MAX_VALUE : nextNudgeAt;
  }

  /** Returns whether to nudge now, and plans the one after. */
  boolean nudgeDue(long now) {
    if (now < nextNudgeAt()) {
      return false;
    }
    nextNudgeAt = now + nudgeSpacing();
    return true;
  }

  /** Asks for a nudge as soon as possible. */
  void hasten(long now) {
    nextNudgeAt = Math.min(nextNudgeAt, now);
  }

  private long nudgeSpacing() {
    long usual = state == TunnelState.DOWN ? retry : NUDGE_SPACING;
    return usual / 2 + dice.nextLong(usual);
  }

  // ---- what follows ---------------------------------------------------------------------------

  /** Returns whether the reading joins those before it; if not, discards what was collected. */
  private boolean takeUp(long at) {
    if (frozen) {
      thaw(at);
      return false;
    }
    if (observedAt == NEVER) {
      discard(at);
      return false;
    }
    if (at - observedAt > maxGap) {
      Finding late = new Finding(
          Kind.LATE,
          "no reading for " + seconds(at - observedAt) + ": what came before is discarded");
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

  private void arrived(long at, boolean handshake) {
    if (nudgedAt != NEVER) {
      prompt = at - nudgedAt <= PROMPT;
    }
    boolean answered = nudgedSinceProof;
    provedAt = at;
    forgetSilence();
    switch (state) {
      case UNKNOWN -> {
        if (handshake) {
          damping.up(at);
          become(TunnelState.UP, new Finding(Kind.HANDSHAKE, "a handshake completed"));
        } else if (everHandshake && answered) {
          damping.up(at);
          become(TunnelState.UP, new Finding(Kind.ANSWER, "a nudge was answered"));
        } else {
          nextNudgeAt = at;
        }
      }
      case SUSPECT -> become(TunnelState.UP, new Finding(Kind.ANSWER, "the peer answers again"));
      case PROBATION -> {
        if (answered) {
          proofs++;
        }
        if (proofs >= proofsNeeded && heldUp(at)) {
          comeBack(at, proofs + " answers within ");
        }
      }
      case UP, DOWN, FROZEN -> {}
    }
    nudgedSinceProof = false;
    if (state == TunnelState.UP) {
      rest(at);
    }
  }

  private void comeBack(long at, String what) {
    assistUntil = at + ASSISTANCE;
    damping.up(at);
    become(
        TunnelState.UP,
        new Finding(Kind.HELD_UP, what + seconds(at - probationAt) + " after the new handshake"));
  }

  /** Puts the next nudge off, for as long as may be. */
  private void rest(long at) {
    nextNudgeAt = at < assistUntil ? Math.min(nextNudgeAt, at + idleAfter) : at + idleAfter;
  }

  private void countUnanswered(long at, long txBytes, boolean initiatedByPeer) {
    boolean data = Traffic.holdsData(txBytes);
    if (dataAt == NEVER && data) {
      dataAt = at;
    }
    if (initiatedByPeer) {
      patientFrom = NEVER;
    } else if (patientFrom == NEVER && data) {
      patientFrom = at;
    }
    boolean awaited = dataAt != NEVER || nudgedAt != NEVER;
    if (awaited && initiationAt == NEVER && Traffic.holdsInitiation(txBytes)) {
      initiationAt = at;
    }
  }

  private void countOneWay(long at) {
    if (oneWayAt == NEVER || at - oneWayAt > RETRY_GAP) {
      oneWay = 0;
      oneWayFrom = at;
      renewing = handshakeAt == NEVER || at - handshakeAt >= RENEWAL;
    }
    oneWay++;
    oneWayAt = at;
  }

  /** Concludes from what is collected, up to the reading of this instant. */
  private void judge(long at) {
    if (state == TunnelState.DOWN) {
      return;
    }
    long silence = nudgedAt == NEVER ? 0 : at - nudgedAt;
    long unanswered = dataAt == NEVER ? 0 : at - dataAt;
    boolean refused = initiationAt != NEVER && at - initiationAt >= INITIATION_PATIENCE;
    if (oneWay >= (renewing ? ONE_WAY_AT_RENEWAL : ONE_WAY)
        && at - oneWayAt >= INITIATION_PATIENCE) {
      doubtedFrom = oneWayFrom;
      brokenAt = oneWayAt;
      die(
          at,
          new Finding(
              Kind.ONE_WAY,
              oneWay + " handshake initiations of the peer within " + seconds(at - oneWayFrom)
                  + ", and none completed: what is sent does not arrive"));
    } else if (unanswered >= PROMISE && silentFor(at) >= KERNEL_PATIENCE && refused) {
      doubt(at, unanswered);
      die(
          at,
          new Finding(
              Kind.KERNEL_VERDICT,
              "nothing received for " + seconds(silentFor(at))
                  + (nudges > 0 ? ", " + nudges + " nudges unanswered" : "")
                  + ", and the kernel's handshake initiation unanswered for "
                  + seconds(at - initiationAt)));
    } else if (silence >= SILENCE && nudges > 1 && refused) {
      doubt(at, silence);
      die(
          at,
          new Finding(
              Kind.NUDGE_SILENCE,
              nudges + " nudges unanswered, the first for " + seconds(silence) + lastReceived(at)));
    } else if (patientFrom != NEVER
        && at - patientFrom >= CONTENTMENT
        && initiationAt == NEVER
        && everHandshake) {
      arrived(at, false);
    } else if (state == TunnelState.PROBATION
        && muted
        && heldUp(at)
        && nudgesInProbation >= proofsNeeded
        && initiationAt == NEVER) {
      comeBack(at, "nothing against it for ");
      rest(at);
    } else if (state == TunnelState.UP && Math.max(silence, unanswered) >= PROMISE) {
      doubt(at, Math.max(silence, unanswered));
      become(
          TunnelState.SUSPECT,
          new Finding(
              Kind.PROMISE_BROKEN,
              (silence >= unanswered ? "a nudge" : "data") + " unanswered for "
                  + seconds(Math.max(silence, unanswered)) + "; a live peer answers within 10 s"));
      hasten(at);
    }
  }

  private boolean heldUp(long at) {
    return at - probationAt >= damping.holdUp();
  }

  private long silentFor(long at) {
    return at - Math.max(provedAt, windowFrom);
  }

  private String lastReceived(long at) {
    return provedAt == NEVER
        ? ", nothing ever received"
        : ", nothing received for " + seconds(at - provedAt);
  }

  private void doubt(long at, long since) {
    if (state != TunnelState.SUSPECT) {
      doubtedFrom = at - since;
      brokenAt = at;
    }
  }

  private void die(long at, Finding because) {
    forgetSilence();
    forgetOneWay();
    if (state == TunnelState.UP || state == TunnelState.SUSPECT) {
      damping.died(at);
    }
    become(TunnelState.DOWN, because);
    nudgedSinceProof = false;
  }

  private void enterProbation(long at, boolean justNow) {
    forgetSilence();
    if (justNow) {
      provedAt = at;
    }
    proofs = 0;
    nudgesInProbation = 0;
    nudgedSinceProof = false;
    probationAt = at;
    nextNudgeAt = at;
    become(
        TunnelState.PROBATION,
        new Finding(Kind.HANDSHAKE, "a new handshake completed since the tunnel went down"));
  }

  private void restart(long at, Finding because) {
    discard(at);
    observedAt = NEVER;
    handshakeAt = NEVER;
    provedAt = NEVER;
    prompt = false;
    unknownSince = at;
    nextNudgeAt = at;
    if (state != TunnelState.UNKNOWN) {
      become(TunnelState.UNKNOWN, because);
    }
  }

  private void discard(long at) {
    forgetSilence();
    forgetOneWay();
    windowFrom = at;
    proofs = 0;
    nudgesInProbation = 0;
    nudgedSinceProof = false;
    probationAt = at;
    nextNudgeAt = at;
  }

  private void forgetSilence() {
    nudgedAt = NEVER;
    nudges = 0;
    dataAt = NEVER;
    patientFrom = NEVER;
    initiationAt = NEVER;
  }

  private void forgetOneWay() {
    oneWay = 0;
    oneWayAt = NEVER;
    oneWayFrom = NEVER;
  }

  private void become(TunnelState next, Finding because) {
    TunnelState before = state;
    state = next;
    reason = because;
    changes.changed(this, before, next, because);
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
  }
}
