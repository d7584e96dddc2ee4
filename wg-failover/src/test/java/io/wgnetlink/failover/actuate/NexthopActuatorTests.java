package io.wgnetlink.failover.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.simulation.FakeKernel;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.SingleNexthop;
import io.wgnetlink.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three paths, each with an interface; IPv4 is moved before IPv6. */
class NexthopActuatorTests {
  private static final String V4 = "172.29.0.16/28";
  private static final String OTHER_V4 = "172.29.0.32/28";
  private static final String V6 = "fd00::1:0/112";
  private static final int OTHER_TABLE = 100;
  private static final Ownership OWNERSHIP = new Ownership(0x57, Route.TABLE_MAIN, 57);

  private final FakeKernel kernel = new FakeKernel();
  private final NexthopActuator actuator = new NexthopActuator(kernel, kernel, OWNERSHIP);
  private final Path direct = path("direct", "wgB", 2);
  private final Path second = path("second", "wgC", 3);
  private final Path permanent = path("permanent", "wgA", 1);
  private final Group group = group("hub-b", V4, OTHER_V4, V6);

  private Group group(String name, String... prefixes) {
    Set<IpPrefix> all = new HashSet<>();
    for (String prefix : prefixes) {
      all.add(IpPrefix.parse(prefix));
    }
    return new Group(name, all, List.of(direct, second, permanent));
  }

  private static Path path(String name, String device, int key) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) key;
    return Path.of(name, new Tunnel(InterfaceName.of(device), PublicKey.of(bytes)));
  }

  @BeforeEach
  void build() {
    for (Path path : group.paths()) {
      String device = path.tunnel().device().value();
      kernel.device(device).peer(device, path.tunnel().peer(), null, "172.29.0.0/24", "fd00::/64");
    }
    kernel.route("172.29.0.0/24", "wgA").route("fd00::/64", "wgA");
  }

  private int index(Path path) {
    return kernel.link(path.tunnel().device()).orElseThrow().index();
  }

  private static int number(String group, AddressFamily family) {
    return NexthopBook.candidate(0x57, group, family, 0);
  }

  private List<String> writesOf(Runnable task) {
    kernel.writes.clear();
    task.run();
    return new ArrayList<>(kernel.writes);
  }

  @Test
  void shouldMoveAllPrefixesOfAFamilyByOneMessage() {
    actuator.move(group, direct);
    assertThat(actuator.carrier(group)).isEqualTo(direct);
    assertThat(kernel.routesTo(V4)).singleElement().satisfies(route -> {
      assertThat(route.nexthopId()).contains(number("hub-b", AddressFamily.IPV4));
      assertThat(route.uses(index(direct))).isTrue();
    });

    for (Path path : List.of(second, permanent, direct)) {
      assertThat(writesOf(() -> actuator.move(group, path)))
          .hasSize(2)
          .allMatch(w -> w.startsWith("replace nexthop"));
      assertThat(actuator.carrier(group)).isEqualTo(path);
      for (String prefix : List.of(V4, OTHER_V4, V6)) {
        assertThat(kernel.routesTo(prefix))
            .singleElement()
            .matches(route -> route.uses(index(path)));
      }
    }
  }

  @Test
  void shouldAskForNothingWhereTheGroupIsAlready() {
    assertThat(writesOf(() -> actuator.move(group, permanent))).isEmpty();
    actuator.move(group, direct);
    assertThat(writesOf(() -> actuator.move(group, direct))).isEmpty();
    assertThat(writesOf(() -> new NexthopActuator(kernel, kernel, OWNERSHIP).move(group, direct)))
        .isEmpty();
  }

  @Test
  void shouldLeaveNothingBehind() {
    String before = kernel.picture();
    actuator.move(group, direct);
    actuator.move(group, permanent);

    assertThat(writesOf(() -> actuator.release(group)))
        .hasSize(2)
        .allMatch(w -> w.startsWith("delete nexthop"));

    assertThat(kernel.picture()).isEqualTo(before);
    assertThat(actuator.carrier(group)).isEqualTo(permanent);
    assertThat(writesOf(() -> actuator.release(group))).isEmpty();
  }

  @Test
  void shouldServeSeveralTablesByTheSameObject() {
    kernel.routeIn(OTHER_TABLE, "172.29.0.0/24", "wgA").routeIn(OTHER_TABLE, "fd00::/64", "wgA");
    List<Integer> tables = List.of(Route.TABLE_MAIN, OTHER_TABLE);
    NexthopActuator both =
        new NexthopActuator(kernel, kernel, new Ownership(0x57, tables, tables, 57));
    String before = kernel.picture();

    both.move(group, direct);
    assertThat(kernel.routesTo(V6)).extracting(Route::table).containsExactlyElementsOf(tables);
    assertThat(writesOf(() -> both.move(group, permanent))).hasSize(2);
    assertThat(kernel.routesTo(V6)).allMatch(route -> route.uses(index(permanent)));

    kernel.removeRoutesIn(OTHER_TABLE, "fd00::/64");
    assertThatThrownBy(() -> both.release(group)).isInstanceOf(SwitchRefusedException.class);
    kernel.routeIn(OTHER_TABLE, "fd00::/64", "wgA");
    both.release(group);
    assertThat(kernel.picture()).isEqualTo(before);
  }

  @Test
  void shouldTakeOverRoutesThatNameNoObject() {
    new RouteActuator(kernel, kernel, OWNERSHIP).move(group, direct);
    assertThat(actuator.carrier(group)).isEqualTo(direct);

    assertThat(writesOf(() -> actuator.move(group, second))).noneMatch(w -> w.startsWith("delete"));

    assertThat(kernel.routesTo(V4))
        .singleElement()
        .matches(route -> route.nexthopId().isPresent() && route.uses(index(second)));
  }

  @Test
  void shouldPassOverANumberThatSomebodyTook() {
    int wanted = number("hub-b", AddressFamily.IPV4);
    SingleNexthop foreign = SingleNexthop.builder(AddressFamily.IPV4)
        .id(wanted)
        .oif(index(permanent))
        .protocol(4)
        .build();
    kernel.addNexthop(foreign);

    actuator.move(group, direct);
    actuator.move(group, permanent);
    actuator.release(group);

    assertThat(kernel.nexthop(wanted)).contains(foreign);
  }

  /** Somebody replaces the object: it is theirs from then on, and the routes get another one. */
  @Test
  void shouldLeaveAnObjectToWhoeverTookItOver() {
    actuator.move(group, direct);
    int taken = number("hub-b", AddressFamily.IPV4);
    SingleNexthop foreign = SingleNexthop.builder(AddressFamily.IPV4)
        .id(taken)
        .oif(index(second))
        .protocol(4)
        .build();
    kernel.replaceNexthop(foreign);

    actuator.move(group, direct);

    assertThat(kernel.nexthop(taken)).contains(foreign);
    assertThat(kernel.routesTo(V4))
        .singleElement()
        .matches(route -> route.uses(index(direct)))
        .matches(route -> route.nexthopId().orElseThrow() != taken);
  }

  @Test
  void shouldNotShareAnObjectWithAGroupWhoseNumberIsTheSame() {
    Group other = group("other", "172.29.0.48/28");
    int wanted = number("other", AddressFamily.IPV4);
    kernel.addNexthop(SingleNexthop.builder(AddressFamily.IPV4)
        .id(wanted)
        .oif(index(direct))
        .protocol(0x57)
        .build());
    kernel.addRoute(OWNERSHIP.byObject(new Place(Route.TABLE_MAIN, IpPrefix.parse(V4)), wanted));

    actuator.move(other, second);

    assertThat(kernel.routesTo(V4)).singleElement().matches(route -> route.uses(index(direct)));
    assertThat(kernel.routesTo("172.29.0.48/28"))
        .singleElement()
        .matches(route -> route.uses(index(second)));
  }

  @Test
  void shouldTakeASwitchBackThatMeetsAForeignRoute() {
    kernel.route(V6, "wgA", 57, Route.PROTOCOL_STATIC);
    String before = kernel.picture();

    assertThatThrownBy(() -> actuator.move(group, direct))
        .isInstanceOf(SwitchRefusedException.class)
        .hasMessageContaining("not the controller's");

    assertThat(kernel.writes).anyMatch(w -> w.startsWith("add " + V4));
    assertThat(kernel.picture()).isEqualTo(before);
  }

  /** The object goes with the switch, and would take the routes along that name it by then. */
  @Test
  void shouldPutBackRoutesThatNamedNoObject() {
    Group less = group("hub-b", V4, OTHER_V4);
    new RouteActuator(kernel, kernel, OWNERSHIP).move(less, second);
    kernel.route(V6, "wgA", 57, Route.PROTOCOL_STATIC);
    String before = kernel.picture();

    assertThatThrownBy(() -> actuator.move(group, direct))
        .isInstanceOf(SwitchRefusedException.class);

    assertThat(kernel.writes).anyMatch(w -> w.startsWith("replace " + V4));
    assertThat(kernel.picture()).isEqualTo(before);
  }

  @Test
  void shouldTakeASwitchBackThatTheKernelRefusesHalfWay() {
    actuator.move(group, second);
    String before = kernel.picture();
    kernel.onWrite = change -> {
      if (change.startsWith("replace nexthop IPV6")) {
        kernel.onWrite = w -> {};
        throw new NetlinkException(change, Errno.ENOBUFS, ExtendedAck.NONE, "");
      }
    };

    assertThatThrownBy(() -> actuator.move(group, direct)).isInstanceOf(NetlinkException.class);

    assertThat(kernel.writes).anyMatch(w -> w.startsWith("replace nexthop IPV4"));
    assertThat(kernel.picture()).isEqualTo(before);
    assertThat(actuator.carrier(group)).isEqualTo(second);
  }

  @Test
  void shouldTakeBackASwitchThatReadsOtherwiseAfterwards() {
    actuator.move(group, second);
    kernel.onWrite = change -> {
      if (change.startsWith("replace nexthop IPV6")) {
        kernel.onWrite = w -> {};
        kernel.removeRoutes(V4);
      }
    };

    assertThatThrownBy(() -> actuator.move(group, direct))
        .isInstanceOf(SwitchRefusedException.class)
        .hasMessageContaining("after the switch");

    assertThat(actuator.carrier(group)).isEqualTo(second);
  }

  /** I1: the interface has to give the prefixes to the path's peer. */
  @Test
  void shouldNotMoveToAPeerThatIsNotAllowedThePrefixes() {
    actuator.move(group, direct);
    kernel.removePeer("wgA", permanent.tunnel().peer());

    assertThat(writesOf(() -> assertThatThrownBy(() -> actuator.move(group, permanent))
            .isInstanceOf(SwitchRefusedException.class)))
        .isEmpty();
  }

  @Test
  void shouldKeepAnObjectThatForeignRoutesName() {
    actuator.move(group, direct);
    actuator.move(group, permanent);
    int number = number("hub-b", AddressFamily.IPV4);
    Route foreign = Route.builder(IpPrefix.parse("192.0.2.0/24"))
        .nexthopId(number)
        .protocol(Route.PROTOCOL_STATIC)
        .build();
    kernel.addRoute(foreign);

    actuator.release(group);

    assertThat(kernel.routesTo("192.0.2.0/24")).hasSize(1);
    assertThat(kernel.routesTo(V4)).isEmpty();
    assertThat(kernel.nexthop(number)).isPresent();
  }

  @Test
  void shouldFollowAnInterfaceThatIsMadeAgain() {
    actuator.move(group, direct);
    kernel.deleteLink(direct.tunnel().device());
    assertThat(actuator.carrier(group)).isEqualTo(permanent);
    kernel.device("wgD").device("wgB").peer("wgB", direct.tunnel().peer(), null, V4, OTHER_V4, V6);

    actuator.move(group, direct);

    assertThat(actuator.carrier(group)).isEqualTo(direct);
    assertThat(kernel.routesTo(V6)).singleElement().matches(route -> route.uses(index(direct)));
  }
}
