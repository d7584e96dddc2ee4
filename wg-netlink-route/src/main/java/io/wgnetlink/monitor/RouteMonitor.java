package io.wgnetlink.monitor;

import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Subscription;
import io.wgnetlink.netlink.SubscriptionOptions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Tells a listener of changes to the links, addresses, routes, rules, nexthop objects and
 * neighbours of one network namespace, by rtnetlink's multicast groups.
 *
 * <p>Events are delivered one at a time and in order, on a daemon thread made for the monitor or on
 * the caller's executor; what the listener throws is logged, and the delivery goes on. Where events
 * were lost, the listener is told ({@link RouteEvent.Overrun}); catching up is its own business.
 * The state before the first event is not told: open the monitor first, then read the state by
 * {@code RouteNetlink}, so that nothing falls between. Most IPv4 routes vanish without an event,
 * and nexthop objects with their link. Whoever wants state rather than events takes a
 * {@link RouteMirror}, which sees to all of this.
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
   * Starts to tell a listener of every topic, on a daemon thread made for it; the namespace handle
   * may be closed afterwards.
   *
   * @throws IllegalStateException when Netty 4.2's native epoll is missing; the message says how to
   *     add it
   */
  public static RouteMonitor open(NetworkNamespace namespace, Listener listener) {
    return open(namespace, EnumSet.allOf(RouteTopic.class), listener, SubscriptionOptions.DEFAULT);
  }

  /** Starts to tell a listener of some topics, as the options say. */
  public static RouteMonitor open(
      NetworkNamespace namespace,
      Set<RouteTopic> topics,
      Listener listener,
      SubscriptionOptions options) {
    return new RouteMonitor(Subscription.open(
        namespace,
        NetlinkProtocol.ROUTE,
        RouteTopic.groups(topics),
        new RouteEvents(listener),
        options));
  }

  /**
   * Returns how many events the kernel has dropped so far because the receive buffer was full; the
   * listener was told once for each time that this began.
   */
  public long drops() {
    return subscription.drops();
  }

  /** Ends the delivery; an event that is being delivered may still end. Idempotent. */
  @Override
  public void close() {
    subscription.close();
  }
}
