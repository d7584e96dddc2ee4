package io.wgnetlink.link.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
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
    assertThat(Ipv4Switch.of(8)).isEqualTo(Optional.of(Ipv4Switch.RP_FILTER));
    assertThat(Ipv4Switch.of(34)).isEmpty();
  }
}
