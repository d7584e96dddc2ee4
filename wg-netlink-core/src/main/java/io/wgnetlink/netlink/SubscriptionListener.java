package io.wgnetlink.netlink;

import io.wgnetlink.netlink.wire.MessageReader;
import java.util.Optional;

/** Receives what a {@link Subscription} delivers, one call at a time and in order. */
public interface SubscriptionListener extends MessageVisitor {
  /** Called for each multicast message; the view is valid during the call only. */
  @Override
  void message(MessageReader message);

  /**
   * Called for each message, with the number of the namespace that it is from; where nothing else
   * is said, hands on to {@link #message(MessageReader)} whatever the namespace.
   *
   * @param namespaceId empty for the subscription's own namespace, and for every message unless all
   *     namespaces {@linkplain SubscriptionOptions#withAllNamespaces were asked for}
   */
  default void message(MessageReader message, Optional<Integer> namespaceId) {
    message(message);
  }

  /**
   * Called where messages are missing: some between the one before and the next were lost. Whoever
   * keeps state by these messages reads it anew, on another socket.
   */
  void overrun(Overrun cause);

  /**
   * Called when everything that had arrived was delivered: the moment to do what is better done
   * once for many messages.
   */
  default void idle() {}

  /** Why messages were lost. */
  enum Overrun {
    /** The kernel's receive buffer was full ({@code ENOBUFS}). */
    RECEIVE_BUFFER,
    /** The listener was slower than the messages, and the subscription's queue was full. */
    QUEUE,
    /** A datagram was larger than any the kernel is known to send, and was cut. */
    TRUNCATED,
    /** A datagram, or what is left of it, is not well-formed. */
    MALFORMED
  }
}
