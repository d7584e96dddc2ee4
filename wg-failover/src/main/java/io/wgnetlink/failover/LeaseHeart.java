package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Lease;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives the lease more time, as long as the controller lives.
 *
 * <p>It beats on the decision loop and the kernel loop carries the beat out. So the lease runs out
 * when the process is gone or stopped, and also when only one of the two hangs: a controller that
 * cannot decide, or cannot change a route, does not look after the traffic. Beats do not pile up
 * while the kernel loop waits.
 */
final class LeaseHeart {
  private final Loops loops;
  private final long interval;
  private final Runnable refresh;
  private final AtomicBoolean waiting = new AtomicBoolean();

  LeaseHeart(Loops loops, Lease lease, Runnable refresh) {
    this.loops = loops;
    this.interval = lease.refresh().toNanos();
    this.refresh = refresh;
  }

  /** Any thread: begins to beat, one interval from now; ends with the decision loop. */
  void start() {
    loops.decision().after(interval, this::beat);
  }

  private void beat() {
    if (waiting.compareAndSet(false, true)) {
      loops.kernel().execute(() -> {
        waiting.set(false);
        refresh.run();
      });
    }
    loops.decision().after(interval, this::beat);
  }
}
