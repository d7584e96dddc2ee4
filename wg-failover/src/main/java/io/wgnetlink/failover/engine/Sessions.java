package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Finding;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What sources outside say of a tunnel: whether the session that they keep through it is up, as BFD
 * does (RFC 5880).
 *
 * <p>A session that is up proves both directions, and one that goes down is a verdict at once: both
 * ends agreed on how long silence may last. Only a session that was up can go down. One that never
 * came up says that the other end keeps none, and one whose end was taken down by its operator is
 * reported as unknown (RFC 5882, section 3.2).
 *
 * <p>While a session is down the tunnel does not come back, whatever else is heard of it.
 */
final class Sessions {
  private static final long NEVER = TunnelMachine.NEVER;

  /** When each came up, or {@link TunnelMachine#NEVER} for one that is down. */
  private final Map<String, Long> upSince = new HashMap<>();
  /** What nobody has drawn the conclusion from yet. */
  private Judge.@Nullable Verdict news;

  /** Returns whether that is new. */
  boolean up(long at, String source) {
    Long before = upSince.get(source);
    if (before != null && before != NEVER) {
      return false;
    }
    upSince.put(source, at);
    news = null;
    return true;
  }

  /** A session that was up is down; of others nothing is known. */
  void down(long at, String source, long silent, String cause) {
    Long before = upSince.get(source);
    if (before != null && before != NEVER) {
      upSince.put(source, NEVER);
      Finding because =
          new Finding(Finding.Kind.SESSION_DOWN, "the " + source + " session is down: " + cause);
      news = new Judge.Verdict(at - silent, at, because, 0);
    }
  }

  void unknown(String source) {
    upSince.remove(source);
    news = null;
  }

  /** Returns what a session that went down says, until it is heeded. */
  Optional<Judge.Verdict> news() {
    return Optional.ofNullable(news);
  }

  void heeded() {
    news = null;
  }

  boolean anyDown() {
    return upSince.containsValue(NEVER);
  }

  /** Returns the name of one that came up at this time or later. */
  Optional<String> upFrom(long at) {
    return upSince.entrySet().stream()
        .filter(e -> e.getValue() != NEVER && e.getValue() >= at)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
