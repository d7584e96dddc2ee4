package io.wgnetlink.failover.model;

/** Whether traffic comes back to the permanent path when nobody looks after it any more. */
public enum LeaseState {
  /** There is no lease: traffic stays where it is when the process dies. */
  NONE,
  /** The lease is held, and given more time again and again. */
  HELD,
  /**
   * The lease has run out, or what it is made of was removed: the kernel sends traffic by the
   * permanent path, and all groups that have a lease count as carried by it. The controller begins
   * again from there as soon as it holds the lease again.
   */
  LAPSED,
  /**
   * The lease could not be given more time, or not be taken again after it had run out; it is tried
   * again.
   */
  FAILED
}
