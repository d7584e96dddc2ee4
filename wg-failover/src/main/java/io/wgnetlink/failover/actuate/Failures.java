package io.wgnetlink.failover.actuate;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import org.jspecify.annotations.Nullable;

/** Carries on after a refusal and reports it at the end. */
final class Failures {
  private @Nullable RuntimeException first;

  /** Runs a task. */
  void collect(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      add(e);
    }
  }

  /** Runs a task; the kernel's answer that there is no such thing any more is no failure. */
  void collect(Runnable task, Errno harmless) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (!(e instanceof NetlinkException n && n.is(harmless))) {
        add(e);
      }
    }
  }

  void rethrow() {
    if (first != null) {
      throw first;
    }
  }

  private void add(RuntimeException e) {
    if (first == null) {
      first = e;
    } else if (first != e) {
      first.addSuppressed(e);
    }
  }
}
