package io.wgnetlink.wireguard.config;

import static io.wgnetlink.wireguard.config.Samples.A;
import static io.wgnetlink.wireguard.config.Samples.PRIVATE_KEY;
import static io.wgnetlink.wireguard.config.Samples.PSK;
import static io.wgnetlink.wireguard.config.Samples.parse;
import static io.wgnetlink.wireguard.config.Samples.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecrecyTests {
  private static final String KEY = PRIVATE_KEY.substring(0, 43);

  @ParameterizedTest
  @CsvSource({
    "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY, KEY_LENGTH",
    "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY==, KEY_LENGTH",
    "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkYA, KEY_CHARACTERS",
    "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMk_=, KEY_CHARACTERS",
    "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkZ=, KEY_NOT_CANONICAL",
    "my secret, KEY_LENGTH",
  })
  void shouldSayWhatIsWrongWithAKeyWithoutTheKey(String key, Reason reason) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse("[Interface]\nPrivateKey = " + key))
        .satisfies(e -> {
          assertThat(e.reason()).isEqualTo(reason);
          assertThat(e.line()).hasValue(2);
          assertThat(e.column()).hasValue(14);
          assertThat(e.key()).contains(ConfigurationKey.PRIVATE_KEY);
          assertThat(e.value()).isEmpty();
          assertHasNo(e, key.substring(0, 6));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s=",
        "[Interface]\nPrivateKey\n%s=",
        "[Interface]\nPrivateKey = \n%s=",
        "[Interface]\nPrivteKey = %s=",
        "[Interface]\nPrivateKey %s=",
        "[Interface]\nPresharedKey = %s=",
        "[Interface]\nPublicKey = short",
        "[Interface]\nListenPort = 1PrivateKey = %s=",
        "[Interface]\nFwMark = %s=",
        "[Interface]\nAddress = %s=",
        "[Peer]\nPrivateKey = %s=",
        "[Peer]\nPrivateKey = short",
        "[Peer]\nPresharedKey = %s=%s=",
        "[Peer]\nEndpoint = %s=",
        "[Peer]\nEndpoint = %s=:x",
        "[Peer]\nAllowedIPs = 10.0.0.0/8, %s=",
        "[Peer]\nAllowedIPs = 10.0.0.0/%s=",
        "[Peer]\nPersistentKeepalive = %s=",
        "[Peer]\nAllowedIPs = ::/0\n# no key %s=",
        "[%s=]",
      })
  void shouldNotEchoAKeyAtAWrongPlace(String text) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse(text.replace("%s", KEY)))
        .satisfies(e -> assertThat(e.value().orElse("")).doesNotContain("short"))
        .satisfies(e -> assertHasNo(e, KEY.substring(0, 6)));
  }

  @Test
  void shouldNotEchoTheEndOfAKeyThatALineBreakCutOff() {
    String end = PRIVATE_KEY.substring(28);
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse("[Interface]\nPrivateKey = \n" + end))
        .satisfies(e -> assertHasNo(e, end));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse("[Interface]\nFwMark = 1\n" + end))
        .satisfies(e -> assertHasNo(e, end));
  }

  private static void assertHasNo(ConfigurationException e, String secret) {
    StringWriter all = new StringWriter();
    e.printStackTrace(new PrintWriter(all, true));
    assertThat(all.toString() + e.value()).doesNotContain(secret);
  }

  @Test
  void shouldPrintNoSecrets() {
    try (ConfigurationDocument document =
        ConfigurationDocument.parse(Samples.COMMENTED, Dialect.WG)) {
      assertThat(document + " " + document.configuration() + document.check())
          .doesNotContain(KEY)
          .doesNotContain(PSK);
    }
  }

  @Test
  void shouldNotPrintHooksAndWhatCouldBeAKey() {
    QuickSettings settings = QuickSettings.builder()
        .postUp("echo " + KEY)
        .preDown("echo " + PSK)
        .dnsSearchDomain("example.org")
        .dnsSearchDomain(KEY)
        .table(new RoutingTable(PSK))
        .build();
    assertThat(settings.toString())
        .contains("hooks=0+1+1+0", "example.org")
        .doesNotContain(KEY, PSK);
    assertThat(settings.table().orElseThrow().text()).isEqualTo(PSK);
  }

  @Test
  void shouldWipeTextAndKeysOnClose() {
    ConfigurationDocument document = ConfigurationDocument.parse(Samples.COMMENTED, Dialect.WG);
    PrivateKey key = document.configuration().interfaceSection().privateKey().orElseThrow();
    document.close();
    document.close();
    assertThatIllegalStateException().isThrownBy(key::toBase64);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> document.configuration().peers().get(0).presharedKey().get().bytes());
    assertThatIllegalStateException().isThrownBy(document::text);
    assertThatIllegalStateException().isThrownBy(() -> document.with(document.configuration()));
    assertThatIllegalStateException().isThrownBy(() -> document.writeTo(new StringBuilder()));
  }

  @Test
  void shouldWipeWhatWasReadOfATextThatIsRefused() throws Exception {
    try (WipeableText text = new WipeableText(16)) {
      text.append("[Interface]\nPrivateKey=" + PRIVATE_KEY + "\n" + peer(A));
      char[] before = text.array();
      text.append("x".repeat(1000));
      assertThat(before).containsOnly('\0');
    }
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () -> ConfigurationDocument.read(new StringReader("#".repeat(100)), Dialect.WG, 99))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LONG));
  }
}
