package io.wgnetlink.failover;

/** What becomes of the traffic when a controller is closed. */
public enum ShutdownPolicy {
  /**
   * It goes back to the permanent path, which needs nobody to look after it; unless that is down,
   * or nothing leads there, in which case all stays as it is, also a lease: for good.
   */
  WITHDRAW,
  /**
   * It stays where it is, for the next controller to take over: nothing moves by a restart. Nobody
   * looks after it until then. With a lease that is bounded: it is given its duration for the last
   * time, and when nobody took it over by then, the kernel sends the traffic by the permanent path.
   * What the lease was made of does nothing any more, and is removed by the next controller.
   * Without one the traffic stays, whatever becomes of the path.
   */
  RETAIN
}
