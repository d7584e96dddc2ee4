package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Timing;
import java.util.SplittableRandom;

/**
 * When nudges are sent, and for how long they are unanswered.
 *
 * <p><b>The promise.</b> A live peer answers data within 10 s: with data of its own, or with a
 * keepalive ({@code KEEPALIVE_TIMEOUT}). A nudge is one datagram, which is data. So a tunnel that
 * receives nothing for {@link Timing#idleAfter} is nudged, and the clock runs from the first nudge.
 * More follow, 1 s apart, so that a lost one makes no difference.
 *
 * <p>Where something came with a reading, the next nudge is sent a quarter of an interval before a
 * later one, so that a host's answer, which comes soon, shows in the same reading as the nudge.
 * This holds for nudges that accompany those of another tunnel as well: sent at the same instant,
 * they would be as far from a reading of their own as the two interfaces' readings are apart, and
 * that stays the same for ever.
 *
 * <p>An echo request is data as well. Where they are sent all the time, they are the nudges; where
 * nothing shall be sent into a tunnel that works, it rests for ever, until something is suspect.
 *
 * <p><b>Out of step.</b> Two handshake initiations that cross lead to no session: each end gives
 * its own up for the other's, and knows neither answer ({@code noise.c}, one handshake at a time).
 * WireGuard draws its next try at random for this reason, but a nudge that comes when 5 s have
 * passed starts it at once. So ends that nudge at the same beat would cross again and again, for
 * minutes in simulation. Nudges are therefore at random distances, drawn from the peer's key, which
 * is another one at the other end.
 */
final class Nudges {
  private static final long NEVER = TunnelMachine.NEVER;
  private static final long SECOND = 1_000_000_000L;
  private static final long FOR_EVER = Long.MAX_VALUE / 4;

  /** {@code KEEPALIVE_TIMEOUT} of 10 s, and 1 s for timer slack and the round trip. */
  static final long PROMISE = 11 * SECOND;
  /** So long that the answer to the second nudge, 1 s after the first, would have come as well. */
  static final long SILENCE = 12 * SECOND;
  /**
   * Between nudges that await an answer: less than the other end's {@link Timing#idleAfter}, so
   * that an engine there hears enough to send no nudges of its own, which would put off the
   * keepalive that is awaited. This is the average; each time it is between half and one and a half
   * of it.
   */
  static final long SPACING = SECOND;
  /** An answer this soon came from the peer's host, not from its keepalive timer. */
  static final long PROMPT = 3 * SECOND;

  private final boolean echoes;
  private final long spacing;
  private final long poll;
  /** So long before a reading a nudge is sent. */
  private final long lead;

  private final long idleAfter;
  private final long retry;
  /** Seeded by the peer's key, which is another one at the other end. */
  private final SplittableRandom dice;

  private long nextAt;
  /** The first nudge without an answer. */
  private long firstAt = NEVER;

  private int count;
  /** Whether the last answer to a nudge came from the peer's host. */
  private boolean prompt;

  Nudges(Timing timing, Detection detection, int seed, long now) {
    this.echoes = detection.kind() == Detection.Kind.ECHO;
    this.spacing = echoes ? detection.echoInterval().toNanos() : SPACING;
    this.poll = timing.poll().toNanos();
    this.lead = poll / 4;
    this.idleAfter = detection.kind() == Detection.Kind.PASSIVE
        ? FOR_EVER
        : timing.idleAfter().toNanos() - lead;
    this.retry = timing.retry().toNanos();
    this.dice = new SplittableRandom(seed);
    this.nextAt = now;
  }

  // ---- the plan -------------------------------------------------------------------------------

  long nextAt() {
    return nextAt;
  }

  /** Plans the nudge after one that is sent now. */
  void advance(long now, boolean dead) {
    if (echoes && !dead) {
      nextAt = now + spacing - spacing / 20 - dice.nextLong(spacing * 3 / 20);
    } else {
      long usual = dead ? retry : spacing;
      nextAt = now + usual / 2 + dice.nextLong(usual);
    }
  }

  /** Asks for a nudge as soon as possible. */
  void hasten(long now) {
    nextAt = Math.min(nextAt, now);
  }

  /** Asks for a nudge within an interval, beside those of another tunnel. */
  void accompany(long now, long readAt) {
    long before = readAt + poll - lead;
    hasten(before < now ? before + poll : before);
  }

  /** Asks for a nudge now, and for none before. */
  void plan(long at) {
    nextAt = at;
  }

  /** Puts the next nudge off, for as long as may be; echo requests go on. */
  void rest(long at, boolean assisting) {
    if (echoes) {
      return;
    }
    nextAt = assisting ? Math.min(nextAt, at + idleAfter) : at + idleAfter;
  }

  // ---- the clock ------------------------------------------------------------------------------

  void sent(long at) {
    if (firstAt == NEVER) {
      firstAt = at;
    }
    count++;
  }

  /** A nudge that could not be sent proves nothing, nor do those before it. */
  void failed(long at) {
    forget();
    nextAt = Math.max(nextAt, at + retry);
  }

  /** Something came back. */
  void answered(long at) {
    if (firstAt != NEVER) {
      prompt = at - firstAt <= PROMPT;
    }
    forget();
  }

  boolean unanswered() {
    return firstAt != NEVER;
  }

  /** How many are unanswered. */
  int count() {
    return count;
  }

  /** How long the first one is unanswered. */
  long silence(long at) {
    return firstAt == NEVER ? 0 : at - firstAt;
  }

  /** Whether the peer's host answers nudges, and not only its WireGuard. */
  boolean prompt() {
    return prompt;
  }

  void forget() {
    firstAt = NEVER;
    count = 0;
  }

  /** The peer is another one: nothing is known of its host either. */
  void forgetHost() {
    prompt = false;
  }
}
