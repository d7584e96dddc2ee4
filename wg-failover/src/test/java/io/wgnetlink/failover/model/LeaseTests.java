package io.wgnetlink.failover.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTests {
  @Test
  void shouldLast30SecondsAndBeRefreshedEach10() {
    assertThat(Lease.DEFAULT.duration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(Lease.DEFAULT.refresh()).isEqualTo(Duration.ofSeconds(10));
    assertThat(Lease.DEFAULT).hasToString("30 s (table 22342, mark bit 0x10000000, priority 5157)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.999S", "PT1H0.001S", "PT-1S"})
  void shouldRefuseOtherDurations(Duration duration) {
    assertThatIllegalArgumentException().isThrownBy(() -> Lease.of(duration));
  }

  @Test
  void shouldRefusePlacesThatAreNone() {
    Duration d = Lease.DURATION;
    assertThatIllegalArgumentException().isThrownBy(() -> new Lease(d, 0x3, 100, 100));
    assertThatIllegalArgumentException().isThrownBy(() -> new Lease(d, 0, 100, 100));
    assertThatIllegalArgumentException().isThrownBy(() -> new Lease(d, 1, 0, 100));
    assertThatIllegalArgumentException().isThrownBy(() -> new Lease(d, 1, 254, 100));
    assertThatIllegalArgumentException().isThrownBy(() -> new Lease(d, 1, 100, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Lease(d, 1, 100, 32766));
    assertThat(new Lease(d, 1 << 31, -1, 32765).table()).isEqualTo(-1);
  }
}
