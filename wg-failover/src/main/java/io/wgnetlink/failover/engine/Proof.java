package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Finding.Kind;
import java.util.Optional;

/** What something that arrived through a tunnel proves. */
enum Proof {
  /** Data or a keepalive: that the peer's packets arrive here. */
  INBOUND,
  /** Both directions. */
  HANDSHAKE,
  /** Both directions. */
  ECHO,
  /** Both directions, as somebody else sees it. */
  SESSION,
  /** The kernel is content with what it hears. */
  CONTENT;

  /** Returns why a tunnel of which nothing was known is up, if this alone is enough. */
  Optional<Finding> enough() {
    return switch (this) {
      case HANDSHAKE -> finding(Kind.HANDSHAKE, "a handshake completed");
      case ECHO -> finding(Kind.ANSWER, "an echo request was answered");
      case SESSION -> finding(Kind.SESSION_UP, "a session through it is up");
      case INBOUND, CONTENT -> Optional.empty();
    };
  }

  /** Returns why a tunnel that was down is looked at again. */
  Finding firstSign() {
    return switch (this) {
      case ECHO ->
        new Finding(Kind.ANSWER, "an echo request was answered since the tunnel went down");
      case SESSION ->
        new Finding(Kind.SESSION_UP, "a session through it is up since the tunnel went down");
      case HANDSHAKE, INBOUND, CONTENT ->
        new Finding(Kind.HANDSHAKE, "a new handshake completed since the tunnel went down");
    };
  }

  private static Optional<Finding> finding(Kind kind, String text) {
    return Optional.of(new Finding(kind, text));
  }
}
