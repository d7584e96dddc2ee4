package io.wgnetlink.testkit.conformance;

import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.testkit.InMemoryKernel;

/** A kernel in memory as a machine of the conformance suite. */
public final class InMemoryRouteMachine implements RouteMachine {
  private final RouteNetlink netlink = InMemoryKernel.create().routeNetlink();

  @Override
  public RouteNetlink netlink() {
    return netlink;
  }

  @Override
  public void close() {
    netlink.close();
  }
}
