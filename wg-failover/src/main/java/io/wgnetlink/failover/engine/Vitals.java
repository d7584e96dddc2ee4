package io.wgnetlink.failover.engine;

/**
 * When a tunnel showed life, and since when it is in doubt.
 *
 * <h2>Who outlived whom</h2>
 *
 * <p>Traffic leaves a dead tunnel only for one that has shown life after the dead one lost it, so
 * that nothing moves when the uplink of this host fails (I4). That is not enough when the uplink
 * comes back: both tunnels are heard again then, and one of them first, since its round trip is
 * shorter or its next handshake is due earlier. How much later the other one is heard has no bound
 * that would do: two initiations that cross lead to no session, and while data flows by an old one,
 * the next handshake is two minutes away.
 *
 * <p>So a tunnel that was silent when the other one fell silent has not outlived it by being heard
 * again. From then on the uplink is known to carry, and what is dead has to be asked anew: it is
 * outlived when the kernel sent it a handshake initiation, waited for its 5 s, and had to repeat
 * it, while not a byte was received. Whoever lives answers an initiation, whatever its host and its
 * filters think, or sends one itself that crosses ours; both are counted. With the kernel's
 * patience of 15 s, where it has not begun yet, that takes up to 22 s. A tunnel that is heard is
 * waited for: data may flow both ways for two minutes before the session is renewed, and that is
 * the first proof. But a peer that repeats its own initiations, though each is answered, does not
 * hear us, whatever else arrives from it: {@link OneWayFingerprint#ENOUGH} of them are a proof of
 * the same kind. Where there are neither, it is left after {@link #LONGEST}.
 *
 * <p>That does not hold for one that was known to be dead by then, and came back since.
 *
 * <p>Where hosts answer no nudges, WireGuard does so after 10 s. Any silence of such a tunnel may
 * be one in which the uplink was away. There the wait is the rule, and so it is for a single
 * initiation that is not answered; and such a tunnel may owe an answer since 10 s before the uplink
 * failed, so until its promise is broken a sign of life of the other one says nothing. It does
 * where the tunnel used to answer at once.
 *
 * <p>A tunnel that loses packets is missed now and then. Only the silence in which the other one
 * fell silent counts, and only if it lasted until the verdict on that: what was heard
 * {@link #LAST_ASKED} before it was heard before the dead one was asked for the last time, in vain.
 */
final class Vitals {
  private static final long NEVER = TunnelMachine.NEVER;
  private static final long SECOND = 1_000_000_000L;

  /** How long a tunnel is waited for that nothing more is known of. */
  static final long LONGEST = 60 * SECOND;
  /** How long the answer to an initiation is waited for: a round trip, and a reading. */
  private static final long PATIENCE = 3 * SECOND / 2;
  /** A host that answers at once, and has not for so long, is missed. */
  static final long OVERDUE = 3 * SECOND / 2;
  /**
   * What a verdict goes by last, an initiation or echo requests in a row, was sent at most so long
   * before it.
   */
  private static final long LAST_ASKED = 2 * SECOND;

  /** What arrived is read up to 1 s later, so it may seem to have arrived after a silence began. */
  private static final long READ_LATE = 3 * SECOND / 2;

  /** And what was not answered may have been asked up to a reading before it shows. */
  private static final long SLACK = READ_LATE + SECOND;

  /** As many silences as are remembered. */
  private static final int REMEMBERED = 16;

  /** The last reading with proof of the inbound direction. */
  private long provedAt = NEVER;
  /** When silences in which it was missed began and ended, the last ones in turn. */
  private final long[] silentFrom = new long[REMEMBERED];

  private final long[] silentTo = new long[REMEMBERED];
  /** Since when it was known to be dead in each; {@link TunnelMachine#NEVER} where it was not. */
  private final long[] deadFrom = new long[REMEMBERED];

  /** In which of them it was missed; in the others its host answers nothing, as usual. */
  private final boolean[] missedIn = new boolean[REMEMBERED];

  private int silences;
  /** Ours, since something was received. */
  private final VainInitiations ours = new VainInitiations();
  /** The peer's, since a handshake completed. */
  private final VainInitiations theirs = new VainInitiations();
  /** Since when it is known to be dead. */
  private long deadSince = NEVER;
  /** What was dead first showed then; meaningful from SUSPECT on. */
  private long doubtedFrom = NEVER;

  private long brokenAt = NEVER;
  /** Up to then the uplink may have failed, and nothing but that be wrong. */
  private long owedUntil = NEVER;

  long provedAt() {
    return provedAt;
  }

  /** How long it has shown no life; 0 when it never did. */
  long silence(long at) {
    return provedAt == NEVER ? 0 : at - provedAt;
  }

  /** Whether it has shown no life since it died. */
  boolean dead() {
    return deadSince != NEVER;
  }

  long doubtedFrom() {
    return doubtedFrom;
  }

  /**
   * The tunnel showed life.
   *
   * @param silent whether it did not for so long that the uplink may have been away
   * @param missed whether that is longer than is usual for it, though it was asked
   */
  void proved(long at, boolean silent, boolean missed) {
    if (silent) {
      int slot = silences++ % REMEMBERED;
      silentFrom[slot] = provedAt;
      silentTo[slot] = at;
      deadFrom[slot] = deadSince;
      missedIn[slot] = missed;
    }
    deadSince = NEVER;
    provedAt = Math.max(provedAt, at);
  }

  /** The kernel sent a handshake initiation between two readings, and nothing was received. */
  void asked(long previous, long at) {
    ours.add(previous, at);
  }

  /** The peer sent one, and no handshake completed. */
  void wasAsked(long previous, long at) {
    theirs.add(previous, at);
  }

  /** Something was received, whatever that proves. */
  void heard() {
    ours.forget();
  }

  /** A handshake completed. */
  void agreed() {
    ours.forget();
    theirs.forget();
  }

  void died(long at) {
    deadSince = at;
  }

  /**
   * The tunnel is in doubt.
   *
   * @param from what is unanswered since then
   * @param broken when that could be known
   * @param prompt whether what it answers it answers at once, so that it was cut off by then, and
   *     not just before it had to answer
   */
  void doubted(long from, long broken, boolean prompt) {
    doubtedFrom = from;
    brokenAt = broken;
    owedUntil = prompt ? from : broken;
  }

  /** Nothing is known any more. */
  void forget() {
    provedAt = NEVER;
    deadSince = NEVER;
    silences = 0;
    agreed();
  }

  /**
   * Returns from when on this tunnel has outlived a dead one, if nothing is heard of that one;
   * {@link TunnelMachine#NEVER} when it has to show life first.
   *
   * @param prompt whether its host answers nudges: then it has to have answered one after the other
   *     tunnel broke its promise. A peer that answers by its keepalive timer only, every 10 s, is
   *     taken at its word when it answered as soon as that tells anything
   */
  long outlives(Vitals dead, boolean prompt) {
    if (provedAt == NEVER
        || provedAt < (prompt ? dead.brokenAt : Math.min(dead.brokenAt, dead.owedUntil + SLACK))) {
      return NEVER;
    }
    long from = dead.brokenAt;
    for (int i = 0; i < Math.min(silences, REMEMBERED); i++) {
      if (wasTogether(i, dead)) {
        from = Math.max(from, dead.deafFrom(silentTo[i], missedIn[i] ? 2 : 1));
      }
    }
    return from;
  }

  /** Returns from when on it is deaf, though the uplink carries since that time. */
  private long deafFrom(long carries, int initiations) {
    long ignored = ours.sentSince(carries, initiations);
    if (ignored != NEVER) {
      return ignored + PATIENCE;
    }
    long repeated = theirs.sentSince(carries, OneWayFingerprint.ENOUGH);
    return repeated != NEVER ? repeated : Math.max(carries, provedAt) + LONGEST;
  }

  private boolean wasTogether(int silence, Vitals dead) {
    return silentTo[silence] > dead.doubtedFrom
        && silentTo[silence] + LAST_ASKED > dead.deadSince
        && (deadFrom[silence] == NEVER || deadFrom[silence] + SLACK > dead.doubtedFrom)
        && (silentFrom[silence] == NEVER || silentFrom[silence] - SLACK <= dead.owedUntil);
  }
}
