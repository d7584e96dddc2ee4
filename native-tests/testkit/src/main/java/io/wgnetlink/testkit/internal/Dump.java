package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.wire.MessageWriter;

/** A table that is sent message by message, each when the reader is there for it. */
public interface Dump {
  /**
   * Writes the next message, if there is one; returns whether there may be more.
   *
   * @param flags for the message, beyond those that are its own
   */
  boolean write(MessageWriter writer, int sequence, int flags);
}
