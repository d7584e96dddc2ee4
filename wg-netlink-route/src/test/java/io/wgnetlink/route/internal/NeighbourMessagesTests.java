package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.LinkLayerAddress;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NeighbourFilter;
import io.wgnetlink.route.NeighbourFlag;
import io.wgnetlink.route.NeighbourState;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourMessagesTests {
  private static final int STATE_AT = 16 + 8;

  private static final Neighbour HOST = to("172.29.1.9", "02:00:00:00:00:09").build();

  private static Neighbour.Builder to(String address, String there) {
    return Neighbour.builder(3, IpAddresses.parse(address))
        .linkLayerAddress(LinkLayerAddress.parse(there))
        .protocol(87);
  }

  private static Neighbour.Builder proxy() {
    return Neighbour.proxy(3, IpAddresses.parse("fd00:1::7")).protocol(87);
  }

  private static List<Neighbour> received(String capture) {
    return Capture.of(capture).received().stream()
        .map(Capture::reader)
        .filter(NeighbourMessages::isNeighbour)
        .map(NeighbourMessages::decode)
        .toList();
  }

  // What is sent, byte for byte.

  @Test
  void shouldAddAsIpDoes() {
    assertThat(Capture.change(NeighbourMessages.add(HOST)))
        .isEqualTo(Capture.of("neighbour-add-4").sent());
  }

  @Test
  void shouldAddAnIpv6RouterAsIpDoes() {
    Neighbour router = to("fe80::9", "02:00:00:00:00:09")
        .state(NeighbourState.STALE)
        .flag(NeighbourFlag.ROUTER)
        .protocol(0)
        .build();
    assertThat(Capture.change(NeighbourMessages.add(router)))
        .isEqualTo(Capture.of("neighbour-add-6").sent());
  }

  @Test
  void shouldAddWhatControlPlanesNeedAsIpDoes() {
    Neighbour learned = to("172.29.1.10", "02:00:00:00:00:0a")
        .state(NeighbourState.REACHABLE)
        .flag(NeighbourFlag.EXT_LEARNED)
        .protocol(0)
        .build();
    assertThat(Capture.change(NeighbourMessages.add(learned)))
        .isEqualTo(Capture.of("neighbour-add-learned").sent());

    Neighbour managed = Neighbour.builder(3, IpAddresses.parse("172.29.1.11"))
        .state(NeighbourState.NONE)
        .flag(NeighbourFlag.MANAGED)
        .build();
    assertThat(Capture.change(NeighbourMessages.add(managed)))
        .isEqualTo(Capture.of("neighbour-add-managed").sent());
  }

  @Test
  void shouldReplaceAndChangeAsIpDoes() {
    Neighbour moved =
        to("172.29.1.9", "02:00:00:00:00:19").state(NeighbourState.STALE).build();
    assertThat(Capture.change(NeighbourMessages.replace(moved)))
        .isEqualTo(Capture.of("neighbour-replace").sent());
    assertThat(Capture.change(
            NeighbourMessages.change(to("172.29.1.9", "02:00:00:00:00:29").build())))
        .isEqualTo(Capture.of("neighbour-change").sent());
  }

  /** {@code ip} says a state, which the kernel does not look at here. */
  @Test
  void shouldAddAProxyEntryAndDeleteAsIpDoesButForTheState() {
    assertThat(Capture.change(NeighbourMessages.add(proxy().build())))
        .isEqualTo(stateless("neighbour-add-proxy"));
    assertThat(Capture.change(NeighbourMessages.delete(proxy().build())))
        .isEqualTo(stateless("neighbour-del-proxy"));
    assertThat(Capture.change(NeighbourMessages.delete(HOST)))
        .isEqualTo(stateless("neighbour-del"));
  }

  private static byte[] stateless(String capture) {
    byte[] sent = Capture.of(capture).sent();
    assertThat(sent[STATE_AT]).isEqualTo((byte) NeighbourState.PERMANENT.number());
    sent[STATE_AT] = 0;
    return sent;
  }

  @Test
  void shouldAskAsIpDoes() {
    assertThat(Capture.question(NeighbourMessages.get(3, HOST.address(), false)))
        .isEqualTo(Capture.of("neighbour-get").sent());
    assertThat(Capture.question(NeighbourMessages.get(3, proxy().build().address(), true)))
        .isEqualTo(Capture.of("neighbour-get-proxy").sent());
    assertThat(Capture.question(NeighbourMessages.dump(
            NeighbourFilter.all().withFamily(AddressFamily.IPV4).withLink(3))))
        .isEqualTo(dump("neighbour-dump-dev"));
    assertThat(Capture.question(NeighbourMessages.dump(NeighbourFilter.allProxies())))
        .isEqualTo(dump("neighbour-dump-proxy"));
    assertThat(HexFormat.of()
            .formatHex(
                Capture.question(NeighbourMessages.dump(NeighbourFilter.all().withMaster(5)))))
        .endsWith("0800090005000000"); // NDA_MASTER
  }

  private static byte[] dump(String capture) {
    byte[] sent = Capture.of(capture).sent();
    sent[7] = 0; // NLM_F_DUMP is the client's
    return sent;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "neighbour-add-4",
        "neighbour-add-6",
        "neighbour-add-learned",
        "neighbour-add-managed",
        "neighbour-add-proxy"
      })
  void shouldWriteAgainWhatItReadInRequests(String capture) {
    byte[] sent = Capture.of(capture).sent();
    Neighbour neighbour = NeighbourMessages.decode(Capture.reader(sent));
    assertThat(Capture.change(NeighbourMessages.add(neighbour))).isEqualTo(sent);
  }

  // What is received.

  @Test
  void shouldReadEveryKindOfNeighbour() {
    assertThat(received("neighbour-dump"))
        .extracting(Neighbour::toString)
        .contains(
            "172.29.1.9 dev 3 lladdr 02:00:00:00:00:29 nud permanent proto 87",
            "172.29.1.10 dev 3 lladdr 02:00:00:00:00:0a extern_learn nud reachable",
            "172.29.1.11 dev 3 managed nud incomplete",
            "fe80::9 dev 3 lladdr 02:00:00:00:00:09 router nud stale",
            "ff02::16 dev 3 lladdr 33:33:00:00:00:16 nud noarp");
    assertThat(received("neighbour-dump-proxy"))
        .containsExactly(proxy().build())
        .first()
        .hasToString("proxy fd00:1::7 dev 3 proto 87");
  }

  @Test
  void shouldReadWhatTheKernelCounts() {
    Neighbour read = received("neighbour-get").get(0);
    assertThat(read.statistics()).isPresent();
    assertThat(read.statistics().get().probes()).isZero();
    assertThat(read.statistics().get().confirmed()).isEqualTo(Duration.ofMillis(40));
    assertThat(read.statistics().get().used()).isEqualTo(Duration.ofMillis(330));
    assertThat(read.statistics().get().updated()).isEqualTo(Duration.ofMillis(40));
    assertThat(read.statistics().get().references()).isEqualTo(1);
    assertThat(read.toBuilder().build().statistics()).isEmpty();

    Neighbour unanswered = received("neighbour-dump-dev").get(1);
    assertThat(unanswered.statistics().get().probes()).isEqualTo(4);
    assertThat(received("neighbour-get-proxy").get(0).statistics()).isEmpty();
  }

  @Test
  void shouldKeepAttributesWithoutAComponent() {
    byte[] message = HexFormat.of()
        .parseHex("48000000" + "1c000000" + "00000000" + "00000000"
            + "02000000" + "03000000" + "80000001"
            + "08000100" + "ac1d0109" // NDA_DST
            + "06000500" + "07000000" // NDA_VLAN
            + "08000d00" + "2a000000" // NDA_NH_ID
            + "0c00ff0f" + "0102030405060708" // 4095
            + "08000f00" + "00000080"); // NDA_FLAGS_EXT

    Neighbour neighbour = NeighbourMessages.decode(Capture.reader(message));

    assertThat(neighbour.otherAttributes()).hasSize(3);
    assertThat(HexFormat.of().formatHex(Capture.change(NeighbourMessages.replace(neighbour))))
        .contains("0600050007000000" + "08000d002a000000" + "0c00ff0f0102030405060708");
  }

  @Test
  void shouldReadAShorterAndALongerMessage() {
    String header = "1c000000" + "00000000" + "00000000" + "02000000" + "03000000" + "80000001";
    String key = "08000100" + "ac1d0109";
    Neighbour bare = NeighbourMessages.decode(
        Capture.reader(HexFormat.of().parseHex("24000000" + header + key)));
    assertThat(bare).isEqualTo(Neighbour.builder(3, HOST.address()).build());

    Neighbour longer = NeighbourMessages.decode(Capture.reader(HexFormat.of()
        .parseHex("3c000000" + header + key + "18000300" + "64000000" + "00000000" + "00000000"
            + "05000000" + "ffffffff")));
    assertThat(longer.statistics().orElseThrow().confirmed()).isEqualTo(Duration.ofSeconds(1));
    assertThat(longer.statistics().orElseThrow().references()).isEqualTo(5);
  }

  @Test
  void shouldRefuseStatisticsThatAreTooShort() {
    byte[] message = HexFormat.of()
        .parseHex("30000000" + "1c000000" + "00000000" + "00000000"
            + "02000000" + "03000000" + "80000001" + "08000100" + "ac1d0109"
            + "0c000300" + "64000000" + "00000000");
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> NeighbourMessages.decode(Capture.reader(message)))
        .withMessageContaining("NDA_CACHEINFO of 8 bytes");
  }

  @Test
  void shouldLeaveOutFamiliesThatItDoesNotKnow() {
    byte[] message = Capture.of("neighbour-dump-dev").received().get(0);
    message[16] = 7; // AF_BRIDGE

    assertThat(NeighbourMessages.isNeighbour(Capture.reader(message))).isFalse();
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> NeighbourMessages.decode(Capture.reader(message)))
        .withMessageContaining("family 7");
  }

  @Test
  void shouldRefuseANeighbourWithoutAnAddress() {
    byte[] message = Capture.of("neighbour-dump-dev").received().get(0);
    message[16 + 12 + 2] = 99; // NDA_DST

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> NeighbourMessages.decode(Capture.reader(message)))
        .withMessageContaining("without NDA_DST");
  }

  // Values.

  @Test
  void shouldTakeAddressesOfAnyLength() {
    MacAddress mac = MacAddress.parse("02:00:00:00:00:09");
    assertThat(LinkLayerAddress.of(mac)).isEqualTo(LinkLayerAddress.parse("02:00:00:00:00:09"));
    assertThat(LinkLayerAddress.of(mac).mac()).contains(mac);
    assertThat(LinkLayerAddress.parse("0a:00:00:01").mac()).isEmpty();
    assertThat(LinkLayerAddress.parse("0a:00:00:01"))
        .hasToString("0a:00:00:01")
        .hasSameHashCodeAs(LinkLayerAddress.parse("0A:00:00:01"))
        .isNotEqualTo(LinkLayerAddress.parse("0a:00:00:02"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LinkLayerAddress.parse("02:00:0"))
        .withMessageContaining("'02:00:0' is not a link-layer address");
  }

  @Test
  void shouldRefuseWhatNoNeighbourCanHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HOST.toBuilder().protocol(-1).build())
        .withMessage("neighbour protocol -1 is not in 0 to 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NeighbourState(0x10000))
        .withMessage("neighbour state 65536 is not in 0 to 65535");
    assertThat(new NeighbourState(6)).hasToString("0x6");
    assertThat(new NeighbourState(0x100)).hasToString("0x100");
  }

  @Test
  void shouldSayWhatIsAsked() {
    assertThat(NeighbourMessages.add(HOST).operation())
        .isEqualTo(
            "add neighbour 172.29.1.9 dev 3 lladdr 02:00:00:00:00:09 nud permanent proto 87");
    assertThat(NeighbourMessages.delete(proxy().build()).operation())
        .isEqualTo("delete neighbour proxy fd00:1::7 dev 3 proto 87");
    assertThat(NeighbourMessages.get(3, HOST.address(), true).operation())
        .isEqualTo("read neighbour proxy 172.29.1.9 dev 3");
    assertThat(NeighbourMessages.dump(
                NeighbourFilter.allProxies().withFamily(AddressFamily.IPV6).withMaster(4))
            .operation())
        .isEqualTo("list neighbours proxy IPV6 master 4");
  }
}
