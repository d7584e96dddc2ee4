package io.wgnetlink.wireguard.config;

import static io.wgnetlink.wireguard.config.Samples.A;
import static io.wgnetlink.wireguard.config.Samples.B;
import static io.wgnetlink.wireguard.config.Samples.C;
import static io.wgnetlink.wireguard.config.Samples.COMMENTED;
import static io.wgnetlink.wireguard.config.Samples.KEY_A;
import static io.wgnetlink.wireguard.config.Samples.KEY_C;
import static io.wgnetlink.wireguard.config.Samples.PRIVATE_KEY;
import static io.wgnetlink.wireguard.config.Samples.PSK;
import static io.wgnetlink.wireguard.config.Samples.parse;
import static io.wgnetlink.wireguard.config.Samples.parseQuick;
import static io.wgnetlink.wireguard.config.Samples.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.EndpointName;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationDocumentTests {
  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "#", "[Interface]\r\n\r\n", "\n\n[peer]\nPublic Key=" + A})
  void shouldKeepEveryCharacterThatNeedNotChange(String text) throws IOException {
    try (ConfigurationDocument document = ConfigurationDocument.parse(text, Dialect.WG);
        ConfigurationDocument same = document.with(document.configuration())) {
      assertThat(document.text()).isEqualTo(text);
      assertThat(same.text()).isEqualTo(text);
      StringBuilder written = new StringBuilder();
      same.writeTo(written);
      assertThat(written).hasToString(text);
    }
  }

  @Test
  void shouldRewriteOnlyTheLineOfAValue() {
    String changed = edit(
        COMMENTED,
        with(
            parse(COMMENTED),
            InterfaceSection.builder()
                .listenPort(1)
                .privateKey(PrivateKey.parse(PRIVATE_KEY))
                .build()));
    assertThat(changed).isEqualTo(COMMENTED.replace("= 51820   # as", "= 1   # as"));
  }

  @Test
  void shouldAddAndRemoveValues() {
    String changed = edit(
        COMMENTED, with(parse(COMMENTED), InterfaceSection.builder().fwmark(7).build()));
    assertThat(changed)
        .isEqualTo(COMMENTED
            .replace("ListenPort = 51820   # as in the firewall\n", "")
            .replace("PrivateKey=" + PRIVATE_KEY + "\n", "FwMark = 0x7\n"));
  }

  @Test
  void shouldKeepLinesOfAListThatAreStillWanted() {
    assertThat(
            edit(COMMENTED, withAllowedIps("10.0.0.1/32, fd00::1/128, 10.0.0.2/32, 10.0.0.3/32")))
        .isEqualTo(
            COMMENTED.replace("FD00::1, 10.0.0.2 #", "fd00::1/128, 10.0.0.2/32, 10.0.0.3/32 #"));
    assertThat(edit(COMMENTED, withAllowedIps("10.0.0.1/32")))
        .isEqualTo(COMMENTED.replace("allowedips = FD00::1, 10.0.0.2 # phone\n", ""));
    assertThat(edit(COMMENTED, withAllowedIps("fd00::1, 10.0.0.2")))
        .isEqualTo(COMMENTED.replace("AllowedIPs = 10.0.0.1/32 # laptop\n", ""));
    assertThat(edit(COMMENTED, withAllowedIps("")))
        .doesNotContain("laptop")
        .doesNotContain("phone")
        .contains("10.0.1.0/24");
  }

  private static Configuration withAllowedIps(String list) {
    Configuration before = parse(COMMENTED);
    PeerSection alice = before.peers().get(0);
    PeerSection changed = new PeerSection(
        alice.publicKey(),
        alice.presharedKey(),
        alice.endpoint(),
        alice.persistentKeepalive(),
        true,
        ConfigurationValues.allowedIps(list.replace(" ", "")));
    return new Configuration(
        before.interfaceSection(), List.of(changed, before.peers().get(1)));
  }

  @Test
  void shouldRemoveAPeerWithTheCommentsAboveIt() {
    Configuration before = parse(COMMENTED);
    String withoutAlice = edit(
        COMMENTED, new Configuration(before.interfaceSection(), before.peers().subList(1, 2)));
    assertThat(withoutAlice)
        .doesNotContain("Alice")
        .doesNotContain(A)
        .startsWith(COMMENTED.substring(0, COMMENTED.indexOf("# Alice")))
        .endsWith(COMMENTED.substring(COMMENTED.indexOf("# Bob")));
    assertThat(edit(COMMENTED, new Configuration(before.interfaceSection(), List.of())))
        .isEqualTo(COMMENTED.substring(0, COMMENTED.indexOf("# Alice")));
  }

  @Test
  void shouldAddAPeerAtTheEnd() {
    Configuration before = parse(COMMENTED);
    List<PeerSection> peers = new ArrayList<>(before.peers());
    peers.add(PeerSection.builder(KEY_C).allowedIp(IpPrefix.parse("::/0")).build());
    assertThat(edit(COMMENTED, new Configuration(before.interfaceSection(), peers)))
        .isEqualTo(COMMENTED + "\n" + peer(C, "AllowedIPs = ::/0"));
    assertThat(edit(
            "[Interface]", new Configuration(before.interfaceSection(), List.of(peers.get(2)))))
        .isEqualTo("[Interface]\nListenPort = 51820\nPrivateKey = " + PRIVATE_KEY + "\n\n"
            + peer(C, "AllowedIPs = ::/0"));
  }

  @Test
  void shouldMovePeersWhenTheirOrderChanges() {
    Configuration before = parse(COMMENTED);
    String swapped = edit(
        COMMENTED,
        new Configuration(
            before.interfaceSection(),
            List.of(before.peers().get(1), before.peers().get(0))));
    assertThat(swapped).containsSubsequence("# Bob", B, "# Alice", A, "# laptop");
    assertThat(swapped.lines().sorted().filter(line -> !line.isBlank()))
        .containsExactlyElementsOf(
            COMMENTED.lines().sorted().filter(line -> !line.isBlank()).toList());
  }

  @Test
  void shouldAddAnInterfaceSectionWhereThereIsNone() {
    String peerOnly = "# just Alice\n" + peer(A);
    assertThat(edit(
            peerOnly, with(parse(peerOnly), InterfaceSection.builder().fwmark(1).build())))
        .isEqualTo("[Interface]\nFwMark = 0x1\n\n" + peerOnly);
  }

  @Test
  void shouldEndLinesAsTheFileDoes() {
    String text = "[Interface]\r\nListenPort = 1\r\n";
    assertThat(edit(
            text,
            new Configuration(
                InterfaceSection.builder().listenPort(2).fwmark(0).build(),
                List.of(PeerSection.builder(KEY_A).build()))))
        .isEqualTo("[Interface]\r\nListenPort = 2\r\nFwMark = off\r\n\r\n[Peer]\r\nPublicKey = " + A
            + "\r\n");
  }

  @Test
  void shouldEditTheSettingsOfWgQuick() {
    String text = """
        [Interface]
        Address = 10.0.0.1/24 # ours
        Address = fd00::1/64
        DNS = lan, 10.0.0.53
        PostUp = first # not a comment
        PostUp = second
        MTU = 1420
        """;
    QuickSettings.Builder wanted = QuickSettings.builder()
        .addresses(parseQuick(text).interfaceSection().quick().addresses().subList(0, 1))
        .dnsSearchDomain("lan")
        .postUp("second")
        .postUp("third")
        .table(RoutingTable.OFF)
        .saveConfig(true);
    assertThat(editQuick(
            text,
            new Configuration(InterfaceSection.builder().quick(wanted.build()).build(), List.of())))
        .isEqualTo("""
            [Interface]
            Address = 10.0.0.1/24 # ours
            DNS = lan
            PostUp = second
            PostUp = third
            Table = off
            SaveConfig = true
            """);
  }

  @Test
  void shouldRewriteSignsSoThatTheyMeanTheSame() {
    String text = peer(A, "AllowedIPs = +10.0.0.0/8", "AllowedIPs = 11.0.0.0/8");
    PeerSection peer = parse(text).peers().get(0);
    assertThat(peer.allowedIpsReplaced()).isTrue();
    PeerSection kept = new PeerSection(
        peer.publicKey(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        peer.allowedIps());
    assertThat(edit(text, new Configuration(parse("").interfaceSection(), List.of(kept))))
        .isEqualTo(peer(A, "AllowedIPs = +10.0.0.0/8, 11.0.0.0/8"));
    assertThat(ConfigurationDocument.of(
                new Configuration(parse("").interfaceSection(), List.of(peer)), Dialect.WG)
            .text())
        .isEqualTo("[Interface]\n\n" + text.substring(0, text.length()));
  }

  /** Edits a text, and sees that the result says what was wanted. */
  private static String edit(String text, Configuration wanted) {
    return edit(text, Dialect.WG, wanted);
  }

  private static String editQuick(String text, Configuration wanted) {
    return edit(text, Dialect.WG_QUICK, wanted);
  }

  private static String edit(String text, Dialect dialect, Configuration wanted) {
    try (ConfigurationDocument before = ConfigurationDocument.parse(text, dialect);
        ConfigurationDocument after = before.with(wanted)) {
      assertThat(after.configuration()).isEqualTo(wanted);
      return after.text();
    }
  }

  private static Configuration with(Configuration before, InterfaceSection section) {
    return new Configuration(section, before.peers());
  }

  @Test
  void shouldShowADeviceAsWgDoes() {
    Device device = Device.builder(InterfaceName.of("wg0"))
        .privateKey(PrivateKey.parse(PRIVATE_KEY))
        .listenPort(51820)
        .fwmark(0xca6c)
        .peer(Peer.builder(KEY_A)
            .presharedKey(PresharedKey.parse(PSK))
            .endpoint(Endpoint.parse("192.0.2.1:1234"))
            .persistentKeepalive(Duration.ofSeconds(25))
            .allowedIp(IpPrefix.parse("10.0.0.0/24"))
            .allowedIp(IpPrefix.parse("fd00::/64"))
            .build())
        .peer(Peer.builder(KEY_C).endpoint(Endpoint.parse("[fe80::1%6]:99")).build())
        .build();
    Configuration shown =
        Configuration.of(device, i -> i == 6 ? Optional.of("eth0") : Optional.empty());
    assertThat(ConfigurationDocument.of(shown, Dialect.WG).text())
        .isEqualTo("""
            [Interface]
            ListenPort = 51820
            FwMark = 0xca6c
            PrivateKey = %s

            [Peer]
            PublicKey = %s
            PresharedKey = %s
            AllowedIPs = 10.0.0.0/24, fd00::/64
            Endpoint = 192.0.2.1:1234
            PersistentKeepalive = 25

            [Peer]
            PublicKey = %s
            Endpoint = [fe80::1%%eth0]:99
            """.formatted(PRIVATE_KEY, A, PSK, C));
    Device empty = Device.builder(InterfaceName.of("wg0")).build();
    assertThat(ConfigurationDocument.of(Configuration.of(empty, i -> Optional.empty()), Dialect.WG)
            .text())
        .isEqualTo("[Interface]\n\n");
  }

  @Test
  void shouldReadAFileInUtf8() throws IOException {
    Path file = folder.resolve("wg0.conf");
    Files.writeString(file, "[Interface] # größer\nListenPort = 1\n");
    try (ConfigurationDocument document = ConfigurationDocument.read(file, Dialect.WG)) {
      assertThat(document.text()).contains("größer");
      document
          .with(with(document.configuration(), InterfaceSection.builder().build()))
          .write(file);
    }
    assertThat(file).hasContent("[Interface] # größer");
  }

  @Test
  void shouldKeepBytesThatAreNotUtf8() throws IOException {
    Path file = folder.resolve("wg0.conf");
    byte[] bytes =
        "[Interface] # gr\u00f6\u00dfer\nListenPort = 1\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, bytes);
    try (ConfigurationDocument document = ConfigurationDocument.read(file, Dialect.WG)) {
      assertThat(document.configuration().interfaceSection().listenPort()).hasValue(1);
      document.write(file);
    }
    assertThat(file).hasBinaryContent(bytes);

    Files.write(file, new byte[] {'#', (byte) 0xe2, (byte) 0x82});
    try (ConfigurationDocument cut = ConfigurationDocument.read(file, Dialect.WG)) {
      assertThat(cut.text()).isEqualTo("#\u00e2\u0082");
    }
  }

  @Test
  void shouldSeeAByteOrderMarkAsWgDoes() throws IOException {
    Path file = folder.resolve("wg0.conf");
    Files.writeString(file, "\ufeff[Interface]\n");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> ConfigurationDocument.read(file, Dialect.WG))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OUTSIDE_SECTION));
  }

  @Test
  void shouldReadNoMoreThanTheLimit() throws IOException {
    Path file = folder.resolve("wg0.conf");
    String text = "#".repeat(10_000);
    Files.writeString(file, text);
    assertThat(ConfigurationDocument.read(file, Dialect.WG, 10_000).text()).isEqualTo(text);
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> ConfigurationDocument.read(file, Dialect.WG, 9_999))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LONG));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> ConfigurationDocument.read(Path.of("/dev/zero"), Dialect.WG, 100_000))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LONG));
    assertThat(ConfigurationDocument.read(new StringReader(text), Dialect.WG, 10_000)
            .text())
        .isEqualTo(text);
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> ConfigurationDocument.read(folder.resolve("none"), Dialect.WG));
  }

  @Test
  void shouldWriteAFileForItsOwnerOnlyAndKeepALink() throws IOException {
    Path file = folder.resolve("wg0.conf");
    Files.writeString(file, "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.conf"), file);
    try (ConfigurationDocument document = ConfigurationDocument.parse(COMMENTED, Dialect.WG)) {
      document.write(link);
      document.write(folder.resolve("new.conf"));
    }
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent(COMMENTED);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var left = Files.list(folder)) {
      assertThat(left).hasSize(3);
    }
  }

  @Test
  void shouldLeaveTheOldFileWhenTheNewOneCannotBeWritten() throws IOException {
    Path file = folder.resolve("wg0.conf");
    Files.write(file, new byte[] {'#', (byte) 0xff});
    try (ConfigurationDocument document = ConfigurationDocument.read(file, Dialect.WG_QUICK)) {
      QuickSettings hook = QuickSettings.builder().postUp("echo \u20ac").build();
      ConfigurationDocument changed = document.with(
          with(document.configuration(), InterfaceSection.builder().quick(hook).build()));
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> changed.write(file));
    }
    assertThat(file).hasBinaryContent(new byte[] {'#', (byte) 0xff});
  }

  @Test
  void shouldKeepTheEndpointOfAPeerAsItIsWritten() {
    assertThat(EndpointName.of(Endpoint.parse("[fe80::1%3]:7")))
        .isEqualTo(EndpointName.parse("[fe80::1%3]:7"));
  }
}
