package io.wgnetlink.failover.engine;

/**
 * The proofs of a tunnel that came back (I11: coming back needs stronger proof than leaving).
 *
 * <p>A tunnel that is DOWN stays so, whatever it receives, until the handshake time changes or an
 * echo request is answered. The nudges that continue keep WireGuard trying. Then PROBATION asks for
 * answered nudges in a row and a time to hold up; a muted peer, whose answers would not count, has
 * to hold up only, with nothing against it, and then gets its prefixes back at about the time when
 * the other end turns too. The other end's probation may have begun later, and what it waits for
 * may be our nudges: a host need not answer its own, and WireGuard does after 10 s only. So a
 * tunnel that held up is nudged on for {@link #ASSISTANCE}, whatever it receives.
 */
final class Recovery {
  private static final long NEVER = TunnelMachine.NEVER;

  /**
   * The other end notes a handshake a reading later, and needs three nudges 1.5 s apart or less.
   */
  static final long ASSISTANCE = 6_000_000_000L;

  private final int proofsNeeded;
  private long holdUp;

  private int proofs;
  private int nudges;
  private boolean askedSinceProof;
  private long since = NEVER;
  /** Until then the other end may still be in its probation. */
  private long assistUntil = NEVER;

  Recovery(int proofsNeeded, long holdUp) {
    this.proofsNeeded = proofsNeeded;
    this.holdUp = holdUp;
  }

  /** Sets how long a tunnel has to hold up. */
  void holdUp(long nanos) {
    holdUp = nanos;
  }

  /** The time to hold up, and the count of proofs, begin here. */
  void begin(long at) {
    proofs = 0;
    nudges = 0;
    askedSinceProof = false;
    since = at;
  }

  /** Something was sent that has to be answered. */
  void asked() {
    nudges++;
    askedSinceProof = true;
  }

  /** Whether something was asked since the last proof. */
  boolean askedSinceProof() {
    return askedSinceProof;
  }

  /** What arrived was an answer. */
  void proved() {
    proofs++;
  }

  /** What arrived next is an answer only when something is asked before. */
  void forgetAsked() {
    askedSinceProof = false;
  }

  int proofs() {
    return proofs;
  }

  long lasted(long at) {
    return at - since;
  }

  long since() {
    return since;
  }

  int proofsNeeded() {
    return proofsNeeded;
  }

  long holdUp() {
    return holdUp;
  }

  /** Returns how many answers are missing. */
  int missingProofs() {
    return Math.max(0, proofsNeeded - proofs);
  }

  /** Returns how long the tunnel still has to hold up. */
  long holdUpLeft(long at) {
    return Math.max(0, holdUp - lasted(at));
  }

  boolean heldUp(long at) {
    return lasted(at) >= holdUp;
  }

  boolean proofsSuffice(long at) {
    return proofs >= proofsNeeded && heldUp(at);
  }

  /** Whether a peer that cannot be heard was asked as often as one that can would have been. */
  boolean silenceSuffices(long at) {
    return heldUp(at) && nudges >= proofsNeeded;
  }

  /** The tunnel held up; the other end may not know yet. */
  void assist(long at) {
    assistUntil = at + ASSISTANCE;
  }

  boolean assisting(long at) {
    return at < assistUntil;
  }
}
