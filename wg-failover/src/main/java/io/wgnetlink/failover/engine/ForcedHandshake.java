package io.wgnetlink.failover.engine;

/**
 * When a handshake is forced, and what its silence proves.
 *
 * <p>WireGuard starts a handshake 15 s after data that stays unanswered, and repeats it every 5 s.
 * A peer that is re-created starts one with the next datagram, which a live peer answers in one
 * round trip, whatever its firewall thinks of the datagram. So a suspect peer is asked this way:
 * {@link #ATTEMPTS} times, {@link #SPACING} apart, and {@link #PATIENCE} after the last it counts
 * as dead. (An attempt ends the one before; where the round trip takes longer than that, the last
 * one counts.)
 *
 * <p><b>Never for a healthy peer.</b> It costs the session, and the packets of a round trip. So the
 * suspicion has to be a good one. Silence of 2 s is not by itself: a host that streams to the peer
 * hears a keepalive every 10 s and no more. But where for a minute of readings what was sent was
 * answered within the same one, it is out of the ordinary, for this tunnel. A reading without an
 * answer costs ten of those with one, which keeps lossy tunnels with thin traffic out. There the
 * kernel's own patience decides, and not even a promise of WireGuard that was broken is followed by
 * a forced handshake: with a loss of a fifth each way three in a row fail 17 times a day.
 *
 * <p><b>False alarms</b> put the next one off, by half a minute at first and then twice as long
 * each time, up to {@link #LONGEST_PAUSE}.
 *
 * <p><b>Our own doing.</b> The counters begin at zero and the handshake is gone. That the peer
 * appears anew is therefore expected once after each re-creation, and a handshake that is there
 * then is the answer.
 */
final class ForcedHandshake {
  private static final long NEVER = TunnelMachine.NEVER;
  private static final long SECOND = 1_000_000_000L;

  /** So long without anything, after data, in a tunnel that used to answer. */
  static final long UNUSUAL = 2 * SECOND;
  /** Readings with data in a row that held an answer too. */
  static final int HABIT = 60;
  /** What one reading without an answer takes off the habit. */
  static final int LAPSE = 10;
  /** Between two attempts, far below the 50 a second that a responder takes. */
  static final long SPACING = 300_000_000L;

  static final int ATTEMPTS = 3;
  /** After echo requests that stayed unanswered as well. */
  static final int ATTEMPTS_AFTER_ECHOES = 1;
  /** How long the last attempt is awaited. */
  static final long PATIENCE = SECOND;

  static final long FIRST_PAUSE = 30 * SECOND;
  static final long LONGEST_PAUSE = 600 * SECOND;
  /** How long after a re-creation the counters may begin at zero because of it. */
  private static final long RESET_SHOWS = 5 * SECOND;

  private final boolean enabled;
  private int habit;
  /** The reading before the first one that held data and no answer. */
  private long quietSince = NEVER;

  private int quietReadings;

  private boolean running;
  private boolean due;
  private boolean askedAgain;
  private int wanted;
  private int attempts;
  /** The first datagram after the last re-creation. */
  private long askedAt = NEVER;

  private long recreatedAt = NEVER;
  private boolean resetExpected;
  private long notBefore = NEVER;
  private long pause = FIRST_PAUSE;

  ForcedHandshake(boolean enabled) {
    this.enabled = enabled;
  }

  /** Takes in a reading in which something arrived. */
  void arrived(boolean asked) {
    if (quietReadings > 0) {
      habit = quietReadings > 1 ? 0 : Math.max(0, habit - LAPSE);
    }
    quietSince = NEVER;
    quietReadings = 0;
    if (asked) {
      habit = Math.min(habit + 1, HABIT);
    }
  }

  /** Takes in a reading in which nothing arrived. */
  void nothingArrived(long previousReading, boolean asked) {
    if (quietSince == NEVER && asked) {
      quietSince = previousReading;
    }
    quietReadings += quietSince == NEVER ? 0 : 1;
  }

  /** Whether for a minute of readings what was sent was answered within the same one. */
  boolean habitual() {
    return habit >= HABIT;
  }

  /** Whether something should have come by now, by what this tunnel used to do. */
  boolean unusual(long at) {
    return available(at) && habitual() && quietSince != NEVER && at - quietSince >= UNUSUAL;
  }

  /** Whether one may begin. */
  boolean available(long at) {
    return enabled && !running && (notBefore == NEVER || at >= notBefore);
  }

  /** Whether it is quiet for a little while, and readings should be closer. */
  boolean watchful() {
    return enabled && (running || (habitual() && quietSince != NEVER));
  }

  long quiet(long at) {
    return quietSince == NEVER ? 0 : at - quietSince;
  }

  /** Begins, unless none are wanted, it runs, or the last alarm was a false one. */
  void begin(long at, int attemptsToMake) {
    if (attemptsToMake > 0 && available(at)) {
      running = true;
      due = true;
      askedAgain = false;
      wanted = attemptsToMake;
      attempts = 0;
      askedAt = NEVER;
    }
  }

  boolean running() {
    return running;
  }

  /** When the next attempt is due. */
  long nextAt(long now) {
    if (!running || attempts >= wanted) {
      return Long.MAX_VALUE;
    }
    return due ? now : askedAt == NEVER ? Long.MAX_VALUE : askedAt + SPACING;
  }

  /**
   * Another tunnel of this host shows life only now, so the uplink may have been away: what was
   * asked before says nothing then, and one more attempt is made.
   */
  void askAgain() {
    if (running && attempts >= wanted && !askedAgain) {
      askedAgain = true;
      wanted++;
      due = true;
    }
  }

  /** Returns whether to re-create the peer now. */
  boolean take(long now) {
    if (nextAt(now) > now) {
      return false;
    }
    due = false;
    askedAt = NEVER;
    return true;
  }

  /** The peer was re-created; the next datagram starts the handshake. */
  void recreated(long at) {
    attempts++;
    askedAt = NEVER;
    recreatedAt = at;
    resetExpected = true;
  }

  /** It could not be: other evidence decides. */
  void refused(long at) {
    stop();
    notBefore = at + pause;
  }

  /** A datagram was sent. */
  void asked(long at) {
    if (running && attempts > 0 && askedAt == NEVER && at >= recreatedAt) {
      askedAt = at;
    }
  }

  /** A datagram could not be sent: nothing is to be concluded. */
  void notAsked() {
    askedAt = NEVER;
  }

  /** Whether all attempts stayed unanswered. */
  boolean unanswered(long at, long patience) {
    return running
        && attempts >= wanted
        && askedAt != NEVER
        && at - askedAt >= Math.max(SPACING, Math.min(patience, PATIENCE));
  }

  int attempts() {
    return attempts;
  }

  /** Whether a peer that begins at zero was re-created by ourselves; asked once each time. */
  boolean ownReset(long at) {
    boolean own = resetExpected && at - recreatedAt <= RESET_SHOWS;
    resetExpected = false;
    return own;
  }

  /** The peer lives. */
  void answered(long at) {
    if (running) {
      notBefore = at + pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
      habit = 0;
      stop();
    }
  }

  /** It was no false alarm. */
  void confirmed() {
    pause = FIRST_PAUSE;
    notBefore = NEVER;
    habit = 0;
    stop();
  }

  /** Nothing is known any more of what came before. */
  void forget() {
    habit = 0;
    stop();
  }

  private void stop() {
    running = false;
    due = false;
    attempts = 0;
    askedAt = NEVER;
    quietSince = NEVER;
    quietReadings = 0;
  }
}
