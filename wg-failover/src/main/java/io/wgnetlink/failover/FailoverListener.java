package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.LeaseState;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.TunnelChange;
import java.time.Duration;

/**
 * Told what a {@link FailoverController} sees and does. Every method does nothing by default.
 *
 * <p>Calls come one at a time and in order, on the executor that the controller was given, never on
 * a thread that the controller needs. A listener that is slow loses the newest events once 1,024
 * wait.
 */
public interface FailoverListener {
  /** A tunnel's state changed. */
  default void tunnelChanged(TunnelChange change) {}

  /** A group is to move; the reason is in the decision. */
  default void decided(Decision decision) {}

  /**
   * A group moved, and was read back there.
   *
   * @param took from the decision to the reading back
   */
  default void switched(Group group, Path to, Duration took) {}

  /**
   * A group could not be moved. It is tried again, with growing pauses, while it is still wanted.
   */
  default void switchFailed(Group group, Path wanted, String cause) {}

  /**
   * Whether there is a lease changed; told at the start as well, also when there is none though one
   * was asked for.
   *
   * @param text for people: what is held, or why not
   */
  default void leaseChanged(LeaseState state, String text) {}
}
