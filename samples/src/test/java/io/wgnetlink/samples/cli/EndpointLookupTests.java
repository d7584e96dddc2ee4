package io.wgnetlink.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.wireguard.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointLookupTests {
  private final List<String> warnings = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "'', 15",
    "0, 0",
    "3, 3",
    "infinity, 9223372036854775807",
    "-1, 15",
    "99999999999, 15",
    "x, 15"
  })
  void shouldTryAgainAsOftenAsTheEnvironmentSays(String value, long expected) {
    assertThat(EndpointLookup.retries(value)).isEqualTo(expected);
  }

  @Test
  void shouldFindAddressesAndLocalNames() throws Exception {
    try (EndpointLookup lookup = new EndpointLookup(Surroundings.of(Map.of()), warnings::add)) {
      assertThat(lookup.read("192.0.2.1:5")).isEqualTo(Endpoint.parse("192.0.2.1:5"));
      assertThat(lookup.read("[::ffff:192.0.2.1]:5"))
          .isEqualTo(Endpoint.parse("[::ffff:192.0.2.1]:5"));
      assertThat(lookup.read("localhost:5").address().isLoopbackAddress()).isTrue();
      assertThatExceptionOfType(RefusedInputException.class)
          .isThrownBy(() -> lookup.read("[fe80::1%no-such-link]:5"))
          .withMessage("Name or service not known: `[fe80::1%no-such-link]:5'");
      assertThatExceptionOfType(RefusedInputException.class)
          .isThrownBy(() -> lookup.read(""))
          .withMessage("Unable to parse empty endpoint");
      assertThat(warnings).isEmpty();
    }
  }
}
