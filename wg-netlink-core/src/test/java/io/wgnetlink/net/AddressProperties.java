package io.wgnetlink.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AddressProperties {
  @Property
  void shouldReadBackWhatItPrints(@ForAll("addresses") InetAddress address) {
    String text = IpAddresses.format(address);
    assertThat(IpAddresses.parse(text)).isEqualTo(address);
    assertThat(IpAddresses.parse(text.toUpperCase(Locale.ROOT))).isEqualTo(address);
  }

  @Property
  void shouldParseOrRefuseAnyText(@ForAll("nearLiterals") String text) {
    InetAddress address;
    try {
      address = IpAddresses.parse(text);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(IpAddresses.parse(IpAddresses.format(address))).isEqualTo(address);
  }

  @Property
  void shouldReadBackPrefix(@ForAll("prefixes") IpPrefix prefix) {
    assertThat(IpPrefix.parse(prefix.toString())).isEqualTo(prefix).hasSameHashCodeAs(prefix);
  }

  @Property
  void shouldHoldTheAddressItWasMadeOf(@ForAll("addresses") InetAddress address) {
    for (int length = 0; length <= AddressFamily.of(address).bits(); length++) {
      IpPrefix prefix = IpPrefix.of(address, length);
      assertThat(prefix.contains(address)).isTrue();
      assertThat(prefix.covers(IpPrefix.host(address))).isTrue();
    }
  }

  @Property
  void shouldSortConsistentlyWithEquals(
      @ForAll("prefixes") IpPrefix a, @ForAll("prefixes") IpPrefix b) {
    assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
    if (a.covers(b) && b.covers(a)) {
      assertThat(a).isEqualTo(b);
    }
  }

  @Provide
  Arbitrary<InetAddress> addresses() {
    Arbitrary<Byte> bytes = Arbitraries.oneOf(
        Arbitraries.just((byte) 0), Arbitraries.bytes(), Arbitraries.just((byte) -1));
    return Arbitraries.of(4, 16)
        .flatMap(n -> bytes.array(byte[].class).ofSize(n))
        .map(IpAddresses::of);
  }

  @Provide
  Arbitrary<IpPrefix> prefixes() {
    return addresses()
        .flatMap(a -> Arbitraries.integers()
            .between(0, AddressFamily.of(a).bits())
            .map(n -> IpPrefix.of(a, n)));
  }

  @Provide
  Arbitrary<String> nearLiterals() {
    Arbitrary<String> noise =
        Arbitraries.strings().withChars("0123456789abcdefF:./% x").ofMaxLength(20);
    Arbitrary<String> cut = Combinators.combine(
            addresses(), Arbitraries.integers().between(0, 20), noise)
        .as((a, at, n) -> new StringBuilder(IpAddresses.format(a))
            .insert(
                Math.min(at, IpAddresses.format(a).length()),
                n.substring(0, Math.min(2, n.length())))
            .toString());
    return Arbitraries.oneOf(noise, cut);
  }
}
