package io.wgnetlink.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.net.IpAddresses;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTests {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1:51820",
        "0.0.0.0:0",
        "[2001:db8::1]:65535",
        "[fe80::1%3]:1",
        "[::ffff:127.0.0.1]:99",
        "[ff02::1%2]:5"
      })
  void shouldReadBackWhatItPrints(String text) {
    assertThat(Endpoint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "192.0.2.1",
        "192.0.2.1:",
        "192.0.2.1:65536",
        "192.0.2.1:-1",
        "192.0.2.1:+1",
        "192.0.2.1:99999999999",
        "2001:db8::1:80",
        "[192.0.2.1]:80",
        "[2001:db8::1:80",
        "[fe80::1%]:80",
        "[fe80::1%eth0]:80",
        "[fe80::1%4294967296]:80",
        "localhost:80",
        "192.0.2.1%1:80",
        "192.0.2.1:0x50"
      })
  void shouldRefuseWhatIsNoEndpoint(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text));
  }

  @Test
  void shouldTellScopesApart() {
    assertThat(Endpoint.parse("[fe80::1%1]:1")).isNotEqualTo(Endpoint.parse("[fe80::1%2]:1"));
  }

  @Test
  void shouldPrintScopeOfLinkLocalAddressAsInterfaceName() {
    assertThat(Endpoint.parse("[fe80::1%3]:1").format(i -> Optional.of("eth" + i)))
        .isEqualTo("[fe80::1%eth3]:1");
    assertThat(Endpoint.parse("[2001:db8::1%3]:1").format(i -> Optional.of("eth" + i)))
        .isEqualTo("[2001:db8::1%3]:1");
  }

  @Test
  void shouldRefuseScopeOfIpv4Address() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Endpoint(IpAddresses.parse("192.0.2.1"), 1, 2));
  }

  @Test
  void shouldNotResolveNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.of(InetSocketAddress.createUnresolved("hub.example", 1)));
    assertThat(Endpoint.of(new InetSocketAddress(IpAddresses.parse("::1"), 7)))
        .isEqualTo(Endpoint.parse("[::1]:7"));
  }
}
