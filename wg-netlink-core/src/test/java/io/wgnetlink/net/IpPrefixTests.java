package io.wgnetlink.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTests {
  @ParameterizedTest
  @CsvSource({
    "10.9.8.7/24, 10.9.8.0/24",
    "10.9.8.7/25, 10.9.8.0/25",
    "10.9.8.255/31, 10.9.8.254/31",
    "10.9.8.7/0, 0.0.0.0/0",
    "10.9.8.7, 10.9.8.7/32",
    "fd00::1:2:3, fd00::1:2:3/128",
    "fd00::ffff/113, fd00::8000/113",
    "fd00::1/0, ::/0",
    "::ffff:1.2.3.4/96, ::ffff:0.0.0.0/96"
  })
  void shouldClearHostBits(String text, String printed) {
    assertThat(IpPrefix.parse(text)).hasToString(printed).isEqualTo(IpPrefix.parse(printed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/24",
        "10.0.0.0/",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0 /8",
        "10.0.0.0/255.0.0.0",
        "10/8",
        "::/1000"
      })
  void shouldRefuseWhatIsNoPrefix(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.parse(text));
  }

  @Test
  void shouldNotMixFamilies() {
    IpPrefix everything = IpPrefix.parse("::/0");
    assertThat(everything.contains(IpAddresses.parse("10.0.0.1"))).isFalse();
    assertThat(everything.contains(IpAddresses.parse("::ffff:10.0.0.1"))).isTrue();
    assertThat(everything.covers(IpPrefix.parse("0.0.0.0/0"))).isFalse();
  }

  @Test
  void shouldCoverNarrowerNetworkOnly() {
    IpPrefix wide = IpPrefix.parse("fd00::/64");
    IpPrefix narrow = IpPrefix.parse("fd00::1:0/112");
    assertThat(wide.covers(narrow)).isTrue();
    assertThat(narrow.covers(wide)).isFalse();
    assertThat(wide.covers(wide)).isTrue();
    assertThat(narrow.contains(IpAddresses.parse("fd00::2:1"))).isFalse();
  }

  @Test
  void shouldSortByFamilyThenUnsignedAddressThenLength() {
    assertThat(Stream.of("fd00::/8", "200.0.0.0/8", "100.0.0.0/9", "::/0", "100.0.0.0/8")
            .map(IpPrefix::parse)
            .sorted()
            .map(IpPrefix::toString))
        .containsExactly("100.0.0.0/8", "100.0.0.0/9", "200.0.0.0/8", "::/0", "fd00::/8");
  }
}
