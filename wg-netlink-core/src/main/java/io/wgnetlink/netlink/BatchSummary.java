package io.wgnetlink.netlink;

import java.util.Optional;

/**
 * How a long batch went. Immutable.
 *
 * @param applied how many changes the kernel carried out
 * @param refused how many it refused
 * @param unknown of how many it is unknown: their answers were lost
 * @param ending why the batch ended; what was left then was not sent
 * @param firstFailure the first change that was refused, or whose outcome is unknown
 */
public record BatchSummary(
    long applied, long refused, long unknown, Ending ending, Optional<Failure> firstFailure) {
  /** Why a batch ended. */
  public enum Ending {
    /** Every change was sent. */
    FINISHED,
    /** A change failed, and no further datagram was sent. */
    STOPPED,
    /** The observer ended it. */
    CANCELLED
  }

  /**
   * A change that failed.
   *
   * @param index its place in the batch, from 0
   * @param cause what the kernel answered; an {@link OutcomeUnknownException} when the answer is
   *     lost
   */
  public record Failure(long index, NetlinkException cause) {}

  /** Returns how many changes were sent. */
  public long sent() {
    return applied + refused + unknown;
  }

  /** Returns whether every change was sent and carried out. */
  public boolean isApplied() {
    return ending == Ending.FINISHED && firstFailure.isEmpty();
  }
}
