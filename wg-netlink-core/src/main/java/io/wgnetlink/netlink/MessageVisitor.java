package io.wgnetlink.netlink;

import io.wgnetlink.netlink.wire.MessageReader;

/** Sees one message at a time. */
@FunctionalInterface
public interface MessageVisitor {
  /**
   * Called for each message; the view is valid during the call only, and the client that makes the
   * call must not be used from inside it.
   */
  void message(MessageReader message);
}
