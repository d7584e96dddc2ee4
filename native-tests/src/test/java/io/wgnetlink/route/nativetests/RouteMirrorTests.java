package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.SingleNexthop;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RouteMirrorTests {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TABLE = 100;

  @TempDir
  private Path folder;

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
      KnownTables.assertTold(mirror, events);
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
  void shouldBeRightAfterOverruns() throws Exception {
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
      KnownTables.assertTold(mirror, events);
    }
  }

  /** What happens in other tables does not even fill the smallest buffer. */
  @Test
  void shouldNotHearOfTablesThatItIsNotOf() {
    SubscriptionOptions small = SubscriptionOptions.DEFAULT.withReceiveBuffer(4096);
    try (RouteMirror mirror =
        RouteMirror.open(host.namespace(), Set.of(TABLE), events::add, small)) {
      RouteMirror.Counts before = mirror.counts();
      List<RouteChange> foreign = new ArrayList<>();
      for (Route route : addRoutes(3)) {
        for (int table = 0x1000; table < 0x1100; table++) {
          foreign.add(RouteChange.add(route.toBuilder().table(table).build()));
        }
      }
      assertThat(netlink.changeRoutes(foreign).isApplied()).isTrue();
      RouteState state = mirror.await(PATIENCE);
      assertThat(state.routes()).hasSize(3).isEqualTo(state.routes(TABLE));
      assertThat(mirror.counts().events() - before.events()).isEqualTo(3);
      assertThat(mirror.counts().overruns()).isZero();

      netlink.changeLink(a, LinkChange.builder().down().build());
      assertThat(mirror.await(PATIENCE).routes()).isEmpty();
      assertThat(removals()).isEqualTo(3);
    }
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
}
