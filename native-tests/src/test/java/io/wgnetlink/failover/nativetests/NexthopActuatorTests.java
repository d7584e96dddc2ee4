package io.wgnetlink.failover.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.failover.actuate.NexthopActuator;
import io.wgnetlink.failover.actuate.Ownership;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.SingleNexthop;
import io.wgnetlink.route.internal.RecordedRouteNetlink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NexthopActuatorTests {
  /** Of each family; {@code -Dfailover.prefixes=100000} for more. */
  private static final int MANY = Integer.getInteger("failover.prefixes", 2000);

  private static final int FLIPS = 20;

  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_DELROUTE = 25;
  private static final int RTM_NEWNEXTHOP = 104;
  private static final int RTM_DELNEXTHOP = 105;
  private static final int OTHER_TABLE = 1000;

  private Crossroads host;
  private RouteNetlink netlink;
  private RouteNetlink recorded;
  private final List<byte[]> sent = new ArrayList<>();

  @BeforeEach
  void setUp() {
    host = new Crossroads();
    netlink = host.netlink;
    recorded = RecordedRouteNetlink.open(host.namespace, sent);
  }

  @AfterEach
  void tearDown() {
    recorded.close();
    host.close();
  }

  private NexthopActuator actuator(Integer... tables) {
    return new NexthopActuator(
        recorded, host.wireGuard, new Ownership(0x57, List.of(tables), List.of(tables), 57));
  }

  private Group group(int prefixes) {
    Stream<IpPrefix> ipv4 = IntStream.range(0, prefixes)
        .mapToObj(i -> IpPrefix.parse(
            "10." + (64 + (i >> 14)) + "." + (i >> 6 & 0xff) + "." + ((i & 0x3f) << 2) + "/30"));
    Stream<IpPrefix> ipv6 = IntStream.range(0, prefixes)
        .mapToObj(i -> IpPrefix.parse("fd77:0:" + Integer.toHexString(i >> 16) + ":"
            + Integer.toHexString(i & 0xffff) + "::/64"));
    return host.group(Stream.concat(ipv4, ipv6).collect(Collectors.toSet()));
  }

  /** Returns the types of the messages that change something. */
  private List<Integer> changes(Runnable task) {
    sent.clear();
    task.run();
    List<Integer> types = new ArrayList<>();
    for (byte[] datagram : sent) {
      ByteBuffer all = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
      for (int at = 0; at < datagram.length; at += all.getInt(at) + 3 & ~3) {
        types.add((int) all.getShort(at + 4));
      }
    }
    types.retainAll(List.of(RTM_NEWROUTE, RTM_DELROUTE, RTM_NEWNEXTHOP, RTM_DELNEXTHOP));
    return types;
  }

  private void assertCarriedBy(Path path, Group group) {
    for (IpPrefix prefix : List.of(
        group.prefixes().iterator().next(),
        group.prefixes().stream().reduce((a, b) -> b).orElseThrow())) {
      assertThat(netlink.lookup(RouteLookup.of(prefix.address())).oif())
          .as(prefix.toString())
          .contains(host.index(path));
    }
  }

  private List<Route> own() {
    return netlink.routes(RouteFilter.all().withProtocol(0x57));
  }

  @Test
  void shouldMoveAnyNumberOfPrefixesByOneMessage() {
    Group group = group(MANY);
    NexthopActuator actuator = actuator(Route.TABLE_MAIN);
    long begun = System.nanoTime();
    actuator.move(group, host.direct);
    System.out.printf("made %d routes in %d ms%n", 2 * MANY, millisSince(begun));
    assertThat(own()).hasSize(2 * MANY);
    assertCarriedBy(host.direct, group);

    for (Path path : List.of(host.second, host.permanent, host.direct)) {
      begun = System.nanoTime();
      List<Integer> changes = changes(() -> actuator.move(group, path));
      System.out.printf("moved and read back in %d ms%n", millisSince(begun));
      assertThat(changes).containsExactly(RTM_NEWNEXTHOP, RTM_NEWNEXTHOP);
      assertCarriedBy(path, group);
      assertThat(actuator.carrier(group)).isEqualTo(path);
    }

    actuator.move(group, host.permanent);
    begun = System.nanoTime();
    assertThat(changes(() -> actuator.release(group)))
        .containsExactly(RTM_DELNEXTHOP, RTM_DELNEXTHOP);
    System.out.printf("withdrawn in %d ms%n", millisSince(begun));
    assertThat(own()).isEmpty();
    assertThat(netlink.nexthops(NexthopFilter.all())).isEmpty();
    assertCarriedBy(host.permanent, group);
  }

  /** T21: what is the kernel's alone, without reading back. */
  @Test
  void shouldFlipInNoTimeComparedWithMaking() {
    Group group = group(MANY);
    long begun = System.nanoTime();
    actuator(Route.TABLE_MAIN).move(group, host.direct);
    long made = System.nanoTime() - begun;
    Map<AddressFamily, Integer> ids = new EnumMap<>(AddressFamily.class);
    own().forEach(r -> ids.put(r.destination().family(), r.nexthopId().orElseThrow()));
    long[] flips = new long[FLIPS];
    for (int i = 0; i < FLIPS; i++) {
      Path to = i % 2 == 0 ? host.second : host.direct;
      List<SingleNexthop> messages = ids.entrySet().stream()
          .map(e -> SingleNexthop.builder(e.getKey())
              .id(e.getValue())
              .oif(host.index(to))
              .protocol(0x57)
              .build())
          .toList();
      begun = System.nanoTime();
      messages.forEach(netlink::replaceNexthop);
      flips[i] = System.nanoTime() - begun;
    }
    Arrays.sort(flips);
    System.out.printf(
        "%d routes made in %.1f ms; flipped in %.2f ms (median of %d, at most %.2f)%n",
        2 * MANY, made / 1e6, flips[FLIPS / 2] / 1e6, FLIPS, flips[FLIPS - 1] / 1e6);
    assertCarriedBy(host.direct, group);
    assertThat(flips[FLIPS / 2]).isLessThan(made / 10);
  }

  private static long millisSince(long begun) {
    return (System.nanoTime() - begun) / 1_000_000;
  }

  /** I8: also where routes by an object do not say by which interface they go. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldFindAndMoveWhatAnotherProcessLeft(int compatMode) {
    Witness.run(host.namespace, "sysctl", "-w", "net.ipv4.nexthop_compat_mode=" + compatMode);
    Group group = group(3);
    actuator(Route.TABLE_MAIN).move(group, host.direct);

    NexthopActuator next = actuator(Route.TABLE_MAIN);
    assertThat(changes(() -> assertThat(next.carrier(group)).isEqualTo(host.direct)))
        .isEmpty();
    assertThat(changes(() -> next.move(group, host.direct))).isEmpty();
    next.move(group, host.permanent);
    next.release(group);

    assertThat(own()).isEmpty();
  }

  @Test
  void shouldMoveTheRoutesOfSeveralTables() {
    host.addWideRoutes(OTHER_TABLE);
    Group group = group(3);
    NexthopActuator actuator = actuator(Route.TABLE_MAIN, OTHER_TABLE);
    actuator.move(group, host.direct);

    assertThat(changes(() -> actuator.move(group, host.second)))
        .containsExactly(RTM_NEWNEXTHOP, RTM_NEWNEXTHOP);

    assertThat(own()).hasSize(12).allMatch(route -> route.uses(host.index(host.second)));
  }

  /** The kernel removes object and routes with the interface, and the wide routes carry. */
  @Test
  void shouldComeBackAfterTheInterfaceWasDown() {
    Group group = group(3);
    NexthopActuator actuator = actuator(Route.TABLE_MAIN);
    actuator.move(group, host.direct);

    netlink.changeLink(
        host.direct.tunnel().device(), LinkChange.builder().down().build());
    assertThat(own()).isEmpty();
    assertThat(actuator.carrier(group)).isEqualTo(host.permanent);
    assertCarriedBy(host.permanent, group);
    assertThatThrownBy(() -> actuator.move(group, host.direct))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(new Errno(100))).isTrue());

    netlink.changeLink(host.direct.tunnel().device(), LinkChange.builder().up().build());
    actuator.move(group, host.direct);
    assertCarriedBy(host.direct, group);
  }

  @Test
  void shouldGoByTheInterfaceThatWasMadeAgain() {
    Group group = group(3);
    NexthopActuator actuator = actuator(Route.TABLE_MAIN);
    actuator.move(group, host.direct);
    netlink.deleteLink(host.direct.tunnel().device());
    assertThat(actuator.carrier(group)).isEqualTo(host.permanent);

    host.make(host.direct);
    actuator.move(group, host.direct);

    assertCarriedBy(host.direct, group);
  }

  /** EXCL on adding, and the number that somebody took is theirs. */
  @Test
  void shouldLeaveForeignRoutesAndObjectsAlone() {
    Group group = group(3);
    IpPrefix taken = group.prefixes().stream().reduce((a, b) -> b).orElseThrow();
    host.ip("route add " + taken + " dev wgA proto static metric 57");
    NexthopActuator actuator = actuator(Route.TABLE_MAIN);

    assertThatThrownBy(() -> actuator.move(group, host.direct))
        .isInstanceOf(SwitchRefusedException.class)
        .hasMessageContaining(taken.toString());
    assertThat(own()).isEmpty();
    assertThat(netlink.nexthops(NexthopFilter.all())).isEmpty();
    assertThat(host.ip("-6 route show " + taken)).contains("dev wgA proto static metric 57");

    host.ip("route del " + taken + " dev wgA proto static metric 57");
    actuator.move(group, host.direct);
    int number = own().get(0).nexthopId().orElseThrow();
    host.ip("nexthop replace id " + Integer.toUnsignedString(number) + " dev wgC");
    actuator.move(group, host.direct);

    assertCarriedBy(host.direct, group);
    assertThat(host.ip("nexthop show id " + Integer.toUnsignedString(number))).contains("dev wgC");
    assertThat(own()).hasSize(6).noneMatch(r -> r.nexthopId().orElseThrow() == number);
  }

  @Test
  void shouldWithdrawOnlyWhatWideRoutesCover() {
    Group group = group(3);
    NexthopActuator actuator = actuator(Route.TABLE_MAIN);
    actuator.move(group, host.direct);
    actuator.move(group, host.permanent);
    netlink.deleteRoute(netlink.routes(RouteFilter.all()).stream()
        .filter(r -> r.destination().equals(Crossroads.WIDE.get(1)))
        .findFirst()
        .orElseThrow());

    assertThatThrownBy(() -> actuator.release(group)).isInstanceOf(SwitchRefusedException.class);

    assertThat(own()).hasSize(6);
    assertCarriedBy(host.permanent, group);
  }

  @Test
  void shouldFindOutWhetherTheKernelHasNexthopObjects() {
    assertThat(NexthopActuator.isPossible(netlink)).isTrue();
    assertThat(Set.copyOf(netlink.nexthops(NexthopFilter.all()))).isEmpty();
  }
}
