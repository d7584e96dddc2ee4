package io.wgnetlink.failover.model;

/** What is known of a path that prefixes were moved to. */
public enum Verification {
  /** The kernel was read afterwards, and has what was wanted. */
  READ_BACK,
  /** A probe went over the new path as well, and was answered. */
  PROBED
}
