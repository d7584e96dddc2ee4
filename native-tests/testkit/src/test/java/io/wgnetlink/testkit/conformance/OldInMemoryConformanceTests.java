package io.wgnetlink.testkit.conformance;

import io.wgnetlink.testkit.InMemoryKernel;

/** The suite on a kernel that cannot remove single allowed IPs. */
class OldInMemoryConformanceTests extends WireGuardConformance {
  @Override
  protected Machine createMachine() {
    Machine machine =
        new InMemoryMachine(InMemoryKernel.builder().withoutAllowedIpRemoval().build());
    machine.addInterface(WG0);
    return machine;
  }
}
