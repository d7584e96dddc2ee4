package io.wgnetlink.failover;

import static io.wgnetlink.failover.Scenery.HUB_A;
import static io.wgnetlink.failover.Scenery.HUB_B;
import static io.wgnetlink.failover.Scenery.PREFIXES;
import static io.wgnetlink.failover.Scenery.key;
import static io.wgnetlink.failover.Scenery.tunnel;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.ConfigurationRefusedException.Reason;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationRefusalTests {
  private final Scenery routes = Scenery.routes();
  private final Scenery allowedIps = Scenery.allowedIps();

  private static ConfigurationRefusedException refusal(Scenery s, FailoverConfiguration asked) {
    s.kernel.writes.clear();
    ConfigurationRefusedException refused =
        catchThrowableOfType(ConfigurationRefusedException.class, () -> s.controller(asked));
    assertThat(refused).isNotNull();
    assertThat(s.kernel.writes).isEmpty();
    return refused;
  }

  private static ConfigurationRefusedException refusal(Scenery s, Group group) {
    return refusal(s, FailoverConfiguration.of(group).build());
  }

  private static ConfigurationRefusedException refusal(Scenery s) {
    return refusal(s, s.group);
  }

  @Test
  void shouldRefuseRouteModeForPeersOfOneInterface() {
    ConfigurationRefusedException refused = refusal(
        allowedIps,
        FailoverConfiguration.of(allowedIps.group).mode(SwitchMode.ROUTE).build());

    assertThat(refused.reason()).isEqualTo(Reason.SHARED_INTERFACE);
    assertThat(refused).hasMessageContaining("a route cannot choose between peers");
  }

  @Test
  void shouldRefuseAllowedIpsModeForSeparateInterfaces() {
    assertThat(refusal(
                routes,
                FailoverConfiguration.of(routes.group)
                    .mode(SwitchMode.ALLOWED_IPS)
                    .build())
            .reason())
        .isEqualTo(Reason.SEPARATE_INTERFACES);
  }

  @Test
  void shouldRefuseAMixtureOfSharedAndSeparateInterfaces() {
    routes.kernel.peer("wgB", key(3), null, "172.29.0.16/28", "fd00::1:0/112");
    Group mixed = new Group(
        "mixed",
        PREFIXES,
        List.of(
            Path.of("b", tunnel("wgB", HUB_B)),
            Path.of("c", tunnel("wgB", key(3))),
            Path.of("a", tunnel("wgA", HUB_A))));

    assertThat(refusal(routes, mixed).reason()).isEqualTo(Reason.SHARED_INTERFACE);
  }

  @Test
  void shouldRefuseAnInterfaceThatIsNotThere() {
    Group group = new Group(
        "g",
        PREFIXES,
        List.of(Path.of("b", tunnel("wgX", HUB_B)), Path.of("a", tunnel("wgA", HUB_A))));

    ConfigurationRefusedException refused = refusal(routes, group);

    assertThat(refused.reason()).isEqualTo(Reason.MISSING_DEVICE);
    assertThat(refused).hasMessageContaining("wgX");
  }

  @Test
  void shouldRefuseAPeerThatIsNotThere() {
    routes.kernel.removePeer("wgB", HUB_B);

    assertThat(refusal(routes).reason()).isEqualTo(Reason.MISSING_PEER);
  }

  @Test
  void shouldRefusePrefixesThatThePermanentPeerIsNotAllowed() {
    Scenery s = Scenery.routes();
    s.kernel.removePeer("wgA", HUB_A);
    s.kernel.peer("wgA", HUB_A, s.permanent.left, "fd00::/64");

    ConfigurationRefusedException refused = refusal(s);

    assertThat(refused.reason()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(refused).hasMessageContaining("172.29.0.16/28").hasMessageContaining("permanent");
  }

  @Test
  void shouldRefusePrefixesThatThePermanentPeerOfTheSameInterfaceDoesNotCover() {
    Scenery s = Scenery.allowedIps();
    s.kernel.removePeer("wg0", HUB_A);
    s.kernel.peer("wg0", HUB_A, s.permanent.left, "fd00::/64");

    assertThat(refusal(s).reason()).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void shouldRefusePrefixesThatADirectPeerIsNotAllowed() {
    routes.kernel.removePeer("wgB", HUB_B);
    routes.kernel.peer("wgB", HUB_B, routes.direct.left, "fd00::1:0/112");

    assertThat(refusal(routes).reason()).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void shouldRefusePrefixesWithoutARouteByThePermanentPath() {
    routes.kernel.removeRoutes("172.29.0.0/24");

    ConfigurationRefusedException refused = refusal(routes);

    assertThat(refused.reason()).isEqualTo(Reason.NOT_ROUTED);
    assertThat(refused).hasMessageContaining("add a route to it");
  }

  @Test
  void shouldRefuseWhenSomebodyElseHasThePlaceOfItsRoute() {
    routes.kernel.route("fd00::1:0/112", "wgB", 20, Route.PROTOCOL_STATIC);

    assertThat(refusal(routes).reason()).isEqualTo(Reason.FOREIGN_ROUTE);
  }

  @Test
  void shouldRefusePrefixesThatAPeerOnNoPathHolds() {
    allowedIps.kernel.removePeer("wg0", HUB_B);
    allowedIps.kernel.peer("wg0", HUB_B, allowedIps.direct.left, "fd00::1:0/112");
    allowedIps.kernel.peer("wg0", key(9), null, "172.29.0.16/28");

    assertThat(refusal(allowedIps).reason()).isEqualTo(Reason.FOREIGN_HOLDER);
  }

  /** I5. */
  @Test
  void shouldRefuseATunnelThatWouldCarryItself() {
    routes.kernel.endpoint("wgB", HUB_B, "172.29.0.20:51820");

    ConfigurationRefusedException refused = refusal(routes);

    assertThat(refused.reason()).isEqualTo(Reason.ENDPOINT_INSIDE);
    assertThat(refused).hasMessageContaining("172.29.0.20:51820");
  }

  @Test
  void shouldAcceptAnEndpointInsideWhenAMarkKeepsItsPacketsOut() {
    routes.kernel.endpoint("wgB", HUB_B, "172.29.0.20:51820").fwmark("wgB", 7);

    routes.controller().close();
  }

  /** The longest prefix would win, but a path of one would be the cover of the other (I1). */
  @ParameterizedTest
  @CsvSource({
    "ROUTE, fd00::1:8/125",
    "ROUTE, fd00::/96",
    "ROUTE, 172.29.0.16/28",
    "ALLOWED_IPS, fd00::1:8/125",
    "ALLOWED_IPS, fd00::/96",
    "ALLOWED_IPS, 172.29.0.16/28"
  })
  void shouldRefuseGroupsThatOverlap(SwitchMode mode, String prefix) {
    Scenery s = mode == SwitchMode.ROUTE ? routes : allowedIps;
    Group other = new Group("other", Set.of(IpPrefix.parse(prefix)), s.group.paths());

    for (FailoverConfiguration both : List.of(
        FailoverConfiguration.of(s.group).group(other).build(),
        FailoverConfiguration.of(other).group(s.group).build())) {
      ConfigurationRefusedException refused = refusal(s, both);
      assertThat(refused.reason()).isEqualTo(Reason.OVERLAPPING_GROUPS);
      assertThat(refused)
          .hasMessageContaining(prefix + " of group other")
          .hasMessageContaining("of group hub-b")
          .hasMessageContaining("put them into one group");
    }
  }

  /** What the refusal proposes works. */
  @ParameterizedTest
  @EnumSource(SwitchMode.class)
  void shouldMoveNestedPrefixesOfOneGroupTogether(SwitchMode mode) {
    Scenery s = mode == SwitchMode.ROUTE ? routes : allowedIps;
    Group nested = new Group(
        "nested",
        Set.of(
            IpPrefix.parse("fd00::1:0/112"),
            IpPrefix.parse("fd00::1:0/120"),
            IpPrefix.parse("172.29.0.16/28")),
        s.group.paths());
    try (FailoverController controller =
        s.controller(FailoverConfiguration.of(nested).build())) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      s.direct.cut();
      s.time.pass(30 * SECOND);
      assertThat(controller.status().carriers().get("nested").name()).isEqualTo("permanent");
      assertThat(s.wayToB()).isEqualTo("not direct");
      s.direct.heal();
      s.time.pass(60 * SECOND);
      assertThat(s.wayToB()).isEqualTo("direct");
      assertThat(controller.status().contended()).isEmpty();
    }
  }

  @Test
  void shouldRefuseAProbeAddressThatMovesWithTheGroup() {
    Group group = new Group(
        "g",
        PREFIXES,
        List.of(
            Path.of("b", tunnel("wgB", HUB_B)).probedAt(IpAddresses.parse("fd00::1:1")),
            Path.of("a", tunnel("wgA", HUB_A))));

    assertThat(refusal(routes, group).reason()).isEqualTo(Reason.PROBE_ADDRESS);
  }

  @Test
  void shouldRefuseAProbeAddressThatIsNotThePeers() {
    Group group = new Group(
        "g",
        PREFIXES,
        List.of(
            Path.of("b", tunnel("wgB", HUB_B)).probedAt(IpAddresses.parse("fd00:1::2")),
            Path.of("a", tunnel("wgA", HUB_A))));

    assertThat(refusal(routes, group).reason()).isEqualTo(Reason.PROBE_ADDRESS);
  }
}
