package io.wgnetlink.samples.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wgnetlink.nativetests.OnOneKernel;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.samples.cli.Wgj;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tables of command lines, good and bad, for {@code wg} in one namespace and {@code wgj} in
 * another: after each line the same output, the same exit code and the same device.
 *
 * <p>The lines of a table build on each other. {@code wgj} runs inside this process and {@code wg}
 * runs them all from one shell script, because starting programs is what takes time. In a line,
 * <code>{A}</code> to <code>{D}</code> are public keys, <code>{OWN}</code> is that of the private
 * key in the file <code>{KEY}</code>, and the other names are files of the folder.
 */
class WgjDifferentialTests {
  private static final Map<String, String> KEYS = Map.of(
      "{A}", "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=",
      "{B}", "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=",
      "{C}", "gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=",
      "{D}", "0hqTPrcnNuSGuUEcSvsRWSmYRbKcrrQEfvMGUF4EeQM=",
      "{OWN}", "PXDkSGhl+O+vGlxwce7icc5eNVtTp/fo0SxKKMALzEs=");
  private static final String PRIVATE_KEY = "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY=";
  private static final String PRESHARED_KEY = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";

  @TempDir
  private Path folder;

  private final NetworkNamespace ofWg = NetworkNamespace.create();
  private final NetworkNamespace ofWgj = NetworkNamespace.create();

  @BeforeEach
  void prepare() throws IOException {
    for (NetworkNamespace namespace : List.of(ofWg, ofWgj)) {
      Witness.run(namespace, "ip", "link", "add", "wg0", "type", "wireguard");
      Witness.run(namespace, "ip", "link", "add", "dummy0", "type", "dummy");
      Witness.run(namespace, "ip", "link", "set", "lo", "up");
    }
    file("{KEY}", PRIVATE_KEY + "\n");
    file("{PSK}", PRESHARED_KEY);
    file("{EMPTY}", "");
    file("{ZEROS}", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    file("{SHORT}", "abc");
    file("{TRAILING}", PRIVATE_KEY + "x");
    file("{NOTCANONICAL}", "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkZ=");
  }

  @AfterEach
  void close() {
    ofWg.close();
    ofWgj.close();
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name.substring(1, name.length() - 1)), withKeys(text));
  }

  /** Runs a table with both programs and compares line by line. */
  private void compare(List<String> table) throws IOException {
    List<String> lines = table.stream().map(this::fill).toList();
    List<CommandLines.Outcome> expected = CommandLines.wg(ofWg, lines, folder);
    assertThat(expected).hasSameSizeAs(lines);
    SoftAssertions softly = new SoftAssertions();
    for (int i = 0; i < lines.size(); i++) {
      softly
          .assertThat(CommandLines.wgj(ofWgj, lines.get(i)))
          .as("wgj %s", table.get(i))
          .isEqualTo(expected.get(i));
    }
    softly
        .assertThat(Witness.run(ofWgj, "wg", "show", "wg0", "dump"))
        .as("the device in the end")
        .isEqualTo(Witness.run(ofWg, "wg", "show", "wg0", "dump"));
    softly.assertAll();
  }

  private static String withKeys(String text) {
    String filled = text;
    for (Map.Entry<String, String> key : KEYS.entrySet()) {
      filled = filled.replace(key.getKey(), key.getValue());
    }
    return filled;
  }

  private String fill(String line) {
    return withKeys(line).replaceAll("\\{([A-Z]+)}", folder + "/$1");
  }

  @Test
  void shouldSetAsWgDoes() throws IOException {
    compare(List.of(
        "set wg0 listen-port 51820",
        "set wg0 listen-port +5",
        "set wg0 listen-port 005",
        "set wg0 listen-port 0",
        "set wg0 listen-port 51820 fwmark 0xca6c private-key {KEY}",
        "set wg0 fwmark 010",
        "set wg0 fwmark 4294967295",
        "set wg0 fwmark 0xABCDEF",
        "set wg0 fwmark OFF",
        "set wg0 fwmark 5 fwmark 6",
        "set wg0 private-key /dev/null",
        "set wg0 private-key {KEY} private-key {EMPTY}",
        "set wg0 private-key {KEY}",
        "set wg0 private-key {ZEROS}",
        "set wg0 private-key {KEY}",
        "set wg0 peer {A}",
        "set wg0 peer {A} preshared-key {PSK} endpoint 192.0.2.1:1234"
            + " persistent-keepalive 25 allowed-ips 10.0.0.0/24,fd00::/64",
        "set wg0 peer {A} preshared-key {EMPTY}",
        "set wg0 peer {A} preshared-key {PSK}",
        "set wg0 peer {A} preshared-key {ZEROS}",
        "set wg0 peer {A} persistent-keepalive off",
        "set wg0 peer {A} persistent-keepalive 010",
        "set wg0 peer {A} persistent-keepalive 65535",
        "set wg0 peer {A} persistent-keepalive 0",
        "set wg0 peer {A} allowed-ips ''",
        "set wg0 peer {A} allowed-ips ' '",
        "set wg0 peer {A} allowed-ips '10.0.0.0 / 8 , 11.0.0.0/8'",
        "set wg0 peer {A} allowed-ips 10.0.0.0/8 allowed-ips 11.0.0.0/8",
        "set wg0 peer {A} allowed-ips 10.0.0.0/008,1.2.3.4,::1",
        "set wg0 peer {A} allowed-ips 10.0.0.7/8,fd00:0:0::1/64",
        "set wg0 peer {A} endpoint [::1]:5",
        "set wg0 peer {A} endpoint ::1:80",
        "set wg0 peer {A} endpoint [1.2.3.4]:80",
        "set wg0 peer {A} endpoint 1.2.3.4:+5",
        "set wg0 peer {A} endpoint [fe80::1%lo]:80",
        "set wg0 peer {A} endpoint [fe80::1%1]:80",
        "set wg0 peer {A} endpoint [::ffff:192.0.2.1]:80",
        "set wg0 peer {A} endpoint 127.1:80",
        "set wg0 peer {A} endpoint localhost:80",
        "set wg0 peer {A} endpoint 192.0.2.1:80 endpoint 192.0.2.2:81",
        "set wg0 peer {B} allowed-ips 10.1.0.0/16 peer {C} allowed-ips 10.2.0.0/16 peer {D}",
        // The last peer has a prefix that is given to several, here and in the kernel.
        "set wg0 peer {B} allowed-ips 10.3.0.0/16 peer {C} allowed-ips 10.3.0.0/16,10.4.0.0/16",
        "set wg0 peer {C} allowed-ips 10.5.0.0/16,10.6.0.0/16 peer {B} allowed-ips 10.5.0.0/16"
            + " peer {C} endpoint 192.0.2.3:3",
        "set wg0 peer {B} allowed-ips 10.7.0.0/16 peer {D} allowed-ips 10.7.0.0/16 remove",
        "set wg0 peer {D} remove remove",
        "set wg0 peer {C} remove peer {C} endpoint 192.0.2.4:4",
        "set wg0 peer {B} remove allowed-ips 10.8.0.0/16",
        "set wg0 peer {OWN} allowed-ips 10.9.0.0/16",
        "set wg0 private-key {KEY} peer {OWN} allowed-ips 10.9.0.0/16 peer {C} allowed-ips"
            + " 10.9.0.0/16",
        "set wg0 peer {C} allowed-ips 10.9.0.0/16 peer {OWN} allowed-ips 10.9.0.0/16"
            + " private-key"));
  }

  @Test
  @OnOneKernel("arguments are looked at before the kernel is")
  void shouldRefuseArgumentsOfSetAsWgDoes() throws IOException {
    compare(List.of(
        "set",
        "set wg0",
        "set wg0 bogus",
        "set wg0 Peer {A}",
        "set wg0 remove",
        "set wg0 help",
        "set wg0 allowed-ips 10.0.0.0/8",
        "set wg0 preshared-key {PSK}",
        "set wg0 listen-port",
        "set wg0 listen-port ''",
        "set wg0 listen-port x",
        "set wg0 listen-port -1",
        "set wg0 listen-port 0x10",
        "set wg0 listen-port '5 '",
        "set wg0 listen-port 99999999999999999999",
        "set wg0 fwmark",
        "set wg0 fwmark ''",
        "set wg0 fwmark 0x",
        "set wg0 fwmark 0XFF",
        "set wg0 fwmark -1",
        "set wg0 fwmark +1",
        "set wg0 fwmark ' 1'",
        "set wg0 fwmark 12z",
        "set wg0 fwmark 4294967296",
        "set wg0 fwmark 0x100000000",
        "set wg0 fwmark 99999999999999999999",
        "set wg0 private-key",
        "set wg0 private-key /no/such/file",
        "set wg0 private-key /tmp",
        "set wg0 private-key {SHORT}",
        "set wg0 private-key {TRAILING}",
        "set wg0 private-key {NOTCANONICAL}",
        "set wg0 peer",
        "set wg0 peer bad",
        "set wg0 peer '{A} '",
        "set wg0 fwmark 5 peer",
        "set wg0 peer {A} bogus",
        "set wg0 peer {A} remove bogus",
        "set wg0 peer {A} listen-port 5",
        "set wg0 peer {A} private-key {KEY}",
        "set wg0 peer {A} fwmark 5",
        "set wg0 peer {A} preshared-key",
        "set wg0 peer {A} preshared-key /no/such/file",
        "set wg0 peer {A} preshared-key {SHORT}",
        "set wg0 peer {A} persistent-keepalive",
        "set wg0 peer {A} persistent-keepalive ''",
        "set wg0 peer {A} persistent-keepalive 65536",
        "set wg0 peer {A} persistent-keepalive -1",
        "set wg0 peer {A} persistent-keepalive +5",
        "set wg0 peer {A} persistent-keepalive 1x",
        "set wg0 peer {A} persistent-keepalive 99999999999999999999",
        "set wg0 peer {A} allowed-ips",
        "set wg0 peer {A} allowed-ips ,",
        "set wg0 peer {A} allowed-ips 10.0.0.0/8,",
        "set wg0 peer {A} allowed-ips 10.0.0.0/33",
        "set wg0 peer {A} allowed-ips 10.0.0.0/",
        "set wg0 peer {A} allowed-ips 10.0.0.0/8x",
        "set wg0 peer {A} allowed-ips 10.0.0.0/-1",
        "set wg0 peer {A} allowed-ips 10.0.0.0/8/8",
        "set wg0 peer {A} allowed-ips 10.0.0.0/4294967304",
        "set wg0 peer {A} allowed-ips 10.0.0/8",
        "set wg0 peer {A} allowed-ips ::/129",
        "set wg0 peer {A} allowed-ips /",
        "set wg0 peer {A} allowed-ips 10.0.0.7/8,bogus",
        "set wg0 peer {A} endpoint",
        "set wg0 peer {A} endpoint ''",
        "set wg0 peer {A} endpoint 1.2.3.4",
        "set wg0 peer {A} endpoint 1.2.3.4:",
        "set wg0 peer {A} endpoint [::1]5",
        "set wg0 peer {A} endpoint [::1",
        "set wg0 peer {A} endpoint [::1]x:80",
        "set wg0 peer {A} endpoint :5",
        "set wg0 peer {A} endpoint []:5",
        "set wg0 peer {A} endpoint [fe80::1%nosuch]:80",
        "set nosuch fwmark 5",
        "set dummy0 fwmark 5",
        "set a-name-that-is-too-long fwmark 5",
        "set a/b fwmark 5"));
  }

  @Test
  void shouldShowAsWgDoes() throws IOException {
    compare(List.of(
        "set wg0 listen-port 51820 private-key {KEY} peer {A} allowed-ips 10.0.0.0/8",
        "show wg0",
        "show",
        "show all",
        "show interfaces",
        "show bogus",
        "show wg0 bogus",
        "show wg0 dump more",
        "show interfaces dump",
        "show wg0 help",
        "show all dump",
        "showconf",
        "showconf wg0",
        "showconf wg0 more",
        "genkey more",
        "genpsk more",
        "pubkey more"));
  }

  @ParameterizedTest
  @CsvSource({"always, always", "always, never", "never, never", "auto, bogus"})
  void shouldColourAndHideAsWgDoes(String colours, String hidden) throws IOException {
    Map<String, String> environment = Map.of("WG_COLOR_MODE", colours, "WG_HIDE_KEYS", hidden);
    String line = fill("set wg0 fwmark 5 private-key {KEY} peer {A} preshared-key {PSK} endpoint"
        + " [fe80::1%lo]:80 persistent-keepalive 61 allowed-ips 10.0.0.0/8,fd00::/64 peer {B}");
    for (NetworkNamespace namespace : List.of(ofWg, ofWgj)) {
      assertThat(CommandLines.wgj(namespace, line, environment).code()).isZero();
    }
    String shown = Witness.run(
        ofWg, "env", "WG_COLOR_MODE=" + colours, "WG_HIDE_KEYS=" + hidden, "wg", "show", "wg0");
    assertThat(CommandLines.wgj(ofWgj, "show wg0", environment).out()).isEqualTo(shown);
  }

  @Test
  void shouldApplyFilesAsWgDoes() throws IOException {
    file("{FULL}", """
        # a comment
        [Interface]
        PrivateKey = %s
        ListenPort = 51820
        FwMark = 0xca6c
        [Peer] # another
        publickey = {A}
        PresharedKey = %s
        AllowedIPs = 10.0.0.7/24, fd00::/64
        AllowedIPs = 10.1.0.0/16
        Endpoint = [2001:db8::1]:51820
        PersistentKeepalive = 25
        [Peer]
        PublicKey = {B}
        AllowedIPs = 10.2.0.0/16
        """.formatted(PRIVATE_KEY, PRESHARED_KEY));
    file("{MORE}", """
        [Peer]
        PublicKey={C}
        AllowedIPs=10.2.0.0/16
        Endpoint=localhost:7
        [Peer]
        PublicKey={A}
        PersistentKeepalive=off
        AllowedIPs=10.0.0.0/24
        """);
    file("{FWMARK}", "[Interface]\nFwMark=off\n");
    file(
        "{SELF}",
        "[Interface]\nPrivateKey=" + PRIVATE_KEY
            + "\n[Peer]\nPublicKey={OWN}\nAllowedIPs=10.0.0.0/8\n[Peer]\nPublicKey={D}\n");
    compare(List.of(
        "setconf wg0 {FULL}",
        "addconf wg0 {MORE}",
        "addconf wg0 {FWMARK}",
        "addconf wg0 {EMPTY}",
        "setconf wg0 {MORE}",
        "setconf wg0 {SELF}",
        "setconf wg0 {FULL}",
        "setconf wg0 {EMPTY}",
        "setconf",
        "setconf wg0",
        "setconf wg0 {FULL} more",
        "addconf wg0",
        "syncconf wg0",
        "setconf wg0 /no/such/file",
        "addconf wg0 /no/such/file",
        "syncconf wg0 /no/such/file",
        "setconf nosuch {FULL}",
        "addconf nosuch {FULL}",
        "syncconf nosuch {FULL}",
        "setconf dummy0 {EMPTY}",
        "syncconf dummy0 {EMPTY}",
        "setconf a-name-that-is-too-long {EMPTY}"));
  }

  @Test
  void shouldSyncToWhatWgSyncsTo() throws IOException {
    file("{BEFORE}", """
        [Interface]
        PrivateKey = %s
        ListenPort = 51820
        [Peer]
        PublicKey = {A}
        Endpoint = 192.0.2.1:1
        PersistentKeepalive = off
        AllowedIPs = 10.0.0.0/24, 10.1.0.0/24
        [Peer]
        PublicKey = {B}
        AllowedIPs = 10.2.0.0/24
        [Peer]
        PublicKey = {C}
        AllowedIPs = 10.3.0.0/24
        """.formatted(PRIVATE_KEY));
    file("{AFTER}", """
        [Interface]
        PrivateKey = %s
        FwMark = 7
        [Peer]
        PublicKey = {D}
        AllowedIPs = 10.3.0.0/24, 10.4.0.0/24
        [Peer]
        PublicKey = {A}
        Endpoint = 192.0.2.2:2
        PersistentKeepalive = 5
        AllowedIPs = 10.2.0.0/24, 10.0.0.0/24
        [Peer]
        PublicKey = {B}
        """.formatted(PRIVATE_KEY));
    List<String> lines = List.of(
        fill("setconf wg0 {BEFORE}"),
        fill("syncconf wg0 {AFTER}"),
        fill("syncconf wg0 {AFTER}"),
        fill("syncconf wg0 {BEFORE}"),
        fill("syncconf wg0 {EMPTY}"));
    List<CommandLines.Outcome> expected = CommandLines.wg(ofWg, lines, folder);
    for (int i = 0; i < lines.size(); i++) {
      CommandLines.Outcome outcome = CommandLines.wgj(ofWgj, lines.get(i));
      assertThat(outcome.err()).as(lines.get(i)).isEqualTo(expected.get(i).err());
      assertThat(outcome.code()).as(lines.get(i)).isEqualTo(expected.get(i).code());
      // Peers and prefixes that were there stay in their places; wg puts all of them in anew.
      assertThat(unordered(outcome.device()))
          .as(lines.get(i))
          .isEqualTo(unordered(expected.get(i).device()));
    }
  }

  private static List<List<String>> unordered(String dump) {
    return dump.lines()
        .sorted()
        .map(line -> Arrays.stream(line.split("[\t,]")).sorted().toList())
        .toList();
  }

  @Test
  void shouldRefuseFilesAsWgDoes() throws IOException {
    List<String> files = List.of(
        "ListenPort=5",
        "[Interface]\nAddress=192.0.2.1/24",
        "[Interface]\nListenPort=x",
        "[Interface]\nListenPort=",
        "[Interface]\nListenPort",
        "[Interface]\nFwMark=x # comment",
        "[Peer]",
        "[Peer]\nAllowedIPs=10.0.0.0/8",
        "[Peer]\nPublicKey={A}\n[Peer]\nPersistentKeepalive=5",
        "[Peer]\nPublicKey={A}\nAllowedIPs=10.0.0.0/33",
        "[Peer]\nPublicKey={A}\nAllowedIPs=10.0.0.0/8,",
        "[Peer]\nPublicKey={A}\nAllowedIPs=10.0.0/8",
        "[Peer]\nPublicKey={A}\nAllowedIPs=",
        "[Peer]\nPublicKey={A}\nEndpoint=1.2.3.4",
        "[Peer]\nPublicKey={A}\nEndpoint=[::1",
        "[Peer]\nPublicKey={A}\nPersistentKeepalive=65536",
        "[Peer]\nPublicKey={A}\nbogus=1",
        "[Bogus]",
        "bogus",
        "[Interface");
    List<String> lines = new ArrayList<>();
    lines.add("set wg0 fwmark 5 peer {B}");
    for (int i = 0; i < files.size(); i++) {
      Files.writeString(folder.resolve("bad" + i), fill(files.get(i)));
      lines.add("setconf wg0 " + folder + "/bad" + i);
    }
    compare(lines);
  }

  @Test
  void shouldSayWhereAKeyIsMalformedAndNotRepeatIt() throws IOException {
    file("{BADKEY}", "[Interface]\n\nPrivateKey = wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkZ=\n");
    file("{MISPLACED}", "[Peer]\nPrivateKey = " + PRIVATE_KEY + "\n");
    assertThat(CommandLines.wgj(ofWgj, fill("setconf wg0 {BADKEY}"))).isEqualTo(refusal("""
            Key is not the correct length or format: line 3
            Configuration parsing error
            """));
    assertThat(CommandLines.wgj(ofWgj, fill("setconf wg0 {MISPLACED}")))
        .isEqualTo(refusal("Line unrecognized: line 2\nConfiguration parsing error\n"));
  }

  @Test
  void shouldRefuseAPortThatWgTakesModulo65536() throws IOException {
    assertThat(CommandLines.wg(ofWg, List.of("set wg0 listen-port 65537"), folder)
            .get(0)
            .device())
        .contains("\t1\toff");
    assertThat(CommandLines.wgj(ofWgj, "set wg0 listen-port 65537"))
        .isEqualTo(refusal("Servname not supported for ai_socktype: `65537'\n"));
    assertThat(CommandLines.wgj(ofWgj, fill("set wg0 peer {A} endpoint 192.0.2.1:65537")))
        .isEqualTo(refusal("Servname not supported for ai_socktype: `192.0.2.1:65537'\n"));
    assertThat(Witness.run(ofWgj, "wg", "show", "wg0", "dump"))
        .isEqualTo("(none)\t(none)\t0\toff\n");
  }

  /** {@code wg} knows signs from 1.0.20250521 on, which need not be the one that is here. */
  @Test
  void shouldAddAndRemoveAllowedIpsBySigns() {
    succeed(
        "set wg0 peer {A} allowed-ips 10.0.0.0/24,10.1.0.0/24 peer {B} allowed-ips 10.2.0.0/24");
    succeed("set wg0 peer {A} allowed-ips -10.0.0.0/24,+10.3.0.0/24,-10.2.0.0/24");
    assertThat(Witness.run(ofWgj, "wg", "show", "wg0", "allowed-ips"))
        .isEqualTo(fill("{A}\t10.1.0.0/24 10.3.0.0/24\n{B}\t10.2.0.0/24\n"));
    succeed("set wg0 peer {A} allowed-ips +10.2.0.0/24");
    assertThat(Witness.run(ofWgj, "wg", "show", "wg0", "allowed-ips"))
        .isEqualTo(fill("{A}\t10.1.0.0/24 10.3.0.0/24 10.2.0.0/24\n{B}\t(none)\n"));
  }

  private void succeed(String line) {
    CommandLines.Outcome outcome = CommandLines.wgj(ofWgj, fill(line));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
  }

  private static CommandLines.Outcome refusal(String err) {
    return new CommandLines.Outcome(1, "", err, "");
  }

  @Test
  void shouldPrintJsonThatAgreesWithWg() throws IOException {
    succeed("set wg0 fwmark 0xca6c listen-port 51820 private-key {KEY} peer {A} preshared-key {PSK}"
        + " endpoint 192.0.2.1:1 persistent-keepalive 25 allowed-ips 10.0.0.0/24 peer {B}");
    String dump = Witness.run(ofWgj, "wg", "show", "all", "dump");
    JsonNode wg0 = json("show --json", "always").path("wg0");
    List<String> peer = Arrays.asList(dump.lines().toList().get(1).split("\t"));
    JsonNode first = wg0.path("peers").path(peer.get(1));
    assertThat(wg0.path("publicKey").asText()).isEqualTo(KEYS.get("{OWN}"));
    assertThat(wg0.path("listenPort").asInt()).isEqualTo(51820);
    assertThat(wg0.path("fwmark").asInt()).isEqualTo(0xca6c);
    assertThat(wg0.has("privateKey") || first.has("presharedKey")).isFalse();
    assertThat(first.path("hasPresharedKey").asBoolean()).isTrue();
    assertThat(first.path("endpoint").asText()).isEqualTo(peer.get(3));
    assertThat(first.path("allowedIps").get(0).asText()).isEqualTo(peer.get(4));
    assertThat(first.path("persistentKeepalive").asText()).isEqualTo(peer.get(8));
    assertThat(json("show wg0 --json", "never").path("wg0").path("privateKey").asText())
        .isEqualTo(PRIVATE_KEY);
    assertThat(CommandLines.wgj(ofWgj, "show nosuch --json", Map.of()))
        .isEqualTo(refusal("Unable to access interface: No such device\n"));
  }

  private JsonNode json(String line, String hideKeys) throws IOException {
    return new ObjectMapper()
        .readTree(
            CommandLines.wgj(ofWgj, line, Map.of("WG_HIDE_KEYS", hideKeys)).out());
  }

  @Test
  void shouldRunInAnotherNetworkNamespace() throws IOException {
    succeed("set wg0 fwmark 77");
    Path name = Path.of("/run/netns/wgj-" + ProcessHandle.current().pid());
    Process sleeper = ofWgj.call(() -> new ProcessBuilder("sleep", "600").start());
    try {
      Witness.run(ofWg, "ip", "netns", "attach", name.getFileName().toString(), "" + sleeper.pid());
      for (String namespace :
          List.of(name.getFileName().toString(), name.toString(), "" + sleeper.pid())) {
        assertThat(CommandLines.wgj(ofWg, "--netns " + namespace + " show wg0 fwmark", Map.of()))
            .isEqualTo(new CommandLines.Outcome(0, "0x4d\n", "", ""));
      }
      assertThat(CommandLines.wgj(ofWg, "set --netns " + name + " wg0 fwmark 78", Map.of())
              .code())
          .isZero();
      assertThat(Witness.run(ofWgj, "wg", "show", "wg0", "fwmark")).isEqualTo("0x4e\n");
      assertThat(Witness.run(ofWg, "wg", "show", "wg0", "fwmark")).isEqualTo("off\n");
      assertThat(CommandLines.wgj(ofWg, "--netns /etc/passwd show", Map.of()).err())
          .isEqualTo("wgj: '/etc/passwd' is not a network namespace\n");
    } finally {
      Witness.run(ofWg, "ip", "netns", "delete", name.getFileName().toString());
      sleeper.destroyForcibly();
    }
  }

  /** As a process of its own, that reads its input and may not do what it is told to. */
  @Test
  @OnOneKernel("the refusal itself is tested on each")
  void shouldSayWhichPrivilegeIsMissing() throws IOException {
    String wgj = "'" + String.join("' '", Program.java(Wgj.class)) + "'";
    String script = """
        printf '[Interface]\\nListenPort=5\\n' |
          setpriv --bounding-set -all --inh-caps -all %s setconf wg0 /dev/stdin
        """.formatted(wgj);
    try (Program bash = Program.start(ofWgj, List.of("bash", "-c", script))) {
      assertThat(bash.await(240)).as(bash.err()).isEqualTo(1);
      assertThat(bash.out()).isEmpty();
      assertThat(bash.err())
          .startsWith("Unable to modify interface: Operation not permitted\nwgj: cannot")
          .contains("CAP_NET_ADMIN");
    }
  }
}
