package io.wgnetlink.samples.demo;

import static io.wgnetlink.samples.demo.MeasuredTests.BY_A;
import static io.wgnetlink.samples.demo.MeasuredTests.BY_B;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoReportTests {
  private static final DemoOptions ROUTE = DemoOptions.of(MeshMode.ROUTE);
  private static final DemoOptions ALLOWED_IPS = DemoOptions.of(MeshMode.ALLOWED_IPS);

  private static Measured measured(
      long outageMs, int returnLost, TrafficPath during, Optional<Flapping> flapping) {
    return new Measured(
        9000,
        3200,
        Optional.of(Duration.ofMillis(16_200)),
        Duration.ofMillis(outageMs),
        returnLost,
        BY_B,
        during,
        BY_B,
        flapping);
  }

  private static Measured measured(long outageMs) {
    return measured(outageMs, 0, BY_A, Optional.empty());
  }

  private static Measured naive(long outageMs) {
    return new Measured(
        9000,
        8000,
        Optional.empty(),
        Duration.ofMillis(outageMs),
        5,
        BY_B,
        TrafficPath.NONE,
        BY_B,
        Optional.empty());
  }

  private static DemoReport report(DemoOptions options, Measured measured, int leftovers) {
    return new DemoReport("6.12.1", options, measured, Optional.empty(), leftovers);
  }

  @Test
  void shouldPrintTheFieldsInTheOrderThatIsPromised() {
    assertThat(report(ROUTE, measured(16_400), 0).toJson())
        .isEqualTo("{\"kernel\":\"6.12.1\",\"mode\":\"route\",\"scenario\":\"cut\","
            + "\"naive\":false,\"detect\":\"nudge\",\"warm_up\":false,"
            + "\"probes_sent\":9000,\"probes_lost\":3200,"
            + "\"verdict_ms\":16200,\"verdict_bound_ms\":17000,"
            + "\"outage_ms\":16400,\"outage_bound_ms\":21000,\"return_lost\":0,"
            + "\"path_before\":\"B\",\"path_during\":\"A\",\"path_after\":\"B\",\"leftovers\":0,"
            + "\"ok\":true}");
  }

  @Test
  void shouldPrintNoVerdictAndNoDetectorOfTheNaiveAlgorithm() {
    assertThat(report(ROUTE.naively(), naive(126_000), 0).toJson())
        .contains(
            "\"naive\":true,\"detect\":null",
            "\"verdict_ms\":null,\"verdict_bound_ms\":null",
            "\"ok\":false");
  }

  @Test
  void shouldPrintWhatBecameOfFlaps() {
    Measured flapping =
        measured(16_400, 0, BY_A, Optional.of(MeasuredTests.flapping(3, 6, 4, 10, 14, 19)));
    DemoReport report = report(ROUTE.with(Scenario.FLAP), flapping, 0);
    assertThat(report.toJson())
        .contains(
            "\"scenario\":\"flap\"",
            "\"path_after\":\"B\",\"cuts\":3,\"moves\":6,\"most_moves_a_minute\":4,"
                + "\"hold_ups_ms\":[10000,14000,19000],\"leftovers\":0,\"ok\":true");
    assertThat(report.toText())
        .contains(
            "moved the traffic 6 times, at most 4 of 6 within a minute",
            "for 10.0 s, then 14.0 s, then 19.0 s");
  }

  @Test
  void shouldPrintTheNaiveAlgorithmBeside() {
    DemoReport report =
        new DemoReport("6.12.1", ROUTE, measured(16_400), Optional.of(naive(126_000)), 0);
    assertThat(report.toJson())
        .contains("\"naive_beside\":{\"probes_lost\":8000,\"outage_ms\":126000,"
            + "\"return_lost\":5,\"path_during\":\"none\",\"path_after\":\"B\"},"
            + "\"leftovers\":0,\"ok\":true}");
    assertThat(report.toText().lines().toList())
        .endsWith(
            "                 outage    lost  path during the cut",
            "failover         16.4 s    3200  A",
            "naive           126.0 s    8000  none");
  }

  @Test
  void shouldHoldADetectorToItsOutage() {
    assertThat(report(ROUTE, measured(20_999), 0).isOk()).isTrue();
    assertThat(report(ROUTE, measured(21_000), 0).isOk()).isFalse();
    assertThat(report(ROUTE.with(Detector.ECHO), measured(5_000), 0).isOk()).isFalse();
    assertThat(report(ROUTE.with(Detector.PASSIVE), measured(24_499), 0).isOk()).isTrue();
  }

  @Test
  void shouldNotBeOkWithSomethingLeftBehind() {
    assertThat(report(ROUTE, measured(16_400), 1).isOk()).isFalse();
  }

  @Test
  void shouldSayInWordsWhatHappened() {
    assertThat(report(ROUTE, measured(16_400), 0).toText())
        .contains(
            "found the direct tunnel dead within 16.2 s",
            "by hub A within 16.4 s",
            "returned to hub B",
            "Nothing is left behind",
            "in mode route, detector nudge: a verdict within 17.0 s, an outage under 21.0 s",
            ". Kept.");
    assertThat(report(ALLOWED_IPS, measured(45_000, 3, TrafficPath.NONE, Optional.empty()), 2)
            .toText())
        .contains("nothing came through", "Left behind: 2", "Not kept");
  }
}
