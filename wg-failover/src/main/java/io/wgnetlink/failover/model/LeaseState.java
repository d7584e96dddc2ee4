package io.wgnetlink.failover.model;

/** Whether traffic comes back to the permanent path when nobody looks after it any more. */
public enum LeaseState {
  /** There is no lease: traffic stays where it is when the process dies. */
  NONE,
  /** The lease is held, and given more time again and again. */
  HELD,
  /**
   * The lease had run out, or what it is made of was removed: the kernel sent traffic by the
   * permanent path. The controller begins again from there, and holds the lease again.
   */
  LAPSED,
  /** The lease could not be given more time; it is tried again. Until then it runs out. */
  FAILED
}
