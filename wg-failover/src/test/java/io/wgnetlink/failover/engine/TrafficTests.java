package io.wgnetlink.failover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficTests {
  @ParameterizedTest
  @CsvSource({
    "0, false, 0",
    "32, false, 32",
    "148, true, 0",
    "92, false, 0",
    "180, true, 32",
    "124, false, 32",
    "296, true, 0",
    "184, false, 0",
    "244, true, 96",
    "9600, false, 9600"
  })
  void shouldTellHandshakeMessagesByTheRemainder(long bytes, boolean initiation, long rest) {
    assertThat(Traffic.holdsInitiation(bytes)).isEqualTo(initiation);
    assertThat(Traffic.transport(bytes)).isEqualTo(rest);
  }

  @ParameterizedTest
  @CsvSource({"32, false", "64, true", "80, true", "124, false", "172, true", "148, false"})
  void shouldTellDataFromAKeepalive(long bytes, boolean data) {
    assertThat(Traffic.holdsData(bytes)).isEqualTo(data);
  }
}
