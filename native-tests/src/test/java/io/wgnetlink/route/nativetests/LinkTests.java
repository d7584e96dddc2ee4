package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.wgnetlink.link.BridgeOption;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkData;
import io.wgnetlink.link.LinkFilter;
import io.wgnetlink.link.LinkPort;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.RouteNetlink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LinkTests {
  private TestHost host;
  private RouteNetlink netlink;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    netlink = host.netlink();
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private static InterfaceName name(String text) {
    return InterfaceName.of(text);
  }

  private JsonNode witness(String link) throws Exception {
    return host.ip("-d -s link show dev " + link).get(0);
  }

  @Test
  void shouldCreateAWireGuardDevice() throws Exception {
    Link link = host.create(LinkSpec.wireguard(name("wg0")).withMtu(1380).withUp());

    assertThat(link.isKind("wireguard")).isTrue();
    assertThat(link.isUp()).isTrue();
    assertThat(link.mtu()).isEqualTo(1380);
    assertThat(link.address()).isEmpty();
    JsonNode seen = witness("wg0");
    assertThat(seen.at("/linkinfo/info_kind").asText()).isEqualTo("wireguard");
    assertThat(seen.get("mtu").asInt()).isEqualTo(1380);
    assertThat(seen.get("ifindex").asInt()).isEqualTo(link.index());
    assertThat(seen.get("flags").toString()).contains("\"UP\"");
  }

  @Test
  void shouldCreateADummy() throws Exception {
    Link link = host.create(LinkSpec.dummy(name("dummy0")));

    assertThat(link.isUp()).isFalse();
    assertThat(witness("dummy0").at("/linkinfo/info_kind").asText()).isEqualTo("dummy");
  }

  @Test
  void shouldCreateAVethPairWithItsPeerInAnotherNamespace() throws Exception {
    try (TestHost other = new TestHost()) {
      MacAddress address = MacAddress.parse("02:00:00:00:00:01");
      Link near = host.create(LinkSpec.veth(name("eth0"), name("uplink"))
          .withMtu(1400)
          .withAddress(address)
          .withPeerNamespace(other.namespace())
          .withUp());

      Link far = other.netlink().link(name("uplink")).orElseThrow();
      assertThat(near.mtu()).isEqualTo(1400);
      assertThat(far.mtu()).isEqualTo(1400);
      assertThat(near.address()).contains(address);
      assertThat(far.address()).isPresent().isNotEqualTo(near.address());
      assertThat(far.isUp()).isTrue();
      assertThat(near.parent()).contains(far.index());
      assertThat(netlink.link(name("uplink"))).isEmpty();
      assertThat(witness("eth0").get("address").asText()).isEqualTo(address.toString());
      assertThat(other.ip("link show dev uplink").get(0).get("mtu").asInt()).isEqualTo(1400);
    }
  }

  @Test
  void shouldRefuseATakenName() {
    host.createPair("a", "b");

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.createLink(LinkSpec.veth(name("a"), name("c"))))
        .withMessageContaining("create link a type veth peer name c")
        .satisfies(e -> assertThat(e.is(Errno.EEXIST)).isTrue());
  }

  @Test
  void shouldFindNoLinkThatIsNotThere() {
    assertThat(netlink.link(name("absent"))).isEmpty();
    assertThat(netlink.link(4711)).isEmpty();
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.deleteLink(name("absent")))
        .withMessageContaining("delete link absent")
        .satisfies(e -> assertThat(e.is(Errno.ENODEV)).isTrue());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(
            () -> netlink.changeLink(name("absent"), LinkChange.builder().up().build()))
        .satisfies(e -> assertThat(e.is(Errno.ENODEV)).isTrue());
  }

  @Test
  void shouldDeleteAPairByOneEnd() throws Exception {
    host.createPair("a", "b");

    netlink.deleteLink(name("b"));

    assertThat(netlink.link(name("a"))).isEmpty();
    assertThat(host.ip("link show")).hasSize(1);
  }

  @Test
  void shouldListTheLinksThatTheWitnessLists() throws Exception {
    host.createPair("a", "b");
    host.createPair("c", "d");

    JsonNode seen = host.ip("link show");
    List<Link> links = netlink.links();

    assertThat(links).hasSameSizeAs(seen);
    for (int i = 0; i < links.size(); i++) {
      assertThat(links.get(i).index()).isEqualTo(seen.get(i).get("ifindex").asInt());
      assertThat(links.get(i).name().value())
          .isEqualTo(seen.get(i).get("ifname").asText());
      assertThat(links.get(i).mtu()).isEqualTo(seen.get(i).get("mtu").asInt());
    }
  }

  @Test
  void shouldChangeMtuAndState() throws Exception {
    int a = host.createPair("a", "b").index();

    netlink.changeLink(name("a"), LinkChange.builder().mtu(1300).build());
    assertThat(witness("a").get("mtu").asInt()).isEqualTo(1300);
    assertThat(witness("a").get("flags").toString()).contains("\"UP\"");

    netlink.changeLink(a, LinkChange.builder().down().build());
    assertThat(witness("a").get("flags").toString()).doesNotContain("\"UP\"");
    assertThat(netlink.link(a).orElseThrow().isUp()).isFalse();
  }

  @Test
  void shouldRename() {
    int a = host.createPair("a", "b").index();
    netlink.changeLink(a, LinkChange.builder().down().build());

    netlink.changeLink(name("a"), LinkChange.builder().name(name("west")).up().build());

    assertThat(netlink.link(name("a"))).isEmpty();
    assertThat(netlink.link(name("west")).orElseThrow().index()).isEqualTo(a);
    assertThat(netlink.link(a).orElseThrow().isUp()).isTrue();
  }

  @Test
  void shouldMoveToAnotherNamespace() {
    try (TestHost other = new TestHost()) {
      host.createPair("a", "b");

      netlink.changeLink(
          name("b"), LinkChange.builder().namespace(other.namespace()).build());

      assertThat(netlink.link(name("b"))).isEmpty();
      assertThat(other.netlink().link(name("b"))).isPresent();
    }
  }

  @Test
  void shouldMoveToAnotherNamespaceWithANewIndexAndName() {
    try (TestHost other = new TestHost()) {
      Link a = host.createPair("a", "b");

      netlink.changeLink(
          name("b"),
          LinkChange.builder()
              .namespace(other.namespace(), 4711)
              .name(name("in"))
              .build());

      Link moved = other.netlink().link(4711).orElseThrow();
      assertThat(moved.name()).isEqualTo(name("in"));
      assertThat(moved.parent()).contains(a.index());
      assertThat(moved.parentNamespace()).isPresent();
      Link left = netlink.link(a.index()).orElseThrow();
      assertThat(left.parent()).contains(4711);
      assertThat(left.parentNamespace()).isPresent();
    }
  }

  @Test
  void shouldFindALinkByItsAlternativeNames() {
    int a = host.createPair("a", "b").index();
    String longName = "a-name-that-is-longer-than-names-of-interfaces-were-before-5.5";

    netlink.addAlternativeNames(a, List.of(longName, "west"));

    assertThat(netlink.link(a).orElseThrow().alternativeNames()).containsExactly(longName, "west");
    assertThat(netlink.linkByAlternativeName(longName).orElseThrow().index()).isEqualTo(a);
    assertThat(netlink.link(name("west")).orElseThrow().index()).isEqualTo(a);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addAlternativeNames(host.indexOf("b"), List.of("west")))
        .satisfies(e -> assertThat(e.is(Errno.EEXIST)).isTrue());

    netlink.deleteAlternativeNames(a, List.of(longName));
    assertThat(netlink.linkByAlternativeName(longName)).isEmpty();
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.deleteAlternativeNames(a, List.of(longName)))
        .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
  }

  @Test
  void shouldRemoveAnAlias() {
    int a = host.createPair("a", "b").index();
    netlink.changeLink(a, LinkChange.builder().alias("up link").build());
    assertThat(netlink.link(a).orElseThrow().alias()).contains("up link");

    netlink.changeLink(a, LinkChange.builder().alias("").build());
    assertThat(netlink.link(a).orElseThrow().alias()).isEmpty();
  }

  @Test
  void shouldMakeAVrfOfALinkAndAVlan() {
    int a = host.createPair("a", "b").index();
    Link vrf = host.create(LinkSpec.vrf(name("blue"), 1001).withUp());
    netlink.changeLink(a, LinkChange.builder().master(vrf.index()).build());

    assertThat(vrf.data()).contains(new LinkData.Vrf(1001));
    assertThat(netlink.link(a).orElseThrow().port()).contains(new LinkPort.OfVrf(1001));
    assertThat(netlink.links(LinkFilter.all().withMaster(vrf.index())))
        .extracting(Link::index)
        .containsExactly(a);
  }

  @Test
  void shouldNameTheAttributeOfAKindThatIsRefused() {
    host.create(LinkSpec.vrf(name("blue"), 1001));
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.createLink(LinkSpec.vrf(name("red"), 0)))
        .withMessageContaining(
            "\"Invalid VRF table id\" at IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_VRF_TABLE");
  }

  @Test
  void shouldChangeTheFlagsOfAVlan() {
    int a = host.createPair("a", "b").index();
    Link vlan = host.create(LinkSpec.vlan(name("a.7"), a, 7));
    assertThat(vlan.data()).contains(LinkData.Vlan.of(7));
    assertThat(vlan.parent()).contains(a);

    LinkData.Vlan loose = new LinkData.Vlan(
        7, LinkData.Vlan.PROTOCOL_8021Q, LinkData.Vlan.LOOSE_BINDING, Map.of(), Map.of());
    netlink.changeLink(vlan.index(), LinkChange.builder().data(loose).build());
    assertThat(netlink.link(vlan.index()).orElseThrow().data()).contains(loose);
  }

  @Test
  void shouldChangeTheOptionsOfABridge() {
    Link bridge = host.create(LinkSpec.bridge(name("br0")));
    netlink.changeLink(
        bridge.index(),
        LinkChange.builder()
            .data(new LinkData.Bridge(Map.of(BridgeOption.AGEING_TIME, 5000L)))
            .build());
    LinkData.Bridge read =
        (LinkData.Bridge) netlink.link(bridge.index()).orElseThrow().data().orElseThrow();
    assertThat(read.options()).containsEntry(BridgeOption.AGEING_TIME, 5000L);
  }

  @Test
  void shouldReadATapThatAnotherMade() {
    host.requireTun();
    Witness.run(
        host.namespace(), "ip", "tuntap", "add", "t0", "mode", "tap", "user", "54321", "vnet_hdr");

    Link tap = netlink.link(name("t0")).orElseThrow();
    assertThat(tap.isKind("tun")).isTrue();
    assertThat(tap.data())
        .contains(
            new LinkData.Tun(LinkData.Tun.TYPE_TAP, 54_321, -1, false, true, true, false, 0, 0));
  }

  @Test
  void shouldSayThatRtnetlinkMakesNoTun() {
    host.requireTun();
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.createLink(LinkSpec.of("tun", name("t0"))))
        .satisfies(e -> assertThat(e.is(Errno.EINVAL) || e.is(Errno.EOPNOTSUPP)).isTrue());
  }

  @Test
  void shouldReadNoLinksOfAKindThatIsNotThere() {
    assertThat(netlink.links(LinkFilter.all().withKind("no-such-kind"))).isEmpty();
    assertThat(netlink.links(LinkFilter.all().withMaster(4711))).isEmpty();
  }

  @Test
  void shouldSayWhatWasRefused() {
    int a = host.createPair("a", "b").index();

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.changeLink(a, LinkChange.builder().mtu(70_000).build()))
        .withMessageContaining("set link " + a + " mtu 70000")
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
  }

  @Test
  void shouldIsolateAPortOfABridge() throws Exception {
    Link bridge = host.create(LinkSpec.bridge(name("br0")).withUp());
    int port = host.createPair("a", "b").index();

    netlink.changeLink(
        port,
        LinkChange.builder().master(bridge.index()).bridgePortIsolated(true).build());

    assertThat(netlink.link(port).orElseThrow().master()).contains(bridge.index());
    assertThat(netlink.link(port).orElseThrow().isolatedBridgePort()).contains(true);
    assertThat(witness("a").at("/linkinfo/info_slave_data/isolated").asBoolean())
        .isTrue();

    netlink.changeLink(name("a"), LinkChange.builder().bridgePortIsolated(false).build());
    assertThat(witness("a").at("/linkinfo/info_slave_data/isolated").asBoolean())
        .isFalse();

    netlink.changeLink(port, LinkChange.builder().noMaster().build());
    assertThat(netlink.link(port).orElseThrow().master()).isEmpty();
    assertThat(netlink.link(port).orElseThrow().isolatedBridgePort()).isEmpty();
  }

  @Test
  void shouldNotPretendToIsolateWhatIsNoPort() {
    int a = host.createPair("a", "b").index();

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() ->
            netlink.changeLink(a, LinkChange.builder().bridgePortIsolated(true).build()))
        .withMessageContaining("set link " + a + " isolated on")
        .satisfies(e -> assertThat(e.is(Errno.EOPNOTSUPP)).isTrue());
  }

  @Test
  void shouldChangeTheIpv4SettingsOfALink() throws Exception {
    int a = host.createPair("a", "b").index();
    Map<Ipv4Switch, Integer> before = netlink.link(a).orElseThrow().ipv4();

    netlink.changeLink(
        name("a"),
        LinkChange.builder()
            .ipv4(Ipv4Switch.FORWARDING, true)
            .ipv4(Ipv4Switch.RP_FILTER, 2)
            .ipv4(Ipv4Switch.ACCEPT_LOCAL, true)
            .ipv4(Ipv4Switch.SRC_VMARK, true)
            .build());

    assertThat(sysctl("a", "forwarding")).isEqualTo("1");
    assertThat(sysctl("a", "rp_filter")).isEqualTo("2");
    assertThat(sysctl("a", "accept_local")).isEqualTo("1");
    assertThat(sysctl("a", "src_valid_mark")).isEqualTo("1");
    assertThat(sysctl("b", "accept_local")).isEqualTo("0");
    assertThat(netlink.link(a).orElseThrow().ipv4())
        .containsAllEntriesOf(Map.of(
            Ipv4Switch.FORWARDING, 1,
            Ipv4Switch.RP_FILTER, 2,
            Ipv4Switch.ACCEPT_LOCAL, 1,
            Ipv4Switch.SRC_VMARK, 1,
            Ipv4Switch.ARP_IGNORE, before.get(Ipv4Switch.ARP_IGNORE)));
  }

  @Test
  void shouldReadTheIpv4SettingsThatProcShows() throws Exception {
    int a = host.createPair("a", "b").index();
    Map<Ipv4Switch, Integer> settings = netlink.link(a).orElseThrow().ipv4();

    assertThat(settings).isNotEmpty();
    for (Ipv4Switch setting : List.of(
        Ipv4Switch.SEND_REDIRECTS,
        Ipv4Switch.RP_FILTER,
        Ipv4Switch.ROUTE_LOCALNET,
        Ipv4Switch.ARP_IGNORE,
        Ipv4Switch.DROP_GRATUITOUS_ARP)) {
      assertThat(sysctl("a", setting.toString())).isEqualTo("" + settings.get(setting));
    }
  }

  private String sysctl(String link, String file) throws Exception {
    return host.namespace()
        .call(() ->
            Files.readString(Path.of("/proc/sys/net/ipv4/conf", link, file)).strip());
  }

  @Test
  void shouldCountPackets() throws Exception {
    Link a = host.createPair("a", "b");
    // Both ends come up and look for routers and listeners.
    JsonNode seen = witness("a");
    for (int i = 0; i < 100 && seen.at("/stats64/tx/packets").asLong() == 0; i++) {
      Thread.sleep(50);
      seen = witness("a");
    }

    Link now = netlink.link(a.index()).orElseThrow();
    assertThat(now.statistics().orElseThrow().txPackets())
        .isPositive()
        .isGreaterThanOrEqualTo(seen.at("/stats64/tx/packets").asLong());
    assertThat(now.statistics().orElseThrow().txBytes())
        .isGreaterThanOrEqualTo(seen.at("/stats64/tx/bytes").asLong());
    assertThat(now.statistics().orElseThrow().rxErrors()).isZero();
  }
}
