package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Disagreement;
import io.wgnetlink.failover.model.EchoNotPermitted;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.LeaseChange;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchFailed;
import io.wgnetlink.failover.model.Switched;
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
  /**
   * Told of everything, also of what has no method of its own here; a listener that wants one
   * stream overrides this one. By default it calls the method that fits.
   */
  default void happened(FailoverEvent event) {
    if (event instanceof TunnelChange change) {
      tunnelChanged(change);
    } else if (event instanceof Decision decision) {
      decided(decision);
    } else if (event instanceof Switched done) {
      switched(done.decision().group(), done.decision().to(), done.took());
    } else if (event instanceof SwitchFailed failed) {
      switchFailed(failed.decision().group(), failed.decision().to(), failed.cause());
    } else if (event instanceof LeaseChange change) {
      leaseChanged(change);
    } else if (event instanceof Contention contention) {
      contended(contention);
    } else if (event instanceof Disagreement disagreement) {
      endsDisagree(disagreement);
    } else if (event instanceof EchoNotPermitted) {
      echoNotPermitted();
    }
  }

  /**
   * Echo requests are configured, and this process may not have ICMP sockets: tunnels are nudged
   * instead. Told once, when the controller is built.
   */
  default void echoNotPermitted() {}

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
   * A peer sends what the interface does not allow it, for longer than a switch of both ends takes;
   * told once until it is over.
   */
  default void endsDisagree(Disagreement disagreement) {}

  /** Somebody else changes what the controller keeps; told once until it is over. */
  default void contended(Contention contention) {}

  /**
   * Whether there is a lease changed; told at the start as well, also when there is none though one
   * was asked for.
   */
  default void leaseChanged(LeaseChange change) {}
}
