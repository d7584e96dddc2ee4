package io.wgnetlink.testkit.conformance;

import io.wgnetlink.route.RouteNetlink;

/** A kernel, or what takes its place, with a network namespace that nobody else uses. */
public interface RouteMachine extends AutoCloseable {
  /** Returns the client, always the same. */
  RouteNetlink netlink();

  /** Closes the client and forgets the rest. */
  @Override
  void close();
}
