package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Finding.Kind;
import java.time.Duration;
import java.util.Locale;

/** The words in which a tunnel's state is explained. */
final class Findings {
  private Findings() {}

  static Finding promiseBroken(boolean nudge, long unanswered) {
    return new Finding(
        Kind.PROMISE_BROKEN,
        (nudge ? "a nudge" : "data") + " unanswered for " + seconds(unanswered)
            + "; a live peer answers within 10 s");
  }

  static Finding unusual(long quiet) {
    return new Finding(
        Kind.UNUSUAL_SILENCE,
        "nothing received for " + seconds(quiet)
            + " on a tunnel that always answers within a second");
  }

  static Finding echoSilence(int misses, long silent) {
    return new Finding(
        Kind.ECHO_SILENCE, misses + " echo requests in a row unanswered" + received(silent));
  }

  static Finding unrenewed(int initiations, long span) {
    return new Finding(
        Kind.KERNEL_VERDICT,
        initiations + " handshake initiations of the kernel unanswered within " + seconds(span));
  }

  static Finding kernelVerdict(long silent, int nudges, long initiation) {
    return new Finding(
        Kind.KERNEL_VERDICT,
        "nothing received for " + seconds(silent)
            + (nudges > 0 ? ", " + nudges + " nudges unanswered" : "")
            + ", and the kernel's handshake initiation unanswered for "
            + seconds(initiation));
  }

  static Finding nudgeSilence(int nudges, long silence, long silent) {
    return new Finding(
        Kind.NUDGE_SILENCE,
        nudges + " nudges unanswered, the first for " + seconds(silence) + received(silent));
  }

  static Finding handshakeUnanswered(int attempts, long silent) {
    return new Finding(
        Kind.HANDSHAKE_UNANSWERED, attempts + " forced handshakes unanswered" + received(silent));
  }

  static Finding oneWay(int initiations, long span) {
    return new Finding(
        Kind.ONE_WAY,
        initiations + " handshake initiations of the peer within " + seconds(span)
            + ", and none completed: what is sent does not arrive");
  }

  static Finding late(long gap) {
    return new Finding(
        Kind.LATE, "no reading for " + seconds(gap) + ": what came before is discarded");
  }

  static Finding heldUp(String what, long lasted) {
    return new Finding(Kind.HELD_UP, what + seconds(lasted) + " after it first answered again");
  }

  private static String received(long silent) {
    return ", nothing received for " + seconds(silent);
  }

  /** Returns seconds with one digit, as in {@code 4.5 s}. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
  }
}
