package io.wgnetlink.netlink;

/** Hears how a long batch goes, on the thread that makes it; it may use the client. */
public interface BatchObserver {
  /** Hears nothing. */
  BatchObserver NONE = new BatchObserver() {};

  /**
   * Called for each change once its outcome is known, in order.
   *
   * @param index the change's place in the batch, from 0
   */
  default void outcome(long index, Request change, BatchResult.Outcome outcome) {}

  /**
   * Called after each datagram, whether the batch is to go on.
   *
   * @param changes how many were sent so far
   */
  default boolean goesOn(long changes) {
    return true;
  }
}
