package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.IpPrefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WalkPlaceProperties {
  static WalkPlace place(String destination) {
    return place(destination, "::/0");
  }

  private static WalkPlace place(String destination, String source) {
    IpPrefix to = IpPrefix.parse(destination);
    IpPrefix from = IpPrefix.parse(source);
    ByteBuffer toBytes = ByteBuffer.wrap(to.address().getAddress());
    ByteBuffer fromBytes = ByteBuffer.wrap(from.address().getAddress());
    return WalkPlace.ofIpv6(
        toBytes.getLong(0),
        toBytes.getLong(8),
        to.length(),
        fromBytes.getLong(0),
        fromBytes.getLong(8),
        from.length());
  }

  /** The order in which Linux 6.18 dumped these. */
  @Example
  void shouldComeInTheOrderOfTheKernelsWalk() {
    List<WalkPlace> walk = List.of(
        WalkPlace.START,
        place("::/0", "fd05::/16"),
        place("fd00::/16", "fd01:1::/32"),
        place("fd00::/16", "fd01::/16"),
        place("fd00:1::/32", "fd01::/16"),
        place("fd00:1:1::/48"),
        place("fd00:1:8000::/33"),
        place("fd00:1::/32"),
        place("fd00:2::/32"),
        place("fd00::/16"),
        place("fd01::/16"),
        place("fe80::/10"),
        place("::/0"),
        WalkPlace.END);
    List<WalkPlace> sorted = new ArrayList<>(walk);
    Collections.shuffle(sorted, new Random(1));
    Collections.sort(sorted);
    assertThat(sorted).isEqualTo(walk);
  }

  @Example
  void shouldOrderIpv4ByAddressUnsigned() {
    assertThat(WalkPlace.ofIpv4(0x0a000001)).isLessThan(WalkPlace.ofIpv4(0xc0000001));
    assertThat(WalkPlace.ofIpv4(0)).isGreaterThan(WalkPlace.START);
    assertThat(WalkPlace.ofIpv4(-1)).isLessThan(WalkPlace.END);
  }

  @Property
  void shouldBeATotalOrder(
      @ForAll("places") WalkPlace a, @ForAll("places") WalkPlace b, @ForAll("places") WalkPlace c) {
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
    assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
    if (a.equals(b)) {
      assertThat(a).hasSameHashCodeAs(b);
    }
    if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
      assertThat(a.compareTo(c)).isLessThanOrEqualTo(0);
    }
  }

  /** Few bits, so that prefixes often hold each other. */
  @Provide
  Arbitrary<WalkPlace> places() {
    Arbitrary<Integer> lengths = Arbitraries.integers().between(0, 4);
    Arbitrary<Integer> bits = Arbitraries.integers().between(0, 15);
    return Combinators.combine(bits, lengths, bits, lengths)
        .as((to, length, from, sourceLength) ->
            WalkPlace.ofIpv6(top(to, length), 0, length, top(from, sourceLength), 0, sourceLength));
  }

  private static long top(int bits, int length) {
    return length == 0 ? 0 : (long) (bits >>> (4 - length)) << (Long.SIZE - length);
  }
}
