package io.wgnetlink.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class InMemoryKernelProperties {
  @Provide
  Arbitrary<Walk> walks() {
    return Walks.ofAtMost(12);
  }

  @Property(tries = 300)
  void shouldComeToTheSameInPieces(@ForAll("walks") Walk walk) {
    try (Machine whole = InMemoryMachine.withTwoInterfaces();
        Machine inPieces = InMemoryMachine.withTwoInterfaces()) {
      assertThat(walk.inPiecesOn(inPieces)).isEqualTo(walk.on(whole));
    }
  }
}
