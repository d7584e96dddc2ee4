package io.wgnetlink.monitor;

import io.wgnetlink.link.Link;

/** What a {@link RouteMonitor} tells. */
public sealed interface RouteEvent {
  /**
   * A link was made or has changed, or came from another namespace. The kernel tells of a change
   * more than once now and then, and also of some that cannot be seen in the link.
   *
   * @param link the link as it is after the change
   */
  record LinkChanged(Link link) implements RouteEvent {}

  /**
   * A link was deleted, or went to another namespace. Its addresses and routes are gone too; most
   * IPv4 routes go without an event of their own.
   *
   * @param link the link as it last was; some of its parts may be missing
   */
  record LinkRemoved(Link link) implements RouteEvent {}

  /**
   * Events are missing here. Whoever keeps state by events reads the links anew
   * ({@code RouteNetlink.links()}); the events that follow are whole again.
   *
   * @param cause why
   */
  record Overrun(Cause cause) implements RouteEvent {}

  /** Why events are missing. */
  enum Cause {
    /** The kernel's receive buffer was full. */
    RECEIVE_BUFFER,
    /** The listener was slower than the events, and the queue was full. */
    QUEUE,
    /** An event was too large, or could not be understood. */
    UNREADABLE
  }
}
