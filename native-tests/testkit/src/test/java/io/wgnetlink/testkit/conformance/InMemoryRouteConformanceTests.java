package io.wgnetlink.testkit.conformance;

class InMemoryRouteConformanceTests extends RouteConformance {
  @Override
  protected RouteMachine createMachine() {
    return new InMemoryRouteMachine();
  }
}
