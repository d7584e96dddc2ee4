package io.wgnetlink.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.wireguard.PrivateKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoTests {
  private static final String KEY = PrivateKey.generate().toBase64();

  @Test
  void shouldLeaveOutKeysOnly() {
    assertThat(Echo.of("Invalid argument: persistent-keepalive /etc/wireguard/keys/of-this-host"))
        .isEqualTo("Invalid argument: persistent-keepalive /etc/wireguard/keys/of-this-host");
    assertThat(Echo.of("--key=" + KEY + " x")).isEqualTo("--key=(hidden) x");
    assertThat(Echo.of(KEY.substring(2, 42))).isEqualTo("(hidden)");
  }

  /** A word that a key stands in place of. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "KEY",
        "--KEY",
        "--key=KEY",
        "show KEY",
        "show wg0 KEY",
        "show --KEY",
        "show all --json KEY",
        "showconf KEY",
        "showconf KEY KEY",
        "set KEY",
        "set wg0 KEY",
        "set wg0 KEY KEY",
        "set wg0 private-key KEY",
        "set wg0 private-key",
        "set wg0 listen-port KEY",
        "set wg0 fwmark KEY",
        "set wg0 peer short preshared-key KEY",
        "set wg0 peer KEY KEY",
        "set wg0 peer KEY preshared-key KEY",
        "set wg0 peer KEY allowed-ips KEY",
        "set wg0 peer KEY allowed-ips 10.0.0.0/KEY",
        "set wg0 peer KEY endpoint KEY",
        "set wg0 peer KEY endpoint [KEY",
        "set wg0 peer KEY endpoint 192.0.2.1:KEY",
        "set wg0 peer KEY persistent-keepalive KEY",
        "setconf wg0 KEY",
        "syncconf wg0 KEY KEY",
        "--netns KEY show",
        "--netns /KEY show",
        "genkey KEY",
        "pubkey KEY",
        "demo KEY",
        "demo partial-mesh --mode KEY",
        "demo partial-mesh --detect KEY",
        "demo partial-mesh --one-way KEY",
        "demo partial-mesh --kill KEY"
      })
  void shouldNotRepeatAKey(String line) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Wgj.run(
        Wgj.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)),
        line.replace("KEY", KEY).split(" ", -1));
    assertThat(code).isNotZero();
    assertThat(err.toString()).isNotEmpty().doesNotContain(KEY.substring(2, 22));
    assertThat(out.toString()).doesNotContain(KEY.substring(2, 22));
  }
}
