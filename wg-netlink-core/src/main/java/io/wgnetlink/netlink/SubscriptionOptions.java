package io.wgnetlink.netlink;

import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a {@link Subscription} receives and delivers. Immutable.
 *
 * @param executor where the listener is called, one call at a time; empty for a daemon thread made
 *     for the subscription
 * @param receiveBufferBytes the kernel's receive buffer that is asked for; it keeps what arrives
 *     while the event loop is busy
 * @param queueBytes what may wait for a slow listener
 * @param filter what the kernel passes on; empty for everything
 * @param allNamespaces whether also messages of other namespaces are delivered, of those that have
 *     a number in the subscription's
 */
public record SubscriptionOptions(
    Optional<Executor> executor,
    int receiveBufferBytes,
    int queueBytes,
    Optional<SocketFilter> filter,
    boolean allNamespaces) {
  /** A daemon thread; 16 MiB each, about 20,000 link events. */
  public static final SubscriptionOptions DEFAULT = new SubscriptionOptions(
      Optional.empty(), 16 * 1024 * 1024, 16 * 1024 * 1024, Optional.empty(), false);

  public SubscriptionOptions {
    if (receiveBufferBytes <= 0 || queueBytes <= 0) {
      throw new IllegalArgumentException("a buffer of " + receiveBufferBytes
          + " bytes and a queue of " + queueBytes + " bytes: both have to be positive");
    }
  }

  /** Returns options by which the listener is called on an executor, which its owner closes. */
  public SubscriptionOptions withExecutor(Executor newExecutor) {
    return new SubscriptionOptions(
        Optional.of(newExecutor), receiveBufferBytes, queueBytes, filter, allNamespaces);
  }

  /** Returns options with another receive buffer. */
  public SubscriptionOptions withReceiveBuffer(int bytes) {
    return new SubscriptionOptions(executor, bytes, queueBytes, filter, allNamespaces);
  }

  /** Returns options with another queue. */
  public SubscriptionOptions withQueue(int bytes) {
    return new SubscriptionOptions(executor, receiveBufferBytes, bytes, filter, allNamespaces);
  }

  /** Returns options by which the kernel passes on only what a program accepts. */
  public SubscriptionOptions withFilter(SocketFilter newFilter) {
    return new SubscriptionOptions(
        executor, receiveBufferBytes, queueBytes, Optional.of(newFilter), allNamespaces);
  }

  /**
   * Returns options by which also messages of other namespaces are delivered: of those that have a
   * number (nsid) in the subscription's, or get one, and in whose user namespace this process has
   * {@code CAP_NET_BROADCAST}. The listener is told the number with each message.
   */
  public SubscriptionOptions withAllNamespaces() {
    return new SubscriptionOptions(executor, receiveBufferBytes, queueBytes, filter, true);
  }
}
