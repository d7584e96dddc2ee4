package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.LeaseOffer;
import io.wgnetlink.failover.actuate.LeaseRemains;
import io.wgnetlink.failover.actuate.RouteLease;
import io.wgnetlink.failover.model.LeaseChange;
import io.wgnetlink.failover.model.LeaseState;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease as the kernel loop handles it: takes it, gives it more time, begins again when it has
 * lapsed, and tells of it. Where there is none it sees only that none is left of an earlier
 * process. All methods but {@link #text} run on the kernel loop.
 */
final class LeaseKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final LeaseOffer offer;
  private final boolean wanted;
  private final LeaseRemains remains;
  private final Loops loops;
  private final ListenerDelivery delivery;
  private LeaseState state = LeaseState.NONE;
  /** Whether it ran out, and not all is as at the beginning yet. */
  private boolean lapsed;

  private volatile String text;

  /**
   * Creates a keeper of a lease that is not taken yet.
   *
   * @param wanted whether one is missed where there is none
   */
  LeaseKeeper(
      LeaseOffer offer,
      boolean wanted,
      LeaseRemains remains,
      Loops loops,
      ListenerDelivery delivery) {
    this.offer = offer;
    this.wanted = wanted;
    this.remains = remains;
    this.loops = loops;
    this.delivery = delivery;
    this.text = offer.text();
  }

  /** Any thread: returns how things stand, for people; empty when nobody wanted a lease. */
  Optional<String> text() {
    return wanted ? Optional.of(text) : Optional.empty();
  }

  /** Takes the lease, before anything is read of which path carries a group. */
  void take() {
    if (offer.lease().isPresent()) {
      boolean alive = offer.lease().get().take();
      tell(LeaseState.HELD, offer.text() + (alive ? ", taken over" : ""));
      return;
    }
    remains.removeAll();
    if (wanted) {
      LOG.atWarn().log("{}", offer.text());
      tell(LeaseState.NONE, offer.text());
    }
  }

  /**
   * Gives it more time. A failure is told and is no end: the next beat tries again.
   *
   * @param begunAgain called when it had lapsed and is held again: the narrow routes are gone
   */
  void refresh(Runnable begunAgain) {
    if (offer.lease().isEmpty()) {
      return;
    }
    RouteLease lease = offer.lease().get();
    try {
      if (!lease.refresh()) {
        if (!lapsed) {
          tell(LeaseState.LAPSED, "the lease had run out: traffic went by the permanent path");
        }
        lapsed = true;
        lease.take();
      }
      if (lapsed) {
        begunAgain.run();
        lapsed = false;
      }
      if (state != LeaseState.HELD) {
        tell(LeaseState.HELD, offer.text());
      }
    } catch (RuntimeException e) {
      String cause = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      LOG.atWarn().setCause(e).log("the lease could not be given more time");
      tell(LeaseState.FAILED, "the lease could not be given more time: " + cause);
    }
  }

  /** Puts back its rules, and returns whether any was gone. */
  boolean restoreRules() {
    return offer.lease().isPresent() && offer.lease().get().restoreRules();
  }

  /** Leaves it as what is left of the routes needs it. */
  void end() {
    offer.lease().ifPresent(RouteLease::end);
  }

  private void tell(LeaseState now, String what) {
    if (now != state) {
      LOG.atInfo().addKeyValue("state", now).log("{}", what);
    }
    state = now;
    text = what;
    delivery.happened(new LeaseChange(now, what, Duration.ofNanos(loops.now())));
  }
}
