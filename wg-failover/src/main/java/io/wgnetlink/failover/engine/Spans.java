package io.wgnetlink.failover.engine;

import java.time.Duration;
import java.util.Locale;

/** How findings print spans of time. */
final class Spans {
  private Spans() {}

  /** Returns seconds with one digit, as in {@code 4.5 s}. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
  }
}
