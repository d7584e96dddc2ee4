package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.LinkLayerAddress;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NeighbourFilter;
import io.wgnetlink.route.NeighbourFlag;
import io.wgnetlink.route.NeighbourState;
import io.wgnetlink.route.RouteNetlink;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NeighbourTests {
  private static final LinkLayerAddress THERE = LinkLayerAddress.parse("02:00:00:00:00:09");
  private static final LinkLayerAddress ELSEWHERE = LinkLayerAddress.parse("02:00:00:00:00:19");

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
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private Neighbour.Builder on(int link, String address) {
    return Neighbour.builder(link, IpAddresses.parse(address))
        .linkLayerAddress(THERE)
        .protocol(87);
  }

  private Neighbour read(Neighbour neighbour) {
    return netlink.neighbour(neighbour.link(), neighbour.address()).orElseThrow().toBuilder()
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"172.29.1.9", "fd00:1::9"})
  void shouldAddChangeReplaceAndDelete(String address) {
    Neighbour neighbour = on(a, address).build();
    netlink.addNeighbour(neighbour);
    assertThat(read(neighbour)).isEqualTo(neighbour);

    Neighbour moved = on(a, address).linkLayerAddress(ELSEWHERE).build();
    netlink.changeNeighbour(moved);
    assertThat(read(neighbour)).isEqualTo(moved);

    netlink.replaceNeighbour(neighbour);
    assertThat(read(neighbour)).isEqualTo(neighbour);

    netlink.deleteNeighbour(moved);
    assertThat(netlink.neighbour(a, neighbour.address())).isEmpty();
    netlink.replaceNeighbour(moved);
    assertThat(read(neighbour)).isEqualTo(moved);
  }

  @ParameterizedTest
  @ValueSource(strings = {"172.29.1.9", "fd00:1::9"})
  void shouldRefuseToAddWhereANeighbourIsAndToTouchWhereNoneIs(String address) {
    Neighbour neighbour = on(a, address).build();
    for (Runnable attempt : List.<Runnable>of(
        () -> netlink.changeNeighbour(neighbour), () -> netlink.deleteNeighbour(neighbour))) {
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(attempt::run)
          .withMessageContaining("neighbour " + address + " dev " + a)
          .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
    }
    netlink.addNeighbour(neighbour);

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() ->
            netlink.addNeighbour(on(a, address).linkLayerAddress(ELSEWHERE).build()))
        .withMessageContaining("cannot add neighbour " + address)
        .satisfies(e -> assertThat(e.is(Errno.EEXIST)).isTrue());
    assertThat(read(neighbour)).isEqualTo(neighbour);
  }

  @Test
  void shouldKeepNeighboursOfLinksAndProxyEntriesApart() {
    Neighbour onA = on(a, "172.29.1.9").build();
    Neighbour onB = on(b, "172.29.1.9").linkLayerAddress(ELSEWHERE).build();
    Neighbour proxy = Neighbour.proxy(a, onA.address()).protocol(87).build();
    List.of(onA, onB, proxy).forEach(netlink::addNeighbour);

    assertThat(read(onA)).isEqualTo(onA);
    assertThat(read(onB)).isEqualTo(onB);
    assertThat(netlink.proxyNeighbour(a, onA.address())).contains(proxy);
    assertThat(netlink.proxyNeighbour(b, onA.address())).isEmpty();

    netlink.deleteNeighbour(onA);
    assertThat(netlink.proxyNeighbour(a, onA.address())).contains(proxy);
    netlink.deleteNeighbour(proxy);
    assertThat(netlink.proxyNeighbour(a, onA.address())).isEmpty();
    assertThat(read(onB)).isEqualTo(onB);
  }

  @Test
  void shouldHaveIpv4ProxyEntriesOfEveryLink() {
    InetAddress there = IpAddresses.parse("172.29.1.9");
    Neighbour everywhere = Neighbour.proxy(0, there).build();
    netlink.addNeighbour(everywhere);

    assertThat(netlink.proxyNeighbour(0, there)).contains(everywhere);
    assertThat(netlink.proxyNeighbour(a, there)).isEmpty();
    assertThat(netlink.neighbours(NeighbourFilter.allProxies())).containsExactly(everywhere);

    netlink.deleteNeighbour(everywhere);
    assertThat(netlink.neighbours(NeighbourFilter.allProxies())).isEmpty();
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addNeighbour(
            Neighbour.proxy(0, IpAddresses.parse("fd00:1::9")).build()))
        .satisfies(e -> assertThat(e.is(Errno.ENOBUFS)).isTrue());
  }

  @Test
  void shouldReplaceAProxyEntryThatIsAdded() {
    Neighbour proxy =
        Neighbour.proxy(a, IpAddresses.parse("fd00:1::7")).protocol(4).build();
    netlink.addNeighbour(proxy);
    Neighbour router = proxy.toBuilder().flag(NeighbourFlag.ROUTER).protocol(87).build();

    netlink.addNeighbour(router);

    assertThat(netlink.neighbours(NeighbourFilter.allProxies())).containsExactly(router);
  }

  @Test
  void shouldFilterAsTheWitnessDoes() throws Exception {
    host.ip("link add br0 type bridge");
    host.ip("link set dev b master br0");
    int bridge = host.indexOf("br0");
    Neighbour first = on(a, "172.29.1.9").build();
    Neighbour second = on(a, "fd00:1::9").build();
    Neighbour third = on(b, "172.29.1.10").build();
    Neighbour proxy = Neighbour.proxy(a, IpAddresses.parse("172.29.1.11")).build();
    Neighbour proxy6 = Neighbour.proxy(b, IpAddresses.parse("fd00:1::11")).build();
    List.of(first, second, third, proxy, proxy6).forEach(netlink::addNeighbour);

    assertThat(listed(NeighbourFilter.all())).containsExactlyInAnyOrder(first, second, third);
    assertThat(listed(NeighbourFilter.all().withFamily(AddressFamily.IPV4)))
        .containsExactlyInAnyOrder(first, third);
    assertThat(listed(NeighbourFilter.all().withLink(a))).containsExactlyInAnyOrder(first, second);
    assertThat(listed(NeighbourFilter.all().withLink(a).withFamily(AddressFamily.IPV6)))
        .containsExactly(second);
    assertThat(listed(NeighbourFilter.all().withMaster(bridge))).containsExactly(third);
    assertThat(listed(NeighbourFilter.allProxies())).containsExactlyInAnyOrder(proxy, proxy6);
    assertThat(listed(NeighbourFilter.allProxies().withLink(a))).containsExactly(proxy);
    assertThat(listed(NeighbourFilter.allProxies().withFamily(AddressFamily.IPV6)))
        .containsExactly(proxy6);
    assertThat(listed(NeighbourFilter.all().withLink(4711))).isEmpty();

    assertThat(host.ip("neighbour show dev a nud permanent")).hasSize(2);
    assertThat(host.ip("neighbour show proxy dev a")).hasSize(1);
  }

  /** Without the multicast addresses that the kernel itself talks to. */
  private List<Neighbour> listed(NeighbourFilter filter) {
    return netlink.neighbours(filter).stream()
        .filter(neighbour -> !neighbour.state().equals(NeighbourState.NOARP))
        .map(neighbour -> neighbour.toBuilder().build())
        .toList();
  }

  @Test
  void shouldResolveAndCount() {
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.1/24"));
    Neighbour absent = on(a, "172.29.1.77").build();
    netlink.addNeighbour(Neighbour.builder(a, absent.address())
        .state(NeighbourState.NONE)
        .flag(NeighbourFlag.MANAGED)
        .build());

    Neighbour seen = netlink.neighbour(a, absent.address()).orElseThrow();

    assertThat(seen.has(NeighbourFlag.MANAGED)).isTrue();
    assertThat(seen.state()).isEqualTo(NeighbourState.INCOMPLETE);
    assertThat(seen.statistics().orElseThrow().updated().toMinutes()).isZero();
    assertThat(seen.linkLayerAddress()).isEmpty();
  }

  @Test
  void shouldSayWhatTheKernelRefuses() {
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.1/24"));
    Neighbour nowhere = Neighbour.builder(a, IpAddresses.parse("172.29.1.9")).build();
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addNeighbour(nowhere))
        .withMessageContaining("cannot add neighbour 172.29.1.9 dev " + a + " nud permanent")
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addNeighbour(on(4711, "172.29.1.9").build()))
        .satisfies(e -> assertThat(e.is(Errno.ENODEV)).isTrue());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addNeighbour(
            on(a, "172.29.1.10").linkLayerAddress(LinkLayerAddress.parse("02")).build()))
        .withMessageContaining("Invalid link address")
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    assertThat(netlink.neighbour(4711, nowhere.address())).isEmpty();
  }

  @Test
  void shouldMakeAgainWhatItRead() throws Exception {
    host.ip("neighbour add 172.29.1.9 lladdr 02:00:00:00:00:09 dev a protocol 87");
    host.ip("neighbour add fe80::9 lladdr 02:00:00:00:00:09 dev a nud stale router extern_learn");
    host.ip("neighbour add proxy fd00:1::7 dev a router protocol 87");
    List<Neighbour> read = new ArrayList<>(listed(NeighbourFilter.all()));
    read.addAll(listed(NeighbourFilter.allProxies()));
    assertThat(read).hasSize(3);

    read.forEach(netlink::deleteNeighbour);
    assertThat(listed(NeighbourFilter.all())).isEmpty();
    read.forEach(netlink::addNeighbour);

    assertThat(listed(NeighbourFilter.all()))
        .containsExactlyInAnyOrderElementsOf(read.subList(0, 2));
    assertThat(listed(NeighbourFilter.allProxies())).containsExactly(read.get(2));
  }
}
