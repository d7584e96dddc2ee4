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
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.SubscriptionOptions;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    SubscriptionOptions small = SubscriptionOptions.DEFAULT.withReceiveBuffer(4096);
    try (RouteMirror mirror = RouteMirror.open(host.namespace(), events::add, small)) {
      Witness.run(host.namespace(), "ip", "-batch", batch.toString());

      RouteState state = mirror.await(PATIENCE);

      RouteMirror.Counts counts = mirror.counts();
      System.out.println("mirror after 13,334 changes with 4 KiB: " + counts);
      assertThat(state.routes(TABLE)).hasSize(6_666);
      assertThat(counts.overruns()).isPositive();
      assertThat(counts.drops()).isPositive();
      assertThat(told(events)).isEqualTo(new HashSet<>(state.routes()));
    }
  }

  /** What a listener knows that applies all it is told. */
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

  /** Random changes by another program; after each handful the mirror says what it says. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldAgreeWithIpAfterAnyChanges(long seed, @TempDir Path folder) throws Exception {
    RandomChanges changes = new RandomChanges(new Random(seed));
    try (RouteMirror mirror = open()) {
      for (int round = 0; round < 8; round++) {
        String script = changes.next(12);
        Path batch = Files.writeString(folder.resolve("batch" + round), script);
        runAnyhow(batch);
        assertAgreement(mirror, script);
      }
      assertThat(told(events)).isEqualTo(new HashSet<>(mirror.state().routes()));
    }
  }

  /**
   * Some changes end later, in the kernel's own time, as duplicate address detection does: so what
   * counts is a state between two equal answers of {@code ip}.
   */
  private void assertAgreement(RouteMirror mirror, String script) throws Exception {
    List<Set<String>> before;
    List<Set<String>> after = byIp();
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
    assertThat(List.of(links(state), addresses(state), routes(state)))
        .as("after %s", script)
        .isEqualTo(after);
  }

  private List<Set<String>> byIp() throws Exception {
    return List.of(linksByIp(), addressesByIp(), routesByIp());
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
      String option = family == AddressFamily.IPV4 ? "-4" : "-6";
      for (JsonNode route : host.ip("-N -d " + option + " route show table all")) {
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
      return switch (random.nextInt(16)) {
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
        case 12 ->
          "nexthop " + oneOf("add", "replace") + " id " + (1 + random.nextInt(3)) + " dev " + link;
        case 13 -> "nexthop del id " + (1 + random.nextInt(3));
        case 14 -> "route add blackhole " + v4 + metric + where;
        default -> "link set " + link + " mtu " + (1300 + random.nextInt(3));
      };
    }

    private String way(String family) {
      String link = oneOf("a", "b", "v1", "v2");
      return switch (random.nextInt(4)) {
        case 0 -> " nhid " + (1 + random.nextInt(3));
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
