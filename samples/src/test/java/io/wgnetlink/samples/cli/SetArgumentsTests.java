package io.wgnetlink.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetArgumentsTests {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final String A = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
  private static final String B = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";
  private static final String ZERO = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  @TempDir
  private Path folder;

  private final List<String> warnings = new ArrayList<>();

  /** Reads words; {@code {KEY}} is a file that holds the key of the fixtures. */
  private DeviceUpdate update(String... words) throws Exception {
    List<String> named = new ArrayList<>();
    for (String word : words) {
      named.add(word.equals("{KEY}") ? keyFile(Fixtures.PRIVATE_KEY) : word);
    }
    try (EndpointLookup lookup = new EndpointLookup(Surroundings.of(Map.of()), warnings::add);
        SetArguments arguments = SetArguments.read(named, lookup::read, warnings::add)) {
      return arguments.toUpdate(WG0);
    }
  }

  private String keyFile(String text) throws IOException {
    return Files.writeString(folder.resolve("key"), text).toString();
  }

  private static List<String> words(String line) {
    return Arrays.asList(line.split(" "));
  }

  private static IpPrefix prefix(String text) {
    return IpPrefix.parse(text);
  }

  @Test
  void shouldChangeWhatIsNamedAndNothingElse() throws Exception {
    DeviceUpdate update = update("listen-port", "51820", "fwmark", "0xca6c");
    assertThat(update.listenPort()).hasValue(51820);
    assertThat(update.fwmark()).hasValue(0xca6c);
    assertThat(update.privateKey()).isEmpty();
    assertThat(update.privateKeyRemoved()).isFalse();
    assertThat(update.peersReplaced()).isFalse();
    assertThat(update.peers()).isEmpty();
  }

  @Test
  void shouldChangePeersInTheirOrder() throws Exception {
    DeviceUpdate update = update(
        "peer",
        A,
        "endpoint",
        "192.0.2.1:1234",
        "persistent-keepalive",
        "25",
        "allowed-ips",
        "10.0.0.0/24,fd00::/64",
        "peer",
        B,
        "remove");
    assertThat(update.peers())
        .containsExactly(
            PeerUpdate.of(PublicKey.parse(A))
                .endpoint(Endpoint.parse("192.0.2.1:1234"))
                .persistentKeepalive(Duration.ofSeconds(25))
                .replaceAllowedIps()
                .allowedIp(prefix("10.0.0.0/24"))
                .allowedIp(prefix("fd00::/64"))
                .build(),
            PeerUpdate.remove(PublicKey.parse(B)));
  }

  @Test
  void shouldClearAllowedIpsByAnEmptyList() throws Exception {
    PeerUpdate peer = update("peer", A, "allowed-ips", "").peers().get(0);
    assertThat(peer.allowedIpsReplaced()).isTrue();
    assertThat(peer.allowedIps()).isEmpty();
  }

  @Test
  void shouldAddAndRemoveAllowedIpsWithSigns() throws Exception {
    PeerUpdate peer = update("peer", A, "allowed-ips", "+10.0.0.0/8,-10.1.0.0/16,fd00::/64")
        .peers()
        .get(0);
    assertThat(peer.allowedIpsReplaced()).isFalse();
    assertThat(peer.allowedIps()).containsExactly(prefix("10.0.0.0/8"), prefix("fd00::/64"));
    assertThat(peer.allowedIpsRemoved()).containsExactly(prefix("10.1.0.0/16"));
  }

  @Test
  void shouldLetTheLastWordOnAPrefixCount() throws Exception {
    PeerUpdate peer = update(
            "peer", A, "allowed-ips", "+10.0.0.0/8,-10.0.0.0/8,-fd00::/64,+fd00::/64")
        .peers()
        .get(0);
    assertThat(peer.allowedIps()).containsExactly(prefix("fd00::/64"));
    assertThat(peer.allowedIpsRemoved()).containsExactly(prefix("10.0.0.0/8"));
  }

  @Test
  void shouldReplaceWhenTheLastListHasNoSigns() throws Exception {
    PeerUpdate peer = update("peer", A, "allowed-ips", "-10.0.0.0/8", "allowed-ips", "fd00::/64")
        .peers()
        .get(0);
    assertThat(peer.allowedIpsReplaced()).isTrue();
    assertThat(peer.allowedIps()).containsExactly(prefix("fd00::/64"));
    assertThat(peer.allowedIpsRemoved()).isEmpty();
  }

  @Test
  void shouldGiveAPrefixToTheLastOfItsPeers() throws Exception {
    DeviceUpdate update = update(
        "peer", A, "allowed-ips", "10.0.0.0/8,fd00::/64", "peer", B, "allowed-ips", "10.0.0.0/8");
    assertThat(update.peers().get(0).allowedIps()).containsExactly(prefix("fd00::/64"));
    assertThat(update.peers().get(1).allowedIps()).containsExactly(prefix("10.0.0.0/8"));
  }

  @Test
  void shouldNotLeaveAPrefixToAPeerThatIsRemoved() throws Exception {
    DeviceUpdate update = update(
        "peer", A, "allowed-ips", "10.0.0.0/8", "peer", B, "allowed-ips", "10.0.0.0/8", "remove");
    assertThat(update.peers().get(0).allowedIps()).containsExactly(prefix("10.0.0.0/8"));
    assertThat(update.peers().get(1)).isEqualTo(PeerUpdate.remove(PublicKey.parse(B)));
  }

  @Test
  void shouldPassOverAPeerWithTheDevicesOwnKeyAsTheKernelDoes() throws Exception {
    DeviceUpdate update = update(
        "private-key",
        "{KEY}",
        "peer",
        A,
        "allowed-ips",
        "10.0.0.0/8",
        "peer",
        Fixtures.PUBLIC_KEY,
        "allowed-ips",
        "10.0.0.0/8");
    assertThat(update.peers()).hasSize(1);
    assertThat(update.peers().get(0).allowedIps()).containsExactly(prefix("10.0.0.0/8"));
  }

  @Test
  void shouldRemoveKeysByAnEmptyFileOrAKeyOfZeros() throws Exception {
    assertThat(update("private-key", "/dev/null").privateKeyRemoved()).isTrue();
    assertThat(update("private-key", keyFile(ZERO)).privateKeyRemoved()).isTrue();
    assertThat(update("peer", A, "preshared-key", "/dev/null").peers().get(0).presharedKeyRemoved())
        .isTrue();
    assertThat(update("private-key", "{KEY}", "private-key", "/dev/null").privateKeyRemoved())
        .isTrue();
  }

  @Test
  void shouldWipeKeysOnClose() throws Exception {
    DeviceUpdate update = update("private-key", "{KEY}", "peer", A, "preshared-key", "{KEY}");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> update.privateKey().orElseThrow().toBase64());
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> update.peers().get(0).presharedKey().orElseThrow().toBase64());
  }

  @ParameterizedTest
  @CsvSource({
    "listen-port +5, 5",
    "listen-port 005, 5",
    "listen-port 0, 0",
    "listen-port 65535, 65535"
  })
  void shouldReadPortsAsWgDoes(String line, int expected) throws Exception {
    assertThat(update(words(line).toArray(String[]::new)).listenPort()).hasValue(expected);
  }

  @ParameterizedTest
  @CsvSource({"off, 0", "OFF, 0", "010, 10", "0x10, 16", "0xFFFFFFFF, -1", "4294967295, -1"})
  void shouldReadMarksAsWgDoes(String value, int expected) throws Exception {
    assertThat(update("fwmark", value).fwmark()).hasValue(expected);
  }

  @Test
  void shouldWarnOfHostBitsAndDropThem() throws Exception {
    PeerUpdate peer =
        update("peer", A, "allowed-ips", " 10.0.0.7/008 , fd00::1").peers().get(0);
    assertThat(peer.allowedIps()).containsExactly(prefix("10.0.0.0/8"), prefix("fd00::1/128"));
    assertThat(warnings).containsExactly("Warning: AllowedIP has nonzero host part: 10.0.0.7/008");
  }

  @ParameterizedTest
  @CsvSource({
    "bogus, Invalid argument: bogus",
    "listen-port, Invalid argument: listen-port",
    "listen-port x, Servname not supported for ai_socktype: `x'",
    "listen-port 65536, Servname not supported for ai_socktype: `65536'",
    "listen-port 99999999999999999999, Servname not supported for ai_socktype: `99999999999999999999'",
    "fwmark 0XFF, Fwmark is neither 0/off nor 0-0xffffffff: `0XFF'",
    "fwmark 0x100000000, Fwmark is neither 0/off nor 0-0xffffffff: `0x100000000'",
    "fwmark -1, Fwmark is neither 0/off nor 0-0xffffffff: `-1'",
    "private-key /no/such, fopen: No such file or directory",
    "private-key /proc/self/maps, Found trailing character in key file",
    "private-key /tmp, Invalid length key in key file",
    "remove, Invalid argument: remove",
    "peer, Invalid argument: peer",
    "peer AAAA, Key is not the correct length or format",
    "peer {A} listen-port 5, Invalid argument: listen-port",
    "peer {A} bogus, Invalid argument: bogus",
    "peer {A} persistent-keepalive 65536, Persistent keepalive interval is neither 0/off nor 1-65535: `65536'",
    "peer {A} allowed-ips 10.0.0.0/33, AllowedIP is not in the correct format: `10.0.0.0/33'",
    "peer {A} allowed-ips +10.0.0.0/33, AllowedIP is not in the correct format: `10.0.0.0/33'",
    "peer {A} allowed-ips ::/129, AllowedIP is not in the correct format: `::/129'",
    "peer {A} allowed-ips 10.0.0/8, Unable to parse IP address: `10.0.0'",
    "'peer {A} allowed-ips 10.0.0.0/8,', Unable to parse IP address: `'",
    "peer {A} endpoint 1.2.3.4, Unable to find port of endpoint: `1.2.3.4'",
    "peer {A} endpoint 1.2.3.4:, Unable to find port of endpoint: `1.2.3.4:'",
    "peer {A} endpoint [::1:5, Unable to find matching brace of endpoint: `[::1:5'",
    "peer {A} endpoint [::1]5, Unable to find port of endpoint: `[::1]5'",
    "peer {A} endpoint 1.2.3.4:70000, Servname not supported for ai_socktype: `1.2.3.4:70000'",
    "peer {A} endpoint :5, Name or service not known: `:5'"
  })
  void shouldRefuseInTheWordsOfWg(String line, String expected) {
    assertThatExceptionOfType(RefusedInputException.class)
        .isThrownBy(() -> update(words(line.replace("{A}", A)).toArray(String[]::new)))
        .withMessage(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY, Invalid length key in key file",
    "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkZ=, Key is not the correct length or format",
    "' wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY=', Found trailing character in key file"
  })
  void shouldRepeatNoPartOfAKey(String text, String expected) throws Exception {
    String file = keyFile(text);
    assertThatExceptionOfType(RefusedInputException.class)
        .isThrownBy(() -> update("private-key", file))
        .withMessage(expected);
    assertThatExceptionOfType(RefusedInputException.class)
        .isThrownBy(() -> update("peer", text))
        .withMessage("Key is not the correct length or format");
  }

  @Test
  void shouldRefuseWhatTheKernelWouldTakeAndNobodyWants() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> update("peer", ZERO))
        .withMessageContaining("zero key");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> update("peer", A, "endpoint", "192.0.2.1:0"))
        .withMessageContaining("port 0");
  }
}
