package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.RouteType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteTests {
  private static final int OURS = 87;

  private TestHost host;
  private RouteNetlink netlink;
  private int a;
  private int b;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    netlink = host.netlink();
    a = host.createPair("a", "b").index();
    b = host.indexOf("b");
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    netlink.addAddress(a, InterfaceAddress.parse("fd00:1::16/64").withoutDad());
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private static Route.Builder to(String prefix) {
    return Route.builder(IpPrefix.parse(prefix)).protocol(OURS);
  }

  private static InetAddress address(String text) {
    return IpAddresses.parse(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.0/16", "fd00::1:0/112", "0.0.0.0/0", "::/0"})
  void shouldAddARouteThatReadsBackAsItself(String prefix) throws Exception {
    Route route = to(prefix).oif(a).metric(50).build();

    netlink.addRoute(route);

    assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS))).containsExactly(route);
    JsonNode seen = host.ip(family(prefix) + " route show proto " + OURS).get(0);
    assertThat(seen.get("dev").asText()).isEqualTo("a");
    assertThat(seen.get("metric").asInt()).isEqualTo(50);

    netlink.deleteRoute(route);
    assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.0/16", "fd00::1:0/112"})
  void shouldRefuseToAddWhereARouteIs(String prefix) {
    netlink.addRoute(
        to(prefix).oif(a).metric(50).protocol(Route.PROTOCOL_STATIC).build());
    Route ours = to(prefix).oif(b).metric(50).build();

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addRoute(ours))
        .withMessageContaining(
            "add route " + prefix + " dev " + b + " table 254 proto 87 metric 50")
        .satisfies(e -> assertThat(e.is(Errno.EEXIST)).isTrue());
    assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.0/16", "fd00::1:0/112"})
  void shouldNotDeleteTheRouteOfAnother(String prefix) {
    Route foreign = to(prefix).oif(a).metric(50).protocol(Route.PROTOCOL_STATIC).build();
    netlink.addRoute(foreign);

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.deleteRoute(foreign.toBuilder().protocol(OURS).build()))
        .withMessageContaining("delete route " + prefix)
        .satisfies(e -> assertThat(e.is(Errno.ESRCH)).isTrue());
    assertThat(netlink.routes(RouteFilter.all().withProtocol(Route.PROTOCOL_STATIC)))
        .containsExactly(foreign);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.0/16", "fd00::1:0/112"})
  void shouldDeleteByTableAndMetric(String prefix) {
    Route main = to(prefix).oif(a).metric(50).build();
    Route lesser = to(prefix).oif(a).metric(60).build();
    Route aside = to(prefix).oif(a).metric(50).table(1000).build();
    List.of(main, lesser, aside).forEach(netlink::addRoute);

    netlink.deleteRoute(lesser);
    assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS)))
        .containsExactlyInAnyOrder(main, aside);

    netlink.deleteRoute(aside);
    assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS))).containsExactly(main);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.0/16", "fd00::1:0/112"})
  void shouldReplaceTheLink(String prefix) {
    netlink.addRoute(to(prefix).oif(a).metric(50).build());
    Route by = to(prefix).oif(b).metric(50).build();

    netlink.replaceRoute(by);

    assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS))).containsExactly(by);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.0/16", "fd00::1:0/112"})
  void shouldDeleteWhatItRead(String prefix) {
    netlink.addRoute(to(prefix).oif(a).build());
    Route read = netlink.routes(RouteFilter.all().withProtocol(OURS)).get(0);

    netlink.deleteRoute(read);

    assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.0/16", "fd00::1:0/112"})
  void shouldAddRoutesThatDropPackets(String prefix) throws Exception {
    // Linux reports the loopback as the link of such IPv6 routes.
    for (RouteType type :
        List.of(RouteType.BLACKHOLE, RouteType.UNREACHABLE, RouteType.PROHIBIT, RouteType.THROW)) {
      Route route = to(prefix).type(type).metric(50).build();
      netlink.addRoute(route);

      assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS)).get(0).type())
          .isEqualTo(type);
      assertThat(host.ip(family(prefix) + " route show proto " + OURS)
              .get(0)
              .get("type")
              .asText())
          .isEqualTo(type.toString());
      netlink.deleteRoute(route);
    }
  }

  @Test
  void shouldReadWhatTheWitnessMade() throws Exception {
    host.ip(
        "route add 10.1.0.0/16 via 172.29.1.1 src 172.29.1.16 metric 7 table 1000 proto 87 mtu 1300");
    host.ip("route add 10.2.0.0/16 proto 87 nexthop via 172.29.1.1 weight 3 nexthop dev b");
    host.ip("nexthop add id 42 via 172.29.1.9 dev a");
    host.ip("route add 10.3.0.0/16 nhid 42 proto 87");
    host.ip("route add 10.4.0.0/16 via inet6 fe80::1 dev a proto 87");
    host.ip("-6 route add fd09::/64 proto 87 nexthop via fe80::1 dev a nexthop via fe80::2 dev b");

    Route plain = find("10.1.0.0/16");
    assertThat(plain.gateway()).contains(address("172.29.1.1"));
    assertThat(plain.preferredSource()).contains(address("172.29.1.16"));
    assertThat(plain.metric()).isEqualTo(7);
    assertThat(plain.table()).isEqualTo(1000);
    assertThat(plain.metrics().get(RouteMetric.MTU)).contains(1300);

    Route multipath = find("10.2.0.0/16");
    assertThat(multipath.nexthops())
        .containsExactly(Nexthop.of(a, address("172.29.1.1")).withWeight(3), Nexthop.of(b));
    assertThat(multipath.uses(b)).isTrue();

    assertThat(find("10.3.0.0/16").nexthopId()).contains(42);
    assertThat(find("10.4.0.0/16").gateway()).contains(address("fe80::1"));
    assertThat(find("fd09::/64").nexthops()).hasSize(2);
  }

  @Test
  void shouldMakeAgainWhatItRead() throws Exception {
    host.ip("route add 10.1.0.0/16 via 172.29.1.1 table 1000 proto 87 mtu 1300");
    host.ip("route add 10.2.0.0/16 proto 87 nexthop via 172.29.1.1 weight 3 nexthop dev b");
    host.ip("route add 10.4.0.0/16 via inet6 fe80::1 dev a proto 87");
    host.ip("-6 route add fd09::/64 proto 87 pref high via fe80::1 dev a");
    host.ip("nexthop add id 42 via 172.29.1.9 dev a");
    host.ip("route add 10.3.0.0/16 nhid 42 proto 87");
    List<Route> read = netlink.routes(RouteFilter.all().withProtocol(OURS));
    assertThat(read).hasSize(5);

    read.forEach(netlink::deleteRoute);
    assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS))).isEmpty();
    read.forEach(netlink::addRoute);

    assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS))).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.0/16", "fd00::1:0/112"})
  void shouldMakeAgainARouteThatWasReadWhileItsLinkHadNoCarrier(String prefix) throws Exception {
    Route route = to(prefix).oif(a).metric(50).build();
    netlink.addRoute(route);
    netlink.changeLink(b, LinkChange.builder().down().build());
    Route read = netlink.routes(RouteFilter.all().withProtocol(OURS)).get(0);
    // IPv6 hears of the carrier by the kernel's link watch, up to a second later.
    for (int i = 0; i < 200 && read.flags() == 0; i++) {
      Thread.sleep(50);
      read = netlink.routes(RouteFilter.all().withProtocol(OURS)).get(0);
    }
    assertThat(read.flags()).as("RTNH_F_LINKDOWN").isNotZero();

    netlink.deleteRoute(read);
    netlink.addRoute(read);

    assertThat(netlink.routes(RouteFilter.all().withProtocol(OURS))).containsExactly(read);
  }

  @Test
  void shouldFilterAsTheWitnessDoes() throws Exception {
    netlink.addRoute(to("10.1.0.0/16").oif(a).build());
    netlink.addRoute(to("10.2.0.0/16").oif(a).table(1000).build());
    netlink.addRoute(to("10.3.0.0/16").oif(b).table(1000).build());
    netlink.addRoute(to("10.4.0.0/16").oif(a).table(1000).protocol(4).build());
    netlink.addRoute(to("fd09::/64").oif(a).table(1000).build());

    assertThat(prefixes(RouteFilter.all().withFamily(AddressFamily.IPV4).withTable(1000)))
        .isEqualTo(seen("-4", "table 1000"));
    assertThat(prefixes(
            RouteFilter.all().withFamily(AddressFamily.IPV4).withTable(1000).withProtocol(OURS)))
        .isEqualTo(seen("-4", "table 1000 proto 87"))
        .containsExactly("10.2.0.0/16", "10.3.0.0/16");
    assertThat(prefixes(
            RouteFilter.all().withFamily(AddressFamily.IPV4).withTable(1000).withOif(b)))
        .isEqualTo(seen("-4", "table 1000 dev b"))
        .containsExactly("10.3.0.0/16");
    assertThat(prefixes(RouteFilter.all().withFamily(AddressFamily.IPV6).withTable(1000)))
        .isEqualTo(seen("-6", "table 1000"))
        .containsExactly("fd09::/64");
    assertThat(prefixes(RouteFilter.all().withProtocol(OURS)))
        .containsExactlyInAnyOrder("10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16", "fd09::/64");
  }

  @Test
  void shouldFindNothingInATableOrOnALinkThatIsNotThere() {
    assertThat(netlink.routes(RouteFilter.all().withTable(4711))).isEmpty();
    assertThat(netlink.routes(RouteFilter.all().withOif(4711))).isEmpty();
  }

  @Test
  void shouldLookUpTheWayOfAPacket() {
    netlink.addRoute(to("10.0.0.0/8").gateway(address("172.29.1.1")).build());
    netlink.addRoute(to("10.9.0.0/16").oif(b).metric(5).build());

    Route way = netlink.lookup(RouteLookup.of(address("10.1.2.3")));
    assertThat(way.oif()).contains(a);
    assertThat(way.gateway()).contains(address("172.29.1.1"));
    assertThat(way.preferredSource()).contains(address("172.29.1.16"));
    assertThat(way.destination()).isEqualTo(IpPrefix.parse("10.1.2.3/32"));

    Route entry = netlink.lookup(RouteLookup.of(address("10.9.2.3")).withFibMatch());
    assertThat(entry.destination()).isEqualTo(IpPrefix.parse("10.9.0.0/16"));
    assertThat(entry.protocol()).isEqualTo(OURS);
    assertThat(entry.metric()).isEqualTo(5);
    assertThat(entry.oif()).contains(b);
  }

  @Test
  void shouldLookUpTheWayOfAnIpv6Packet() {
    netlink.addRoute(to("fd00::/64").oif(a).build());
    netlink.addRoute(to("fd00::1:0/112").oif(b).build());

    assertThat(netlink.lookup(RouteLookup.of(address("fd00::5"))).oif()).contains(a);
    assertThat(netlink.lookup(RouteLookup.of(address("fd00::1:5"))).oif()).contains(b);
    assertThat(
            netlink.lookup(RouteLookup.of(address("fd00::1:5")).withFibMatch()).destination())
        .isEqualTo(IpPrefix.parse("fd00::1:0/112"));
    assertThat(netlink
            .lookup(RouteLookup.of(address("fd00::1:5")).withOif(a).withFibMatch())
            .destination())
        .isEqualTo(IpPrefix.parse("fd00::/64"));
    assertThat(netlink
            .lookup(RouteLookup.of(address("fd00::1:5")).withSource(address("fd00:1::16")))
            .oif())
        .contains(b);
  }

  @Test
  void shouldLookUpByMark() throws Exception {
    netlink.addRoute(to("10.9.0.0/16").oif(a).build());
    netlink.addRoute(to("10.9.0.0/16").oif(b).table(1000).build());
    host.ip("rule add fwmark 7 table 1000");

    assertThat(netlink.lookup(RouteLookup.of(address("10.9.0.1"))).oif()).contains(a);
    Route marked = netlink.lookup(RouteLookup.of(address("10.9.0.1")).withMark(7));
    assertThat(marked.oif()).contains(b);
    assertThat(marked.table()).isEqualTo(1000);
  }

  /** Each by a rule of its own that selects by it. */
  @ParameterizedTest
  @ValueSource(strings = {"-4", "-6"})
  void shouldLookUpByUserProtocolAndPorts(String family) throws Exception {
    String prefix = family.equals("-4") ? "10.9.0.0/16" : "fd00::1:0/112";
    InetAddress there = address(family.equals("-4") ? "10.9.0.1" : "fd00::1:1");
    host.ip(family + " rule add uidrange 1000-1001 table 1001");
    host.ip(family + " rule add ipproto udp dport 53 table 1002");
    host.ip(family + " rule add ipproto tcp sport 4711 table 1003");
    for (int table : new int[] {254, 1001, 1002, 1003}) {
      netlink.addRoute(to(prefix).oif(a).table(table).build());
    }
    RouteLookup lookup = RouteLookup.of(there);

    assertThat(netlink.lookup(lookup).table()).isEqualTo(254);
    assertThat(netlink.lookup(lookup.withUid(1001)).table()).isEqualTo(1001);
    assertThat(netlink.lookup(lookup.withUid(1002)).table()).isEqualTo(254);
    assertThat(netlink.lookup(lookup.withIpProtocol(17).withPorts(1, 53)).table())
        .isEqualTo(1002);
    assertThat(netlink.lookup(lookup.withIpProtocol(6).withPorts(1, 53)).table())
        .isEqualTo(254);
    assertThat(netlink.lookup(lookup.withIpProtocol(6).withPorts(4711, 1)).table())
        .isEqualTo(1003);
  }

  @Test
  void shouldLookUpTheWayOfAPacketThatCameIn() throws Exception {
    host.ip("-6 rule add iif b table 1000");
    netlink.addRoute(to("fd00::/64").oif(a).build());
    netlink.addRoute(to("fd00::/64").oif(b).table(1000).build());
    RouteLookup lookup = RouteLookup.of(address("fd00::5")).withSource(address("fd00:1::99"));

    assertThat(netlink.lookup(lookup.withIif(b)).table()).isEqualTo(1000);
    assertThat(netlink.lookup(lookup.withIif(a)).table()).isEqualTo(254);
  }

  @Test
  void shouldSayThatThereIsNoWay() {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.lookup(RouteLookup.of(address("192.0.2.1"))))
        .withMessageContaining("look up route 192.0.2.1")
        .satisfies(e -> assertThat(e.is(Errno.ENETUNREACH)).isTrue());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.lookup(RouteLookup.of(address("2001:db8::1"))))
        .satisfies(e -> assertThat(e.is(Errno.ENETUNREACH)).isTrue());
  }

  @Test
  void shouldReadATableThatNeedsManyDatagrams() throws Exception {
    int count = 1000;
    for (int i = 0; i < count; i++) {
      String prefix = "10." + (i >> 8) + "." + (i & 0xff) + ".0/24";
      netlink.addRoute(to(prefix).oif(a).table(1000).build());
      netlink.addRoute(
          to("fd77:" + Integer.toHexString(i) + "::/64").oif(a).table(1000).build());
    }

    assertThat(netlink.routes(RouteFilter.all().withTable(1000))).hasSize(2 * count);
    assertThat(host.ip("-4 route show table 1000")).hasSize(count);
  }

  private Route find(String prefix) {
    return netlink.routes(RouteFilter.all().withProtocol(OURS)).stream()
        .filter(route -> route.destination().equals(IpPrefix.parse(prefix)))
        .findFirst()
        .orElseThrow();
  }

  private static String family(String prefix) {
    return prefix.contains(":") ? "-6" : "-4";
  }

  private List<String> prefixes(RouteFilter filter) {
    return netlink.routes(filter).stream()
        .map(route -> route.destination().toString())
        .sorted()
        .toList();
  }

  private List<String> seen(String family, String selectors) throws Exception {
    List<String> prefixes = new ArrayList<>();
    for (JsonNode route : host.ip(family + " route show " + selectors)) {
      prefixes.add(route.get("dst").asText());
    }
    return prefixes.stream().sorted().toList();
  }
}
