package io.wgnetlink.testkit.nativetests;

import io.wgnetlink.testkit.conformance.RouteConformance;
import io.wgnetlink.testkit.conformance.RouteMachine;

class KernelRouteConformanceTests extends RouteConformance {
  @Override
  protected RouteMachine createMachine() {
    return new KernelRouteMachine();
  }
}
