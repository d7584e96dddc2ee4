package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.engine.PolicyWalk.Line;
import io.wgnetlink.failover.model.Policy;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * The walks of {@link PolicyProperties}, fifty times as many: some 4 &middot; 10<sup>7</sup> steps,
 * and what fails is shrunk to the end. No part of the build; by command:
 *
 * <pre>./mvnw -pl wg-failover -am test -Dtest=LongWalks</pre>
 */
class LongWalks extends PolicyProperties {
  @Override
  @Property(tries = 50_000, shrinking = ShrinkingMode.FULL)
  void shouldHoldWhateverHappens(
      @ForAll @IntRange(min = 2, max = 5) int tunnels,
      @ForAll("policies") List<Policy> policies,
      @ForAll("scripts") List<Line> script) {
    super.shouldHoldWhateverHappens(tunnels, policies, script);
  }
}
