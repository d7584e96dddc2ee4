package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteMirror;
import io.wgnetlink.monitor.RouteState;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.SubscriptionOptions;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.SingleNexthop;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteMirrorTests {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TABLE = 100;

  private final List<RouteEvent> events = new CopyOnWriteArrayList<>();
  private TestHost host;
  private RouteNetlink netlink;
  private int a;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    netlink = host.netlink();
    a = host.createPair("a", "b").index();
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    netlink.addAddress(a, InterfaceAddress.parse("fd00:1::16/64").withoutDad());
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private RouteMirror open() {
    return RouteMirror.open(host.namespace(), events::add);
  }

  private RouteMirror openSmall() {
    SubscriptionOptions small = SubscriptionOptions.DEFAULT.withReceiveBuffer(4096);
    return RouteMirror.open(host.namespace(), events::add, small);
  }

  private static Route route(String prefix, int index) {
    return Route.builder(IpPrefix.parse(prefix)).table(TABLE).oif(index).build();
  }

  /** IPv4 routes by a gateway, which need the address and the link. */
  private List<Route> addRoutes(int count) {
    InetAddress gateway = IpAddresses.parse("172.29.1.1");
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Route route = Route.builder(IpPrefix.parse("10.1." + i + ".0/24"))
          .table(TABLE)
          .oif(a)
          .gateway(gateway)
          .build();
      netlink.addRoute(route);
      routes.add(route);
    }
    return routes;
  }

  private long removals() {
    return events.stream()
        .filter(event -> event instanceof RouteEvent.RouteRemoved gone
            && gone.route().table() == TABLE
            && gone.route().family() == AddressFamily.IPV4)
        .count();
  }

  @Test
  void shouldHaveWhatWasAcknowledgedBefore() {
    try (RouteMirror mirror = open()) {
      Route route = route("10.1.0.0/16", a);
      netlink.addRoute(route);
      assertThat(mirror.await(PATIENCE).routes(TABLE)).hasSize(1);
      netlink.deleteRoute(route);
      assertThat(mirror.await(PATIENCE).routes(TABLE)).isEmpty();
      assertThat(mirror.counts().overruns()).isZero();
    }
  }

  @Test
  void shouldTellOfRoutesThatVanishWithTheirLink() {
    try (RouteMirror mirror = open()) {
      addRoutes(50);
      assertThat(mirror.await(PATIENCE).routes(TABLE)).hasSize(50);
      netlink.changeLink(a, LinkChange.builder().down().build());
      assertThat(mirror.await(PATIENCE).routes(TABLE)).isEmpty();
      assertThat(removals()).isEqualTo(50);
    }
  }

  @Test
  void shouldTellOfRoutesThatVanishWithAnAddress() {
    try (RouteMirror mirror = open()) {
      addRoutes(50);
      netlink.deleteAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
      assertThat(mirror.await(PATIENCE).routes(TABLE)).isEmpty();
      assertThat(removals()).isEqualTo(50);
    }
  }

  @Test
  void shouldTellOfRoutesThatVanishWithTheirNexthopObject() {
    Witness.run(host.namespace(), "ip", "nexthop", "add", "id", "7", "dev", "a");
    try (RouteMirror mirror = open()) {
      for (int i = 0; i < 50; i++) {
        netlink.addRoute(Route.builder(IpPrefix.parse("10.1." + i + ".0/24"))
            .table(TABLE)
            .nexthopId(7)
            .build());
      }
      assertThat(mirror.await(PATIENCE).routes(TABLE)).hasSize(50);
      Witness.run(host.namespace(), "ip", "nexthop", "del", "id", "7");
      assertThat(mirror.await(PATIENCE).routes(TABLE)).isEmpty();
      assertThat(removals()).isEqualTo(50);
    }
  }

  @Test
  void shouldTellOfNexthopObjectsThatVanishWithTheirLink() {
    netlink.addNexthop(SingleNexthop.builder(AddressFamily.IPV4).id(7).oif(a).build());
    netlink.addNexthop(NexthopGroup.builder().id(8).member(7, 1).build());
    netlink.addRoute(
        Route.builder(IpPrefix.parse("10.1.0.0/16")).table(TABLE).nexthopId(8).build());
    try (RouteMirror mirror = open()) {
      assertThat(mirror.state().nexthops()).containsOnlyKeys(7, 8);
      netlink.changeLink(a, LinkChange.builder().down().build());
      RouteState state = mirror.await(PATIENCE);
      assertThat(state.nexthops()).isEmpty();
      assertThat(state.routes(TABLE)).isEmpty();
      assertThat(removals()).isEqualTo(1);
      assertTold(state);
    }
  }

  @Test
  void shouldTellThatARuleLostItsLink() {
    Rule rule = netlink.addRule(
        Rule.builder(AddressFamily.IPV6).priority(7).iif(InterfaceName.of("a")).build());
    assertThat(rule.flags()).isZero();
    try (RouteMirror mirror = open()) {
      assertThat(mirror.state().rules(AddressFamily.IPV6)).contains(rule);
      netlink.deleteLink(a);
      RouteState state = mirror.await(PATIENCE);
      Rule detached = rule.toBuilder().flags(Rule.FLAG_IIF_DETACHED).build();
      assertThat(state.rules(AddressFamily.IPV6)).contains(detached).doesNotContain(rule);
      assertThat(events).contains(new RouteEvent.RuleChanged(detached));
    }
  }

  @Test
  void shouldTellOfRoutesThatVanishWithADeletedLink() {
    try (RouteMirror mirror = open()) {
      addRoutes(50);
      netlink.deleteLink(a);
      RouteState state = mirror.await(PATIENCE);
      assertThat(state.routes(TABLE)).isEmpty();
      assertThat(state.links()).doesNotContainKey(a);
      assertThat(state.addresses(a)).isEmpty();
      assertThat(removals()).isEqualTo(50);
    }
  }

  /** Events are lost by the thousand: the buffer is the smallest that the kernel gives. */
  @Test
  void shouldBeRightAfterOverruns(@TempDir Path folder) throws Exception {
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      script.append(
          "route add 10.%d.%d.%d/32 dev a table 100%n".formatted(i >> 12, i >> 6 & 63, i & 63));
      if (i % 3 == 0) {
        script.append(
            "route del 10.%d.%d.%d/32 dev a table 100%n".formatted(i >> 12, i >> 6 & 63, i & 63));
      }
    }
    Path batch = Files.writeString(folder.resolve("batch"), script);
    try (RouteMirror mirror = openSmall()) {
      Witness.run(host.namespace(), "ip", "-batch", batch.toString());

      RouteState state = mirror.await(PATIENCE);

      RouteMirror.Counts counts = mirror.counts();
      System.out.println("mirror after 13,334 changes with 4 KiB: " + counts);
      assertThat(state.routes(TABLE)).hasSize(6_666);
      assertThat(counts.overruns()).isPositive();
      assertThat(counts.drops()).isPositive();
      assertTold(state);
    }
  }

  /** What a listener knows that applies all it is told is what the mirror knows. */
  private void assertTold(RouteState state) {
    assertThat(told(events)).isEqualTo(new HashSet<>(state.routes()));
    Map<Integer, NexthopObject> nexthops = new HashMap<>();
    Map<Rule, Rule> rules = new HashMap<>();
    for (RouteEvent event : events) {
      if (event instanceof RouteEvent.NexthopChanged changed) {
        nexthops.put(changed.nexthop().id(), changed.nexthop());
      } else if (event instanceof RouteEvent.NexthopRemoved removed) {
        assertThat(nexthops.remove(removed.nexthop().id())).isEqualTo(removed.nexthop());
      } else if (event instanceof RouteEvent.RuleChanged changed) {
        rules.put(changed.rule().toBuilder().flags(0).build(), changed.rule());
      } else if (event instanceof RouteEvent.RuleRemoved removed) {
        Rule asked = removed.rule().toBuilder().flags(0).build();
        assertThat(rules.remove(asked)).isEqualTo(removed.rule());
      }
    }
    assertThat(nexthops).isEqualTo(state.nexthops());
    assertThat(new HashSet<>(rules.values())).isEqualTo(new HashSet<>(state.rules()));
  }

  private static Set<Route> told(List<RouteEvent> events) {
    Set<Route> routes = new HashSet<>();
    for (RouteEvent event : events) {
      if (event instanceof RouteEvent.RouteChanged changed) {
        if (changed.replaces()) {
          routes.removeIf(route -> route.destination().equals(changed.route().destination())
              && route.table() == changed.route().table()
              && route.metric() == changed.route().metric());
        }
        routes.add(changed.route());
      } else if (event instanceof RouteEvent.RouteRemoved removed) {
        routes.remove(removed.route());
      }
    }
    return routes;
  }

  @Test
  void shouldRefuseToBeWaitedForByItsListener() throws Exception {
    List<Throwable> refusals = new CopyOnWriteArrayList<>();
    RouteMirror[] self = new RouteMirror[1];
    try (RouteMirror mirror = RouteMirror.open(host.namespace(), event -> {
      if (self[0] != null) {
        try {
          self[0].await(PATIENCE);
        } catch (IllegalStateException e) {
          refusals.add(e);
        }
      }
    })) {
      self[0] = mirror;
      netlink.addRoute(route("10.1.0.0/16", a));
      mirror.await(PATIENCE);
      assertThat(refusals).isNotEmpty();
    }
    assertThatIllegalStateException().isThrownBy(() -> self[0].await(PATIENCE));
  }

  /**
   * Random changes by another program; after each handful the mirror says what it says. With every
   * second seed the buffer is the smallest that the kernel gives.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldAgreeWithIpAfterAnyChanges(long seed, @TempDir Path folder) throws Exception {
    RandomChanges changes = new RandomChanges(new Random(seed));
    try (RouteMirror mirror = seed % 2 == 0 ? open() : openSmall()) {
      for (int round = 0; round < 8; round++) {
        String script = changes.next(12);
        Path batch = Files.writeString(folder.resolve("batch" + round), script);
        runAnyhow(batch);
        assertAgreement(mirror, script);
      }
      assertTold(mirror.state());
    }
  }

  /**
   * Some changes end later, in the kernel's own time, as duplicate address detection does: so what
   * counts is a state between two equal answers of {@code ip}.
   */
  private void assertAgreement(RouteMirror mirror, String script) throws Exception {
    List<Collection<String>> before;
    List<Collection<String>> after = byIp();
    RouteState state;
    int attempts = 0;
    do {
      before = after;
      state = mirror.await(PATIENCE);
      after = byIp();
      attempts++;
    } while (!after.equals(before) && attempts < 50);
    assertThat(after).as("the kernel comes to rest").isEqualTo(before);
    assertThat(state.settled()).isTrue();
    assertThat(
            List.of(links(state), addresses(state), nexthops(state), rules(state), routes(state)))
        .as("after %s", script)
        .isEqualTo(after);
  }

  private List<Collection<String>> byIp() throws Exception {
    return List.of(linksByIp(), addressesByIp(), nexthopsByIp(), rulesByIp(), routesByIp());
  }

  /** Some of the changes are refused, and the rest goes on. */
  private void runAnyhow(Path batch) {
    Witness.run(
        host.namespace(), "sh", "-c", "ip -force -batch " + batch + " >/dev/null 2>&1; true");
  }

  private static Set<String> routes(RouteState state) {
    Set<String> lines = new TreeSet<>();
    for (Route route : state.routes()) {
      String device =
          route.oif().map(index -> state.links().get(index).name().value()).orElse("");
      boolean dead = (route.flags() & 1) != 0;
      boolean carrierless = (route.flags() & 16) != 0;
      lines.add(String.join(
          " ",
          route.family().name(),
          Integer.toString(route.type().number()),
          route.destination().toString(),
          Integer.toString(route.table()),
          Integer.toString(route.protocol()),
          Integer.toUnsignedString(route.metric()),
          device,
          route.gateway().map(IpAddresses::format).orElse(""),
          route.nexthopId().map(String::valueOf).orElse(""),
          Integer.toString(route.nexthops().size()),
          (dead ? "dead" : "") + (carrierless ? "linkdown" : "")));
    }
    return lines;
  }

  private Set<String> routesByIp() throws Exception {
    Set<String> lines = new TreeSet<>();
    for (AddressFamily family : AddressFamily.values()) {
      for (JsonNode route : host.ip("-N -d " + option(family) + " route show table all")) {
        String flags = route.path("flags").toString();
        lines.add(String.join(
            " ",
            family.name(),
            route.path("type").asText("1"),
            destination(route.path("dst").asText(), family),
            route.path("table").asText("254"),
            route.path("protocol").asText("0"),
            route.path("metric").asText("0"),
            route.path("dev").asText(""),
            route.path("gateway").asText(""),
            route.path("nhid").asText(""),
            Integer.toString(route.path("nexthops").size()),
            (flags.contains("\"dead\"") ? "dead" : "")
                + (flags.contains("\"linkdown\"") ? "linkdown" : "")));
      }
    }
    return lines;
  }

  private static String destination(String text, AddressFamily family) {
    if (text.equals("default")) {
      return family == AddressFamily.IPV4 ? "0.0.0.0/0" : "::/0";
    }
    return IpPrefix.parse(text).toString();
  }

  /** In the order in which they are tried. */
  private static List<String> rules(RouteState state) {
    return state.rules().stream()
        .map(rule -> String.join(
            " ",
            rule.family().name(),
            Integer.toUnsignedString(rule.priority().orElseThrow()),
            rule.inverted() ? "not" : "",
            rule.source().map(IpPrefix::toString).orElse("all"),
            rule.iif().map(InterfaceName::value).orElse("")
                + ((rule.flags() & Rule.FLAG_IIF_DETACHED) != 0 ? " detached" : ""),
            rule.oif().map(InterfaceName::value).orElse("")
                + ((rule.flags() & Rule.FLAG_OIF_DETACHED) != 0 ? " detached" : ""),
            rule.gotoPriority().map(String::valueOf).orElse("")
                + (rule.isUnresolved() ? " unresolved" : ""),
            rule.table() == 0 ? "" : Integer.toString(rule.table())))
        .toList();
  }

  private List<String> rulesByIp() throws Exception {
    List<String> lines = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      for (JsonNode rule : host.ip("-N " + option(family) + " rule show")) {
        lines.add(String.join(
            " ",
            family.name(),
            rule.path("priority").asText(),
            rule.has("not") ? "not" : "",
            rule.path("src").asText() + (rule.has("srclen") ? "/" + rule.path("srclen") : ""),
            rule.path("iif").asText("") + (rule.has("iif_detached") ? " detached" : ""),
            rule.path("oif").asText("") + (rule.has("oif_detached") ? " detached" : ""),
            rule.path("goto").asText("") + (rule.has("unresolved") ? " unresolved" : ""),
            rule.path("table").asText("")));
      }
    }
    return lines;
  }

  private static String option(AddressFamily family) {
    return family == AddressFamily.IPV4 ? "-4" : "-6";
  }

  private static Set<String> nexthops(RouteState state) {
    Set<String> lines = new TreeSet<>();
    for (NexthopObject object : state.nexthops().values()) {
      if (object instanceof SingleNexthop single) {
        String device =
            single.oif().map(index -> state.links().get(index).name().value()).orElse("");
        String gateway = single.gateway().map(IpAddresses::format).orElse("");
        lines.add(single.id() + " " + device + " " + gateway + " " + single.blackhole());
      } else if (object instanceof NexthopGroup group) {
        lines.add(group.id() + " " + group.members());
      }
    }
    return lines;
  }

  private Set<String> nexthopsByIp() throws Exception {
    Set<String> lines = new TreeSet<>();
    for (JsonNode object : host.ip("nexthop show")) {
      if (object.has("group")) {
        List<String> members = new ArrayList<>();
        object
            .path("group")
            .forEach(member -> members.add(
                member.path("id").asInt() + "," + member.path("weight").asInt(1)));
        lines.add(object.path("id").asInt() + " " + members);
      } else {
        lines.add(object.path("id").asInt() + " " + object.path("dev").asText("") + " "
            + object.path("gateway").asText("") + " " + object.has("blackhole"));
      }
    }
    return lines;
  }

  private static Set<String> addresses(RouteState state) {
    Set<String> lines = new TreeSet<>();
    state
        .addresses()
        .forEach((link, list) ->
            list.forEach(address -> lines.add(state.links().get(link).name() + " " + address)));
    return lines;
  }

  private Set<String> addressesByIp() throws Exception {
    Set<String> lines = new TreeSet<>();
    for (JsonNode link : host.ip("addr show")) {
      link.path("addr_info")
          .forEach(address -> lines.add(link.path("ifname").asText() + " "
              + address.path("local").asText() + "/" + address.path("prefixlen").asInt()));
    }
    return lines;
  }

  private static Set<String> links(RouteState state) {
    Set<String> lines = new TreeSet<>();
    state
        .links()
        .values()
        .forEach(link -> lines.add(link.index() + " " + link.name() + " " + link.mtu() + " "
            + link.isUp() + " " + link.hasCarrier()));
    return lines;
  }

  private Set<String> linksByIp() throws Exception {
    Set<String> lines = new TreeSet<>();
    for (JsonNode link : host.ip("link show")) {
      String flags = link.path("flags").toString();
      lines.add(link.path("ifindex").asInt() + " " + link.path("ifname").asText() + " "
          + link.path("mtu").asInt() + " " + flags.contains("\"UP\"") + " "
          + flags.contains("\"LOWER_UP\""));
    }
    return lines;
  }

  /** Lines for {@code ip -batch}. */
  private static final class RandomChanges {
    private final Random random;

    RandomChanges(Random random) {
      this.random = random;
    }

    String next(int count) {
      StringBuilder script = new StringBuilder();
      for (int i = 0; i < count; i++) {
        script.append(line()).append('\n');
      }
      return script.toString();
    }

    private String line() {
      String link = oneOf("a", "b", "v1", "v2");
      String where = " table " + oneOf("100", "101", "main", "300");
      String v4 = "10." + random.nextInt(3) + ".0.0/16";
      String v6 = "fd10:" + random.nextInt(3) + "::/32";
      String metric = oneOf("", "", " metric 5", " metric 2000");
      return switch (random.nextInt(24)) {
        case 0 -> "link add v1 type veth peer name v2";
        case 1 -> "link del " + oneOf("v1", "v2");
        case 2, 3 -> "link set " + link + " " + oneOf("up", "up", "down");
        case 4 -> "addr add " + address() + " dev " + link;
        case 5 -> "addr del " + address() + " dev " + link;
        case 6, 7 ->
          "route " + oneOf("add ", "replace ", "append ", "prepend ") + v4 + way("4") + metric
              + where;
        case 8 -> "route del " + v4 + metric + where;
        case 9, 10 ->
          "-6 route " + oneOf("add ", "replace ", "append ") + v6 + way("6") + metric + where;
        case 11 -> "-6 route del " + v6 + metric + where;
        case 12, 13 ->
          "nexthop " + oneOf("add", "replace") + " id " + (1 + random.nextInt(3))
              + oneOf(" dev " + link, " dev " + link, " via 172.29.1.9 dev a", " blackhole");
        case 14 -> "nexthop del id " + (1 + random.nextInt(5));
        case 15, 16 ->
          "nexthop " + oneOf("add", "replace") + " id " + (4 + random.nextInt(2)) + " group "
              + oneOf("1", "1,3/2", "2/3", "1/2,7/3");
        case 17 -> "route add blackhole " + v4 + metric + where;
        case 18, 19, 20 -> family() + " rule add " + rule();
        case 21 -> family() + " rule del " + rule();
        case 22 -> oneOf("link set v1 name v3", "link set v3 name v1");
        default -> "link set " + link + " mtu " + (1300 + random.nextInt(3));
      };
    }

    private String family() {
      return oneOf("-4", "-6");
    }

    private String rule() {
      return oneOf("", "", "not ")
          + oneOf("", "from 10.0.0.0/8 ", "from fd10::/16 ")
          + oneOf("", "iif v1 ", "oif v3 ", "iif b ")
          + oneOf("goto 20 ", "table 300 ", "table 100 ", "table 100 ")
          + "pref " + oneOf("10", "10", "15", "20", "4294967295");
    }

    private String way(String family) {
      String link = oneOf("a", "b", "v1", "v2");
      return switch (random.nextInt(4)) {
        case 0 -> " nhid " + (1 + random.nextInt(5));
        case 1 -> family.equals("4") ? " via 172.29.1.9 dev a" : " via fd00:1::9 dev a";
        default -> " dev " + link;
      };
    }

    private String address() {
      return oneOf(
          "172.29.1.16/24",
          "172.29.1.17/24",
          "10.9.0.1/16",
          "fd00:1::16/64 nodad",
          "fd00:2::1/64 nodad",
          "192.0.2.1/32");
    }

    private String oneOf(String... choices) {
      return choices[random.nextInt(choices.length)];
    }
  }
}
