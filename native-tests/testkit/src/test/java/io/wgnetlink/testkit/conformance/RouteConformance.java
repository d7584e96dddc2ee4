package io.wgnetlink.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.AddressGeneration;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.BatchSummary;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.ApplyReport;
import io.wgnetlink.route.Consistency;
import io.wgnetlink.route.DesiredRoutes;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RouteMetrics;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RoutePreference;
import io.wgnetlink.route.RouteSnapshot;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import io.wgnetlink.route.SingleNexthop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RouteNetlink} does, seen through that interface alone: a subclass gives the
 * machine, in whose namespace there is only {@code lo}, which is down.
 */
public abstract class RouteConformance {
  private static final InterfaceName LO = InterfaceName.of("lo");
  private static final InterfaceName A = InterfaceName.of("a");
  private static final InterfaceName B = InterfaceName.of("b");
  private static final int PROTOCOL = 87;
  private static final int TABLE = 51820;

  /** {@code ENETDOWN} and {@code EHOSTUNREACH}, which have no name in the library. */
  private static final Errno ENETDOWN = new Errno(100);

  private static final Errno EHOSTUNREACH = new Errno(113);

  private RouteMachine machine;
  private RouteNetlink netlink;

  /** Returns a machine of its own. */
  protected abstract RouteMachine createMachine();

  @BeforeEach
  void create() {
    machine = createMachine();
    netlink = machine.netlink();
  }

  @AfterEach
  void close() {
    machine.close();
  }

  // ---- links ----------------------------------------------------------------------------------

  @Test
  void shouldBeginWithALoopbackThatIsDown() {
    Link lo = netlink.link(LO).orElseThrow();

    assertThat(netlink.links()).hasSize(1);
    assertThat(lo.index()).isEqualTo(1);
    assertThat(lo.mtu()).isEqualTo(65536);
    assertThat(lo.flags()).containsExactly(LinkFlag.LOOPBACK);
    assertThat(netlink.routes(RouteFilter.all())).isEmpty();
    assertThat(netlink.addresses()).isEmpty();
  }

  @Test
  void shouldMakeChangeAndDeleteLinks() {
    Link made = netlink.createLink(LinkSpec.bridge(A).withMtu(1400));
    assertThat(made.kind()).contains("bridge");
    assertThat(made.mtu()).isEqualTo(1400);
    assertThat(made.flags()).doesNotContain(LinkFlag.UP);

    netlink.changeLink(
        A, LinkChange.builder().up().mtu(1300).name(B).alias("outside").group(7).build());
    Link changed = netlink.link(made.index()).orElseThrow();

    assertThat(changed.name()).isEqualTo(B);
    assertThat(changed.mtu()).isEqualTo(1300);
    assertThat(changed.flags()).contains(LinkFlag.UP);
    assertThat(changed.alias()).contains("outside");
    assertThat(changed.group()).isEqualTo(7);
    assertThat(netlink.link(A)).isEmpty();
    netlink.deleteLink(B);
    assertThat(netlink.links()).hasSize(1);
  }

  @Test
  void shouldRefuseNamesThatAreTakenAndLinksThatAreNotThere() {
    netlink.createLink(LinkSpec.bridge(A));

    assertRefused(Errno.EEXIST, () -> netlink.createLink(LinkSpec.bridge(A)));
    assertRefused(Errno.ENODEV, () -> netlink.deleteLink(B));
    assertRefused(
        Errno.ENODEV, () -> netlink.changeLink(B, LinkChange.builder().up().build()));
    assertThat(netlink.link(B)).isEmpty();
    assertThat(netlink.link(99)).isEmpty();
  }

  @Test
  void shouldGiveLinksFurtherNames() {
    int a = netlink.createLink(LinkSpec.bridge(A)).index();
    netlink.addAlternativeNames(a, List.of("the-first-of-the-alternative-names", "other"));

    assertThat(netlink.linkByAlternativeName("other").orElseThrow().index()).isEqualTo(a);
    assertThat(netlink.link(a).orElseThrow().alternativeNames())
        .containsExactly("the-first-of-the-alternative-names", "other");
    assertRefused(
        Errno.EEXIST, () -> netlink.createLink(LinkSpec.bridge(InterfaceName.of("other"))));
    netlink.deleteAlternativeNames(a, List.of("other"));
    assertThat(netlink.linkByAlternativeName("other")).isEmpty();
    assertRefused(Errno.ENOENT, () -> netlink.deleteAlternativeNames(a, List.of("other")));
  }

  @Test
  void shouldGiveAVethACarrierOnceBothEndsAreUp() {
    netlink.createLink(LinkSpec.veth(A, B));
    netlink.changeLink(A, LinkChange.builder().up().build());
    assertThat(netlink.link(A).orElseThrow().flags()).doesNotContain(LinkFlag.LOWER_UP);

    netlink.changeLink(B, LinkChange.builder().up().build());
    assertThat(netlink.link(A).orElseThrow().flags()).contains(LinkFlag.LOWER_UP);
    assertThat(netlink.link(A).orElseThrow().parent()).contains(indexOf(B));

    netlink.deleteLink(A);
    assertThat(netlink.link(B)).isEmpty();
  }

  // ---- addresses ------------------------------------------------------------------------------

  @Test
  void shouldReadBackAddressesAndRouteToTheirNetworks() {
    int a = up(A);
    netlink.addAddress(a, InterfaceAddress.parse("10.1.0.1/24"));
    netlink.addAddress(a, InterfaceAddress.parse("fd00:1::1/64").withoutDad());
    awaitRoutes(AddressFamily.IPV6, "fd00:1::1/128");

    assertThat(netlink.addresses(a).stream().map(InterfaceAddress::toString))
        .containsExactlyInAnyOrder("10.1.0.1/24", "fd00:1::1/64");
    assertThat(netlink.addresses(a)).allMatch(one -> one.has(AddressFlag.PERMANENT));
    assertThat(netlink.address(a, address("fd00:1::1"))).isPresent();
    assertThat(netlink.address(a, address("fd00:1::2"))).isEmpty();
    assertThat(routes())
        .containsExactlyInAnyOrder(
            "10.1.0.0/24 dev 2 table 254 proto 2 src 10.1.0.1",
            "local 10.1.0.1/32 dev 2 table 255 proto 2 src 10.1.0.1",
            "broadcast 10.1.0.255/32 dev 2 table 255 proto 2 src 10.1.0.1",
            "fd00:1::/64 dev 2 table 254 proto 2 metric 256",
            "local fd00:1::1/128 dev 2 table 255 proto 2",
            "multicast ff00::/8 dev 2 table 255 proto 2 metric 256");
  }

  @Test
  void shouldRefuseAnAddressTwiceAndOneThatIsNotThere() {
    int a = up(A);
    InterfaceAddress four = InterfaceAddress.parse("10.1.0.1/24");
    InterfaceAddress six = InterfaceAddress.parse("fd00:1::1/64").withoutDad();
    for (InterfaceAddress one : List.of(four, six)) {
      assertRefused(Errno.EADDRNOTAVAIL, () -> netlink.deleteAddress(a, one));
      netlink.addAddress(a, one);
      assertRefused(Errno.EEXIST, () -> netlink.addAddress(a, one));
      assertRefused(Errno.ENODEV, () -> netlink.addAddress(99, one));
      netlink.replaceAddress(a, one);
      netlink.deleteAddress(a, one);
    }
    assertThat(netlink.addresses(a)).isEmpty();
  }

  @Test
  void shouldRefuseLifetimesThatCannotBe() {
    int a = up(A);
    InterfaceAddress never = InterfaceAddress.parse("10.1.0.1/24").toBuilder()
        .lifetimes(Duration.ZERO, Duration.ZERO)
        .build();

    assertRefused(Errno.EINVAL, () -> netlink.addAddress(a, never));
  }

  @Test
  void shouldTellWhatIsLeftOfLifetimes() {
    int a = up(A);
    netlink.addAddress(
        a,
        InterfaceAddress.parse("10.1.0.1/24").toBuilder()
            .lifetimes(Duration.ofHours(2), Duration.ofHours(1))
            .build());
    InterfaceAddress read = netlink.addresses(a).get(0);

    assertThat(read.validLifetime().orElseThrow())
        .isBetween(Duration.ofHours(2).minusMinutes(5), Duration.ofHours(2));
    assertThat(read.preferredLifetime().orElseThrow())
        .isBetween(Duration.ofHours(1).minusMinutes(5), Duration.ofHours(1));
    assertThat(read.has(AddressFlag.PERMANENT)).isFalse();
  }

  @Test
  void shouldTakeSecondaryAddressesAlongWithTheFirst() {
    int a = up(A);
    netlink.addAddress(a, InterfaceAddress.parse("10.1.0.1/24"));
    netlink.addAddress(a, InterfaceAddress.parse("10.1.0.2/24"));
    netlink.addAddress(a, InterfaceAddress.parse("10.2.0.1/24"));
    assertThat(netlink.address(a, address("10.1.0.2")).orElseThrow().has(AddressFlag.SECONDARY))
        .isTrue();

    netlink.deleteAddress(a, InterfaceAddress.parse("10.1.0.1/24"));

    assertThat(netlink.addresses(a).stream().map(InterfaceAddress::toString))
        .containsExactly("10.2.0.1/24");
  }

  @Test
  void shouldLoseIpv6AddressesButNotIpv4OnesWithTheLink() {
    int a = up(A);
    netlink.addAddress(a, InterfaceAddress.parse("10.1.0.1/24"));
    netlink.addAddress(a, InterfaceAddress.parse("fd00:1::1/64").withoutDad());
    awaitRoutes(AddressFamily.IPV6, "fd00:1::1/128");

    netlink.changeLink(A, LinkChange.builder().down().build());

    assertThat(netlink.addresses(a).stream().map(InterfaceAddress::toString))
        .containsExactly("10.1.0.1/24");
    assertThat(routes()).containsExactly("local 10.1.0.1/32 dev 2 table 255 proto 2 src 10.1.0.1");
    netlink.changeLink(A, LinkChange.builder().up().build());
    assertThat(routes()).contains("10.1.0.0/24 dev 2 table 254 proto 2 src 10.1.0.1");
  }

  @Test
  void shouldGiveTheLoopbackItsAddresses() {
    netlink.changeLink(LO, LinkChange.builder().up().build());

    assertThat(netlink.addresses(1).stream().map(InterfaceAddress::toString))
        .containsExactly("127.0.0.1/8", "::1/128");
    assertThat(lookup("127.0.0.7").type()).isEqualTo(RouteType.LOCAL);
  }

  // ---- routes ---------------------------------------------------------------------------------

  @Test
  void shouldReadBackWhatWasWritten() {
    int a = host();
    Route four = Route.builder(IpPrefix.parse("10.9.0.0/16"))
        .gateway(address("10.1.0.9"))
        .oif(a)
        .table(TABLE)
        .protocol(PROTOCOL)
        .tos(0x10)
        .metric(17)
        .preferredSource(address("10.1.0.1"))
        .metrics(RouteMetrics.builder().set(RouteMetric.MTU, 1380).build())
        .build();
    Route six = Route.builder(IpPrefix.parse("fd09::/48"))
        .gateway(address("fd00:1::9"))
        .oif(a)
        .table(TABLE)
        .protocol(PROTOCOL)
        .metric(18)
        .preference(RoutePreference.HIGH)
        .metrics(RouteMetrics.builder().set(RouteMetric.MTU, 1380).build())
        .build();
    netlink.addRoute(four);
    netlink.addRoute(six);

    assertThat(netlink.routes(RouteFilter.all().withTable(TABLE))).containsExactly(four, six);
    assertThat(netlink.routes(RouteFilter.all().withProtocol(PROTOCOL))).containsExactly(four, six);
    assertThat(netlink.routes(RouteFilter.all().withTable(99))).isEmpty();
  }

  @Test
  void shouldCompleteWhatIsLeftOpen() {
    int a = host();
    netlink.addRoute(
        Route.builder(prefix("10.9.0.0/16")).gateway(address("10.1.0.9")).build());
    netlink.addRoute(
        Route.builder(prefix("fd09::/48")).gateway(address("fd00:1::9")).build());
    netlink.addRoute(
        Route.builder(prefix("fd0a::/48")).type(RouteType.BLACKHOLE).build());

    assertThat(routes())
        .contains(
            "10.9.0.0/16 via 10.1.0.9 dev " + a + " table 254 proto 3",
            "fd09::/48 via fd00:1::9 dev " + a + " table 254 proto 3 metric 1024",
            "blackhole fd0a::/48 dev 1 table 254 proto 3 metric 1024");
  }

  @Test
  void shouldRefuseRoutesThatCannotBe() {
    int a = host();
    int down = netlink.createLink(LinkSpec.bridge(B)).index();

    assertRefused(Errno.ENETUNREACH, () -> netlink.addRoute(via("10.9.0.0/16", "192.0.2.1")));
    assertRefused(EHOSTUNREACH, () -> netlink.addRoute(via("fd09::/48", "2001:db8::1")));
    assertRefused(Errno.EINVAL, () -> netlink.addRoute(via("fd09::/48", "fd00:1::1")));
    assertRefused(ENETDOWN, () -> netlink.addRoute(by("10.9.0.0/16", down)));
    assertRefused(ENETDOWN, () -> netlink.addRoute(by("fd09::/48", down)));
    assertRefused(Errno.ENODEV, () -> netlink.addRoute(by("10.9.0.0/16", 99)));
    assertRefused(Errno.ENODEV, () -> netlink.addRoute(by("fd09::/48", 99)));
    for (String destination : List.of("10.9.0.0/16", "fd09::/48")) {
      InetAddress foreign = address(destination.startsWith("10") ? "10.1.0.77" : "fd00:1::77");
      assertRefused(
          Errno.EINVAL,
          () -> netlink.addRoute(
              by(destination, a).toBuilder().preferredSource(foreign).build()));
    }
  }

  @Test
  void shouldTellReplaceFromAddFromChange() {
    int a = host();
    for (String destination : List.of("10.9.0.0/16", "fd09::/48")) {
      Route first = by(destination, a);
      Route second = first.toBuilder().protocol(PROTOCOL).build();

      assertRefused(Errno.ENOENT, () -> netlink.changeRoute(first));
      netlink.addRoute(first);
      assertRefused(Errno.EEXIST, () -> netlink.addRoute(second));
      netlink.replaceRoute(second);
      assertThat(protocolsTo(destination)).containsExactly(PROTOCOL);
      netlink.changeRoute(first);
      assertThat(protocolsTo(destination)).containsExactly(Route.PROTOCOL_BOOT);
      assertRefused(Errno.ESRCH, () -> netlink.deleteRoute(second));
      netlink.deleteRoute(first);
      assertRefused(Errno.ESRCH, () -> netlink.deleteRoute(first));
    }
  }

  @Test
  void shouldAppendIpv4RoutesBehindOthersAndJoinIpv6Gateways() {
    host();
    Route four = via("10.9.0.0/16", "10.1.0.8");
    netlink.addRoute(four);
    netlink.appendRoute(via("10.9.0.0/16", "10.1.0.9"));
    Route six = via("fd09::/48", "fd00:1::8");
    netlink.addRoute(six);
    netlink.appendRoute(via("fd09::/48", "fd00:1::9"));

    assertThat(lookup("10.9.0.1").gateway()).contains(address("10.1.0.8"));
    Route joined = netlink.routes(RouteFilter.all().withFamily(AddressFamily.IPV6)).stream()
        .filter(route -> route.destination().equals(prefix("fd09::/48")))
        .findFirst()
        .orElseThrow();
    assertThat(joined.nexthops().stream().map(way -> way.gateway().orElseThrow()))
        .containsExactly(address("fd00:1::8"), address("fd00:1::9"));
    netlink.deleteRoute(six);
    assertThat(netlink.routes(RouteFilter.all().withFamily(AddressFamily.IPV6)))
        .filteredOn(route -> route.destination().equals(prefix("fd09::/48")))
        .noneMatch(route -> route.gateway().equals(Optional.of(address("fd00:1::8"))));
  }

  @Test
  void shouldReadBackRoutesOfManyWays() {
    int a = host();
    for (AddressFamily family : AddressFamily.values()) {
      boolean isFour = family == AddressFamily.IPV4;
      Route many = Route.builder(prefix(isFour ? "10.9.0.0/16" : "fd09::/48"))
          .metric(9)
          .nexthop(Nexthop.of(a, address(isFour ? "10.1.0.8" : "fd00:1::8")))
          .nexthop(Nexthop.of(a, address(isFour ? "10.1.0.9" : "fd00:1::9")))
          .build();
      netlink.addRoute(many);

      assertThat(netlink.routes(RouteFilter.all().withFamily(family))).contains(many);
    }
  }

  @Test
  void shouldFlagRoutesWhoseLinkHasNoCarrier() {
    netlink.createLink(LinkSpec.veth(A, B));
    setUpQuietly(A);
    int a = indexOf(A);
    netlink.addRoute(by("10.9.0.0/16", a));

    Route route = netlink.routes(RouteFilter.all().withOif(a)).stream()
        .filter(one -> one.family() == AddressFamily.IPV4)
        .findFirst()
        .orElseThrow();
    assertThat(route.has(RouteFlag.LINKDOWN)).isTrue();
  }

  @Test
  void shouldLoseTheRoutesOfALinkThatGoes() {
    int a = host();
    int b = up(B);
    netlink.addRoute(via("10.9.0.0/16", "10.1.0.9"));
    netlink.addRoute(via("fd09::/48", "fd00:1::9"));
    netlink.addRoute(by("10.8.0.0/16", b));
    netlink.addRoute(Route.builder(prefix("10.7.0.0/16"))
        .nexthop(Nexthop.of(a, address("10.1.0.9")))
        .nexthop(Nexthop.of(b))
        .build());

    netlink.changeLink(A, LinkChange.builder().down().build());
    assertThat(destinations(AddressFamily.IPV4)).contains("10.8.0.0/16", "10.7.0.0/16");
    assertThat(destinations(AddressFamily.IPV4)).doesNotContain("10.9.0.0/16");
    assertThat(destinations(AddressFamily.IPV6)).doesNotContain("fd09::/48");
    assertThat(lookup("10.7.0.1").oif()).contains(b);

    netlink.deleteLink(A);
    assertThat(destinations(AddressFamily.IPV4)).doesNotContain("10.7.0.0/16");
  }

  @Test
  void shouldLoseTheRoutesThatPreferAnAddressThatGoes() {
    int a = host();
    netlink.addAddress(a, InterfaceAddress.parse("10.2.0.1/24"));
    netlink.addRoute(
        by("10.9.0.0/16", a).toBuilder().preferredSource(address("10.2.0.1")).build());

    netlink.deleteAddress(a, InterfaceAddress.parse("10.2.0.1/24"));

    assertThat(destinations(AddressFamily.IPV4)).doesNotContain("10.9.0.0/16");
  }

  @Test
  void shouldTellWhenAnIpv6RouteExpires() {
    int a = host();
    netlink.addRoute(by("fd09::/48", a).toBuilder().expires(Duration.ofHours(1)).build());

    Route read = netlink.routes(RouteFilter.all().withFamily(AddressFamily.IPV6)).stream()
        .filter(route -> route.destination().equals(prefix("fd09::/48")))
        .findFirst()
        .orElseThrow();
    assertThat(read.expires().orElseThrow())
        .isBetween(Duration.ofMinutes(55), Duration.ofMinutes(60).plusSeconds(1));
  }

  // ---- looking up -----------------------------------------------------------------------------

  @Test
  void shouldFindTheNarrowestPrefixAndThenTheSmallestMetric() {
    int a = host();
    int b = up(B);
    for (AddressFamily family : AddressFamily.values()) {
      boolean isFour = family == AddressFamily.IPV4;
      String wide = isFour ? "10.8.0.0/15" : "fd08::/15";
      String narrow = isFour ? "10.9.0.0/16" : "fd09::/16";
      String inside = isFour ? "10.9.0.1" : "fd09::1";
      netlink.addRoute(by(wide, a));
      assertThat(lookup(inside).oif()).contains(a);
      netlink.addRoute(by(narrow, b).toBuilder().metric(20).build());
      assertThat(lookup(inside).oif()).contains(b);
      netlink.addRoute(by(narrow, a).toBuilder().metric(10).build());
      assertThat(lookup(inside).oif()).contains(a);

      Route entry = netlink.lookup(RouteLookup.of(address(inside)).withFibMatch());
      assertThat(entry.destination()).isEqualTo(prefix(narrow));
      assertThat(entry.metric()).isEqualTo(10);
    }
  }

  @Test
  void shouldSayWhichWayAPacketGoes() {
    int a = host();
    netlink.addRoute(via("10.9.0.0/16", "10.1.0.9"));
    netlink.addRoute(via("fd09::/48", "fd00:1::9"));

    Route four = lookup("10.9.0.1");
    assertThat(four.gateway()).contains(address("10.1.0.9"));
    assertThat(four.oif()).contains(a);
    assertThat(four.preferredSource()).contains(address("10.1.0.1"));
    Route six = lookup("fd09::1");
    assertThat(six.gateway()).contains(address("fd00:1::9"));
    assertThat(six.preferredSource()).contains(address("fd00:1::1"));
    assertThat(lookup("10.1.0.1").type()).isEqualTo(RouteType.LOCAL);
    assertThat(lookup("fd00:1::1").type()).isEqualTo(RouteType.LOCAL);
  }

  @Test
  void shouldSayWhyAPacketGoesNowhere() {
    host();
    netlink.addRoute(
        Route.builder(prefix("10.9.0.0/16")).type(RouteType.UNREACHABLE).build());
    netlink.addRoute(
        Route.builder(prefix("10.8.0.0/16")).type(RouteType.PROHIBIT).build());
    netlink.addRoute(
        Route.builder(prefix("10.7.0.0/16")).type(RouteType.BLACKHOLE).build());
    netlink.addRoute(Route.builder(prefix("10.6.0.0/16")).type(RouteType.THROW).build());

    assertRefused(EHOSTUNREACH, () -> lookup("10.9.0.1"));
    assertRefused(Errno.EACCES, () -> lookup("10.8.0.1"));
    assertRefused(Errno.EINVAL, () -> lookup("10.7.0.1"));
    assertRefused(Errno.ENETUNREACH, () -> lookup("10.6.0.1"));
    assertRefused(Errno.ENETUNREACH, () -> lookup("192.0.2.1"));
    assertRefused(Errno.ENETUNREACH, () -> lookup("2001:db8::1"));
  }

  // ---- rules ----------------------------------------------------------------------------------

  @Test
  void shouldBeginWithTheRulesForTheTablesOfTheKernel() {
    assertThat(netlink.rules(AddressFamily.IPV4).stream().map(Rule::table))
        .containsExactly(Route.TABLE_LOCAL, Route.TABLE_MAIN, 253);
    assertThat(netlink.rules(AddressFamily.IPV6).stream().map(Rule::table))
        .containsExactly(Route.TABLE_LOCAL, Route.TABLE_MAIN);
  }

  @Test
  void shouldSendMarkedPacketsByAnotherTable() {
    int a = host();
    int b = up(B);
    for (AddressFamily family : AddressFamily.values()) {
      boolean isFour = family == AddressFamily.IPV4;
      String all = isFour ? "0.0.0.0/0" : "::/0";
      InetAddress far = address(isFour ? "192.0.2.1" : "2001:db8::1");
      netlink.addRoute(by(all, a));
      netlink.addRoute(by(all, b).toBuilder().table(TABLE).build());
      Rule made =
          netlink.addRule(Rule.builder(family).mark(7, 0xff).lookup(TABLE).build());

      assertThat(made.priority()).contains(32765);
      assertThat(netlink.lookup(RouteLookup.of(far)).oif()).contains(a);
      assertThat(netlink.lookup(RouteLookup.of(far).withMark(0x107)).oif()).contains(b);
      assertRefused(Errno.EEXIST, () -> netlink.addRule(made));
      netlink.deleteRule(made);
      assertThat(netlink.lookup(RouteLookup.of(far).withMark(0x107)).oif()).contains(a);
      assertRefused(Errno.ENOENT, () -> netlink.deleteRule(made));
    }
  }

  @Test
  void shouldLookPastRoutesThatARuleSuppresses() {
    int a = host();
    int b = up(B);
    netlink.addRoute(by("0.0.0.0/0", a));
    netlink.addRoute(by("10.9.0.0/16", a));
    netlink.addRoute(by("0.0.0.0/0", b).toBuilder().table(TABLE).build());
    netlink.addRule(Rule.builder(AddressFamily.IPV4)
        .priority(100)
        .lookup(Route.TABLE_MAIN)
        .suppressPrefixLength(0)
        .build());
    netlink.addRule(Rule.builder(AddressFamily.IPV4).priority(200).lookup(TABLE).build());

    assertThat(lookup("10.9.0.1").oif()).contains(a);
    assertThat(lookup("192.0.2.1").oif()).contains(b);
  }

  @Test
  void shouldDropPacketsByRules() {
    host();
    IpPrefix dropped = prefix("10.1.0.128/25");
    netlink.addRule(Rule.builder(AddressFamily.IPV4)
        .priority(100)
        .destination(dropped)
        .action(RuleAction.PROHIBIT)
        .build());
    netlink.addRule(Rule.builder(AddressFamily.IPV4)
        .priority(50)
        .destination(prefix("10.1.0.192/26"))
        .gotoPriority(300)
        .build());
    netlink.addRule(
        Rule.builder(AddressFamily.IPV4).priority(300).action(RuleAction.NOP).build());

    assertRefused(Errno.EACCES, () -> lookup("10.1.0.129"));
    assertThat(lookup("10.1.0.200").oif()).isPresent();
    assertThat(lookup("10.1.0.9").oif()).isPresent();
  }

  // ---- nexthop objects ------------------------------------------------------------------------

  @Test
  void shouldSendRoutesAnotherWayByOneNexthop() {
    int a = host();
    int b = up(B);
    NexthopObject first = netlink.addNexthop(SingleNexthop.builder(AddressFamily.IPV6)
        .id(7)
        .oif(a)
        .gateway(address("fd00:1::9"))
        .build());
    netlink.addRoute(Route.builder(prefix("10.9.0.0/16")).nexthopId(7).build());
    netlink.addRoute(Route.builder(prefix("fd09::/48")).nexthopId(7).build());

    assertThat(netlink.nexthop(7)).contains(first);
    assertThat(lookup("10.9.0.1").gateway()).contains(address("fd00:1::9"));
    assertThat(lookup("fd09::1").gateway()).contains(address("fd00:1::9"));
    netlink.replaceNexthop(
        SingleNexthop.builder(AddressFamily.IPV6).id(7).oif(b).build());

    assertThat(lookup("10.9.0.1").oif()).contains(b);
    assertThat(lookup("fd09::1").oif()).contains(b);
    netlink.deleteNexthop(7);
    assertThat(destinations(AddressFamily.IPV4)).doesNotContain("10.9.0.0/16");
    assertThat(destinations(AddressFamily.IPV6)).doesNotContain("fd09::/48");
    assertRefused(Errno.ENOENT, () -> netlink.deleteNexthop(7));
  }

  @Test
  void shouldTellTheMembersOfAGroupAndLoseThem() {
    int a = host();
    for (int id = 1; id <= 2; id++) {
      netlink.addNexthop(SingleNexthop.builder(AddressFamily.IPV4)
          .id(id)
          .oif(a)
          .gateway(address("10.1.0." + id * 10))
          .build());
    }
    netlink.addNexthop(NexthopGroup.builder().id(3).member(1, 2).member(2, 1).build());
    netlink.addRoute(Route.builder(prefix("10.9.0.0/16")).nexthopId(3).build());

    assertThat(netlink.routes(RouteFilter.all())).anySatisfy(route -> {
      assertThat(route.nexthopId()).contains(3);
      assertThat(route.nexthops().stream().map(Nexthop::weight)).containsExactly(2, 1);
    });
    netlink.deleteNexthop(1);
    assertThat(lookup("10.9.0.1").gateway()).contains(address("10.1.0.20"));
    netlink.changeLink(A, LinkChange.builder().down().build());
    assertThat(netlink.nexthops(NexthopFilter.all())).isEmpty();
  }

  @Test
  void shouldRefuseNexthopsThatCannotBe() {
    int a = host();
    int down = netlink.createLink(LinkSpec.bridge(B)).index();
    SingleNexthop.Builder four = SingleNexthop.builder(AddressFamily.IPV4).id(1);
    netlink.addNexthop(four.oif(a).build());

    assertRefused(Errno.EEXIST, () -> netlink.addNexthop(four.build()));
    assertRefused(
        ENETDOWN,
        () -> netlink.addNexthop(
            SingleNexthop.builder(AddressFamily.IPV4).id(2).oif(down).build()));
    assertRefused(
        Errno.ENETUNREACH,
        () -> netlink.addNexthop(SingleNexthop.builder(AddressFamily.IPV4)
            .id(2)
            .oif(a)
            .gateway(address("192.0.2.1"))
            .build()));
    assertRefused(
        Errno.EINVAL,
        () -> netlink.addNexthop(NexthopGroup.builder().id(2).member(9, 1).build()));
    assertRefused(
        Errno.EINVAL,
        () -> netlink.addRoute(Route.builder(prefix("fd09::/48")).nexthopId(1).build()));
    assertRefused(
        Errno.EINVAL,
        () -> netlink.addRoute(Route.builder(prefix("10.9.0.0/16")).nexthopId(9).build()));
    assertThat(netlink
            .addNexthop(SingleNexthop.builder(AddressFamily.IPV4).oif(a).build())
            .id())
        .isEqualTo(2);
  }

  // ---- many -----------------------------------------------------------------------------------

  @Test
  void shouldMakeManyChangesAndReadThemForSure() {
    int a = host();
    List<RouteChange> changes = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      String destination = "10." + (64 + i / 256) + "." + i % 256 + ".0/24";
      changes.add(RouteChange.add(by(destination, a).toBuilder().table(TABLE).build()));
      changes.add(RouteChange.add(Route.builder(prefix("fd10:" + Integer.toHexString(i) + "::/32"))
          .oif(a)
          .table(TABLE)
          .build()));
    }
    changes.add(changes.get(0));
    BatchSummary summary = netlink.changeRoutes(changes);

    assertThat(summary.applied()).isEqualTo(3000);
    assertThat(summary.refused()).isEqualTo(1);
    RouteSnapshot snapshot = netlink.readRoutes(RouteFilter.all().withTable(TABLE));
    assertThat(snapshot.consistency()).isEqualTo(Consistency.COMPLETE);
    assertThat(snapshot.routes()).hasSize(3000);
    List<Route> visited = new ArrayList<>();
    netlink.visitRoutes(RouteFilter.all().withTable(TABLE), route -> visited.add(route.toRoute()));
    assertThat(visited).hasSize(3000);
    // As sets: comparing each with each is slow where the processor is emulated.
    assertThat(Set.copyOf(visited)).hasSize(3000).isEqualTo(Set.copyOf(snapshot.routes()));
  }

  @Test
  void shouldMakeATableAsDesired() {
    int a = host();
    Route foreign = by("10.9.0.0/16", a).toBuilder().table(TABLE).build();
    netlink.addRoute(foreign);
    netlink.addRoute(owned("10.7.0.0/16", a));
    List<Route> desired = List.of(owned("10.6.0.0/16", a), owned("fd09::/48", a));

    ApplyReport report = netlink.apply(new DesiredRoutes(TABLE, PROTOCOL, desired));

    assertThat(report.failures()).isEmpty();
    assertThat(report.plan().changes()).hasSize(3);
    assertThat(netlink.plan(new DesiredRoutes(TABLE, PROTOCOL, desired)).changes())
        .isEmpty();
    assertThat(netlink.routes(RouteFilter.all().withTable(TABLE)).stream()
            .map(route -> route.destination().toString()))
        .containsExactlyInAnyOrder("10.9.0.0/16", "10.6.0.0/16", "fd09::/48");
  }

  // ---- words ----------------------------------------------------------------------------------

  /** Makes a link that is up and has an address of each family, and returns its index. */
  private int host() {
    int a = up(A);
    netlink.addAddress(a, InterfaceAddress.parse("10.1.0.1/24"));
    netlink.addAddress(a, InterfaceAddress.parse("fd00:1::1/64").withoutDad());
    awaitRoutes(AddressFamily.IPV6, "fd00:1::1/128");
    return a;
  }

  private int up(InterfaceName name) {
    netlink.createLink(LinkSpec.bridge(name));
    setUpQuietly(name);
    return indexOf(name);
  }

  /** Sets a link up without an address that the kernel makes by itself. */
  private void setUpQuietly(InterfaceName name) {
    LinkChange quiet =
        LinkChange.builder().addressGeneration(AddressGeneration.NONE).build();
    netlink.changeLink(name, quiet); // by itself: setting it up would come first
    netlink.changeLink(name, LinkChange.builder().up().build());
  }

  private int indexOf(InterfaceName name) {
    return netlink.link(name).orElseThrow().index();
  }

  /** A kernel makes an IPv6 address's own route a little after it has said that it is done. */
  private void awaitRoutes(AddressFamily family, String destination) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!destinations(family).contains(destination)) {
      assertThat(System.nanoTime()).as("waiting for " + destination).isLessThan(end);
    }
  }

  private List<String> destinations(AddressFamily family) {
    return netlink.routes(RouteFilter.all().withFamily(family)).stream()
        .map(route -> route.destination().toString())
        .toList();
  }

  private List<String> routes() {
    return netlink.routes(RouteFilter.all()).stream().map(Route::toString).toList();
  }

  private List<Integer> protocolsTo(String destination) {
    return netlink.routes(RouteFilter.all()).stream()
        .filter(route -> route.destination().equals(prefix(destination)))
        .map(Route::protocol)
        .toList();
  }

  private Route lookup(String to) {
    return netlink.lookup(RouteLookup.of(address(to)));
  }

  private static Route by(String destination, int link) {
    return Route.builder(prefix(destination)).oif(link).build();
  }

  private static Route via(String destination, String gateway) {
    return Route.builder(prefix(destination)).gateway(address(gateway)).build();
  }

  private static Route owned(String destination, int link) {
    return by(destination, link).toBuilder().table(TABLE).protocol(PROTOCOL).build();
  }

  private static IpPrefix prefix(String text) {
    return IpPrefix.parse(text);
  }

  private static InetAddress address(String text) {
    return IpAddresses.parse(text);
  }

  private static void assertRefused(Errno errno, ThrowingCallable call) {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.errno()).contains(errno));
  }
}
