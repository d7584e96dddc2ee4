package io.wgnetlink.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.samples.demo.TrafficPath.Hub;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoReportTests {
  private static final TrafficPath BY_A = new TrafficPath(Hub.A, Hub.A);
  private static final TrafficPath BY_B = new TrafficPath(Hub.B, Hub.B);

  private static DemoReport report(MeshMode mode, long outageMs, int returnLost) {
    return report(mode, outageMs, returnLost, BY_B, BY_A, BY_B, 0);
  }

  private static DemoReport report(
      MeshMode mode,
      long outageMs,
      int returnLost,
      TrafficPath before,
      TrafficPath during,
      TrafficPath after,
      int leftovers) {
    return new DemoReport(
        "6.12.1",
        mode,
        false,
        9000,
        3200,
        Duration.ofMillis(outageMs),
        returnLost,
        before,
        during,
        after,
        leftovers);
  }

  @Test
  void shouldPrintTheFieldsInTheOrderThatIsPromised() {
    assertThat(report(MeshMode.ROUTE, 16_400, 0).toJson())
        .isEqualTo("{\"kernel\":\"6.12.1\",\"mode\":\"route\",\"naive\":false,"
            + "\"probes_sent\":9000,\"probes_lost\":3200,\"outage_ms\":16400,\"return_lost\":0,"
            + "\"path_before\":\"B\",\"path_during\":\"A\",\"path_after\":\"B\",\"leftovers\":0,"
            + "\"ok\":true}");
  }

  @Test
  void shouldHoldAModeToItsOutage() {
    assertThat(report(MeshMode.ROUTE, 24_999, 0).isOk()).isTrue();
    assertThat(report(MeshMode.ROUTE, 25_000, 0).isOk()).isFalse();
    assertThat(report(MeshMode.ALLOWED_IPS, 29_999, 0).isOk()).isTrue();
    assertThat(report(MeshMode.ALLOWED_IPS, 30_000, 0).isOk()).isFalse();
  }

  @Test
  void shouldAllowLossOnTheReturnInModeAllowedIpsOnly() {
    assertThat(report(MeshMode.ALLOWED_IPS, 16_000, 150).isOk()).isTrue();
    assertThat(report(MeshMode.ROUTE, 16_000, 1).isOk()).isFalse();
  }

  @Test
  void shouldWantTheWholeStory() {
    assertThat(report(MeshMode.ROUTE, 9, 0, BY_A, BY_A, BY_B, 0).isOk()).isFalse();
    assertThat(report(MeshMode.ROUTE, 9, 0, BY_B, BY_B, BY_B, 0).isOk()).isFalse();
    assertThat(report(MeshMode.ROUTE, 9, 0, BY_B, TrafficPath.NONE, BY_B, 0).isOk())
        .isFalse();
    assertThat(report(MeshMode.ROUTE, 9, 0, BY_B, BY_A, BY_A, 0).isOk()).isFalse();
    assertThat(report(MeshMode.ROUTE, 9, 0, BY_B, BY_A, BY_B, 1).isOk()).isFalse();
  }

  @Test
  void shouldNotTakeHalfAWayForASwitch() {
    TrafficPath asymmetric = new TrafficPath(Hub.A, Hub.B);
    assertThat(report(MeshMode.ROUTE, 9, 0, BY_B, asymmetric, BY_B, 0).isOk()).isFalse();
  }

  @Test
  void shouldSayInWordsWhatHappened() {
    assertThat(report(MeshMode.ROUTE, 16_400, 0).toText())
        .contains("by hub A within 16.4 s", "returned to hub B", "Nothing is left behind", "Kept");
    assertThat(report(MeshMode.ALLOWED_IPS, 45_000, 3, BY_B, TrafficPath.NONE, BY_B, 2)
            .toText())
        .contains("nothing came through", "Left behind: 2", "Not kept");
  }
}
