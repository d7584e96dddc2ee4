package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.SingleNexthop;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Nexthop objects with any parts, whether or not a kernel would take them together. */
final class NexthopObjectArbitraries {
  /** Larger ones are read only when the kernel says that it tells them. */
  static final int MAX_PLAIN_WEIGHT = 256;

  private NexthopObjectArbitraries() {}

  static Arbitrary<NexthopObject> objects() {
    return Arbitraries.oneOf(
        Arbitraries.of(AddressFamily.values()).flatMap(NexthopObjectArbitraries::singles),
        groups());
  }

  private static Arbitrary<NexthopObject> singles(AddressFamily family) {
    Arbitrary<byte[]> routers = Arbitraries.bytes().array(byte[].class).ofSize(family.bytes());
    return Combinators.combine(
            Arbitraries.integers(),
            Arbitraries.integers().optional(),
            routers.map(IpAddresses::of).optional(),
            Arbitraries.integers().between(0, 7),
            Arbitraries.integers().between(0, 255))
        .as((id, oif, gateway, kinds, protocol) -> {
          SingleNexthop.Builder single = SingleNexthop.builder(family).id(id).protocol(protocol);
          oif.ifPresent(single::oif);
          gateway.ifPresent(single::gateway);
          if ((kinds & 1) != 0) {
            single.blackhole();
          }
          if ((kinds & 2) != 0) {
            single.fdb();
          }
          return (kinds & 4) != 0 ? single.onlink().build() : single.build();
        });
  }

  private static Arbitrary<NexthopObject> groups() {
    Arbitrary<NexthopGroup.Member> members = Combinators.combine(
            Arbitraries.integers(), Arbitraries.integers().between(1, MAX_PLAIN_WEIGHT))
        .as(NexthopGroup.Member::new);
    Arbitrary<NexthopGroup.Resilience> settings = Combinators.combine(
            Arbitraries.integers().between(0, 0xffff), ticks(), ticks())
        .as((buckets, idle, unbalanced) -> NexthopGroup.Resilience.of(
            buckets, KernelTicks.toDuration(idle), KernelTicks.toDuration(unbalanced)));
    return Combinators.combine(
            Arbitraries.integers(),
            members.list().ofMaxSize(8),
            settings.optional(),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 255))
        .as((id, all, resilience, fdb, protocol) -> {
          NexthopGroup.Builder group =
              NexthopGroup.builder().id(id).members(all).protocol(protocol);
          resilience.ifPresent(group::resilience);
          return fdb ? group.fdb().build() : group.build();
        });
  }

  private static Arbitrary<Long> ticks() {
    return Arbitraries.longs().between(0, 0xffff_ffffL);
  }
}
