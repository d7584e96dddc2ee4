package io.wgnetlink.wireguard.internal;

import java.io.Serial;

/** The reply of a daemon does not follow the protocol; the message holds no value of it. */
final class MalformedReplyException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  /**
   * Describes what is wrong.
   *
   * @param offset where the line begins, in bytes from the beginning of the reply
   */
  MalformedReplyException(long offset, String reason) {
    super("malformed reply at byte " + offset + ": " + reason);
  }
}
