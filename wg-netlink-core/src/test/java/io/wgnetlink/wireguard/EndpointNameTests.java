package io.wgnetlink.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.wireguard.EndpointFormatException.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointNameTests {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hub.example:51820",
        "192.0.2.1:0",
        "[2001:db8::1]:65535",
        "[fe80::1%eth0]:1",
        "größer.example:1"
      })
  void shouldReadBackWhatItPrints(String text) {
    assertThat(EndpointName.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'', PORT_MISSING",
    "hub.example, PORT_MISSING",
    "hub.example:, PORT_MISSING",
    "[::1], PORT_MISSING",
    "[::1:80, BRACKET",
    "hub.example:http, PORT",
    "hub.example:65536, PORT_RANGE",
    ":80, HOST",
    "a:b:80, HOST",
    "[fe80::1%]x]:80, PORT_MISSING",
    "hub example:80, HOST",
    "hub#example:80, HOST",
    "*:80, HOST",
  })
  void shouldRefuseWhatIsNoHostAndPort(String text, Reason reason) {
    assertThatExceptionOfType(EndpointFormatException.class)
        .isThrownBy(() -> EndpointName.parse(text))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1:80, 192.0.2.1:80",
    "127.1:80, 127.0.0.1:80",
    "1.2.772:80, 1.2.3.4:80",
    "16909060:80, 1.2.3.4:80",
    "0x7f.0.0.1:80, 127.0.0.1:80",
    "010.0.0.1:80, 8.0.0.1:80",
    "[::ffff:192.0.2.1]:80, [::ffff:192.0.2.1]:80",
    "[fe80::1%7]:80, [fe80::1%7]:80",
    "[2001:db8::1%4294967295]:80, [2001:db8::1%4294967295]:80",
  })
  void shouldKnowAnAddress(String text, String endpoint) {
    assertThat(EndpointName.parse(text).literal()).map(Endpoint::toString).contains(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hub.example:80",
        "1.2.3.4.5:80",
        "1.2.3.256:80",
        "1.2.65536:80",
        "4294967296:80",
        "08.0.0.1:80",
        "0x:80",
        "1..2:80",
        "[fe80::1%]:80",
        "[fe80::1%nowhere0]:80",
        "[fe80::1%+1]:80",
        "[2001:db8::1%lo]:80",
      })
  void shouldNotTakeAnythingElseForAnAddress(String text) {
    assertThat(EndpointName.parse(text).literal()).isEmpty();
  }

  @Test
  void shouldFindTheInterfaceThatAScopeNames() {
    assertThat(EndpointName.parse("[fe80::1%lo]:80").literal())
        .contains(Endpoint.parse("[fe80::1%1]:80"));
  }

  @Test
  void shouldBeMadeOfAnEndpoint() {
    Endpoint endpoint = Endpoint.parse("[fe80::1%3]:80");
    assertThat(EndpointName.of(endpoint, index -> Optional.of("eth" + index)))
        .isEqualTo(new EndpointName("fe80::1%eth3", 80));
    assertThat(EndpointName.of(endpoint).literal()).contains(endpoint);
    assertThat(EndpointName.of(Endpoint.parse("192.0.2.1:9")))
        .isEqualTo(new EndpointName("192.0.2.1", 9));
  }
}
