package io.wgnetlink.netlink;

import java.io.Serial;
import java.time.Duration;

/**
 * A dump was interrupted by changes at every attempt, so that what the visitor saw last may miss
 * entries. Asking again later may succeed.
 */
public class DumpInterruptedException extends NetlinkException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final int attempts;
  private final Duration elapsed;

  /** Describes a dump that was read this often, all for nothing. */
  public DumpInterruptedException(String operation, int attempts, Duration elapsed) {
    super(
        operation,
        "what is read changed during each of " + attempts + " attempts within " + elapsed.toMillis()
            + " ms");
    this.attempts = attempts;
    this.elapsed = elapsed;
  }

  /** For a subclass that says what was read all the same, in words to follow the message. */
  protected DumpInterruptedException(DumpInterruptedException cause, String partialResult) {
    super(
        cause.operation(),
        "what is read changed during each of " + cause.attempts + " attempts within "
            + cause.elapsed.toMillis() + " ms; " + partialResult);
    this.attempts = cause.attempts;
    this.elapsed = cause.elapsed;
    initCause(cause);
  }

  /** Returns how often it was read. */
  public int attempts() {
    return attempts;
  }

  /** Returns how long that took, pauses included. */
  public Duration elapsed() {
    return elapsed;
  }
}
