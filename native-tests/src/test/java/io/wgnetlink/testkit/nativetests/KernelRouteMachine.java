package io.wgnetlink.testkit.nativetests;

import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.testkit.conformance.RouteMachine;

/** A network namespace of the running kernel as a machine of the conformance suite. */
final class KernelRouteMachine implements RouteMachine {
  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final RouteNetlink netlink = RouteNetlink.open(namespace);

  @Override
  public RouteNetlink netlink() {
    return netlink;
  }

  @Override
  public void close() {
    netlink.close();
    namespace.close();
  }
}
