package io.wgnetlink.testkit.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.testkit.conformance.InMemoryRouteMachine;
import io.wgnetlink.testkit.conformance.NetworkStep;
import io.wgnetlink.testkit.conformance.NetworkSteps;
import io.wgnetlink.testkit.conformance.NetworkStory;
import io.wgnetlink.testkit.conformance.RouteMachine;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class InMemoryRouteProperties {
  @Provide
  Arbitrary<List<NetworkStep>> steps() {
    return NetworkSteps.ofAtMost(24);
  }

  /** The real kernel may come to it a little later. */
  @Property(tries = 25)
  void shouldComeToWhatTheRealKernelComesTo(@ForAll("steps") List<NetworkStep> steps) {
    try (RouteMachine real = new KernelRouteMachine();
        RouteMachine inMemory = new InMemoryRouteMachine()) {
      NetworkStep.prepare(real.netlink());
      NetworkStep.prepare(inMemory.netlink());
      for (NetworkStep step : steps) {
        String outcome = step + " -> " + step.outcomeOn(inMemory.netlink());
        assertThat(step + " -> " + step.outcomeOn(real.netlink())).isEqualTo(outcome);
        String expected = NetworkStory.snapshot(inMemory);
        assertThat(outcome + NetworkStory.snapshotLike(expected, real))
            .isEqualTo(outcome + expected);
      }
    }
  }
}
