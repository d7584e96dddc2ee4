package io.wgnetlink.testkit.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.testkit.conformance.InMemoryMachine;
import io.wgnetlink.testkit.conformance.Machine;
import io.wgnetlink.testkit.conformance.Walk;
import io.wgnetlink.testkit.conformance.Walks;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class InMemoryKernelProperties {
  @Provide
  Arbitrary<Walk> walks() {
    return Walks.ofAtMost(12);
  }

  @Property(tries = 40)
  void shouldComeToWhatTheRealKernelComesTo(@ForAll("walks") Walk walk) {
    try (Machine real = new KernelMachine();
        Machine inMemory = InMemoryMachine.withTwoInterfaces()) {
      real.addInterface(Walk.WG0);
      real.addInterface(Walk.WG1);
      assertThat(walk.on(inMemory)).isEqualTo(walk.on(real));
    }
  }
}
