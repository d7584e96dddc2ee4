package io.wgnetlink.failover;

/** What becomes of the traffic when a controller is closed. */
public enum ShutdownPolicy {
  /**
   * It goes back to the permanent path, which needs nobody to look after it; unless that is down,
   * in which case all stays as it is.
   */
  WITHDRAW,
  /**
   * It stays where it is, and nobody looks after it until the next controller; a lease is made to
   * last for good then.
   */
  RETAIN
}
