package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import org.jspecify.annotations.Nullable;

/** Carries on after a refusal and reports it at the end. */
final class Failures {
  private @Nullable RuntimeException first;

  /** Runs a task; the kernel's answer that there is no such thing any more is no failure. */
  void collect(Runnable task, Errno harmless) {
    try {
      task.run();
    } catch (NetlinkException e) {
      if (!e.is(harmless)) {
        add(e);
      }
    } catch (SwitchRefusedException e) {
      add(e);
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
    } else {
      first.addSuppressed(e);
    }
  }
}
