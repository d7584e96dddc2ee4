package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.NexthopBucket;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopGroup.Member;
import io.wgnetlink.route.NexthopGroup.Resilience;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.SingleNexthop;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NexthopObjectMessagesTests {
  private static final SingleNexthop ROUTER =
      ipv4(1).gateway(IpAddresses.parse("172.29.1.9")).oif(3).protocol(87).build();

  private static final NexthopGroup RESILIENT = NexthopGroup.builder()
      .id(101)
      .member(1, 1)
      .member(4, 2)
      .resilience(Resilience.of(8, Duration.ofSeconds(60), Duration.ofSeconds(300)))
      .protocol(87)
      .build();

  private static SingleNexthop.Builder ipv4(int id) {
    return SingleNexthop.builder(AddressFamily.IPV4).id(id);
  }

  private static SingleNexthop.Builder ipv6(int id) {
    return SingleNexthop.builder(AddressFamily.IPV6).id(id);
  }

  /** Returns the bytes as {@code ip} sends them, which asks for no echo. */
  private static byte[] bytes(Request request) {
    byte[] bytes = Capture.change(request);
    bytes[6] &= ~8; // NLM_F_ECHO
    return bytes;
  }

  private static void assertAddedAsIpDoes(NexthopObject object, String capture) {
    assertThat(bytes(NexthopObjectMessages.add(object)))
        .isEqualTo(Capture.of(capture).sent());
  }

  private static List<NexthopObject> received(String capture) {
    return Capture.of(capture).received().stream()
        .map(Capture::reader)
        .filter(NexthopObjectMessages::isNexthop)
        .map(NexthopObjectMessages::decode)
        .toList();
  }

  // What is sent, byte for byte.

  @Test
  void shouldAddSingleNexthopsAsIpDoes() {
    assertAddedAsIpDoes(ROUTER, "nexthop-add-4");
    assertAddedAsIpDoes(
        ipv6(2).gateway(IpAddresses.parse("fd00:1::9")).oif(3).build(), "nexthop-add-6");
    assertAddedAsIpDoes(ipv6(3).oif(3).build(), "nexthop-add-dev");
    assertAddedAsIpDoes(
        ipv4(4).gateway(IpAddresses.parse("10.9.9.9")).oif(3).onlink().build(),
        "nexthop-add-onlink");
    assertAddedAsIpDoes(ipv4(5).blackhole().build(), "nexthop-add-blackhole");
    assertAddedAsIpDoes(
        ipv4(6).gateway(IpAddresses.parse("192.0.2.1")).fdb().build(), "nexthop-add-fdb");
  }

  @Test
  void shouldAddGroupsAsIpDoes() {
    assertAddedAsIpDoes(
        NexthopGroup.builder().id(100).member(1, 3).member(4, 255).protocol(87).build(),
        "nexthop-add-group");
    assertAddedAsIpDoes(RESILIENT, "nexthop-add-resilient");
    assertAddedAsIpDoes(
        NexthopGroup.builder().id(102).member(6, 1).fdb().build(), "nexthop-add-group-fdb");
  }

  @Test
  void shouldReplaceAndDeleteAsIpDoes() {
    SingleNexthop moved =
        ipv4(1).gateway(IpAddresses.parse("172.29.1.10")).oif(3).protocol(87).build();
    assertThat(bytes(NexthopObjectMessages.replace(moved)))
        .isEqualTo(Capture.of("nexthop-replace").sent());
    assertThat(bytes(NexthopObjectMessages.delete(100)))
        .isEqualTo(Capture.of("nexthop-del").sent());
    byte[] change = Capture.of("nexthop-replace").sent();
    change[7] &= ~4; // NLM_F_CREATE
    assertThat(bytes(NexthopObjectMessages.change(moved))).isEqualTo(change);
  }

  @Test
  void shouldAskAsIpDoes() {
    assertThat(Capture.question(NexthopObjectMessages.get(7)))
        .isEqualTo(Capture.of("nexthop-get").sent());
    assertThat(dump(NexthopFilter.all())).isEqualTo(dumped("nexthop-dump"));
    assertThat(dump(NexthopFilter.all().withOif(3))).isEqualTo(dumped("nexthop-dump-dev"));
    assertThat(dump(NexthopFilter.all().onlyGroups())).isEqualTo(dumped("nexthop-dump-groups"));
    assertThat(dump(NexthopFilter.all().onlyFdb())).isEqualTo(dumped("nexthop-dump-fdb"));
    assertThat(Capture.question(NexthopObjectMessages.dumpBuckets(101)))
        .isEqualTo(dumped("nexthop-buckets"));
    assertThat(HexFormat.of()
            .formatHex(dump(NexthopFilter.all().withFamily(AddressFamily.IPV6).withMaster(5))))
        .endsWith("0a00000000000000" + "08000a0005000000"); // NHA_MASTER
  }

  private static byte[] dump(NexthopFilter filter) {
    return Capture.question(NexthopObjectMessages.dump(filter));
  }

  private static byte[] dumped(String capture) {
    byte[] sent = Capture.of(capture).sent();
    sent[7] = 0; // NLM_F_DUMP is the client's
    return sent;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nexthop-add-4",
        "nexthop-add-6",
        "nexthop-add-dev",
        "nexthop-add-onlink",
        "nexthop-add-blackhole",
        "nexthop-add-fdb",
        "nexthop-add-group",
        "nexthop-add-resilient",
        "nexthop-add-group-fdb"
      })
  void shouldWriteAgainWhatItReadInRequests(String capture) {
    byte[] sent = Capture.of(capture).sent();
    NexthopObject object = NexthopObjectMessages.decode(Capture.reader(sent));
    assertThat(bytes(NexthopObjectMessages.add(object))).isEqualTo(sent);
  }

  /** The kernel tells it without the flag, and refuses it so. */
  @Test
  void shouldWriteAnEncapsulationAsNested() {
    NexthopObject read = received("nexthop-get").get(0);
    assertThat(read.otherAttributes()).as("NHA_ENCAP, NHA_ENCAP_TYPE").hasSize(2);

    String written = HexFormat.of().formatHex(bytes(NexthopObjectMessages.add(read)));

    String encap = HexFormat.of()
        .formatHex(Capture.of("nexthop-add-encap").sent())
        .substring(2 * 32, 2 * (32 + 36 + 8));
    assertThat(encap).startsWith("24000880").endsWith("0600070005000000");
    assertThat(written).endsWith(encap);
  }

  @Test
  void shouldLeaveAnIdToTheKernel() {
    String written =
        HexFormat.of().formatHex(bytes(NexthopObjectMessages.add(ipv4(0).oif(3).build())));
    assertThat(written).endsWith("0200000000000000" + "0800050003000000");
  }

  /** What the kernel found must not be said in a request. */
  @Test
  void shouldNotSendWhatTheKernelFound() {
    SingleNexthop found = ROUTER.toBuilder().scope(Route.SCOPE_LINK).flags(0x10).build();
    assertAddedAsIpDoes(found, "nexthop-add-4");
    Resilience settings = RESILIENT.resilience().orElseThrow();
    Resilience unbalanced =
        new Resilience(8, settings.idleTimer(), settings.unbalancedTimer(), Duration.ofSeconds(7));
    assertAddedAsIpDoes(
        RESILIENT.toBuilder().resilience(unbalanced).flags(1).build(), "nexthop-add-resilient");
  }

  // What is received.

  @Test
  void shouldReadEveryKindOfNexthop() {
    assertThat(received("nexthop-dump"))
        .extracting(Object::toString)
        .containsExactly(
            "IPV4 id 1 via 172.29.1.10 dev 3 proto 87",
            "IPV6 id 2 via fd00:1::9 dev 3 proto 0",
            "IPV6 id 3 dev 3 proto 0",
            "IPV4 id 4 via 10.9.9.9 dev 3 onlink proto 0",
            "IPV4 id 5 blackhole proto 0",
            "IPV4 id 6 via 192.0.2.1 fdb proto 0",
            "IPV6 id 7 via fd00:1::9 dev 3 proto 0",
            "id 100 group 1,3/4,255 proto 87",
            "id 101 group 1,1/4,2 type resilient buckets 8 idle_timer PT1M unbalanced_timer PT5M"
                + " proto 87",
            "id 102 group 6,1 fdb proto 0");
    assertThat(received("nexthop-dump").get(8)).isEqualTo(RESILIENT);
    assertThat(((SingleNexthop) received("nexthop-dump").get(0)).scope())
        .isEqualTo(Route.SCOPE_LINK);
  }

  @Test
  void shouldReadBuckets() {
    List<NexthopBucket> buckets = Capture.of("nexthop-buckets").received().stream()
        .map(Capture::reader)
        .filter(NexthopObjectMessages::isBucket)
        .map(NexthopObjectMessages::decodeBucket)
        .toList();
    assertThat(buckets).hasSize(8);
    assertThat(buckets.get(3))
        .returns(101, NexthopBucket::group)
        .returns(3, NexthopBucket::index)
        .returns(4, NexthopBucket::nexthop);
    assertThat(buckets)
        .allSatisfy(bucket ->
            assertThat(bucket.idleTime()).isBetween(Duration.ofMillis(10), Duration.ofSeconds(1)));
  }

  @Test
  void shouldReadLargeWeightsWhereTheKernelTellsThem() {
    NexthopGroup group = (NexthopGroup) received("nexthop-get-wide").get(0);
    assertThat(group.members()).containsExactly(new Member(1, 300), new Member(4, 1));
    String written = HexFormat.of().formatHex(bytes(NexthopObjectMessages.replace(group)));
    assertThat(written).endsWith("14000200" + "010000002b010000" + "0400000000000000");
  }

  /** Without NHA_OP_FLAGS the second byte of the weight is whatever lay in memory. */
  @Test
  void shouldNotReadWhatAnOlderKernelLeftInAGroup() {
    byte[] message = Capture.of("nexthop-get-wide").received().get(0);
    message[message.length - 6] = 99; // NHA_OP_FLAGS
    NexthopGroup group = (NexthopGroup) NexthopObjectMessages.decode(Capture.reader(message));
    assertThat(group.members()).containsExactly(new Member(1, 44), new Member(4, 1));
  }

  @Test
  void shouldReadAShorterAndALongerMessage() {
    String header = "68000000" + "00000000" + "00000000";
    NexthopObject bare = NexthopObjectMessages.decode(
        Capture.reader(HexFormat.of().parseHex("18000000" + header + "0200000000000000")));
    assertThat(bare).isEqualTo(ipv4(0).build());

    NexthopObject longer = NexthopObjectMessages.decode(Capture.reader(HexFormat.of()
        .parseHex("30000000" + header + "0200570000000000"
            + "0c000100" + "01000000" + "ffffffff" // NHA_ID of 8 bytes
            + "0c00630001020304" + "05060708"))); // 99
    assertThat(longer.id()).isEqualTo(1);
    assertThat(longer.otherAttributes()).hasSize(1);
    assertThat(HexFormat.of().formatHex(bytes(NexthopObjectMessages.add(longer))))
        .endsWith("0c0063000102030405060708");
  }

  @Test
  void shouldLeaveOutFamiliesThatItDoesNotKnow() {
    byte[] message = Capture.of("nexthop-dump").received().get(0);
    message[16] = 28; // AF_MPLS

    assertThat(NexthopObjectMessages.isNexthop(Capture.reader(message))).isFalse();
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> NexthopObjectMessages.decode(Capture.reader(message)))
        .withMessageContaining("family 28");
  }

  @Test
  void shouldRefuseABucketWithoutContent() {
    byte[] message = Capture.of("nexthop-buckets").received().get(0);
    message[16 + 8 + 8 + 2] = 99; // NHA_RES_BUCKET

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> NexthopObjectMessages.decodeBucket(Capture.reader(message)))
        .withMessageContaining("without NHA_RES_BUCKET");
  }

  // Values.

  @Test
  void shouldRefuseWhatNoNexthopCanHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ipv4(1).gateway(IpAddresses.parse("fe80::1")).build())
        .withMessage("gateway fe80::1 in a nexthop of IPV4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ipv4(1).protocol(256).build())
        .withMessage("nexthop protocol 256 is not in 0 to 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Member(-1, 0))
        .withMessage("weight 0 of nexthop 4294967295 is not in 1 to 65535");
    assertThatIllegalArgumentException().isThrownBy(() -> new Member(1, 65536));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resilience.of(65536, Duration.ZERO, Duration.ZERO))
        .withMessage("65536 buckets are not in 0 to 65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resilience.of(8, Duration.ofMillis(-1), Duration.ZERO))
        .withMessageContaining("idle timer PT-0.001S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resilience.of(8, Duration.ZERO, Duration.ofDays(498)))
        .withMessageContaining("unbalanced timer PT11952H");
  }

  @Test
  void shouldFilterAlsoWithoutTheKernel() {
    SingleNexthop bridge = ipv4(6).gateway(IpAddresses.parse("192.0.2.1")).fdb().build();
    NexthopFilter all = NexthopFilter.all();

    assertThat(all.matches(ROUTER)).isTrue();
    assertThat(all.matches(RESILIENT)).isTrue();
    assertThat(all.withFamily(AddressFamily.IPV4).withOif(3).withProtocol(87).matches(ROUTER))
        .isTrue();
    assertThat(all.withFamily(AddressFamily.IPV6).matches(ROUTER)).isFalse();
    assertThat(all.withFamily(AddressFamily.IPV6).matches(RESILIENT)).isFalse();
    assertThat(all.withOif(4).matches(ROUTER)).isFalse();
    assertThat(all.withOif(3).matches(RESILIENT)).isFalse();
    assertThat(all.withMaster(3).matches(RESILIENT)).isFalse();
    assertThat(all.withProtocol(4).matches(ROUTER)).isFalse();
    assertThat(all.onlyGroups().matches(ROUTER)).isFalse();
    assertThat(all.onlyGroups().matches(RESILIENT)).isTrue();
    assertThat(all.onlyFdb().matches(ROUTER)).isFalse();
    assertThat(all.onlyFdb().matches(bridge)).isTrue();
  }

  @Test
  void shouldSayWhatIsAsked() {
    assertThat(NexthopObjectMessages.add(ROUTER).operation())
        .isEqualTo("add nexthop IPV4 id 1 via 172.29.1.9 dev 3 proto 87");
    assertThat(NexthopObjectMessages.replace(RESILIENT).operation())
        .startsWith("replace nexthop id 101 group 1,1/4,2 type resilient");
    assertThat(NexthopObjectMessages.delete(-1).operation())
        .isEqualTo("delete nexthop id 4294967295");
    assertThat(NexthopObjectMessages.get(7).operation()).isEqualTo("read nexthop id 7");
    assertThat(NexthopObjectMessages.dumpBuckets(7).operation())
        .isEqualTo("list buckets of nexthop id 7");
    assertThat(NexthopObjectMessages.dump(NexthopFilter.all()).operation())
        .isEqualTo("list nexthops all");
    assertThat(NexthopObjectMessages.dump(
                NexthopFilter.all().withOif(3).withMaster(4).onlyGroups().onlyFdb())
            .operation())
        .isEqualTo("list nexthops dev 3 master 4 groups fdb");
  }
}
