package io.wgnetlink.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTests {
  @Test
  void shouldDoWhatTheReadmeSays() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.create();
        PrivateKey hubKey = PrivateKey.generate()) {
      PublicKey hub = hubKey.publicKey();
      ReadmeExample.connect(namespace, hub);
      assertThat(Witness.run(namespace, "wg", "showconf", "wg0"))
          .contains("PublicKey = " + hub)
          .contains("Endpoint = 192.0.2.1:51820")
          .contains("PersistentKeepalive = 25")
          .contains("AllowedIPs = fd00::/64");
      assertThat(Witness.run(namespace, "ip", "-6", "route", "show", "dev", "wg0"))
          .contains("fd00::/64");
    }
  }

  @Test
  void shouldShowWhatIsCompiledHere() throws IOException {
    String readme = Files.readString(upwards("README.md"));
    String source = Files.readString(
        upwards("native-tests/src/test/java/io/wgnetlink/nativetests/ReadmeExample.java"));
    int indent = 4;
    String example = source
        .substring(
            source.indexOf("// README begin\n") + "// README begin\n".length(),
            source.indexOf("    // README end"))
        .lines()
        .map(line -> line.substring(indent).replace("(namespace)", "()") + "\n")
        .collect(Collectors.joining());
    assertThat(readme).contains("```java\n" + example + "```");
  }

  /** Finds a file of the project from the project's folder or a module's. */
  private static Path upwards(String name) {
    Path here = Path.of(name);
    return Files.exists(here) ? here : Path.of("..").resolve(name);
  }
}
