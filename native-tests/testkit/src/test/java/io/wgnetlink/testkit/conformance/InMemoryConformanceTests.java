package io.wgnetlink.testkit.conformance;

import io.wgnetlink.testkit.InMemoryKernel;

class InMemoryConformanceTests extends WireGuardConformance {
  @Override
  protected Machine createMachine() {
    Machine machine = new InMemoryMachine(InMemoryKernel.create());
    machine.addInterface(WG0);
    return machine;
  }
}
