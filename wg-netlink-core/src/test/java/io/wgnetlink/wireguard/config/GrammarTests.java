package io.wgnetlink.wireguard.config;

import static io.wgnetlink.wireguard.config.Samples.A;
import static io.wgnetlink.wireguard.config.Samples.B;
import static io.wgnetlink.wireguard.config.Samples.KEY_A;
import static io.wgnetlink.wireguard.config.Samples.KEY_B;
import static io.wgnetlink.wireguard.config.Samples.PRIVATE_KEY;
import static io.wgnetlink.wireguard.config.Samples.PSK;
import static io.wgnetlink.wireguard.config.Samples.parse;
import static io.wgnetlink.wireguard.config.Samples.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.wireguard.EndpointName;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The format of {@code wg}; that it is the same as {@code wg}'s own is a native test. */
class GrammarTests {
  @Test
  void shouldReadAWholeFile() {
    Configuration read = parse(Samples.COMMENTED);
    assertThat(read.interfaceSection())
        .isEqualTo(InterfaceSection.builder()
            .listenPort(51820)
            .privateKey(PrivateKey.parse(PRIVATE_KEY))
            .build());
    assertThat(read.peers())
        .containsExactly(
            PeerSection.builder(KEY_A)
                .presharedKey(PresharedKey.parse(PSK))
                .edit(edit("10.0.0.1/32"))
                .edit(edit("fd00::1/128"))
                .edit(edit("10.0.0.2/32"))
                .build(),
            PeerSection.builder(KEY_B)
                .endpoint(EndpointName.parse("bob.example:51820"))
                .persistentKeepalive(Duration.ofSeconds(25))
                .edit(edit("10.0.1.0/24"))
                .build());
  }

  private static AllowedIpEdit edit(String text) {
    return ConfigurationValues.allowedIps(text).get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "# nothing but this",
        "#",
        " \t\f\u000b\r\n",
        "\0[this is behind the end of the line]\n",
        "[Interface]",
        "[interface]\r\n[INTERFACE]#",
        " [ Inter face ] ",
        "[Interface]\n#[Peer]\n",
      })
  void shouldReadTextsThatSayNothing(String text) {
    assertThat(parse(text))
        .isEqualTo(new Configuration(InterfaceSection.builder().build(), List.of()));
  }

  @Test
  void shouldTakeAllWhiteSpaceOutOfALine() {
    String spread = String.join(" \t", PRIVATE_KEY.split(""));
    assertThat(parse("[Interface]\r\n\fpri vate\u000b KEY \t= " + spread + "\r\n"))
        .isEqualTo(parse("[Interface]\nPrivateKey=" + PRIVATE_KEY));
    assertThat(parse(peer(A, "Allowed IPs = 1 0.0.0.0 / 2 4 , fd 00:: / 6 4")))
        .isEqualTo(parse(peer(A, "AllowedIPs=10.0.0.0/24,fd00::/64")));
  }

  @Test
  void shouldCutALineAtACommentOrANul() {
    assertThat(parse("[Interface]#\nListenPort = 5#1\nFwMark = 7\0000"))
        .isEqualTo(parse("[Interface]\nListenPort=5\nFwMark=7"));
  }

  @Test
  void shouldMergeInterfaceSectionsAndTakeTheLastOfAValue() {
    InterfaceSection merged = parse("[Interface]\nListenPort=1\nFwMark=1\n"
            + peer(A, "Endpoint=192.0.2.1:1", "PersistentKeepalive=1", "Endpoint=192.0.2.2:2")
            + "[Interface]\nFwMark=2\nListenPort=2\nListenPort=3\n")
        .interfaceSection();
    assertThat(merged.listenPort()).hasValue(3);
    assertThat(merged.fwmark()).hasValue(2);
  }

  @Test
  void shouldKeepSectionsAboutOnePeerApart() {
    Configuration twice =
        parse(peer(A, "AllowedIPs=10.0.0.0/8") + peer(A, "AllowedIPs=10.1.0.0/16"));
    assertThat(twice.peers()).extracting(PeerSection::publicKey).containsExactly(KEY_A, KEY_A);
    assertThat(parse("[Peer]\nPublicKey=" + B + "\nPublicKey=" + A).peers())
        .extracting(PeerSection::publicKey)
        .containsExactly(KEY_A);
  }

  @ParameterizedTest
  @CsvSource({
    "off, 0",
    "OFF, 0",
    "0, 0",
    "0x0, 0",
    "00000000000000000000012, 12",
    "4294967295, -1",
    "0xffffffff, -1",
    "0x00000000000000000CA6c, 51820",
  })
  void shouldReadMarks(String text, int mark) {
    assertThat(parse("[Interface]\nFwMark=" + text).interfaceSection().fwmark())
        .isEqualTo(OptionalInt.of(mark));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "+5, 5", "00080, 80", "-0, 0", "65535, 65535"})
  void shouldReadPorts(String text, int port) {
    assertThat(parse("[Interface]\nListenPort=" + text).interfaceSection().listenPort())
        .hasValue(port);
    assertThat(endpoint("192.0.2.1:" + text)).isEqualTo(new EndpointName("192.0.2.1", port));
  }

  @ParameterizedTest
  @CsvSource({"off, 0", "oFf, 0", "0, 0", "025, 25", "65535, 65535"})
  void shouldReadKeepalives(String text, int seconds) {
    assertThat(parse(peer(A, "PersistentKeepalive=" + text)).peers().get(0).persistentKeepalive())
        .contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1:80, 192.0.2.1",
    "[192.0.2.1]:80, 192.0.2.1",
    "[::1]:80, ::1",
    "::1:80, ::1",
    "[fe80::1%eth0]:80, fe80::1%eth0",
    "fe80::1%3:80, fe80::1%3",
    "hub.example:80, hub.example",
    "[hub.example]:80, hub.example",
    "127.1:80, 127.1",
    "xn--hb-xka.example:80, xn--hb-xka.example",
  })
  void shouldReadEndpoints(String text, String host) {
    assertThat(endpoint(text)).isEqualTo(new EndpointName(host, 80));
  }

  private static EndpointName endpoint(String text) {
    return parse(peer(A, "Endpoint=" + text)).peers().get(0).endpoint().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1/32",
    "fd00::1, fd00::1/128",
    "10.9.8.7/24, 10.9.8.7/24",
    "0.0.0.0/0, 0.0.0.0/0",
    "::/0, ::/0",
    "10.0.0.0/008, 10.0.0.0/8",
    "+10.0.0.0/8, +10.0.0.0/8",
    "-fd00::/8, -fd00::/8",
    "::ffff:10.0.0.1, ::ffff:10.0.0.1/128",
  })
  void shouldReadAllowedIps(String text, String printed) {
    PeerSection peer = parse(peer(A, "AllowedIPs=" + text)).peers().get(0);
    assertThat(peer.allowedIps()).hasToString("[" + printed + "]");
    assertThat(peer.allowedIpsReplaced()).isEqualTo(!text.startsWith("+") && !text.startsWith("-"));
  }

  @Test
  void shouldReplaceAllowedIpsUnlessTheLastLineHasSigns() {
    assertThat(replaced()).isTrue();
    assertThat(replaced("AllowedIPs=10.0.0.0/8, +11.0.0.0/8")).isFalse();
    assertThat(replaced("AllowedIPs=+11.0.0.0/8, 10.0.0.0/8")).isFalse();
    assertThat(replaced("AllowedIPs=10.0.0.0/8", "AllowedIPs=-11.0.0.0/8")).isFalse();
    assertThat(replaced("AllowedIPs=-11.0.0.0/8", "AllowedIPs=10.0.0.0/8")).isTrue();
  }

  private static boolean replaced(String... lines) {
    return parse(peer(A, lines)).peers().get(0).allowedIpsReplaced();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ListenPort=1| OUTSIDE_SECTION| 1| ListenPort=1",
        "nonsense| OUTSIDE_SECTION| 1| nonsense",
        "'  x = 1'| OUTSIDE_SECTION| 3| x=1",
        "[Peers]| UNKNOWN_SECTION| 1| [Peers]",
        "[Interface]x| UNKNOWN_SECTION| 1| [Interface]x",
      })
  void shouldRefuseWhatIsInNoSection(String text, Reason reason, int column, String value) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse(text))
        .satisfies(e -> {
          assertThat(e.reason()).isEqualTo(reason);
          assertThat(e.line()).hasValue(1);
          assertThat(e.column()).hasValue(column);
          assertThat(e.section()).isEmpty();
          assertThat(e.value()).contains(value);
          assertThat(e.reason().isUnrecognizedLine()).isTrue();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ListenPort| EMPTY_VALUE| LISTEN_PORT| 1| ListenPort",
        "ListenPort =| EMPTY_VALUE| LISTEN_PORT| 1| ListenPort=",
        "ListenPort = # 1| EMPTY_VALUE| LISTEN_PORT| 1| ListenPort=",
        "Port = 1| UNKNOWN_KEY|| 1| Port=1",
        "ListenPort: 1| UNKNOWN_KEY|| 1| ListenPort:1",
        "ListenPorts = 1| UNKNOWN_KEY|| 1| ListenPorts=1",
        "= 1| UNKNOWN_KEY|| 1| =1",
        "Li\u017ftenPort = 1| UNKNOWN_KEY|| 1| Li\u017ftenPort=1",
        "FwMar\u212a = 1| UNKNOWN_KEY|| 1| FwMar\u212a=1",
        "Listen\u00a0Port = 1| UNKNOWN_KEY|| 1| Listen\u00a0Port=1",
        "Address = 10.0.0.1| WG_QUICK_KEY| ADDRESS| 1| Address=10.0.0.1",
        "PersistentKeepalive = 25| WRONG_SECTION| PERSISTENT_KEEPALIVE| 1| PersistentKeepalive=25",
        "PublicKey = x| WRONG_SECTION| PUBLIC_KEY| 1|",
        "ListenPort = x| PORT| LISTEN_PORT| 14| x",
        "ListenPort = -1| PORT| LISTEN_PORT| 14| -1",
        "ListenPort = 1.5| PORT| LISTEN_PORT| 14| 1.5",
        "ListenPort = 0x10| PORT| LISTEN_PORT| 14| 0x10",
        "ListenPort = 65536| PORT_RANGE| LISTEN_PORT| 14| 65536",
        "ListenPort = 65537| PORT_RANGE| LISTEN_PORT| 14| 65537",
        "ListenPort = 18446744073709551617| PORT_RANGE| LISTEN_PORT| 14| 18446744073709551617",
        "ListenPort = \u0665| PORT| LISTEN_PORT| 14| \u0665",
        "FwMark = 0XFF| FW_MARK| FW_MARK| 10| 0XFF",
        "FwMark = 0x| FW_MARK| FW_MARK| 10| 0x",
        "FwMark = ff| FW_MARK| FW_MARK| 10| ff",
        "FwMark = -1| FW_MARK| FW_MARK| 10| -1",
        "FwMark = +1| FW_MARK| FW_MARK| 10| +1",
        "FwMark = 4294967296| FW_MARK| FW_MARK| 10| 4294967296",
        "FwMark = 0x100000000| FW_MARK| FW_MARK| 10| 0x100000000",
        "FwMark = 0x1g| FW_MARK| FW_MARK| 10| 0x1g",
        "FwMark = o\ufb00| FW_MARK| FW_MARK| 10| o\ufb00",
        "PrivateKey = (none)| KEY_LENGTH| PRIVATE_KEY| 14|",
      })
  void shouldRefuseWhatIsNotOfAnInterface(
      String line, Reason reason, ConfigurationKey key, int column, String value) {
    assertRefused("[Interface]\n" + line, 2, reason, key, column, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ListenPort = 1| WRONG_SECTION| LISTEN_PORT| 1| ListenPort=1",
        "MTU = 1420| WG_QUICK_KEY| MTU| 1| MTU=1420",
        "PresharedKey =| EMPTY_VALUE| PRESHARED_KEY| 1|",
        "AllowedIPs =| EMPTY_VALUE| ALLOWED_IPS| 1| AllowedIPs=",
        "AllowedIPs = ,| IP_ADDRESS| ALLOWED_IPS| 14|",
        "AllowedIPs = 10.0.0.0/8,| IP_ADDRESS| ALLOWED_IPS| 25|",
        "AllowedIPs = 10.0.0.0/8, , fd00::/8| IP_ADDRESS| ALLOWED_IPS| 26|",
        "AllowedIPs = 10.0.0/24| IP_ADDRESS| ALLOWED_IPS| 14| 10.0.0",
        "AllowedIPs = 10.0.0.01| IP_ADDRESS| ALLOWED_IPS| 14| 10.0.0.01",
        "AllowedIPs = 10.0.0.256/8| IP_ADDRESS| ALLOWED_IPS| 14| 10.0.0.256",
        "AllowedIPs = fe80::1%lo/64| IP_ADDRESS| ALLOWED_IPS| 14| fe80::1%lo",
        "AllowedIPs = [fd00::]/8| IP_ADDRESS| ALLOWED_IPS| 14| [fd00::]",
        "AllowedIPs = +-10.0.0.0/8| IP_ADDRESS| ALLOWED_IPS| 14| -10.0.0.0",
        "AllowedIPs = any| IP_ADDRESS| ALLOWED_IPS| 14| any",
        "AllowedIPs = fd00::/8, 10.0.0.0/33| PREFIX_LENGTH| ALLOWED_IPS| 24| 10.0.0.0/33",
        "AllowedIPs = fd00::/129| PREFIX_LENGTH| ALLOWED_IPS| 14| fd00::/129",
        "AllowedIPs = 10.0.0.0/| PREFIX_LENGTH| ALLOWED_IPS| 14| 10.0.0.0/",
        "AllowedIPs = -10.0.0.0/x| PREFIX_LENGTH| ALLOWED_IPS| 14| 10.0.0.0/x",
        "AllowedIPs = 10.0.0.0/+8| PREFIX_LENGTH| ALLOWED_IPS| 14| 10.0.0.0/+8",
        "AllowedIPs = 10.0.0.0/8/8| PREFIX_LENGTH| ALLOWED_IPS| 14| 10.0.0.0/8/8",
        "AllowedIPs = 10.0.0.0/255.0.0.0| PREFIX_LENGTH| ALLOWED_IPS| 14| 10.0.0.0/255.0.0.0",
        "AllowedIPs = 1.1.1.1/4294967297| PREFIX_LENGTH| ALLOWED_IPS| 14| 1.1.1.1/4294967297",
        "Endpoint = 192.0.2.1| ENDPOINT_PORT_MISSING| ENDPOINT| 12| 192.0.2.1",
        "Endpoint = 192.0.2.1:| ENDPOINT_PORT_MISSING| ENDPOINT| 12| 192.0.2.1:",
        "Endpoint = [::1]| ENDPOINT_PORT_MISSING| ENDPOINT| 12| [::1]",
        "Endpoint = [::1]80| ENDPOINT_PORT_MISSING| ENDPOINT| 12| [::1]80",
        "Endpoint = [::1]:| ENDPOINT_PORT_MISSING| ENDPOINT| 12| [::1]:",
        "Endpoint = [::1:80| ENDPOINT_BRACKET| ENDPOINT| 12| [::1:80",
        "Endpoint = 192.0.2.1:http| ENDPOINT_PORT| ENDPOINT| 12| 192.0.2.1:http",
        "Endpoint = 192.0.2.1:-1| ENDPOINT_PORT| ENDPOINT| 12| 192.0.2.1:-1",
        "Endpoint = 192.0.2.1:65537| ENDPOINT_PORT_RANGE| ENDPOINT| 12| 192.0.2.1:65537",
        "Endpoint = :80| ENDPOINT_HOST| ENDPOINT| 12| :80",
        "Endpoint = []:80| ENDPOINT_HOST| ENDPOINT| 12| []:80",
        "Endpoint = a:b:80| ENDPOINT_HOST| ENDPOINT| 12| a:b:80",
        "Endpoint = *:80| ENDPOINT_HOST| ENDPOINT| 12| *:80",
        "PersistentKeepalive = 65536| PERSISTENT_KEEPALIVE| PERSISTENT_KEEPALIVE| 23| 65536",
        "PersistentKeepalive = -1| PERSISTENT_KEEPALIVE| PERSISTENT_KEEPALIVE| 23| -1",
        "PersistentKeepalive = 25s| PERSISTENT_KEEPALIVE| PERSISTENT_KEEPALIVE| 23| 25s",
        "PersistentKeepalive = on| PERSISTENT_KEEPALIVE| PERSISTENT_KEEPALIVE| 23| on",
        "PersistentKeepalive = 0x19| PERSISTENT_KEEPALIVE| PERSISTENT_KEEPALIVE| 23| 0x19",
      })
  void shouldRefuseWhatIsNotOfAPeer(
      String line, Reason reason, ConfigurationKey key, int column, String value) {
    assertRefused(peer(A, line), 3, reason, key, column, value);
  }

  private static void assertRefused(
      String text, int line, Reason reason, ConfigurationKey key, int column, String value) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse(text))
        .satisfies(e -> {
          assertThat(e.reason()).isEqualTo(reason);
          assertThat(e.key()).isEqualTo(Optional.ofNullable(key));
          assertThat(e.line()).hasValue(line);
          assertThat(e.column()).hasValue(column);
          assertThat(e.section()).contains(line == 2 ? Section.INTERFACE : Section.PEER);
          assertThat(e.peer()).isEqualTo(line == 2 ? OptionalInt.empty() : OptionalInt.of(0));
          assertThat(e.value()).isEqualTo(Optional.ofNullable(value));
        })
        .withMessageStartingWith("line " + line + ", column " + column + ": ");
  }

  @Test
  void shouldSayWhichPeerHasNoKey() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse(peer(A) + "\n\n [peer]\nAllowedIPs = ::/0\n"))
        .satisfies(e -> {
          assertThat(e.reason()).isEqualTo(Reason.PEER_WITHOUT_PUBLIC_KEY);
          assertThat(e.line()).hasValue(6);
          assertThat(e.peer()).hasValue(1);
        })
        .withMessage("line 6, column 1: [Peer] 2 has no public key");
  }

  @Test
  void shouldSayWhatAndWhere() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse(peer(A, "AllowedIPs = ::/0, 10.0.0.0/40")))
        .withMessage("line 3, column 20: [Peer] 1 AllowedIPs '10.0.0.0/40' "
            + "has no valid prefix length after the slash");
  }

  @Test
  void shouldReportTheFirstFaultOnly() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse("[Peer]\n[Interface]\nFwMark=x\nListenPort=x\n"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FW_MARK));
  }

  @Test
  void shouldReadLinesOfAnyLength() {
    String prefixes = "10.0.0.0/8, ".repeat(20_000) + "fd00::/8";
    assertThat(parse(peer(A, "AllowedIPs = " + prefixes)).peers().get(0).allowedIps())
        .hasSize(20_001);
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse("[Interface]\n" + "x ".repeat(1_000_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }
}
