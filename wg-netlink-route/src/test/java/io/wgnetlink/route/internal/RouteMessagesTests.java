package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteType;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteMessagesTests {
  private static final Route NARROW = to("fd00::1:0/112").oif(4).metric(50).build();

  private static Route.Builder to(String prefix) {
    return Route.builder(IpPrefix.parse(prefix)).protocol(87);
  }

  private static InetAddress address(String text) {
    return IpAddresses.parse(text);
  }

  private static List<Route> received(String capture) {
    return Capture.of(capture).received().stream()
        .map(Capture::reader)
        .filter(RouteMessages::isRoute)
        .map(RouteMessages::decode)
        .toList();
  }

  // What is sent, byte for byte.

  @Test
  void shouldAddAnIpv6RouteAsIpDoes() {
    assertThat(Capture.change(RouteMessages.add(NARROW)))
        .isEqualTo(Capture.of("route-add-6").sent());
  }

  @Test
  void shouldReplaceAsIpDoes() {
    assertThat(Capture.change(RouteMessages.replace(NARROW)))
        .isEqualTo(Capture.of("route-replace-6").sent());
  }

  @Test
  void shouldDeleteAsIpDoes() {
    assertThat(Capture.change(RouteMessages.delete(NARROW)))
        .isEqualTo(Capture.of("route-del-6").sent());
  }

  @Test
  void shouldAddARouteByAGatewayInALargeTableAsIpDoes() {
    Route route = to("10.9.0.0/16")
        .gateway(address("172.29.1.1"))
        .preferredSource(address("172.29.1.16"))
        .metric(7)
        .table(1000)
        .oif(4)
        .build();
    assertThat(Capture.change(RouteMessages.add(route)))
        .isEqualTo(Capture.of("route-add-4").sent());
  }

  @Test
  void shouldAddADefaultRouteAsIpDoes() {
    assertThat(Capture.change(RouteMessages.add(to("::/0").oif(4).build())))
        .isEqualTo(Capture.of("route-add-default-6").sent());
  }

  @Test
  void shouldAddABlackholeAsIpDoes() {
    Route route = to("10.10.0.0/16").type(RouteType.BLACKHOLE).build();
    assertThat(Capture.change(RouteMessages.add(route)))
        .isEqualTo(Capture.of("route-add-blackhole").sent());
  }

  @Test
  void shouldAddAMultipathRouteAsIpDoes() {
    Route route = to("10.11.0.0/16")
        .nexthop(Nexthop.of(4, address("172.29.1.1")).withWeight(3))
        .nexthop(Nexthop.of(4, address("172.29.1.2")))
        .build();
    assertThat(Capture.change(RouteMessages.add(route)))
        .isEqualTo(Capture.of("route-add-multipath").sent());
  }

  @Test
  void shouldAddARouteByANexthopObjectAsIpDoes() {
    Route route = to("10.12.0.0/16").nexthopId(42).build();
    assertThat(Capture.change(RouteMessages.add(route)))
        .isEqualTo(Capture.of("route-add-nhid").sent());
  }

  @Test
  void shouldAddAnIpv4RouteByAnIpv6GatewayAsIpDoes() {
    Route route = to("10.13.0.0/16").gateway(address("fe80::1")).oif(4).build();
    assertThat(Capture.change(RouteMessages.add(route)))
        .isEqualTo(Capture.of("route-add-via-inet6").sent());
  }

  @Test
  void shouldLookUpAsIpDoes() {
    assertThat(Capture.question(RouteMessages.lookup(RouteLookup.of(address("10.11.3.4")))))
        .isEqualTo(Capture.of("route-get-4").sent());
    assertThat(Capture.question(
            RouteMessages.lookup(RouteLookup.of(address("10.12.3.4")).withFibMatch())))
        .isEqualTo(Capture.of("route-get-fibmatch").sent());
    assertThat(Capture.question(
            RouteMessages.lookup(RouteLookup.of(address("fd00::1:5")).withOif(4).withMark(7))))
        .isEqualTo(Capture.of("route-get-6").sent());
    RouteLookup packet = RouteLookup.of(address("fd00::5"))
        .withSource(address("fd00:1::16"))
        .withIif(1)
        .withMark(7)
        .withUid(1000)
        .withIpProtocol(17)
        .withPorts(4711, 53);
    assertThat(Capture.question(RouteMessages.lookup(packet)))
        .isEqualTo(Capture.of("route-get-packet").sent());
    assertThat(packet)
        .hasToString(
            "fd00::5 from fd00:1::16 iif 1 mark 7 uid 1000 ipproto 17 sport 4711 dport 53");
  }

  @Test
  void shouldRefuseToLookUpPortsThatAreNone() {
    RouteLookup lookup = RouteLookup.of(address("fd00::5"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> lookup.withPorts(1, 65536))
        .withMessage("destination port 65536 is not in 0 to 65535");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> lookup.withPorts(-1, 1));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> lookup.withIpProtocol(256));
  }

  @Test
  void shouldChangeAndAppendWithTheFlagsOfIp() {
    byte[] replace = Capture.of("route-replace-6").sent();
    replace[7] = 1; // NLM_F_REPLACE alone
    assertThat(Capture.change(RouteMessages.change(NARROW))).isEqualTo(replace);
    replace[7] = 0x0c; // NLM_F_CREATE | NLM_F_APPEND
    assertThat(Capture.change(RouteMessages.append(NARROW))).isEqualTo(replace);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "route-add-4",
        "route-add-6",
        "route-add-blackhole",
        "route-add-default-6",
        "route-add-metrics",
        "route-add-multipath",
        "route-add-nhid",
        "route-add-via-inet6"
      })
  void shouldWriteAgainWhatItReadInRequests(String capture) {
    byte[] sent = Capture.of(capture).sent();
    Route route = RouteMessages.decode(Capture.reader(sent));
    assertThat(Capture.change(RouteMessages.add(route))).isEqualTo(sent);
  }

  // What is received.

  @Test
  void shouldReadEveryKindOfIpv4Route() {
    List<Route> routes = received("route-dump-4");

    assertThat(routes).hasSize(6);
    assertThat(routes.get(0))
        .isEqualTo(to("10.10.0.0/16").type(RouteType.BLACKHOLE).build());
    assertThat(routes.get(1).nexthops())
        .containsExactly(
            Nexthop.of(4, address("172.29.1.1")).withWeight(3),
            Nexthop.of(4, address("172.29.1.2")));
    assertThat(routes.get(2).nexthopId()).contains(42);
    assertThat(routes.get(2).gateway()).contains(address("172.29.1.9"));
    assertThat(routes.get(3).gateway()).contains(address("fe80::1"));
    assertThat(routes.get(4).otherAttributes()).as("RTA_METRICS").hasSize(1);
    assertThat(routes.get(5))
        .hasToString("172.29.1.0/24 dev 4 table 254 proto 2 src 172.29.1.16")
        .returns(Route.SCOPE_LINK, Route::scope);
  }

  @Test
  void shouldReadEveryKindOfIpv6Route() {
    List<Route> routes = received("route-dump-6");

    assertThat(routes).hasSize(3);
    assertThat(routes.get(0)).isEqualTo(NARROW);
    assertThat(routes.get(1).metric()).isEqualTo(1024);
    assertThat(routes.get(1).nexthops())
        .containsExactly(
            Nexthop.of(4, address("fe80::1")).withWeight(2), Nexthop.of(4, address("fe80::2")));
    assertThat(routes.get(2).nexthopId()).contains(43);
  }

  @Test
  void shouldReadTheAnswerToALookup() {
    Route way = received("route-get-4").get(0);
    assertThat(way.destination()).isEqualTo(IpPrefix.parse("10.11.3.4/32"));
    assertThat(way.gateway()).contains(address("172.29.1.1"));
    assertThat(way.preferredSource()).contains(address("172.29.1.16"));
    assertThat(way.otherAttributes()).isEmpty();

    assertThat(received("route-get-fibmatch").get(0).destination())
        .isEqualTo(IpPrefix.parse("10.12.0.0/16"));

    Route way6 = received("route-get-6").get(0);
    assertThat(way6.protocol()).isEqualTo(87);
    assertThat(way6.source()).isEmpty();
    assertThat(way6.preferredSource()).contains(address("fd00:1::16"));
  }

  @Test
  void shouldLeaveOutFamiliesThatItDoesNotKnow() {
    byte[] message = Capture.of("route-dump-6").received().get(0);
    message[16] = 28; // AF_MPLS

    assertThat(RouteMessages.isRoute(Capture.reader(message))).isFalse();
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> RouteMessages.decode(Capture.reader(message)))
        .withMessageContaining("family 28");
  }

  @Test
  void shouldKeepTypesAndAttributesWithoutAName() {
    byte[] message = HexFormat.of()
        .parseHex("2c000000" + "18000000" + "00000000" + "00000000"
            + "02100000" + "fe570042" + "00000000" // a type 66
            + "08000100" + "0a090000"
            + "0800ff0f" + "01020304"); // 4095

    Route route = RouteMessages.decode(Capture.reader(message));

    assertThat(route.type()).isEqualTo(new RouteType(66)).hasToString("66");
    assertThat(route.otherAttributes()).hasSize(1);
    assertThat(Capture.change(RouteMessages.add(route)))
        .endsWith(HexFormat.of().parseHex("0800ff0f01020304"));
  }

  @Test
  void shouldRefuseANexthopThatDoesNotEnd() {
    byte[] message = Capture.of("route-add-multipath").sent();
    message[40] = 0; // rtnh_len

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> RouteMessages.decode(Capture.reader(message)))
        .withMessageContaining("nexthop of 0 bytes")
        .satisfies(e -> assertThat(e.offset()).isEqualTo(40));
  }

  @Test
  void shouldFilterAlsoWithoutTheKernel() {
    Route multipath =
        to("10.11.0.0/16").nexthop(Nexthop.of(4)).nexthop(Nexthop.of(5)).build();

    assertThat(RouteFilter.all().matches(NARROW)).isTrue();
    assertThat(RouteFilter.all().withFamily(AddressFamily.IPV4).matches(NARROW)).isFalse();
    assertThat(RouteFilter.all().withTable(254).withProtocol(87).withOif(4).matches(NARROW))
        .isTrue();
    assertThat(RouteFilter.all().withTable(255).matches(NARROW)).isFalse();
    assertThat(RouteFilter.all().withProtocol(4).matches(NARROW)).isFalse();
    assertThat(RouteFilter.all().withOif(5).matches(NARROW)).isFalse();
    assertThat(RouteFilter.all().withOif(5).matches(multipath)).isTrue();
  }

  @Test
  void shouldSayWhatIsAsked() {
    assertThat(RouteMessages.add(NARROW).operation())
        .isEqualTo("add route fd00::1:0/112 dev 4 table 254 proto 87 metric 50");
    assertThat(RouteMessages.delete(to("10.10.0.0/16").type(RouteType.BLACKHOLE).build())
            .operation())
        .isEqualTo("delete route blackhole 10.10.0.0/16 table 254 proto 87");
    assertThat(
            RouteMessages.lookup(RouteLookup.of(address("fd00::1:5")).withOif(4).withMark(-1))
                .operation())
        .isEqualTo("look up route fd00::1:5 oif 4 mark 4294967295");
    assertThat(RouteMessages.dump(
                AddressFamily.IPV6, RouteFilter.all().withTable(1000).withOif(4))
            .operation())
        .isEqualTo("list routes IPV6 table 1000 dev 4");
  }
}
