package io.wgnetlink.failover.model;

/** What keeps a group where it is. */
public enum GroupState {
  /** It is not known yet which path carries it. */
  UNKNOWN,
  /** It follows its policy. */
  AUTOMATIC,
  /** The operator chose, or its policy is manual: it does not move by itself. */
  MANUAL,
  /** It moved too often: the permanent path holds until its budget recovers. */
  DAMPED,
  /**
   * Every tunnel is down, the permanent one included: nothing is changed, and the first that
   * recovers gets the traffic.
   */
  ISOLATED,
  /** One of its tunnels cannot be observed: nothing moves. */
  FROZEN
}
