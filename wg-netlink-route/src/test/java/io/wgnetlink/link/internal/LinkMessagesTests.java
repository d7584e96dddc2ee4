package io.wgnetlink.link.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.link.AddressGeneration;
import io.wgnetlink.link.BridgeOption;
import io.wgnetlink.link.BridgePortOption;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkData;
import io.wgnetlink.link.LinkFilter;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkLimit;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.link.OperationalState;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinkMessagesTests {
  private static InterfaceName name(String text) {
    return InterfaceName.of(text);
  }

  /** Prints attributes without the nested flag and the NUL after text, which ip leaves out. */
  private static String describe(Request request, byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
    return request.schema().describe(buffer, 0);
  }

  private static void assertSameAs(String capture, Request request) {
    byte[] ours = Capture.change(request);
    byte[] theirs = Capture.of(capture).sent();
    assertThat(describe(request, ours)).isEqualTo(describe(request, theirs));
    int afterLength = 4;
    int end = 16 + InterfaceMessage.LENGTH;
    assertThat(Arrays.copyOfRange(ours, afterLength, end))
        .isEqualTo(Arrays.copyOfRange(theirs, afterLength, end));
  }

  @Test
  void shouldCreateAWireGuardDeviceAsIpDoes() {
    assertSameAs("link-add-wireguard", LinkMessages.create(LinkSpec.wireguard(name("wg0"))));
  }

  @Test
  void shouldCreateAVethPairAsIpDoes() {
    assertSameAs(
        "link-add-veth",
        LinkMessages.create(LinkSpec.veth(name("v0"), name("v1")).withMtu(1420)));
  }

  @Test
  void shouldSetUpAsIpDoes() {
    LinkChange up = LinkChange.builder().up().build();
    assertThat(Capture.change(LinkMessages.change(4, up)))
        .isEqualTo(Capture.of("link-set-up").sent());
  }

  @Test
  void shouldSetTheMtuAsIpDoes() {
    LinkChange mtu = LinkChange.builder().mtu(1380).build();
    assertThat(Capture.change(LinkMessages.change(4, mtu)))
        .isEqualTo(Capture.of("link-set-mtu").sent());
  }

  @Test
  void shouldSetTheMasterAsIpDoes() {
    LinkChange master = LinkChange.builder().master(2).build();
    assertThat(Capture.change(LinkMessages.change(3, master)))
        .isEqualTo(Capture.of("link-set-master").sent());
  }

  @Test
  void shouldRenameAsIpDoes() {
    LinkChange rename = LinkChange.builder().name(name("west0")).build();
    assertThat(Capture.change(LinkMessages.change(6, rename)))
        .isEqualTo(Capture.of("link-set-name").sent());
  }

  @Test
  void shouldChangePartsAsIpDoes() {
    assertSet("link-set-group", LinkChange.builder().group(77));
    assertSet("link-set-alias", LinkChange.builder().alias("uplink"));
    assertSet("link-set-no-alias", LinkChange.builder().alias(""));
    assertSet("link-set-txqueuelen", LinkChange.builder().txQueueLength(99));
    assertSet(
        "link-set-promisc",
        LinkChange.builder().flag(LinkFlag.PROMISC, true).flag(LinkFlag.ALLMULTI, false));
    assertSameAs(
        "link-set-addrgenmode",
        LinkMessages.change(
            40, LinkChange.builder().addressGeneration(AddressGeneration.NONE).build()));
  }

  private static void assertSet(String capture, LinkChange.Builder change) {
    assertThat(Capture.change(LinkMessages.change(40, change.build())))
        .as(capture)
        .isEqualTo(Capture.of(capture).sent());
  }

  @Test
  void shouldAddAndDeleteAlternativeNamesAsIpDoes() {
    List<String> names = List.of("some-quite-long-alternative", "up2");
    assertThat(Capture.change(LinkMessages.addAlternativeNames(40, names)))
        .isEqualTo(Capture.of("link-prop-add").sent());
    assertThat(Capture.change(LinkMessages.deleteAlternativeNames(40, List.of("up2"))))
        .isEqualTo(Capture.of("link-prop-del").sent());
  }

  /** Beside them {@code ip} asks for the VFs of the links, and names a family that nobody reads. */
  @Test
  void shouldLetTheKernelFilterByTheAttributesThatIpSends() {
    Request kind = LinkMessages.dump(LinkFilter.all().withKind("wireguard"));
    Request master = LinkMessages.dump(LinkFilter.all().withMaster(41));

    assertThat(describe(kind, Capture.question(kind)))
        .isEqualTo("RTM_GETLINK{IFLA_LINKINFO{IFLA_INFO_KIND=wireguard}}");
    assertThat(describe(kind, Capture.of("link-dump-kind").sent()))
        .contains("IFLA_LINKINFO{IFLA_INFO_KIND=wireguard}");
    assertThat(describe(master, Capture.question(master))).isEqualTo("RTM_GETLINK{IFLA_MASTER=41}");
    assertThat(describe(master, Capture.of("link-dump-master").sent())).contains("IFLA_MASTER=41");
  }

  @Test
  void shouldWriteAVlanByTheAttributesThatIpSends() {
    LinkData.Vlan vlan = new LinkData.Vlan(
        7, LinkData.Vlan.PROTOCOL_8021AD, LinkData.Vlan.LOOSE_BINDING, Map.of(1, 5), Map.of(2, 6));
    byte[] ours =
        Capture.change(LinkMessages.create(LinkSpec.vlan(name("v0.7"), 40, 7).withData(vlan)));

    assertThat(HexFormat.of().formatHex(ours))
        .contains("0800050028000000") // IFLA_LINK
        .endsWith(
            "50001280" // IFLA_LINKINFO
                + "09000100" + "766c616e00000000" // IFLA_INFO_KIND vlan
                + "40000280" // IFLA_INFO_DATA
                + "06000500" + "88a80000" // IFLA_VLAN_PROTOCOL
                + "06000100" + "07000000" // IFLA_VLAN_ID
                + "10000480" + "0c000100" + "0100000005000000" // IFLA_VLAN_INGRESS_QOS
                + "10000380" + "0c000100" + "0200000006000000" // IFLA_VLAN_EGRESS_QOS
                + "0c000200" + "040000001f000000"); // IFLA_VLAN_FLAGS: all of them
    assertThat(sent("link-add-vlan").data()).contains(vlan);
  }

  @Test
  void shouldWriteAVrfAndABridgeByTheAttributesThatIpSends() {
    LinkSpec vrf = LinkSpec.vrf(name("blue"), 1001);
    assertThat(sent("link-add-vrf").data()).isEqualTo(vrf.data());
    assertThat(LinkMessages.decode(Capture.reader(Capture.change(LinkMessages.create(vrf))))
            .data())
        .isEqualTo(vrf.data());

    LinkData.Bridge bridge = new LinkData.Bridge(Map.of(
        BridgeOption.FORWARD_DELAY, 200L,
        BridgeOption.GROUP_FWD_MASK, 8L,
        BridgeOption.GROUP_ADDR, 0x0180c200000fL,
        BridgeOption.VLAN_PROTOCOL, 0x88a8L,
        BridgeOption.MCAST_QUERY_INTVL, 100_000L));
    byte[] ours = Capture.change(LinkMessages.create(LinkSpec.bridge(name("br1"))
        .withIndex(99)
        .withMtu(1400)
        .withAddress(MacAddress.parse("02:00:00:00:00:01"))
        .withData(bridge)));
    assertThat(sent("link-add-bridge").data()).contains(bridge);
    assertThat(HexFormat.of().formatHex(ours))
        .endsWith(
            "08000100c8000000" // IFLA_BR_FORWARD_DELAY
                + "0600080088a80000" // IFLA_BR_VLAN_PROTOCOL
                + "0600090008000000" // IFLA_BR_GROUP_FWD_MASK
                + "0a0014000180c200000f0000" // IFLA_BR_GROUP_ADDR
                + "0c002100a086010000000000"); // IFLA_BR_MCAST_QUERY_INTVL
  }

  private static Link sent(String capture) {
    return LinkMessages.decode(Capture.reader(Capture.of(capture).sent()));
  }

  @Test
  void shouldMoveToAnotherNamespaceByDescriptorWithANewIndexAndName() {
    try (NetworkNamespace here = NetworkNamespace.current()) {
      Request request = LinkMessages.change(
          40, LinkChange.builder().namespace(here, 7).name(name("in")).build());
      assertThat(describe(request, Capture.change(request)))
          .isEqualTo("RTM_NEWLINK{IFLA_IFNAME=in IFLA_NET_NS_FD=" + here.descriptor()
              + " IFLA_NEW_IFINDEX=7}");
    }
  }

  @Test
  void shouldReadATun() {
    Link link = received("link-get-tun");
    assertThat(link.hardwareType()).isEqualTo(65_534);
    assertThat(link.address()).isEmpty();
    assertThat(link.data())
        .contains(new LinkData.Tun(
            LinkData.Tun.TYPE_TUN, 54_321, 54_322, false, false, true, true, 0, 0));
  }

  @Test
  void shouldReadABridgeAndLeaveOutWhatChangesByItself() {
    Link link = received("link-get-bridge");
    LinkData.Bridge bridge = (LinkData.Bridge) link.data().orElseThrow();

    assertThat(bridge.options())
        .containsEntry(BridgeOption.FORWARD_DELAY, 1500L)
        .containsEntry(BridgeOption.GROUP_ADDR, 0x0180c2000000L)
        .containsEntry(BridgeOption.MCAST_QUERY_INTVL, 12_500L)
        .containsKey(BridgeOption.GC_TIMER);
    assertThat(bridge.options().get(BridgeOption.BRIDGE_ID) >>> 48).isEqualTo(0x8000);
    LinkData.Bridge steady = (LinkData.Bridge) link.withoutStatistics().data().orElseThrow();
    assertThat(steady.options())
        .doesNotContainKeys(
            BridgeOption.GC_TIMER, BridgeOption.HELLO_TIMER, BridgeOption.FDB_N_LEARNED)
        .hasSizeGreaterThan(35);
  }

  @Test
  void shouldReadEveryPartOfALink() {
    Link link = received("link-get-names");

    assertThat(link.alternativeNames()).containsExactly("some-quite-long-alternative");
    assertThat(link.group()).isEqualTo(77);
    assertThat(link.txQueueLength()).isEqualTo(99);
    assertThat(link.alias()).isEmpty();
    assertThat(link.operationalState()).isEqualTo(OperationalState.DOWN);
    assertThat(link.carrier()).contains(false);
    assertThat(link.queueingDiscipline()).contains("noop");
    assertThat(link.addressGeneration()).contains(AddressGeneration.NONE);
    assertThat(link.limit(LinkLimit.MIN_MTU)).contains(68);
    assertThat(link.limit(LinkLimit.MAX_MTU)).contains(65_535);
    assertThat(link.limit(LinkLimit.PROMISCUITY)).contains(2);
    assertThat(link.broadcast()).contains(MacAddress.parse("ff:ff:ff:ff:ff:ff"));
    assertThat(link.bridgePort(BridgePortOption.COST)).contains(2L);
    assertThat(link.toBuilder().build()).isEqualTo(link);
  }

  private static Link received(String capture) {
    return LinkMessages.decode(Capture.reader(Capture.of(capture).received().get(0)));
  }

  @Test
  void shouldRefuseAnOptionThatIsTooShort() {
    byte[] message = Capture.change(LinkMessages.create(LinkSpec.bridge(name("br1"))
        .withData(new LinkData.Bridge(Map.of(BridgeOption.PRIORITY, 1L)))));
    message[message.length - 8] = 5; // IFLA_BR_PRIORITY of one byte

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> LinkMessages.decode(Capture.reader(message)))
        .withMessageContaining("an option of 1 bytes where it has 2");
  }

  @Test
  void shouldDeleteAsIpDoes() {
    assertThat(Capture.change(LinkMessages.delete(2)))
        .isEqualTo(Capture.of("link-del").sent());
  }

  @Test
  void shouldIsolateAPortByTheAttributeThatIpSends() {
    Request request =
        LinkMessages.change(3, LinkChange.builder().bridgePortIsolated(true).build());

    assertThat(describe(request, Capture.change(request)))
        .isEqualTo("RTM_NEWLINK{IFLA_LINKINFO{IFLA_INFO_SLAVE_KIND=bridge"
            + " IFLA_INFO_SLAVE_DATA{IFLA_BRPORT_ISOLATED=1}}}");
    assertThat(describe(request, Capture.of("link-set-isolated").sent()))
        .contains("IFLA_INFO_SLAVE_DATA{IFLA_BRPORT_ISOLATED=1}");
  }

  /** There is no command of ip to copy; the attributes inside are one a setting, 32 bits each. */
  @Test
  void shouldSetIpv4SwitchesByTheirNumbers() {
    Request request = LinkMessages.change(
        name("eth0"), LinkChange.builder().ipv4(Ipv4Switch.RP_FILTER, 2).build());

    assertThat(HexFormat.of().formatHex(Capture.change(request)))
        .endsWith("09000300" + "65746830" + "00000000" // IFLA_IFNAME
            + "14001a80" // IFLA_AF_SPEC
            + "10000280" // AF_INET
            + "0c000100" // IFLA_INET_CONF
            + "08000800" + "02000000"); // IPV4_DEVCONF_RP_FILTER
  }

  @Test
  void shouldReadAPortOfABridge() {
    Link link =
        LinkMessages.decode(Capture.reader(Capture.of("link-get").received().get(0)));

    assertThat(link.index()).isEqualTo(3);
    assertThat(link.name()).isEqualTo(name("v1"));
    assertThat(link.kind()).contains("veth");
    assertThat(link.flags())
        .isEqualTo(Set.of(
            LinkFlag.UP,
            LinkFlag.BROADCAST,
            LinkFlag.RUNNING,
            LinkFlag.MULTICAST,
            LinkFlag.LOWER_UP));
    assertThat(link.mtu()).isEqualTo(1420);
    assertThat(link.master()).contains(2);
    assertThat(link.parent()).contains(4);
    assertThat(link.address()).isPresent();
    assertThat(link.isolatedBridgePort()).contains(true);
    assertThat(link.statistics().orElseThrow().rxErrors()).isZero();
    assertThat(link.ipv4())
        .hasSize(33)
        .containsEntry(Ipv4Switch.FORWARDING, 0)
        .containsEntry(Ipv4Switch.SEND_REDIRECTS, 1);
    assertThat(link.unknownAttributes()).isEmpty();
  }

  @Test
  void shouldTellLinksFromPortsOfBridges() {
    assertThat(Capture.of("link-events").received().stream()
            .map(Capture::reader)
            .map(message -> message.type() + " " + LinkMessages.isLink(message)))
        .containsExactly("16 false", "17 false", "16 true", "17 true", "17 true");
  }

  @Test
  void shouldKeepAttributesWithoutAName() {
    byte[] message = HexFormat.of()
        .parseHex("30000000" + "10000000" + "00000000" + "00000000"
            + "00000100" + "07000000" + "00000000" + "00000000"
            + "07000300" + "76300000" // IFLA_IFNAME v0
            + "0800ff0f" + "01020304"); // 4095

    Link link = LinkMessages.decode(Capture.reader(message));

    assertThat(link.unknownAttributes()).hasSize(1);
    assertThat(link.unknownAttributes().get(0).type()).isEqualTo(4095);
    assertThat(link.isolatedBridgePort()).isEmpty();
    assertThat(link.statistics()).isEmpty();
  }

  @Test
  void shouldRefuseALinkWithoutAName() {
    byte[] message = HexFormat.of()
        .parseHex("20000000" + "10000000" + "00000000" + "00000000" + "00000100" + "07000000"
            + "00000000" + "00000000");

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> LinkMessages.decode(Capture.reader(message)))
        .withMessageContaining("IFLA_IFNAME");
  }

  @Test
  void shouldSayWhatIsAsked() {
    assertThat(LinkMessages.create(
                LinkSpec.veth(name("a"), name("b")).withMtu(1420).withUp())
            .operation())
        .isEqualTo("create link a mtu 1420 up type veth peer name b");
    assertThat(LinkMessages.change(
                5,
                LinkChange.builder()
                    .down()
                    .mtu(1300)
                    .noMaster()
                    .address(MacAddress.parse("02:00:00:00:00:01"))
                    .ipv4(Ipv4Switch.RP_FILTER, 0)
                    .bridgePortIsolated(false)
                    .build())
            .operation())
        .isEqualTo("set link 5 down mtu 1300 address 02:00:00:00:00:01 nomaster rp_filter 0"
            + " isolated off");
    assertThat(LinkMessages.change(name("a"), LinkChange.builder().build()).operation())
        .isEqualTo("set link a nothing");
    assertThat(LinkMessages.delete(name("a")).operation()).isEqualTo("delete link a");
    assertThat(LinkMessages.change(
                5,
                LinkChange.builder()
                    .flag(LinkFlag.PROMISC, false)
                    .group(7)
                    .txQueueLength(9)
                    .alias("uplink")
                    .carrier(true)
                    .linkMode(1)
                    .operationalState(OperationalState.DORMANT)
                    .protocolDown(false)
                    .data(new LinkData.Vrf(7))
                    .addressGeneration(AddressGeneration.EUI64)
                    .bridgePort(BridgePortOption.COST, 4)
                    .build())
            .operation())
        .isEqualTo("set link 5 PROMISC off group 7 txqueuelen 9 alias 'uplink' carrier on mode 1"
            + " state DORMANT protodown off type vrf Vrf[table=7] addrgenmode eui64 cost 4");
    assertThat(LinkMessages.create(LinkSpec.vlan(name("v0.7"), 40, 7)
                .withIndex(9)
                .withMaster(3)
                .withGroup(4)
                .withTxQueueLength(5)
                .withQueues(1, 2))
            .operation())
        .startsWith("create link v0.7 link 40 index 9 master 3 group 4 txqueuelen 5"
            + " numtxqueues 1 numrxqueues 2 type vlan Vlan[id=7");
    assertThat(LinkMessages.dump(LinkFilter.all()).operation()).isEqualTo("list links");
    assertThat(
            LinkMessages.dump(LinkFilter.all().withKind("veth").withMaster(3)).operation())
        .isEqualTo("list links all master 3 type veth");
    assertThat(Ipv4Switch.of(8)).isEqualTo(Optional.of(Ipv4Switch.RP_FILTER));
    assertThat(Ipv4Switch.of(34)).isEmpty();
  }

  /** The last attribute of each of these is one inside the data. */
  @Test
  void shouldNameWhatAKindHas() {
    assertThat(lastAttribute(LinkMessages.create(LinkSpec.vrf(name("blue"), 7))))
        .isEqualTo("IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_VRF_TABLE");
    LinkChange ageing = LinkChange.builder()
        .data(new LinkData.Bridge(Map.of(BridgeOption.AGEING_TIME, 5000L)))
        .build();
    assertThat(lastAttribute(LinkMessages.change(7, ageing)))
        .isEqualTo("IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_BR_AGEING_TIME");
    LinkChange isolated = LinkChange.builder().bridgePortIsolated(true).build();
    assertThat(lastAttribute(LinkMessages.change(7, isolated)))
        .isEqualTo("IFLA_LINKINFO.IFLA_INFO_SLAVE_DATA.IFLA_BRPORT_ISOLATED");
  }

  private static String lastAttribute(Request request) {
    byte[] message = Capture.change(request);
    int attribute = 8;
    ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
    return request.schema().pathTo(buffer, 0, message.length - attribute).orElseThrow();
  }
}
