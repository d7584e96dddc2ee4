package io.wgnetlink.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RouteMetricsTests {
  @Test
  void shouldTellTimesInTheirUnits() {
    RouteMetrics metrics = RouteMetrics.builder()
        .rtt(Duration.ofNanos(12_700_000))
        .rttVariance(Duration.ofMillis(3))
        .minimumRto(Duration.ofMillis(40))
        .build();
    assertThat(metrics.get(RouteMetric.RTT)).as("in eighths, whole ones").contains(101);
    assertThat(metrics.rtt()).contains(Duration.ofNanos(12_625_000));
    assertThat(metrics.get(RouteMetric.RTTVAR)).contains(12);
    assertThat(metrics.rttVariance()).contains(Duration.ofMillis(3));
    assertThat(metrics.minimumRto()).contains(Duration.ofMillis(40));
    assertThat(metrics.isLocked(RouteMetric.RTO_MIN)).isTrue();
    assertThat(RouteMetrics.NONE.rtt()).isEmpty();
    Duration longest = Duration.ofMillis(0xffff_ffffL);
    assertThat(RouteMetrics.builder().minimumRto(longest).build().minimumRto()).contains(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RouteMetrics.builder().minimumRto(longest.plusMillis(1)))
        .withMessageContaining("does not fit into 32 bits");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RouteMetrics.builder().rtt(Duration.ofMillis(-1)));
  }

  @Test
  void shouldTakeNumbersAwayAndLeaveTheRest() {
    RouteMetrics mtu = RouteMetrics.builder().set(RouteMetric.MTU, 1300).build();
    RouteMetrics both = mtu.toBuilder().set(RouteMetric.ADVMSS, 900).build();
    assertThat(both.toBuilder().set(RouteMetric.ADVMSS, 0).build()).isEqualTo(mtu);
    assertThat(mtu.toBuilder().set(RouteMetric.MTU, 0).build())
        .isEqualTo(RouteMetrics.NONE)
        .returns(true, RouteMetrics::isEmpty);
    assertThat(both.isEmpty()).isFalse();
  }

  @Test
  void shouldRefuseNamesThatAreNone() {
    for (String name : new String[] {"", "sixteen-letters!", "with space", "umläut", "nul\0"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RouteMetrics.builder().congestionControl(name).build());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RouteMetrics.builder().set(RouteMetric.CC_ALGO, 1).build())
        .withMessageContaining("is a name");
  }
}
