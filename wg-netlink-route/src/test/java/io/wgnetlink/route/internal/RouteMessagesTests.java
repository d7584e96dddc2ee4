package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RouteMetrics;
import io.wgnetlink.route.RoutePreference;
import io.wgnetlink.route.RouteType;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
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
  void shouldAddRealmsOfAWayAsIpDoes() {
    Route route = to("10.17.0.0/16")
        .table(1000)
        .nexthop(Nexthop.of(4, address("172.29.1.1")).withWeight(3).withRealms(0x50006))
        .nexthop(Nexthop.of(4, address("fe80::1")).withFlag(RouteFlag.ONLINK))
        .build();
    assertThat(Capture.change(RouteMessages.add(route)))
        .isEqualTo(Capture.of("route-add-realms").sent());
    assertThat(route)
        .hasToString("10.17.0.0/16 table 1000 proto 87"
            + " nexthop via 172.29.1.1 dev 4 weight 3 realms 5/6"
            + " nexthop via fe80::1 dev 4 weight 1 onlink");
  }

  @Test
  void shouldAddSourcePreferenceAndExpiryAsIpDoes() {
    Route route = to("fd02::/64")
        .source(IpPrefix.parse("fd00:1::/64"))
        .gateway(address("fe80::1"))
        .table(1000)
        .metric(50)
        .oif(4)
        .expires(Duration.ofMillis(599_001))
        .preference(RoutePreference.LOW)
        .build();
    assertThat(Capture.change(RouteMessages.add(route)))
        .isEqualTo(Capture.of("route-add-expires").sent());
    assertThat(route)
        .hasToString("fd02::/64 from fd00:1::/64 via fe80::1 dev 4 table 1000 proto 87 metric 50"
            + " expires 599sec pref low");
  }

  /** The kernel's order is that of the numbers, locks first, {@code ip} has one of its own. */
  @Test
  void shouldWriteMetricsAsTheKernelDoes() {
    Route route = qualified().build();
    byte[] sent = Capture.change(RouteMessages.add(route));
    byte[] received = flagged(Capture.of("route-dump-qualities-4").received().get(0));

    assertThat(attribute(sent, RouteAttribute.RTA_METRICS))
        .isEqualTo(attribute(received, RouteAttribute.RTA_METRICS));
    assertThat(RouteMessages.decode(
            Capture.reader(Capture.of("route-add-all-metrics").sent())))
        .isEqualTo(route);
    assertThat(route.metrics())
        .hasToString("mtu lock 1300 window 70000 rtt 800 rttvar lock 120 ssthresh 7 cwnd lock 9"
            + " advmss 900 reordering 4 hoplimit 64 initcwnd 10 features 1 rto_min lock 40"
            + " initrwnd 11 quickack 1 congctl lock reno fastopen_no_cookie 1");
  }

  private static Route.Builder qualified() {
    RouteMetrics metrics = RouteMetrics.builder()
        .set(RouteMetric.MTU, 1300)
        .lock(RouteMetric.MTU)
        .set(RouteMetric.WINDOW, 70_000)
        .rtt(Duration.ofMillis(100))
        .rttVariance(Duration.ofMillis(30))
        .lock(RouteMetric.RTTVAR)
        .set(RouteMetric.SSTHRESH, 7)
        .set(RouteMetric.CWND, 9)
        .lock(RouteMetric.CWND)
        .set(RouteMetric.ADVMSS, 900)
        .set(RouteMetric.REORDERING, 4)
        .set(RouteMetric.HOPLIMIT, 64)
        .set(RouteMetric.INITCWND, 10)
        .set(RouteMetric.FEATURES, RouteMetrics.FEATURE_ECN)
        .minimumRto(Duration.ofMillis(40))
        .set(RouteMetric.INITRWND, 11)
        .set(RouteMetric.QUICKACK, 1)
        .congestionControl("reno")
        .lock(RouteMetric.CC_ALGO)
        .set(RouteMetric.FASTOPEN_NO_COOKIE, 1)
        .build();
    return to("10.16.0.0/16")
        .gateway(address("172.29.1.1"))
        .tos(0x10)
        .table(1000)
        .realms(0x50006)
        .oif(4)
        .metrics(metrics);
  }

  private static byte[] attribute(byte[] message, RouteAttribute wanted) {
    AttributeCursor<RouteAttribute> cursor = new AttributeCursor<>(RouteAttribute.TABLE)
        .over(Capture.reader(message), RouteMessage.LENGTH);
    while (cursor.next()) {
      if (cursor.attribute() == wanted) {
        return cursor.bytes();
      }
    }
    throw new AssertionError("no " + wanted);
  }

  @Test
  void shouldKeepAnEncapsulationAndFlagItAsNested() {
    Route route =
        RouteMessages.decode(Capture.reader(Capture.of("route-add-encap").sent()));
    Route read = received("route-dump-qualities-6").get(1);
    assertThat(read.otherAttributes()).hasSize(2).isEqualTo(route.otherAttributes());

    byte[] payload = attribute(Capture.of("route-add-encap").sent(), RouteAttribute.RTA_ENCAP);
    UnknownAttribute encapsulation = UnknownAttribute.of(22, payload);
    assertThat(route.otherAttributes()).contains(encapsulation);
    assertThat(HexFormat.of().formatHex(Capture.change(RouteMessages.add(read))))
        .contains("24001680" + HexFormat.of().formatHex(payload) + "06001500" + "05000000");
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
    assertThat(Capture.change(RouteMessages.add(route))).isEqualTo(flagged(sent));
  }

  /** Nests are flagged as such, which {@code ip} does not do for every one of them. */
  private static byte[] flagged(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message.clone()).order(ByteOrder.nativeOrder());
    int at = 16 + RouteMessage.LENGTH;
    while (at < message.length) {
      int type = buffer.getShort(at + 2);
      if (type == 8 || type == 22) { // RTA_METRICS, RTA_ENCAP
        buffer.putShort(at + 2, (short) (type | 0x8000));
      }
      at += (buffer.getShort(at) + 3) & ~3;
    }
    return buffer.array();
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
    assertThat(routes.get(4).metrics())
        .isEqualTo(RouteMetrics.builder().set(RouteMetric.MTU, 1300).build());
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
  void shouldReadEveryQualityOfARoute() {
    assertThat(received("route-dump-qualities-4"))
        .containsExactly(
            qualified().build(),
            to("10.17.0.0/16")
                .table(1000)
                .nexthop(Nexthop.of(4, address("172.29.1.1")).withWeight(3).withRealms(0x50006))
                .nexthop(Nexthop.of(4, address("fe80::1")).withFlag(RouteFlag.ONLINK))
                .build());
    Route six = received("route-dump-qualities-6").get(0);
    assertThat(six.source()).contains(IpPrefix.parse("fd00:1::/64"));
    assertThat(six.preference()).isEqualTo(RoutePreference.LOW);
    assertThat(six.expires()).contains(Duration.ofMillis(599_940));
    assertThat(six.otherAttributes()).isEmpty();
  }

  @Test
  void shouldReadThatARouteHasExpired() {
    byte[] message = Capture.of("route-dump-qualities-6").received().get(0);
    ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
    assertThat(buffer.getInt(124)).isEqualTo(59_994);
    buffer.putInt(124, -250);
    Route expired = RouteMessages.decode(Capture.reader(message));
    assertThat(expired.expires()).contains(Duration.ofMillis(-2500));
    assertThat(HexFormat.of().formatHex(Capture.change(RouteMessages.add(expired))))
        .as("RTA_EXPIRES of 0")
        .contains("0800170000000000");

    buffer.putInt(124, 0);
    assertThat(RouteMessages.decode(Capture.reader(message)).expires()).isEmpty();
    buffer.putShort(112, (short) 14);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> RouteMessages.decode(Capture.reader(message)))
        .withMessageContaining("RTA_CACHEINFO of 10 bytes");
  }

  @Test
  void shouldRefuseWhatTheKernelWouldNotKeep() {
    Route.Builder four = to("10.9.0.0/16").oif(4);
    Route.Builder six = to("fd00::/64").oif(4);
    refuses(four.build().toBuilder().source(IpPrefix.parse("10.1.0.0/16")), "no source");
    refuses(four.build().toBuilder().preference(RoutePreference.HIGH), "no preference of an IPv4");
    refuses(four.build().toBuilder().expires(Duration.ofSeconds(9)), "no expiry of an IPv4");
    refuses(to("10.9.0.0/16").nexthopId(1).realms(7), "no realms of a route by a nexthop object");
    refuses(six.build().toBuilder().realms(7), "no realms of an IPv6");
    refuses(to("fd00::/64").nexthop(Nexthop.of(4).withRealms(7)), "no realms of an IPv6");
    refuses(six.build().toBuilder().expires(Duration.ofSeconds(0xfffffffeL)), "for ever");
    refuses(
        to("fd00::/64").type(RouteType.THROW).preference(RoutePreference.LOW),
        "no preference of an IPv6 route that drops packets");
    refuses(
        to("fd00::/64").type(RouteType.PROHIBIT).expires(Duration.ofSeconds(1)),
        "no expiry of an IPv6 route that drops packets");
    refuses(with(RouteMetric.MTU, 65521), "lowers mtu to 65520: 10.9.0.0/16");
    refuses(with(RouteMetric.ADVMSS, -1), "lowers advmss to 65495");
    refuses(with(RouteMetric.HOPLIMIT, 256), "lowers hoplimit to 255");
    refuses(
        to("10.9.0.0/16").otherAttribute(UnknownAttribute.of(4, new byte[4])),
        "RTA_OIF is a component of the route");
    assertThat(Capture.change(RouteMessages.add(with(RouteMetric.MTU, 65520).build())))
        .isNotEmpty();
    assertThat(Capture.change(RouteMessages.delete(with(RouteMetric.MTU, 65521).build())))
        .as("a deletion says nothing of it")
        .isNotEmpty();
  }

  private static Route.Builder with(RouteMetric metric, int value) {
    return to("10.9.0.0/16").metrics(RouteMetrics.builder().set(metric, value).build());
  }

  private static void refuses(Route.Builder route, String reason) {
    Request request = RouteMessages.replace(route.build());
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Capture.change(request))
        .withMessageContaining(reason);
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
