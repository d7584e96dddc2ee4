package io.wgnetlink.samples.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.samples.cli.Wgj;
import io.wgnetlink.wireguard.PrivateKey;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code wgj} beside {@code wg}: the same bytes and the same exit codes. */
class WgjTests {
  private static final String PRIVATE_KEY = "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY=";
  private static final String PRESHARED_KEY = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";
  private static final int MANY = 300;

  private final NetworkNamespace namespace = NetworkNamespace.create();

  /** What a command printed and how it ended. */
  private record Outcome(int code, String out, String err) {}

  @BeforeEach
  void setUp() throws Exception {
    ip("link add wg0 type wireguard");
    ip("link add wg1 type wireguard");
    ip("link add wg2 type wireguard");
    ip("link add dummy0 type dummy");
    ip("link add lower type dummy");
    ip("link set lower up");
    Path privateKey = keyFile(PRIVATE_KEY);
    Path presharedKey = keyFile(PRESHARED_KEY);
    wg("set wg0 private-key " + privateKey + " listen-port 51820 fwmark 0xca6c"
        + " peer " + peer(0) + " preshared-key " + presharedKey + " endpoint 192.0.2.1:1234"
        + " persistent-keepalive 25 allowed-ips 10.0.0.0/24,fd00::/64"
        + " peer " + peer(1) + " endpoint [2001:db8::1]:51820 allowed-ips 10.1.0.1/32"
        + " peer " + peer(2) + " endpoint [fe80::1%lower]:99"
        + " peer " + peer(3) + " endpoint [::ffff:127.0.0.1]:7 persistent-keepalive 65535"
        + " allowed-ips ::/0,0.0.0.0/0");
    wg("set wg1 listen-port 51821" + manyPeers());
  }

  @AfterEach
  void close() {
    namespace.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "show wg0 dump",
        "show wg1 dump",
        "show wg2 dump",
        "show all dump",
        "show interfaces",
        "show",
        "show all",
        "show wg0",
        "showconf wg0",
        "showconf wg1",
        "showconf wg2",
        "show wg0 public-key",
        "show all private-key",
        "show wg0 listen-port",
        "show all fwmark",
        "show wg0 peers",
        "show all preshared-keys",
        "show wg0 endpoints",
        "show wg1 allowed-ips",
        "show all latest-handshakes",
        "show wg1 transfer",
        "show wg0 persistent-keepalive"
      })
  void shouldPrintWhatWgPrints(String command) throws Exception {
    assertThat(wgj(command)).isEqualTo(wg(command));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "show nosuch",
        "show nosuch dump",
        "show dummy0 dump",
        "show a-name-that-is-too-long dump",
        "showconf nosuch",
        "showconf dummy0"
      })
  void shouldFailInTheWordsOfWg(String command) throws Exception {
    Outcome expected = wg(command);
    assertThat(expected.code()).isEqualTo(1);
    assertThat(wgj(command)).isEqualTo(expected);
  }

  @Test
  void shouldNameAScopeByItsIndexWhenTheInterfaceIsGone() throws Exception {
    ip("link delete lower");
    assertThat(wgj("show wg0 dump")).isEqualTo(wg("show wg0 dump"));
    assertThat(wgj("showconf wg0").out()).containsPattern("\\[fe80::1%\\d+]:99");
  }

  @Test
  void shouldShowNothingWhereThereIsNoInterface() throws Exception {
    for (int i = 0; i < 3; i++) {
      ip("link delete wg" + i);
    }
    assertThat(wgj("show")).isEqualTo(wg("show")).isEqualTo(new Outcome(0, "", ""));
    assertThat(wgj("show interfaces")).isEqualTo(wg("show interfaces"));
  }

  @Test
  void shouldMakeKeysThatWgTakes() throws Exception {
    String key = wgj("genkey").out();
    String derived = run(List.of("wg", "pubkey"), key).out();
    assertThat(pubkey(key)).isEqualTo(derived).endsWith("=\n");
    Path presharedKey = keyFile(wgj("genpsk").out());
    assertThat(wg("set wg2 peer " + peer(0) + " preshared-key " + presharedKey).code())
        .isZero();
    assertThat(wgj("show wg2 preshared-keys").out())
        .isEqualTo(peer(0) + "\t" + Files.readString(presharedKey));
  }

  private static String manyPeers() {
    Random random = new Random(MANY);
    StringBuilder peers = new StringBuilder();
    for (int i = 0; i < MANY; i++) {
      byte[] key = new byte[PrivateKey.BYTES];
      random.nextBytes(key);
      try (PrivateKey privateKey = PrivateKey.of(key)) {
        peers.append(" peer ").append(privateKey.toBase64());
      }
      peers
          .append(" allowed-ips 10.2.")
          .append(i / 256)
          .append('.')
          .append(i % 256)
          .append("/32");
    }
    return peers.toString();
  }

  /** Any bytes are a public key. */
  private static String peer(int number) {
    byte[] bytes = new byte[PrivateKey.BYTES];
    bytes[0] = (byte) (number + 1);
    try (PrivateKey key = PrivateKey.of(bytes)) {
      return key.toBase64();
    }
  }

  private static Path keyFile(String base64) throws Exception {
    Path file = Files.createTempFile("key", "");
    file.toFile().deleteOnExit();
    return Files.writeString(file, base64);
  }

  private Outcome wgj(String arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = namespace.call(() -> Wgj.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments.split(" ")));
    return new Outcome(code, out.toString(), err.toString());
  }

  private static String pubkey(String key) {
    InputStream stdin = System.in;
    System.setIn(new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8)));
    try {
      StringWriter out = new StringWriter();
      assertThat(Wgj.commandLine().setOut(new PrintWriter(out)).execute("pubkey"))
          .isZero();
      return out.toString();
    } finally {
      System.setIn(stdin);
    }
  }

  private Outcome wg(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("wg"));
    command.addAll(List.of(arguments.split(" ")));
    return run(command, "");
  }

  private void ip(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments.split(" ")));
    assertThat(run(command, "")).isEqualTo(new Outcome(0, "", ""));
  }

  private Outcome run(List<String> command, String input) throws Exception {
    Process process = namespace.call(() -> new ProcessBuilder(command).start());
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out, err);
  }
}
