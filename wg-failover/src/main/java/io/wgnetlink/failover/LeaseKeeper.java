package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.RouteLease;
import io.wgnetlink.failover.model.LeaseState;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease as the kernel loop handles it: takes it, gives it more time, begins again when it has
 * lapsed, and tells of it. All methods run on the kernel loop.
 */
final class LeaseKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final RouteLease lease;
  private final String text;
  private final ListenerDelivery delivery;
  private LeaseState state = LeaseState.NONE;
  /** Whether it ran out and is not held again. */
  private boolean lapsed;

  LeaseKeeper(RouteLease lease, String text, ListenerDelivery delivery) {
    this.lease = lease;
    this.text = text;
    this.delivery = delivery;
  }

  /** Takes the lease, before anything is read of which path carries a group. */
  void take() {
    boolean alive = lease.take();
    tell(LeaseState.HELD, text + (alive ? ", taken over" : ""));
  }

  /**
   * Gives it more time. A failure is told and is no end: the next beat tries again.
   *
   * @param begunAgain called when it had lapsed and is held again: the narrow routes are gone
   */
  void refresh(Runnable begunAgain) {
    try {
      if (lease.refresh()) {
        if (state != LeaseState.HELD) {
          tell(LeaseState.HELD, text);
        }
        return;
      }
      if (!lapsed) {
        tell(LeaseState.LAPSED, "the lease had run out: traffic went by the permanent path");
        lapsed = true;
      }
      lease.take();
      lapsed = false;
      begunAgain.run();
      tell(LeaseState.HELD, text);
    } catch (RuntimeException e) {
      String cause = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      LOG.atWarn().setCause(e).log("the lease could not be given more time");
      tell(LeaseState.FAILED, cause);
    }
  }

  /** Leaves it as what is left of the routes needs it. */
  void end() {
    lease.end();
  }

  private void tell(LeaseState now, String what) {
    if (now != state) {
      LOG.atInfo().addKeyValue("state", now).log("{}", what);
    }
    state = now;
    delivery.deliver(l -> l.leaseChanged(now, what));
  }
}
