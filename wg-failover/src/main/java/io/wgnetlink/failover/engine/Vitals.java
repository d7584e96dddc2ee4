package io.wgnetlink.failover.engine;

/**
 * When a tunnel showed life, and since when it is in doubt.
 *
 * <h2>Who outlived whom</h2>
 *
 * <p>Traffic leaves a dead tunnel only for one that has shown life after the dead one lost it, so
 * that nothing moves when the uplink of this host fails (I4). That is not enough when the uplink
 * comes back: both tunnels are heard again then, and one of them first, since its round trip is
 * shorter or its next handshake is due earlier. So what was silent together is given
 * {@link #TOGETHER} to come back together: a tunnel that was missed when the other one fell silent
 * has outlived it only when that one is not heard within this time after it. That does not hold for
 * one that was known to be dead by then.
 *
 * <p>Where hosts answer no nudges, and WireGuard does so after 10 s, a tunnel that was silent for 8
 * s when the uplink failed cannot be told from one that had died before: then one move too many is
 * made, and taken back.
 *
 * <p>A tunnel that loses packets is missed now and then. Only the silence in which the other one
 * fell silent counts, so this puts nothing off for long.
 */
final class Vitals {
  private static final long NEVER = TunnelMachine.NEVER;
  private static final long SECOND = 1_000_000_000L;

  /**
   * How long the other one is waited for: WireGuard repeats an initiation after 5.3 s
   * ({@code REKEY_TIMEOUT} and its jitter), its answer takes a round trip, and is read up to 1 s
   * later; and where both ends begin at once, one more round is needed. Where they begin at once
   * again, it is not enough: in simulation the two were up to 18 s apart.
   */
  static final long TOGETHER = 12 * SECOND;
  /** A host that answers at once, and has not for so long, is missed. */
  static final long OVERDUE = 3 * SECOND / 2;
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

  private int silences;
  /** Since when it is known to be dead. */
  private long deadSince = NEVER;
  /** What was dead first showed then; meaningful from SUSPECT on. */
  private long doubtedFrom = NEVER;

  private long brokenAt = NEVER;

  long provedAt() {
    return provedAt;
  }

  long doubtedFrom() {
    return doubtedFrom;
  }

  /**
   * The tunnel showed life.
   *
   * @param missed whether it did not for longer than is usual for it, though it was asked
   */
  void proved(long at, boolean missed) {
    if (missed) {
      int slot = silences++ % REMEMBERED;
      silentFrom[slot] = provedAt;
      silentTo[slot] = at;
      deadFrom[slot] = deadSince;
    }
    deadSince = NEVER;
    provedAt = Math.max(provedAt, at);
  }

  void died(long at) {
    deadSince = at;
  }

  void doubted(long from, long broken) {
    doubtedFrom = from;
    brokenAt = broken;
  }

  /** Nothing is known any more. */
  void forget() {
    provedAt = NEVER;
    deadSince = NEVER;
    silences = 0;
  }

  /**
   * Returns from when on this tunnel has outlived a dead one, if nothing is heard of that one;
   * {@link TunnelMachine#NEVER} when it has to show life first.
   *
   * @param prompt whether its host answers nudges: then it has to have answered one after the other
   *     tunnel broke its promise. A peer that answers by its keepalive timer only, every 10 s, is
   *     taken at its word when it answered since the other one's first unanswered nudge, by more
   *     than a reading may be late
   */
  long outlives(Vitals dead, boolean prompt) {
    boolean showedLife = provedAt != NEVER
        && (provedAt >= dead.brokenAt || (!prompt && provedAt > dead.doubtedFrom + READ_LATE));
    if (!showedLife) {
      return NEVER;
    }
    long from = dead.brokenAt;
    for (int i = 0; i < Math.min(silences, REMEMBERED); i++) {
      if (wasTogether(i, dead)) {
        from = Math.max(from, silentTo[i] + TOGETHER);
      }
    }
    return from;
  }

  private boolean wasTogether(int silence, Vitals dead) {
    return silentTo[silence] > dead.doubtedFrom
        && (deadFrom[silence] == NEVER || deadFrom[silence] + SLACK > dead.doubtedFrom)
        && (silentFrom[silence] == NEVER || silentFrom[silence] - SLACK <= dead.doubtedFrom);
  }
}
