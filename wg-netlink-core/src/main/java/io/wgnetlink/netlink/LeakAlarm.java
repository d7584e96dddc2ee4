package io.wgnetlink.netlink;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a warning when an object that owns a descriptor becomes unreachable without being closed.
 */
final class LeakAlarm {
  private static final Logger LOG = LoggerFactory.getLogger(LeakAlarm.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private final AtomicBoolean closed = new AtomicBoolean();

  private LeakAlarm() {}

  /** Watches an object; {@code what} must not refer to it. */
  static LeakAlarm watch(Object owner, String what) {
    LeakAlarm alarm = new LeakAlarm();
    CLEANER.register(owner, () -> {
      if (!alarm.closed.get()) {
        LOG.atWarn().addKeyValue("object", what).log("was not closed and leaks a descriptor");
      }
    });
    return alarm;
  }

  /** Says that the owner was closed; returns false when it was before. */
  boolean disarm() {
    return closed.compareAndSet(false, true);
  }
}
