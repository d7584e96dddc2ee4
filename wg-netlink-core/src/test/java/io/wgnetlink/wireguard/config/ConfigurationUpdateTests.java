package io.wgnetlink.wireguard.config;

import static io.wgnetlink.wireguard.config.Samples.A;
import static io.wgnetlink.wireguard.config.Samples.B;
import static io.wgnetlink.wireguard.config.Samples.KEY_A;
import static io.wgnetlink.wireguard.config.Samples.KEY_B;
import static io.wgnetlink.wireguard.config.Samples.OWN_KEY;
import static io.wgnetlink.wireguard.config.Samples.PRIVATE_KEY;
import static io.wgnetlink.wireguard.config.Samples.PSK;
import static io.wgnetlink.wireguard.config.Samples.ZERO;
import static io.wgnetlink.wireguard.config.Samples.parse;
import static io.wgnetlink.wireguard.config.Samples.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import io.wgnetlink.wireguard.config.ConfigurationFinding.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationUpdateTests {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final String DEVICE =
      "[Interface]\nListenPort=51820\nFwMark=7\nPrivateKey=" + PRIVATE_KEY + "\n";
  private static final String PEER = peer(
      A,
      "PresharedKey=" + PSK,
      "Endpoint=192.0.2.1:80",
      "PersistentKeepalive=25",
      "AllowedIPs=10.0.0.0/24");

  @Test
  void shouldResetWhatSetconfDoesNotMention() {
    assertThat(parse("").setconf(WG0))
        .isEqualTo(DeviceUpdate.of(WG0)
            .replacePeers()
            .removePrivateKey()
            .listenPort(0)
            .fwmark(0)
            .build());
    assertThat(parse("").addconf(WG0)).isEqualTo(DeviceUpdate.of(WG0).build());
  }

  @Test
  void shouldSetWhatIsGiven() {
    PeerUpdate.Builder peer = PeerUpdate.of(KEY_A)
        .presharedKey(PresharedKey.parse(PSK))
        .endpoint(Endpoint.parse("192.0.2.1:80"))
        .persistentKeepalive(Duration.ofSeconds(25))
        .replaceAllowedIps()
        .allowedIps(prefixes("10.0.0.0/24"));
    DeviceUpdate.Builder expected = DeviceUpdate.of(WG0)
        .listenPort(51820)
        .fwmark(7)
        .privateKey(PrivateKey.parse(PRIVATE_KEY))
        .peer(peer);
    assertThat(parse(DEVICE + PEER).addconf(WG0)).isEqualTo(expected.build());
    assertThat(parse(DEVICE + PEER).setconf(WG0))
        .isEqualTo(expected.replacePeers().build());
  }

  @Test
  void shouldRemoveKeysThatAreZero() {
    Configuration zero =
        parse("[Interface]\nPrivateKey=" + ZERO + "\n" + peer(A, "PresharedKey=" + ZERO));
    assertThat(zero.addconf(WG0))
        .isEqualTo(DeviceUpdate.of(WG0)
            .removePrivateKey()
            .peer(PeerUpdate.of(KEY_A).replaceAllowedIps().removePresharedKey())
            .build());
    assertThat(zero.syncconf(WG0).peers()).containsExactly(DesiredPeer.of(KEY_A).build());
  }

  @Test
  void shouldGiveAPrefixToTheLastPeerThatNamesIt() {
    Configuration overlap = parse(
        peer(A, "AllowedIPs=10.0.0.0/8, fd00::/8") + peer(B, "AllowedIPs=10.9.9.9/8, fd01::/16"));
    assertThat(overlap.setconf(WG0).peers())
        .extracting(PeerUpdate::allowedIps)
        .containsExactly(prefixes("fd00::/8"), prefixes("10.0.0.0/8", "fd01::/16"));
    assertThat(overlap.syncconf(WG0).peers())
        .extracting(DesiredPeer::allowedIps)
        .containsExactly(prefixes("fd00::/8"), prefixes("10.0.0.0/8", "fd01::/16"));
  }

  @Test
  void shouldLeaveOutThePeerThatTheKernelSkips() {
    Configuration own =
        parse(DEVICE + peer(OWN_KEY, "AllowedIPs=10.0.0.0/8") + peer(A, "AllowedIPs=11.0.0.0/8"));
    assertThat(own.setconf(WG0).peers()).extracting(PeerUpdate::publicKey).containsExactly(KEY_A);
    Configuration lastHolder =
        parse(DEVICE + peer(A, "AllowedIPs=10.0.0.0/8") + peer(OWN_KEY, "AllowedIPs=10.0.0.0/8"));
    assertThat(lastHolder.setconf(WG0).peers())
        .extracting(PeerUpdate::allowedIps)
        .containsExactly(prefixes("10.0.0.0/8"));
  }

  @Test
  void shouldFollowSignsInTheirOrder() {
    Configuration edits =
        parse(peer(A, "AllowedIPs=+10.0.0.0/8, -11.0.0.0/8, -12.0.0.0/8, +12.0.0.0/8, 13.0.0.0/8"));
    assertThat(edits.addconf(WG0).peers())
        .containsExactly(PeerUpdate.of(KEY_A)
            .allowedIps(prefixes("10.0.0.0/8", "12.0.0.0/8", "13.0.0.0/8"))
            .removeAllowedIp(IpPrefix.parse("11.0.0.0/8"))
            .build());
    Configuration undone = parse(peer(A, "AllowedIPs=+10.0.0.0/8, -10.0.0.0/8"));
    assertRefused(Reason.ADDED_AND_REMOVED, 0, () -> undone.addconf(WG0));
    Configuration sections =
        parse(peer(A, "AllowedIPs=-10.0.0.0/8") + peer(A, "AllowedIPs=+10.0.0.0/8"));
    assertThat(sections.addconf(WG0).peers())
        .containsExactly(
            PeerUpdate.of(KEY_A).build(),
            PeerUpdate.of(KEY_A).allowedIps(prefixes("10.0.0.0/8")).build());
    Configuration moved =
        parse(peer(A, "AllowedIPs=-10.0.0.0/8") + peer(B, "AllowedIPs=+10.0.0.0/8"));
    assertThat(moved.addconf(WG0).peers())
        .extracting(PeerUpdate::allowedIps)
        .containsExactly(List.of(), prefixes("10.0.0.0/8"));
  }

  @Test
  void shouldNotRemoveWhatIsReplacedAnyway() {
    Configuration both =
        parse(peer(A, "AllowedIPs=-10.0.0.0/8, +11.0.0.0/8", "AllowedIPs=12.0.0.0/8"));
    assertThat(both.addconf(WG0).peers())
        .containsExactly(PeerUpdate.of(KEY_A)
            .replaceAllowedIps()
            .allowedIps(prefixes("11.0.0.0/8", "12.0.0.0/8"))
            .build());
  }

  @Test
  void shouldRefuseNamesUnlessTheyAreLookedUp() {
    Configuration name = parse(peer(A) + peer(B, "Endpoint=hub.example:80"));
    assertRefused(Reason.ENDPOINT_UNRESOLVED, 1, () -> name.setconf(WG0));
    assertRefused(Reason.ENDPOINT_UNRESOLVED, 1, () -> name.addconf(WG0));
    assertRefused(Reason.ENDPOINT_UNRESOLVED, 1, () -> name.syncconf(WG0));
    Endpoint found = Endpoint.parse("192.0.2.7:80");
    assertThat(name.setconf(WG0, n -> Optional.of(found)).peers().get(1).endpoint())
        .contains(found);
    assertThat(name.addconf(WG0, n -> Optional.empty()).peers().get(1).endpoint())
        .isEmpty();
    assertThat(name.syncconf(WG0, n -> Optional.of(found)).peers().get(1).endpoint())
        .contains(found);
  }

  @Test
  void shouldRefuseWhatTheKernelWouldTakeAndNobodyCanUse() {
    assertRefused(
        Reason.ENDPOINT_PORT_ZERO, 0, () -> parse(peer(A, "Endpoint=[::1]:0")).setconf(WG0));
    assertRefused(Reason.PUBLIC_KEY_ZERO, 1, () -> parse(peer(A) + peer(ZERO)).addconf(WG0));
    assertRefused(
        Reason.INCREMENTAL_ALLOWED_IPS,
        0,
        () -> parse(peer(A, "AllowedIPs=+10.0.0.0/8")).syncconf(WG0));
  }

  private static void assertRefused(Reason reason, int peer, Runnable conversion) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(conversion::run)
        .satisfies(e -> {
          assertThat(e.reason()).isEqualTo(reason);
          assertThat(e.peer()).hasValue(peer);
          assertThat(e.line()).isEmpty();
        });
  }

  @Test
  void shouldSyncToJustThis() {
    assertThat(parse(DEVICE + PEER).syncconf(WG0))
        .isEqualTo(DesiredDevice.of(WG0)
            .listenPort(51820)
            .fwmark(7)
            .privateKey(PrivateKey.parse(PRIVATE_KEY))
            .peer(DesiredPeer.of(KEY_A)
                .presharedKey(PresharedKey.parse(PSK))
                .endpoint(Endpoint.parse("192.0.2.1:80"))
                .persistentKeepalive(Duration.ofSeconds(25))
                .allowedIps(prefixes("10.0.0.0/24")))
            .build());
    assertThat(parse("").syncconf(WG0))
        .isEqualTo(DesiredDevice.of(WG0).removePrivateKey().fwmark(0).build());
  }

  @Test
  void shouldSyncSectionsAboutOnePeerAsOne() {
    DesiredDevice desired = parse(
            PEER + peer(B) + peer(A, "PersistentKeepalive=off", "AllowedIPs=::/0"))
        .syncconf(WG0);
    assertThat(desired.peers())
        .containsExactly(
            DesiredPeer.of(KEY_A)
                .presharedKey(PresharedKey.parse(PSK))
                .endpoint(Endpoint.parse("192.0.2.1:80"))
                .allowedIps(prefixes("::/0"))
                .build(),
            DesiredPeer.of(KEY_B).build());
  }

  @Test
  void shouldFindWhatIsHardlyMeant() {
    Configuration odd = parse("[Interface]\nPrivateKey="
        + PRIVATE_KEY
        + "\n"
        + peer(A, "AllowedIPs=10.0.0.1/8", "Endpoint=192.0.2.1:0")
        + peer(OWN_KEY, "Endpoint=192.0.2.1:1", "AllowedIPs=11.0.0.0/8")
        + peer(B, "AllowedIPs=10.0.0.0/8")
        + peer(ZERO, "Endpoint=192.0.2.1:1")
        + peer(A, "AllowedIPs=12.0.0.0/8", "Endpoint=192.0.2.1:1"));
    assertThat(odd.check())
        .extracting(f -> f.kind() + " " + f.peer().orElse(-1) + " " + f.detail())
        .containsExactly(
            "ENDPOINT_PORT_ZERO 0 192.0.2.1:0",
            "HOST_BITS 0 10.0.0.1/8",
            "OWN_KEY_AS_PEER 1 ",
            "PREFIX_OF_TWO_PEERS 2 10.0.0.0/8",
            "PEER_UNREACHABLE 2 ",
            "PUBLIC_KEY_ZERO 3 ",
            "PEER_WITHOUT_ALLOWED_IPS 3 ",
            "PEER_TWICE 4 ");
    assertThat(parse("").check())
        .extracting(ConfigurationFinding::kind)
        .containsExactly(Kind.NO_PRIVATE_KEY);
    assertThat(parse(DEVICE + PEER).check()).isEmpty();
  }

  @Test
  void shouldSayOnWhichLineItIs() {
    ConfigurationDocument document = ConfigurationDocument.parse(
        DEVICE + peer(A, "AllowedIPs=::/0, FD00::1/8") + peer(B, "AllowedIPs=::/0"), Dialect.WG);
    assertThat(document.check())
        .containsExactly(
            new ConfigurationFinding(
                Kind.HOST_BITS, OptionalInt.of(7), OptionalInt.of(0), "FD00::1/8"),
            new ConfigurationFinding(
                Kind.PREFIX_OF_TWO_PEERS, OptionalInt.of(8), OptionalInt.of(1), "::/0"));
  }

  @Test
  void shouldSayWhatIsOddBeforeAFault() {
    String text = DEVICE
        + peer(
            A, "AllowedIPs=10.0.0.1/8\nAllowedIPs=::/0, +FD00::1/8, 10.1.0.1/16, bad, 10.2.0.1/8");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse(text))
        .satisfies(e -> assertThat(e.findings())
            .extracting(finding -> finding.kind() + " " + finding.detail())
            .containsExactly(
                "HOST_BITS 10.0.0.1/8", "HOST_BITS FD00::1/8", "HOST_BITS 10.1.0.1/16"));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse(DEVICE + "[Peer]\nAllowedIPs=10.0.0.1/8\n"))
        .satisfies(e -> assertThat(e.findings()).hasSize(1));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse(DEVICE + peer(A, "AllowedIPs=10.0.0.1/8x")))
        .satisfies(e -> assertThat(e.findings()).isEmpty());
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }
}
