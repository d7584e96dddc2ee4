package io.wgnetlink.testkit.nativetests;

import io.wgnetlink.testkit.conformance.Machine;
import io.wgnetlink.testkit.conformance.WireGuardConformance;

class KernelConformanceTests extends WireGuardConformance {
  @Override
  protected Machine createMachine() {
    Machine machine = new KernelMachine();
    machine.addInterface(WG0);
    return machine;
  }
}
