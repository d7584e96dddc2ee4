package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.NexthopBucket;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopGroup.Member;
import io.wgnetlink.route.NexthopGroup.Resilience;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.SingleNexthop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NexthopTests {
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
    host.setLoopbackUp(); // blackholes go by it
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    netlink.addAddress(a, InterfaceAddress.parse("fd00:1::16/64").withoutDad());
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private static SingleNexthop.Builder ipv4(int id, int link) {
    return SingleNexthop.builder(AddressFamily.IPV4).id(id).oif(link).protocol(87);
  }

  private static SingleNexthop.Builder ipv6(int id, int link) {
    return SingleNexthop.builder(AddressFamily.IPV6).id(id).oif(link).protocol(87);
  }

  private List<Integer> ids(NexthopFilter filter) {
    return netlink.nexthops(filter).stream().map(NexthopObject::id).toList();
  }

  @Test
  void shouldReturnTheIdThatTheKernelChose() {
    NexthopObject first = netlink.addNexthop(ipv4(0, a).build());
    NexthopObject second = netlink.addNexthop(ipv4(0, b).build());

    assertThat(first.id()).isPositive();
    assertThat(second.id()).isGreaterThan(first.id());
    assertThat(netlink.nexthops(NexthopFilter.all())).containsExactly(first, second);
    assertThat(netlink.nexthop(first.id())).contains(first);
  }

  @Test
  void shouldRefuseToAddWhereAnObjectIsAndToTouchWhereNoneIs() {
    for (Runnable attempt : List.<Runnable>of(
        () -> netlink.changeNexthop(ipv4(7, a).build()), () -> netlink.deleteNexthop(7))) {
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(attempt::run)
          .withMessageContaining("id 7")
          .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
    }
    assertThat(netlink.nexthop(7)).isEmpty();
    netlink.addNexthop(ipv4(7, a).build());

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addNexthop(ipv4(7, b).build()))
        .withMessageContaining("cannot add nexthop IPV4 id 7 dev " + b)
        .satisfies(e -> assertThat(e.is(Errno.EEXIST)).isTrue());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.replaceNexthop(ipv4(0, b).build()))
        .withMessageContaining("Replace requires nexthop id")
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
  }

  /** One message, and every route that names the object goes the other way. */
  @Test
  void shouldTurnTheRoutesThatNameAnObject() {
    netlink.addNexthop(ipv6(42, a).build());
    for (int i = 0; i < 50; i++) {
      netlink.addRoute(Route.builder(IpPrefix.parse("fd77:" + i + "::/64"))
          .nexthopId(42)
          .protocol(87)
          .build());
    }
    RouteLookup lookup = RouteLookup.of(IpAddresses.parse("fd77:49::1"));
    assertThat(netlink.lookup(lookup).oif()).contains(a);

    netlink.replaceNexthop(ipv6(42, b).build());
    assertThat(netlink.lookup(lookup).oif()).contains(b);
    netlink.changeNexthop(ipv6(42, a).build());
    assertThat(netlink.lookup(lookup).oif()).contains(a);

    netlink.deleteNexthop(42);
    assertThat(netlink.routes(RouteFilter.all().withProtocol(87))).isEmpty();
  }

  @Test
  void shouldSpreadByWeights() throws Exception {
    netlink.addNexthop(ipv4(1, a).build());
    netlink.addNexthop(ipv4(2, b).build());
    NexthopGroup group =
        NexthopGroup.builder().id(100).member(1, 3).member(2, 255).protocol(87).build();

    assertThat(netlink.addNexthop(group)).isEqualTo(group);
    assertThat(netlink.nexthop(100)).contains(group);

    NexthopGroup other = group.toBuilder().members(List.of(new Member(2, 1))).build();
    netlink.replaceNexthop(other);
    assertThat(netlink.nexthop(100)).contains(other);
    JsonNode seen = host.ip("nexthop get id 100").get(0);
    assertThat(seen.get("group").toString()).isEqualTo("[{\"id\":2}]");
  }

  @Test
  void shouldSpreadByLargeWeightsWhereTheKernelCan() {
    netlink.addNexthop(ipv4(1, a).build());
    netlink.addNexthop(ipv4(2, b).build());
    NexthopGroup group =
        NexthopGroup.builder().id(100).member(1, 300).member(2, 65535).build();
    try {
      assertThat(netlink.addNexthop(group)).isEqualTo(group);
    } catch (NetlinkException e) {
      assertThat(e.is(Errno.EINVAL)).isTrue();
      assertThat(e).hasMessageContaining("Reserved fields in nexthop_grp must be 0");
      assertThat(netlink.nexthop(100)).isEmpty();
      abort("this kernel's weights have 8 bits");
    }
    assertThat(netlink.nexthop(100)).contains(group);
  }

  @Test
  void shouldKeepFlowsInBuckets() throws Exception {
    netlink.addNexthop(ipv4(1, a).build());
    netlink.addNexthop(ipv4(2, b).build());
    NexthopGroup group = NexthopGroup.builder()
        .id(100)
        .member(1, 1)
        .member(2, 3)
        .resilience(Resilience.of(16, Duration.ofMillis(1500), Duration.ofMinutes(5)))
        .build();

    assertThat(netlink.addNexthop(group)).isEqualTo(group);

    List<NexthopBucket> buckets = netlink.nexthopBuckets(100);
    assertThat(buckets).hasSize(16);
    assertThat(buckets).extracting(NexthopBucket::index).isSorted().doesNotHaveDuplicates();
    assertThat(buckets).filteredOn(bucket -> bucket.nexthop() == 1).hasSize(4);
    assertThat(buckets).allMatch(bucket -> bucket.group() == 100);
    assertThat(host.ip("nexthop bucket show id 100")).hasSize(16);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.nexthopBuckets(1))
        .withMessageContaining("cannot list buckets of nexthop id 1")
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.nexthopBuckets(4711))
        .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.replaceNexthop(group.toBuilder()
            .resilience(Resilience.of(8, Duration.ofSeconds(1), Duration.ZERO))
            .build()))
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
  }

  @Test
  void shouldFilterAsTheWitnessDoes() throws Exception {
    host.ip("link add br0 type bridge");
    host.ip("link set dev b master br0");
    netlink.addNexthop(ipv4(1, a).build());
    netlink.addNexthop(ipv6(2, b).protocol(4).build());
    netlink.addNexthop(
        SingleNexthop.builder(AddressFamily.IPV6).id(3).blackhole().build());
    netlink.addNexthop(SingleNexthop.builder(AddressFamily.IPV4)
        .id(4)
        .gateway(IpAddresses.parse("192.0.2.1"))
        .fdb()
        .build());
    netlink.addNexthop(NexthopGroup.builder().id(5).member(1, 1).protocol(87).build());
    netlink.addNexthop(NexthopGroup.builder().id(6).member(4, 1).fdb().build());
    NexthopFilter all = NexthopFilter.all();

    assertThat(ids(all)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(ids(all.withOif(a))).isEqualTo(seen("dev a")).containsExactly(1);
    assertThat(ids(all.withMaster(host.indexOf("br0")))).containsExactly(2);
    assertThat(ids(all.onlyGroups())).isEqualTo(seen("groups")).containsExactly(5, 6);
    assertThat(ids(all.withProtocol(87))).isEqualTo(seen("proto 87")).containsExactly(1, 5);
    assertThat(ids(all.withFamily(AddressFamily.IPV4))).containsExactly(1, 4);
    assertThat(ids(all.withFamily(AddressFamily.IPV6))).contains(2).doesNotContain(1, 4, 5, 6);
    assertThat(ids(all.onlyFdb())).containsExactly(4, 6);
    assertThat(ids(all.onlyFdb().onlyGroups())).containsExactly(6);
    assertThat(ids(all.withOif(4711))).isEmpty();
  }

  private List<Integer> seen(String selectors) throws Exception {
    List<Integer> ids = new ArrayList<>();
    host.ip("nexthop show " + selectors)
        .forEach(object -> ids.add(object.get("id").asInt()));
    return ids;
  }

  @Test
  void shouldFlushByFilter() {
    for (int id = 1; id <= 100; id++) {
      netlink.addNexthop(ipv4(id, a).build());
    }
    netlink.addNexthop(ipv4(200, b).protocol(4).build());
    netlink.addNexthop(NexthopGroup.builder().id(201).member(1, 1).protocol(87).build());
    netlink.addNexthop(
        NexthopGroup.builder().id(202).member(2, 1).member(200, 1).protocol(4).build());

    // The group 201 goes with its only member, and 202 loses one.
    assertThat(netlink.flushNexthops(NexthopFilter.all().withProtocol(87))).isEqualTo(100);

    assertThat(ids(NexthopFilter.all())).containsExactly(200, 202);
    assertThat(((NexthopGroup) netlink.nexthop(202).orElseThrow()).members())
        .containsExactly(new Member(200, 1));
    assertThat(netlink.flushNexthops(NexthopFilter.all().withProtocol(87))).isZero();
  }

  @Test
  void shouldMakeAgainWhatItRead() throws Exception {
    host.ip("nexthop add id 1 via 172.29.1.9 dev a proto 87");
    host.ip("nexthop add id 2 encap seg6 mode encap segs fc00::1 via fd00:1::9 dev a");
    host.ip("nexthop add id 3 via 10.9.9.9 dev b onlink");
    host.ip("nexthop add id 4 blackhole");
    host.ip("nexthop add id 5 via 192.0.2.1 fdb");
    host.ip("nexthop add id 6 group 1,3/3 proto 87");
    host.ip("nexthop add id 7 group 5 fdb");
    String before = host.ip("-d nexthop show").toString();
    List<NexthopObject> read = netlink.nexthops(NexthopFilter.all());
    assertThat(read).hasSize(7);

    assertThat(netlink.flushNexthops(NexthopFilter.all())).isEqualTo(5);
    read.forEach(netlink::addNexthop);

    assertThat(netlink.nexthops(NexthopFilter.all())).isEqualTo(read);
    assertThat(host.ip("-d nexthop show")).hasToString(before);
    read.forEach(netlink::replaceNexthop);
    assertThat(host.ip("-d nexthop show")).hasToString(before);
  }

  @Test
  void shouldSayWhatTheKernelRefuses() {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addNexthop(ipv4(1, 4711).build()))
        .withMessageContaining("cannot add nexthop IPV4 id 1 dev 4711")
        .withMessageContaining("Invalid device index")
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() ->
            netlink.addNexthop(ipv4(1, a).gateway(IpAddresses.parse("10.9.9.9")).build()))
        .withMessageContaining("via 10.9.9.9")
        .withMessageContaining("Nexthop has invalid gateway")
        .satisfies(e -> assertThat(e.errno()).isPresent());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(
            () -> netlink.addNexthop(NexthopGroup.builder().id(1).member(7, 1).build()))
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    netlink.addNexthop(ipv4(2, a).build());
    netlink.addNexthop(NexthopGroup.builder().id(3).member(2, 1).build());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.replaceNexthop(ipv4(3, a).build()))
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
  }
}
