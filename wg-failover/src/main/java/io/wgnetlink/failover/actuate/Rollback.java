package io.wgnetlink.failover.actuate;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import java.util.ArrayDeque;
import java.util.Deque;

/** How to take back what a switch has done so far, the last first. */
final class Rollback {
  private final Deque<Runnable> steps = new ArrayDeque<>();

  /** Adds a step, before what it takes back is tried: what fails may have happened all the same. */
  void push(Runnable step) {
    steps.push(step);
  }

  /** Takes everything back; what fails of it is told along with the cause. */
  void run(RuntimeException cause) {
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (RuntimeException e) {
        boolean absent =
            e instanceof NetlinkException n && (n.is(Errno.ESRCH) || n.is(Errno.ENOENT));
        if (!absent && e != cause) {
          cause.addSuppressed(e);
        }
      }
    }
  }
}
