package io.wgnetlink.wireguard.internal;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a daemon is waited for: so long in a row for its next sign of life, and six times that
 * in all, so that one that sends a byte now and then does not hold its caller for ever. Time that
 * is not spent waiting does not count.
 *
 * <p>An interrupt does not end the waiting, as it does not with the kernel: it is set aside, and
 * set again by {@link #restoreInterrupt}. Not thread-safe.
 */
final class Patience {
  private static final int ROWS = 6;
  private static final long PAUSE_NANOS = 5_000_000;

  private final long longestRow;
  private long leftInRow;
  private long leftInAll;
  private boolean interrupted;

  Patience(Duration longestRow) {
    this.longestRow = longestRow.toNanos();
    this.leftInRow = this.longestRow;
    this.leftInAll = ROWS * this.longestRow;
  }

  /** Notes a sign of life. */
  void encourage() {
    leftInRow = longestRow;
  }

  /** Waits until a channel of the selector is ready, or for as long as there is patience left. */
  void await(Selector selector) throws IOException {
    long left = left();
    long begun = System.nanoTime();
    selector.select(left / 1_000_000 + 1);
    selector.selectedKeys().clear();
    spend(System.nanoTime() - begun);
  }

  /** Waits a little. */
  void pause() throws IOException {
    long left = left();
    long begun = System.nanoTime();
    LockSupport.parkNanos(Math.min(left, PAUSE_NANOS));
    spend(System.nanoTime() - begun);
  }

  void restoreInterrupt() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private long left() throws SocketTimeoutException {
    long left = Math.min(leftInRow, leftInAll);
    if (left <= 0) {
      throw new SocketTimeoutException(
          leftInRow <= 0 ? "no sign of life" : "the reply comes too slowly");
    }
    // With the flag set neither a selector nor a parked thread waits.
    interrupted |= Thread.interrupted();
    return left;
  }

  private void spend(long nanos) {
    leftInRow -= nanos;
    leftInAll -= nanos;
  }
}
