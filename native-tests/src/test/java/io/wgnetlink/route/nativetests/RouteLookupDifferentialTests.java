package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RouteMetrics;
import io.wgnetlink.route.RoutePreference;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random questions to the kernel, asked by the library and by {@code ip route get}. */
final class RouteLookupDifferentialTests {
  private static final int LOOKUPS = 40;
  private static final int FIRST_TABLE = 2001;

  /** Each selects by a part of the question, and leads to a table of its own. */
  private static final List<String> RULES = List.of(
      "fwmark 7",
      "iif b",
      "oif b",
      "from %s",
      "uidrange 1000-2000",
      "tos 0x10",
      "ipproto udp dport 53",
      "ipproto tcp sport 4711");

  private TestHost host;
  private Random random;
  private AddressFamily family;
  private int a;
  private int b;

  @ParameterizedTest
  @EnumSource(AddressFamily.class)
  void shouldBeAnsweredAsIpIs(AddressFamily asked) throws Exception {
    random = new Random(4);
    family = asked;
    try (TestHost opened = new TestHost()) {
      host = opened;
      prepare();
      List<RouteLookup> lookups = new ArrayList<>();
      for (int i = 0; i < LOOKUPS; i++) {
        lookups.add(lookup());
      }
      Set<Integer> tables = new HashSet<>();
      List<String> answers = new ArrayList<>();
      for (RouteLookup lookup : lookups) {
        Route way = host.netlink().lookup(lookup);
        tables.add(way.table());
        answers.add(TestHost.sorted(asIpPrints(way, lookup)));
      }
      assertThat(answers).isEqualTo(seen(lookups));
      assertThat(tables).as("every rule was met").hasSize(RULES.size() + 1);
    }
  }

  private void prepare() throws Exception {
    a = host.createPair("a", "b").index();
    b = host.indexOf("b");
    for (String address : List.of("172.29.1.16/24", "fd00:1::16/64")) {
      host.netlink().addAddress(a, InterfaceAddress.parse(address).withoutDad());
    }
    for (String address : List.of("172.29.2.16/24", "fd00:2::16/64")) {
      host.netlink().addAddress(b, InterfaceAddress.parse(address).withoutDad());
    }
    // Without it there is no way for a packet that came in.
    Witness.run(
        host.namespace(),
        "sh",
        "-c",
        "echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
    List<String> rules = new ArrayList<>();
    for (int i = 0; i < RULES.size(); i++) {
      rules.add("rule add " + String.format(RULES.get(i), own()) + " table " + (FIRST_TABLE + i));
      addRoutes(FIRST_TABLE + i, RULES.get(i).equals("oif b") ? b : a);
    }
    host.batch(family == AddressFamily.IPV4 ? "-4" : "-6", rules);
    addRoutes(Route.TABLE_MAIN, a);
  }

  /** A default route, a narrower one, and one of several ways. */
  private void addRoutes(int table, int link) {
    boolean four = family == AddressFamily.IPV4;
    InetAddress router = IpAddresses.parse("fe80::" + table % 10);
    RouteMetrics mtu =
        RouteMetrics.builder().set(RouteMetric.MTU, 1300 + table % 100).build();
    Route.Builder all = Route.builder(IpPrefix.parse(four ? "0.0.0.0/0" : "::/0"))
        .table(table)
        .protocol(87)
        .oif(link)
        .gateway(router)
        .metric(1 + table % 7)
        .metrics(mtu);
    if (!four) {
      all.preference(RoutePreference.HIGH);
    }
    host.netlink().addRoute(all.build());
    host.netlink()
        .addRoute(Route.builder(IpPrefix.parse(four ? "10.64.0.0/10" : "fd64::/16"))
            .table(table)
            .oif(link)
            .build());
    host.netlink()
        .addRoute(Route.builder(IpPrefix.parse(four ? "10.0.0.0/10" : "fd01::/16"))
            .table(table)
            .nexthop(Nexthop.of(link, IpAddresses.parse("fe80::1")).withWeight(3))
            .nexthop(Nexthop.of(link, IpAddresses.parse("fe80::2")))
            .build());
  }

  private String own() {
    return family == AddressFamily.IPV4 ? "172.29.1.16" : "fd00:1::16";
  }

  private RouteLookup lookup() {
    boolean four = family == AddressFamily.IPV4;
    List<String> destinations = four
        ? List.of("10.64.1.2", "10.1.2.3", "192.0.2.1", "198.51.100.7")
        : List.of("fd64::1", "fd01::3", "fd99::1", "fd98::7");
    RouteLookup lookup =
        RouteLookup.of(IpAddresses.parse(destinations.get(random.nextInt(destinations.size()))));
    if (often()) {
      lookup = lookup.withMark(often() ? random.nextInt() : 7);
    }
    if (often()) {
      lookup = lookup.withUid(random.nextInt(3000));
    }
    if (often()) {
      lookup = lookup.withTos(random.nextBoolean() ? 0x10 : 0x08);
    }
    if (often()) {
      lookup = lookup
          .withIpProtocol(random.nextBoolean() ? 6 : 17)
          .withSourcePort(random.nextBoolean() ? 4711 : 1 + random.nextInt(0xffff))
          .withDestinationPort(random.nextBoolean() ? 53 : 1 + random.nextInt(0xffff));
    }
    switch (random.nextInt(5)) {
      case 0 -> lookup = lookup.withOif(random.nextBoolean() ? a : b);
      case 1 ->
        lookup =
            lookup.withIif(b).withSource(IpAddresses.parse(four ? "172.29.2.77" : "fd00:2::77"));
      case 2 -> lookup = lookup.withSource(IpAddresses.parse(own()));
      default -> {
        // Any link, any source.
      }
    }
    return random.nextBoolean() ? lookup.withFibMatch() : lookup;
  }

  private boolean often() {
    return random.nextInt(3) == 0;
  }

  /** Asks by one process. */
  private List<String> seen(List<RouteLookup> lookups) throws Exception {
    List<String> answers = new ArrayList<>();
    host.batchOutput(
            family == AddressFamily.IPV4 ? "-4" : "-6",
            lookups.stream().map(this::arguments).toList())
        .forEach(answer -> {
          ObjectNode way = (ObjectNode) answer.get(0);
          // Echoes of the question, and what is known of the way's use.
          way.remove(List.of("mark", "uid", "iif", "cache"));
          if (way.path("from").asText().equals("::")) {
            way.remove("from");
          }
          if (way.path("metric").asText().equals("0")) {
            way.remove("metric");
          }
          answers.add(TestHost.sorted(way));
        });
    return answers;
  }

  private ObjectNode asIpPrints(Route way, RouteLookup lookup) {
    ObjectNode json = PrintedRoute.of(host, way);
    if (way.table() != 0) {
      json.put("table", Integer.toString(way.table()));
    }
    if (way.has(RouteFlag.CLONED)) {
      json.remove(List.of("protocol", "scope"));
    }
    assertThat(way.has(RouteFlag.CLONED))
        .isEqualTo(family == AddressFamily.IPV4 && !lookup.fibMatch());
    return json;
  }

  private String arguments(RouteLookup lookup) {
    StringBuilder text = new StringBuilder("route get ");
    text.append(lookup.fibMatch() ? "fibmatch " : "");
    text.append(IpAddresses.format(lookup.destination()));
    lookup.source().ifPresent(from -> text.append(" from ").append(IpAddresses.format(from)));
    lookup.iif().ifPresent(index -> text.append(" iif ").append(host.nameOf(index)));
    lookup.oif().ifPresent(index -> text.append(" oif ").append(host.nameOf(index)));
    lookup.mark().ifPresent(mark -> text.append(" mark ").append(Integer.toUnsignedString(mark)));
    lookup.uid().ifPresent(uid -> text.append(" uid ").append(uid));
    if (lookup.tos() != 0) {
      text.append(" tos 0x").append(Integer.toHexString(lookup.tos()));
    }
    lookup.ipProtocol().ifPresent(number -> text.append(" ipproto ").append(number));
    lookup.sourcePort().ifPresent(port -> text.append(" sport ").append(port));
    lookup.destinationPort().ifPresent(port -> text.append(" dport ").append(port));
    return text.toString();
  }
}
