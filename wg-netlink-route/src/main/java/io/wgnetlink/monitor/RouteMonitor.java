package io.wgnetlink.monitor;

import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Subscription;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Tells a listener of changes to the links of one network namespace, by rtnetlink's multicast group
 * {@code RTNLGRP_LINK}.
 *
 * <p>Events are delivered one at a time and in order, on a daemon thread made for the monitor or on
 * the caller's executor; what the listener throws is logged, and the delivery goes on. Where events
 * were lost, the listener is told ({@link RouteEvent.Overrun}); catching up is its own business.
 * The state before the first event is not told: open the monitor first, then read the links by
 * {@code RouteNetlink}, so that nothing falls between.
 *
 * <p>Thread-safe. Needs no capability, but Netty 4.2 with its native epoll library.
 */
public final class RouteMonitor implements AutoCloseable {
  /** Receives events; called by one thread at a time. */
  @FunctionalInterface
  public interface Listener {
    void event(RouteEvent event);
  }

  private final Subscription subscription;

  private RouteMonitor(Subscription subscription) {
    this.subscription = subscription;
  }

  /**
   * Starts to tell a listener, on a daemon thread made for it; the namespace handle may be closed
   * afterwards.
   *
   * @throws IllegalStateException when Netty 4.2's native epoll is missing; the message says how to
   *     add it
   */
  public static RouteMonitor open(NetworkNamespace namespace, Listener listener) {
    return new RouteMonitor(Subscription.open(
        namespace,
        NetlinkProtocol.ROUTE,
        Set.of(LinkMessages.RTNLGRP_LINK),
        new LinkEvents(listener)));
  }

  /** Starts to tell a listener on the caller's executor, which the caller closes. */
  public static RouteMonitor open(
      NetworkNamespace namespace, Listener listener, Executor executor) {
    return new RouteMonitor(Subscription.open(
        namespace,
        NetlinkProtocol.ROUTE,
        Set.of(LinkMessages.RTNLGRP_LINK),
        new LinkEvents(listener),
        executor));
  }

  /** Ends the delivery; an event that is being delivered may still end. Idempotent. */
  @Override
  public void close() {
    subscription.close();
  }
}
