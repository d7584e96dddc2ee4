package io.wgnetlink.failover;

import static io.wgnetlink.failover.Scenery.HUB_A;
import static io.wgnetlink.failover.Scenery.HUB_B;
import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.link.Link;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReconciliationTests {
  private static final String V6 = "fd00::1:0/112";
  private static final String V4 = "172.29.0.16/28";

  private static FailoverController started(Scenery s, FailoverConfiguration configuration) {
    FailoverController controller = s.controller(configuration);
    controller.start();
    s.time.pass(20 * SECOND);
    assertThat(s.wayToB()).isEqualTo("direct");
    return controller;
  }

  private static FailoverController started(Scenery s) {
    return started(s, FailoverConfiguration.of(s.group).build());
  }

  /** Somebody takes our route away; the kernel says so. */
  private static void remove(Scenery s, String prefix) {
    Route gone = s.kernel.routesTo(prefix).get(0);
    s.kernel.removeRoutes(prefix);
    s.events.accept(new RouteEvent.RouteRemoved(gone));
  }

  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldPutBackWhatSomebodyRemoved(RouteForm form) {
    Scenery s = Scenery.routes();
    FailoverConfiguration configuration =
        FailoverConfiguration.of(s.group).routeForm(form).build();
    try (FailoverController controller = started(s, configuration)) {
      remove(s, V6);
      assertThat(s.wayToB()).isEqualTo("not direct");

      s.time.pass(150 * MILLIS);

      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(s.contentions).isEmpty();
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldFindByLookingWhatNoEventTells(RouteForm form) {
    Scenery s = Scenery.routes();
    FailoverConfiguration configuration =
        FailoverConfiguration.of(s.group).routeForm(form).build();
    try (FailoverController controller = started(s, configuration)) {
      s.kernel.removeRoutes(V6);
      s.kernel.removeRoutes(V4);
      s.time.pass(31 * SECOND);

      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(s.kernel.routesTo(V4)).hasSize(1);
      assertThat(controller.explain()).contains("by direct");
    }
  }

  /** I3: an overrun is a reason to look, and nothing else. */
  @Test
  void shouldChangeNothingByAnOverrunWhereAllIsRight() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = started(s)) {
      s.kernel.writes.clear();
      s.events.accept(new RouteEvent.Overrun(RouteEvent.Cause.RECEIVE_BUFFER));
      s.time.pass(60 * SECOND);

      assertThat(s.kernel.writes).isEmpty();
      s.time.pass(3 * SECOND);
      s.kernel.removeRoutes(V6);
      s.events.accept(new RouteEvent.Overrun(RouteEvent.Cause.RECEIVE_BUFFER));
      s.time.pass(150 * MILLIS);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  @Test
  void shouldNotFightWithAnotherManager() {
    Scenery s = Scenery.routes();
    s.kernel.route("0.0.0.0/0", "wgA", 100, 16);
    try (FailoverController controller = started(s)) {
      s.kernel.writes.clear();
      int removed = 0;
      for (int i = 0; i < 60; i++) {
        if (!s.kernel.routesTo(V6).isEmpty()) {
          remove(s, V6);
          removed++;
        }
        s.time.pass(2 * SECOND);
      }

      assertThat(s.kernel.writes).hasSizeLessThanOrEqualTo(removed);
      // Five at once, then one every 30 s of the two minutes.
      assertThat(removed).isBetween(8, 10);
      assertThat(s.contentions).singleElement().satisfies(contention -> {
        assertThat(contention.kind()).isEqualTo(Contention.Kind.REPEATED);
        assertThat(contention.likely()).contains("systemd-networkd").contains("dhcp");
      });

      s.time.pass(120 * SECOND);
      remove(s, V6);
      s.time.pass(150 * MILLIS);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  /** I2: {@code ip route replace} by somebody else takes the place of our route. */
  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldLeaveToOthersWhatTheyReplaced(RouteForm form) {
    Scenery s = Scenery.routes();
    FailoverConfiguration configuration =
        FailoverConfiguration.of(s.group).routeForm(form).build();
    try (FailoverController controller = started(s, configuration)) {
      s.kernel.removeRoutes(V6);
      s.kernel.removeRoutes(V4);
      s.kernel.route(V6, "wgA", 57, 12);
      s.events.accept(new RouteEvent.RouteChanged(s.kernel.routesTo(V6).get(0), true));
      s.time.pass(90 * SECOND);

      assertThat(s.kernel.routesTo(V6)).extracting(Route::protocol).containsExactly(12);
      assertThat(s.kernel.routesTo(V4)).extracting(Route::protocol).containsExactly(0x57);
      assertThat(s.contentions).singleElement().satisfies(contention -> {
        assertThat(contention.kind()).isEqualTo(Contention.Kind.TAKEN);
        assertThat(contention.toString()).contains("BIRD").contains("hub-b");
      });

      s.kernel.removeRoutes(V6);
      s.time.pass(31 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  /** The state machine decides when a path that was away is used again. */
  @Test
  void shouldSayWhatCarriesWhileAnInterfaceIsAway() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = started(s)) {
      InterfaceName wgB = InterfaceName.of("wgB");
      Link link = s.kernel.link(wgB).orElseThrow();
      s.kernel.deleteLink(wgB);
      s.events.accept(new RouteEvent.LinkRemoved(link));
      s.time.pass(150 * MILLIS);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
      assertThat(s.failures).isEmpty();

      s.time.pass(60 * SECOND);
      s.direct.left.recreate();
      s.kernel
          .device("wgB", "fd00:1::16/128", "172.29.1.16/32")
          .peer("wgB", HUB_B, s.direct.left, "172.29.0.16/28", "fd00::1:0/112");
      s.events.accept(new RouteEvent.LinkChanged(s.kernel.link(wgB).orElseThrow()));
      s.time.pass(60 * SECOND);

      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  /** T17: a peer that is taken away and given back. */
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldUseAPeerAgainThatWasTakenAwayAndGivenBack(SwitchMode mode) {
    Scenery s = mode == SwitchMode.ROUTE ? Scenery.routes() : Scenery.allowedIps();
    String device = mode == SwitchMode.ROUTE ? "wgB" : "wg0";
    try (FailoverController controller = started(s)) {
      s.kernel.removePeer(device, HUB_B);
      s.time.pass(10 * SECOND);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");

      s.direct.left.recreate();
      // On one interface the prefixes are the permanent peer's meanwhile, as the kernel has it.
      s.kernel.peer(
          device,
          HUB_B,
          s.direct.left,
          mode == SwitchMode.ROUTE ? new String[] {V4, V6} : new String[0]);
      s.time.pass(90 * SECOND);

      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  /** T17: an endpoint that roams is WireGuard's business. */
  @Test
  void shouldDoNothingWhenAnEndpointRoams() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = started(s)) {
      s.kernel.writes.clear();
      s.kernel.endpoint("wgB", HUB_B, "192.0.2.77:51820");
      s.time.pass(60 * SECOND);

      assertThat(s.kernel.writes).isEmpty();
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  /** Attempts in between have failed, and the next would be tens of seconds away. */
  @Test
  void shouldComeBackWhenTheInterfaceIsUpAgainAndThePeerHeard() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = started(s)) {
      s.busy();
      s.kernel.setUp("wgB", false);
      s.events.accept(link(s));
      s.time.pass(9 * SECOND);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
      assertThat(s.failures).isEmpty();

      s.kernel.setUp("wgB", true);
      s.events.accept(link(s));
      s.time.pass(3 * SECOND);

      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
      assertThat(probeRoutes(s, "wgB")).isPositive();
    }
  }

  /** Without it the peer would look dead. */
  @Test
  void shouldPutBackTheWayToAProbeAddress() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = started(s)) {
      Route probe = s.kernel.readRoutes(RouteFilter.all()).routes().stream()
          .filter(route -> route.destination().toString().startsWith("100::"))
          .findFirst()
          .orElseThrow();
      s.kernel.removeRoutes(probe.destination().toString());
      s.events.accept(new RouteEvent.RouteRemoved(probe));
      s.time.pass(150 * MILLIS);

      assertThat(s.kernel.routesTo(probe.destination().toString())).hasSize(1);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  private static long probeRoutes(Scenery s, String device) {
    int index = s.kernel.link(InterfaceName.of(device)).orElseThrow().index();
    return s.kernel.readRoutes(RouteFilter.all()).routes().stream()
        .filter(route -> route.destination().toString().startsWith("100::"))
        .filter(route -> route.uses(index))
        .count();
  }

  private static RouteEvent link(Scenery s) {
    return new RouteEvent.LinkChanged(s.kernel.link(InterfaceName.of("wgB")).orElseThrow());
  }

  @Test
  void shouldPutBackAllowedIpsThatSomebodyMoved() {
    Scenery s = Scenery.allowedIps();
    try (FailoverController controller = started(s)) {
      s.kernel.apply(DeviceUpdate.of(InterfaceName.of("wg0"))
          .peer(PeerUpdate.of(HUB_A).allowedIp(IpPrefix.parse(V6)))
          .build());
      assertThat(s.kernel.allowedIps("wg0", HUB_A)).contains(IpPrefix.parse(V6));

      s.time.pass(4 * SECOND);

      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  @Test
  void shouldLeaveAllowedIpsToAPeerOnNoPath() {
    Scenery s = Scenery.allowedIps();
    try (FailoverController controller = started(s)) {
      s.kernel.peer("wg0", Scenery.key(9), null);
      s.kernel.apply(DeviceUpdate.of(InterfaceName.of("wg0"))
          .peer(PeerUpdate.of(Scenery.key(9)).allowedIp(IpPrefix.parse(V6)))
          .peer(PeerUpdate.of(HUB_A).allowedIp(IpPrefix.parse(V4)))
          .build());
      s.time.pass(10 * SECOND);

      assertThat(s.kernel.allowedIps("wg0", Scenery.key(9))).containsExactly(IpPrefix.parse(V6));
      assertThat(s.kernel.allowedIps("wg0", HUB_B)).contains(IpPrefix.parse(V4));
      assertThat(s.contentions).extracting(Contention::kind).containsExactly(Contention.Kind.TAKEN);
      assertThat(controller.explain()).contains("by direct");
      s.kernel.removePeer("wg0", Scenery.key(9));
    }
  }

  /** I3: what cannot be read is not gone. */
  @Test
  void shouldPutNothingBackThatCannotBeRead() {
    Scenery s = Scenery.allowedIps();
    try (FailoverController controller = started(s)) {
      s.kernel.writes.clear();
      s.kernel.readError = Errno.ENOBUFS;
      s.time.pass(90 * SECOND);
      assertThat(s.kernel.writes).isEmpty();
      s.kernel.readError = null;
      s.time.pass(10 * SECOND);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  /** I8, with grace; I1 for what nothing else covers. */
  @Test
  void shouldRemoveWhatAnEarlierProcessLeft() {
    Scenery s = Scenery.routes();
    s.kernel
        .route("fd00::2:0/112", "wgB", 57, 0x57)
        .route("100::1/128", "wgB", 57, 0x57)
        .route("192.0.2.0/24", "wgB", 57, 0x57)
        .route("fd00::3:0/112", "wgB", 57, Route.PROTOCOL_STATIC);
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(19 * SECOND);
      assertThat(s.kernel.routesTo("fd00::2:0/112")).hasSize(1);
      s.time.pass(2 * SECOND);

      assertThat(s.kernel.routesTo("fd00::2:0/112")).isEmpty();
      assertThat(s.kernel.routesTo("100::1/128")).isEmpty();
      assertThat(s.kernel.routesTo("192.0.2.0/24")).hasSize(1);
      assertThat(s.kernel.routesTo("fd00::3:0/112")).hasSize(1);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.explain()).contains("UP");
    }
  }

  @Test
  void shouldDoNothingAnyMoreOnceClosed() {
    Scenery s = Scenery.routes();
    try (FailoverController controller = started(s)) {
      assertThat(Optional.of(controller)).isPresent();
    }
    s.kernel.writes.clear();
    s.kernel.route(V6, "wgB", 57, 0x57);
    s.events.accept(new RouteEvent.Overrun(RouteEvent.Cause.QUEUE));
    s.time.pass(60 * SECOND);

    assertThat(s.kernel.writes).isEqualTo(List.of());
  }
}
