package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Quality;
import java.util.Optional;

/**
 * The echo requests of a tunnel, and what became of them.
 *
 * <p>An answered echo proves both directions at once. A missing one proves little: independent loss
 * of 20 % each way leaves 36 % of them unanswered, and four in a row every minute. So a row of
 * misses is a verdict only where loss is rare, which the requests before that row show
 * ({@link Detection#trustedLoss}); and only for a peer that answered most of them, since a host is
 * free to ignore them all. Elsewhere it makes the tunnel suspect, and other evidence decides.
 *
 * <p>An answer that comes late still counts: a link whose delay jumps is slow, not dead. How long
 * is waited for one grows with the round trip.
 *
 * <p>The same requests say how well the tunnel carries ({@link #quality}). A window of 200 of them,
 * each second, takes three minutes to forget.
 */
final class Echoes {
  /** A power of two, and more than the window. */
  private static final int SLOTS = 256;
  /** Loss is that of so many requests: a little more than three minutes. */
  static final int WINDOW = 200;
  /** With fewer than these it is not known. */
  static final int KNOWN = 20;

  private static final long MILLIS = 1_000_000L;
  /** How long an answer is waited for at least. */
  static final long PATIENCE = 750 * MILLIS;

  private final Detection detection;
  private final long leastPatience;
  private final long[] sentAt = new long[SLOTS];
  private final boolean[] answered = new boolean[SLOTS];
  private final long[] roundTrips = new long[SLOTS];
  private long count;
  private int lastSequence;
  /** The sequence of an answer that overtook the news of its request. */
  private int early = -1;

  private long earlyRoundTrip;
  private long roundTrip;

  Echoes(Detection detection) {
    this.detection = detection;
    this.leastPatience = Math.min(PATIENCE, detection.echoInterval().toNanos() * 3 / 4);
  }

  void sent(long at, int sequence) {
    int slot = slot(count);
    sentAt[slot] = at;
    answered[slot] = sequence == early;
    roundTrips[slot] = earlyRoundTrip;
    early = -1;
    lastSequence = sequence;
    count++;
  }

  /**
   * Takes an answer; one to a request that is not known any more is ignored. Requests and answers
   * are told by two threads, so an answer may come before its request.
   */
  boolean answered(int sequence, long nanos) {
    int age = (lastSequence - sequence) & 0xffff;
    boolean next = count == 0 || age == 0xffff;
    if (!next && age >= Math.min(count, SLOTS)) {
      return false;
    }
    if (next) {
      early = sequence;
      earlyRoundTrip = nanos;
    } else {
      answered[slot(count - 1 - age)] = true;
      roundTrips[slot(count - 1 - age)] = nanos;
    }
    roundTrip = roundTrip == 0 ? nanos : roundTrip + (nanos - roundTrip) / 8;
    return true;
  }

  /** How long an answer is waited for. */
  long patience() {
    return Math.max(leastPatience, 2 * roundTrip);
  }

  /** The smoothed round trip, 0 before the first answer. */
  long roundTrip() {
    return roundTrip;
  }

  /** Returns how many requests in a row are overdue, up to the last. */
  int misses(long at) {
    int misses = 0;
    for (long i = count - 1; i >= oldest() && !answered[slot(i)]; i--) {
      if (at - sentAt[slot(i)] >= patience()) {
        misses++;
      }
    }
    return misses;
  }

  /** When the first request of the row of misses was sent. */
  long firstMissAt() {
    return sentAt[slot(firstUnanswered())];
  }

  /** Whether the requests before the row of misses were answered, but for few. */
  boolean trusted() {
    long end = firstUnanswered();
    long from = Math.max(oldest(), end - WINDOW);
    int lost = 0;
    for (long i = from; i < end; i++) {
      lost += answered[slot(i)] ? 0 : 1;
    }
    return end - from >= KNOWN && lost <= detection.trustedLoss() * (end - from);
  }

  /** Whether more are known to be lost than a row of misses could be told from. */
  boolean lossy() {
    long end = firstUnanswered();
    return end - Math.max(oldest(), end - WINDOW) >= KNOWN && !trusted();
  }

  /** Whether there was an answer to any: a host is free to ignore them all. */
  boolean answering() {
    return firstUnanswered() > oldest();
  }

  /** Whether a row of misses has begun that may become a verdict. */
  boolean overdue(long at) {
    return misses(at) > 0 && trusted();
  }

  /** Whether a row of misses is long enough to doubt the tunnel. */
  boolean suspicious(long at) {
    return misses(at) >= detection.misses() - 1 && trusted();
  }

  /** Whether it is a verdict. */
  boolean proved(long at) {
    return misses(at) >= detection.misses() && trusted();
  }

  /**
   * Returns how well the tunnel carried the last {@link #WINDOW} requests, without those that may
   * still be answered; empty while too few are known ({@link Batches}).
   */
  Optional<Quality> quality(long at) {
    long end = count;
    while (end > oldest() && !answered[slot(end - 1)] && at - sentAt[slot(end - 1)] < patience()) {
      end--;
    }
    Batches batches = new Batches();
    for (long i = Math.max(oldest(), end - WINDOW); i < end; i++) {
      if (answered[slot(i)]) {
        batches.answered(roundTrips[slot(i)]);
      } else {
        batches.lost();
      }
    }
    return batches.quality();
  }

  private long firstUnanswered() {
    long i = count;
    while (i > oldest() && !answered[slot(i - 1)]) {
      i--;
    }
    return i;
  }

  private long oldest() {
    return Math.max(0, count - SLOTS);
  }

  private static int slot(long index) {
    return (int) (index & (SLOTS - 1));
  }

  void forget() {
    count = 0;
  }
}
