package io.wgnetlink.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PromiseTests {
  private static DemoOptions options(Scenario scenario, Detector detector, boolean warm) {
    return DemoOptions.of(MeshMode.ROUTE).with(scenario).with(detector).warmedUp(warm);
  }

  @ParameterizedTest
  @CsvSource({
    "CUT, PASSIVE, false, 20000, 32500",
    "CUT, NUDGE, false, 20000, 24000",
    "CUT, ECHO, false, 8000, 8000",
    "CUT, PASSIVE, true, 8000, 20500",
    "CUT, NUDGE, true, 8000, 12000",
    "FLAP, NUDGE, false, 20000, 24000",
    "FLAP, ECHO, false, 8000, 8000",
    "ONE_WAY_OUT, NUDGE, false, 33000, 37000",
    "ONE_WAY_IN, NUDGE, false, 20000, 37000",
    "ONE_WAY_IN, PASSIVE, false, 20000, 45500",
    "ONE_WAY_OUT, ECHO, false, 8000, 8000",
    "ONE_WAY_IN, ECHO, false, 8000, 8000"
  })
  void shouldFollowFromTheDetectorAndTheScenario(
      Scenario scenario, Detector detector, boolean warm, long verdictMs, long outageMs) {
    Promise promise = Promise.of(options(scenario, detector, warm));
    assertThat(promise.verdict()).contains(Duration.ofMillis(verdictMs));
    assertThat(promise.outage()).isEqualTo(Duration.ofMillis(outageMs));
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeTheLeaseWhereNobodyCanFindOut(Detector detector) {
    Promise promise = Promise.of(options(Scenario.KILL_ENGINE, detector, false));
    assertThat(promise.verdict()).isEmpty();
    assertThat(promise.outage()).isEqualTo(Duration.ofSeconds(31));
  }

  @Test
  void shouldHoldTheNaiveAlgorithmToWhatAControllerKeeps() {
    Promise promise = Promise.of(options(Scenario.CUT, Detector.ECHO, false).naively());
    assertThat(promise.verdict()).isEmpty();
    assertThat(promise.outage()).isEqualTo(Duration.ofSeconds(24));
  }

  @Test
  void shouldAllowLossOnTheReturnInModeAllowedIpsOnly() {
    assertThat(Promise.of(DemoOptions.of(MeshMode.ALLOWED_IPS)).lossOnReturn()).isTrue();
    assertThat(Promise.of(DemoOptions.of(MeshMode.ROUTE)).lossOnReturn()).isFalse();
  }

  @Test
  void shouldSayWhatItIs() {
    assertThat(Promise.of(options(Scenario.CUT, Detector.ECHO, false)))
        .hasToString("a verdict within 8.0 s, an outage under 8.0 s and no loss on the return");
    assertThat(Promise.of(DemoOptions.of(MeshMode.ALLOWED_IPS).naively()))
        .hasToString("an outage under 24.0 s");
  }
}
