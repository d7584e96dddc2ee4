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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code wgj} beside {@code wg}: the same bytes and the same exit codes. */
class WgjTests {
  private static final String PRIVATE_KEY = "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY=";
  private static final String PRESHARED_KEY = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";
  private static final int MANY = 300;

  /** What most tests look at, and none changes. */
  private static final NetworkNamespace SHARED = NetworkNamespace.create();

  /** What a command printed and how it ended. */
  private record Outcome(int code, String out, String err) {}

  @BeforeAll
  static void configure() throws Exception {
    configure(SHARED);
  }

  @AfterAll
  static void close() {
    SHARED.close();
  }

  private static void configure(NetworkNamespace namespace) throws Exception {
    ip(namespace, "link add wg0 type wireguard");
    ip(namespace, "link add wg1 type wireguard");
    ip(namespace, "link add wg2 type wireguard");
    ip(namespace, "link add dummy0 type dummy");
    ip(namespace, "link add lower type dummy");
    ip(namespace, "link set lower up");
    Path privateKey = keyFile(PRIVATE_KEY);
    Path presharedKey = keyFile(PRESHARED_KEY);
    configure(
        namespace,
        "set wg0 private-key " + privateKey + " listen-port 51820 fwmark 0xca6c"
            + " peer " + peer(0) + " preshared-key " + presharedKey + " endpoint 192.0.2.1:1234"
            + " persistent-keepalive 25 allowed-ips 10.0.0.0/24,fd00::/64"
            + " peer " + peer(1) + " endpoint [2001:db8::1]:51820 allowed-ips 10.1.0.1/32"
            + " peer " + peer(2) + " endpoint [fe80::1%lower]:99"
            + " peer " + peer(3) + " endpoint [::ffff:127.0.0.1]:7 persistent-keepalive 65535"
            + " allowed-ips ::/0,0.0.0.0/0");
    configure(namespace, "set wg1 listen-port 51821" + manyPeers());
  }

  private static void configure(NetworkNamespace namespace, String command) throws Exception {
    assertThat(wg(namespace, command)).isEqualTo(new Outcome(0, "", ""));
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
    assertThat(wgj(SHARED, command)).isEqualTo(wg(SHARED, command));
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
    Outcome expected = wg(SHARED, command);
    assertThat(expected.code()).isEqualTo(1);
    assertThat(wgj(SHARED, command)).isEqualTo(expected);
  }

  @Test
  void shouldNameAScopeByItsIndexWhenTheInterfaceIsGone() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      configure(namespace);
      ip(namespace, "link delete lower");
      Outcome dump = wgj(namespace, "show wg0 dump");
      assertThat(dump).isEqualTo(wg(namespace, "show wg0 dump"));
      assertThat(dump.out()).containsPattern("\\[fe80::1%\\d+]:99");
    }
  }

  @Test
  void shouldShowNothingWhereThereIsNoInterface() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      Outcome nothing = new Outcome(0, "", "");
      assertThat(wgj(namespace, "show")).isEqualTo(wg(namespace, "show")).isEqualTo(nothing);
      assertThat(wgj(namespace, "show interfaces"))
          .isEqualTo(wg(namespace, "show interfaces"))
          .isEqualTo(nothing);
    }
  }

  @Test
  void shouldMakeKeysThatWgTakes() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      String key = wgj(namespace, "genkey").out();
      String derived = run(namespace, List.of("wg", "pubkey"), key).out();
      assertThat(pubkey(key)).isEqualTo(derived).endsWith("=\n");
      ip(namespace, "link add wg0 type wireguard");
      Path presharedKey = keyFile(wgj(namespace, "genpsk").out());
      configure(namespace, "set wg0 peer " + peer(0) + " preshared-key " + presharedKey);
      assertThat(wgj(namespace, "show wg0 preshared-keys").out())
          .isEqualTo(peer(0) + "\t" + Files.readString(presharedKey));
    }
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

  private static Outcome wgj(NetworkNamespace namespace, String arguments) {
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

  private static Outcome wg(NetworkNamespace namespace, String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("wg"));
    command.addAll(List.of(arguments.split(" ")));
    return run(namespace, command, "");
  }

  private static void ip(NetworkNamespace namespace, String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments.split(" ")));
    assertThat(run(namespace, command, "")).isEqualTo(new Outcome(0, "", ""));
  }

  private static Outcome run(NetworkNamespace namespace, List<String> command, String input)
      throws Exception {
    Process process = namespace.call(() -> new ProcessBuilder(command).start());
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out, err);
  }
}
