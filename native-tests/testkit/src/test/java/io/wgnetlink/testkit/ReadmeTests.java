package io.wgnetlink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTests {
  @Test
  void shouldDoWhatTheReadmeSays() {
    try (PrivateKey privateKey = PrivateKey.generate()) {
      PublicKey hub = privateKey.publicKey();
      ReadmeExample.test(InterfaceName.of("wg0"), hub, ReadmeExample.peer(hub));
    }
  }

  @Test
  void shouldShowWhatIsCompiledHere() throws IOException {
    String readme = Files.readString(Path.of("..", "..", "README.md"));
    String source =
        Files.readString(Path.of("src/test/java/io/wgnetlink/testkit/ReadmeExample.java"));
    int indent = 4;
    String example = source
        .substring(
            source.indexOf("// README begin\n") + "// README begin\n".length(),
            source.indexOf("    // README end"))
        .lines()
        .map(line -> line.substring(indent) + "\n")
        .collect(Collectors.joining());
    assertThat(readme).contains("```java\n" + example + "```");
  }
}
