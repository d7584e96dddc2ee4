package io.wgnetlink.samples.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.nativetests.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Files.writeString(folder.resolve(name.substring(1, name.length() - 1)), text);
  }

  /** Runs a table with both programs and compares line by line. */
  private void compare(List<String> table) throws IOException {
    List<String> lines = table.stream().map(this::fill).toList();
    List<CommandLines.Outcome> expected = CommandLines.wg(ofWg, lines, folder);
    assertThat(expected).hasSameSizeAs(lines);
    SoftAssertions softly = new SoftAssertions();
    for (int i = 0; i < lines.size(); i++) {
      softly.assertThat(CommandLines.wgj(ofWgj, lines.get(i)))
          .as("wgj %s", table.get(i))
          .isEqualTo(expected.get(i));
    }
    softly
        .assertThat(Witness.run(ofWgj, "wg", "show", "wg0", "dump"))
        .as("the device in the end")
        .isEqualTo(Witness.run(ofWg, "wg", "show", "wg0", "dump"));
    softly.assertAll();
  }

  private String fill(String line) {
    String filled = line;
    for (Map.Entry<String, String> key : KEYS.entrySet()) {
      filled = filled.replace(key.getKey(), key.getValue());
    }
    return filled.replaceAll("\\{([A-Z]+)}", folder + "/$1");
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
        "set wg0 peer {A} endpoint [fe80::1%1]:80",
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
}
