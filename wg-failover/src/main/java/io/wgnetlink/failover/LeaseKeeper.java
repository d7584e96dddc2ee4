package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.LeaseOffer;
import io.wgnetlink.failover.actuate.LeaseRemains;
import io.wgnetlink.failover.actuate.RouteLease;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.LeaseChange;
import io.wgnetlink.failover.model.LeaseState;
import io.wgnetlink.netlink.NetlinkException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease as the controller handles it: takes it, gives it more time, begins again when it has
 * run out, and tells of it. Where there is none it sees only that none is left of an earlier
 * process.
 *
 * <p>Two find out that it has run out. The kernel loop does when it refreshes: then it is the
 * kernel's word. But that loop may hang in a request, or be refused every time; so the decision
 * loop keeps the time as well, from the last moment at which the lease was certainly given its
 * duration. From either on, until the lease is held again, the groups count as carried by their
 * permanent paths.
 *
 * <p>Methods run on the kernel loop unless they say something else.
 */
final class LeaseKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final LeaseOffer offer;
  private final Optional<Lease> wanted;
  private final LeaseRemains remains;
  private final Runnable permanent;
  private final Loops loops;
  private final ListenerDelivery delivery;
  private volatile LeaseState state = LeaseState.NONE;
  /** Whether it ran out, and is not held again. */
  private volatile boolean out;
  /** Whether it ran out, and not all is as at the beginning yet. */
  private volatile boolean unsettled;
  /** By when it has run out, unless it was given more time. */
  private long until = Long.MAX_VALUE;

  private volatile String text;

  /**
   * Creates a keeper of a lease that is not taken yet.
   *
   * @param wanted its terms, when one was asked for
   * @param permanent called on the decision loop when it has run out: the permanent paths carry all
   *     that it is about
   */
  LeaseKeeper(
      LeaseOffer offer,
      Optional<Lease> wanted,
      LeaseRemains remains,
      Runnable permanent,
      Loops loops,
      ListenerDelivery delivery) {
    this.offer = offer;
    this.wanted = wanted;
    this.remains = remains;
    this.permanent = permanent;
    this.loops = loops;
    this.delivery = delivery;
    this.text = offer.text();
  }

  /** Any thread: returns how things stand, for people; empty when nobody wanted a lease. */
  Optional<String> text() {
    return wanted.map(terms -> text);
  }

  /** Takes the lease, before anything is read of which path carries a group. */
  void take() {
    if (offer.lease().isPresent()) {
      boolean alive = offer.lease().get().take();
      renewed();
      tell(LeaseState.HELD, offer.text() + (alive ? ", taken over" : ""));
      return;
    }
    remains.removeAll();
    if (wanted.isPresent()) {
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
        lapse();
        lease.take();
      }
      renewed();
      if (unsettled) {
        begunAgain.run();
        unsettled = false;
      }
      if (state != LeaseState.HELD) {
        tell(LeaseState.HELD, offer.text());
      }
    } catch (RuntimeException e) {
      String cause = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      LOG.atWarn().setCause(e).log("the lease could not be given more time");
      tell(
          LeaseState.FAILED,
          out
              ? "the lease has run out and cannot be taken again, traffic goes by the permanent"
                  + " path: " + cause
              : "the lease could not be given more time: " + cause);
    }
  }

  private synchronized void renewed() {
    wanted.ifPresent(terms -> until = loops.now() + terms.duration().toNanos());
    out = false;
  }

  /** Decision loop: keeps the time from now on, as long as that loop lives. */
  void watch() {
    if (offer.lease().isPresent() && wanted.isPresent()) {
      long left = lapseWhenOverdue();
      loops.decision().after(left > 0 ? left : wanted.get().refresh().toNanos(), this::watch);
    }
  }

  /** Returns how long it has at most. */
  private synchronized long lapseWhenOverdue() {
    long left = until - loops.now();
    if (left <= 0) {
      lapse();
    }
    return left;
  }

  private synchronized void lapse() {
    if (!out) {
      out = true;
      unsettled = true;
      tell(
          LeaseState.LAPSED,
          "the lease has run out: traffic goes by the permanent path until it is held again");
      loops.decision().execute(permanent);
    }
  }

  /** Any thread: returns whether it ran out and is not held again. */
  boolean ranOut() {
    return out;
  }

  /** Returns whether its rules are not all there. */
  boolean lacksRules() {
    try {
      return offer.lease().isPresent()
          && !offer.lease().get().familiesWithoutRule().isEmpty();
    } catch (NetlinkException e) {
      LOG.atDebug().setCause(e).log("the rules cannot be read");
      return false;
    }
  }

  /** Leaves it as what is left of the routes needs it. */
  void end() {
    offer.lease().ifPresent(RouteLease::end);
  }

  /** Leaves it, and all that it covers, to the next process or to its end. */
  void handOver() {
    try {
      offer.lease().ifPresent(RouteLease::handOver);
    } catch (NetlinkException e) {
      LOG.atWarn().setCause(e).log("the lease could not be given its time once more");
    }
  }

  private synchronized void tell(LeaseState now, String what) {
    if (now != state) {
      LOG.atInfo().addKeyValue("state", now).log("{}", what);
    }
    state = now;
    text = what;
    delivery.happened(new LeaseChange(now, what, Duration.ofNanos(loops.now())));
  }
}
