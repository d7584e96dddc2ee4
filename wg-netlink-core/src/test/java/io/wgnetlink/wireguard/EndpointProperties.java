package io.wgnetlink.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EndpointProperties {
  @Property
  void shouldReadBackWhatItPrints(@ForAll("endpoints") Endpoint endpoint) {
    assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
  }

  @Property
  void shouldParseOrRefuseAnyText(@ForAll("nearEndpoints") String text) {
    Endpoint endpoint;
    try {
      endpoint = Endpoint.parse(text);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
  }

  @Provide
  Arbitrary<Endpoint> endpoints() {
    Arbitrary<byte[]> addresses = Arbitraries.of(4, 16)
        .flatMap(n -> Arbitraries.bytes().array(byte[].class).ofSize(n));
    return Combinators.combine(
            addresses.map(IpAddresses::of),
            Arbitraries.integers().between(0, 65535),
            Arbitraries.integers().between(0, Integer.MAX_VALUE))
        .as((address, port, scope) -> new Endpoint(
            address, port, AddressFamily.of(address) == AddressFamily.IPV4 ? 0 : scope));
  }

  @Provide
  Arbitrary<String> nearEndpoints() {
    Arbitrary<String> noise =
        Arbitraries.strings().withChars("0123456789abcdef:.%[] ").ofMaxLength(4);
    return Combinators.combine(endpoints(), Arbitraries.integers().between(0, 60), noise)
        .as((endpoint, at, more) -> {
          String text = endpoint.toString();
          return new StringBuilder(text)
              .insert(Math.min(at, text.length()), more)
              .toString();
        });
  }
}
