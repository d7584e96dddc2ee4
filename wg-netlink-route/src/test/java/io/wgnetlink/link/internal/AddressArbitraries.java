package io.wgnetlink.link.internal;

import io.wgnetlink.link.AddressScope;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;

/** Addresses with any parts, whether or not a kernel would take them together. */
final class AddressArbitraries {
  private static final double OFTEN = 0.5;

  private AddressArbitraries() {}

  static Arbitrary<InterfaceAddress> addresses() {
    return Arbitraries.of(AddressFamily.values()).flatMap(AddressArbitraries::addresses);
  }

  private static Arbitrary<InterfaceAddress> addresses(AddressFamily family) {
    Arbitrary<Integer> small = Arbitraries.integers().between(0, 255);
    Arbitrary<Duration> lifetimes =
        Arbitraries.longs().between(0, 0xffff_fffeL).map(Duration::ofSeconds);
    Arbitrary<Integer> lengths = Arbitraries.integers().between(0, family.bits());
    Arbitrary<InterfaceAddress.Builder> bare =
        Combinators.combine(inet(family), lengths).as(InterfaceAddress::builder);
    return bare.flatMap(start -> Builders.withBuilder(() -> start.build().toBuilder())
        .use(Arbitraries.integers())
        .withProbability(OFTEN)
        .in(InterfaceAddress.Builder::flagBits)
        .use(small.map(AddressScope::new))
        .withProbability(OFTEN)
        .in(InterfaceAddress.Builder::scope)
        .use(inet(family).filter(peer -> !peer.equals(start.build().address())))
        .withProbability(OFTEN)
        .in(InterfaceAddress.Builder::peer)
        .use(inet(family))
        .withProbability(OFTEN)
        .in(InterfaceAddress.Builder::broadcast)
        .use(Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(15))
        .withProbability(OFTEN)
        .in(InterfaceAddress.Builder::label)
        .use(Combinators.combine(lifetimes, lifetimes).as(List::of))
        .withProbability(OFTEN)
        .in((address, both) -> address.lifetimes(both.get(0), both.get(1)))
        .use(lifetimes)
        .withProbability(OFTEN)
        .in(InterfaceAddress.Builder::preferredLifetime)
        .use(Arbitraries.integers())
        .withProbability(OFTEN)
        .in(InterfaceAddress.Builder::metric)
        .use(small)
        .withProbability(OFTEN)
        .in(InterfaceAddress.Builder::protocol)
        .build(InterfaceAddress.Builder::build));
  }

  private static Arbitrary<InetAddress> inet(AddressFamily family) {
    return Arbitraries.bytes().array(byte[].class).ofSize(family.bytes()).map(IpAddresses::of);
  }
}
