package io.wgnetlink.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StdoutTests {
  /** From {@code /proc/tty/drivers} of Linux 6.12. */
  private static final List<String> DRIVERS = List.of(
      "/dev/tty             /dev/tty        5       0 system:/dev/tty",
      "/dev/console         /dev/console    5       1 system:console",
      "serial               /dev/ttyS       4 64-67 serial",
      "pty_slave            /dev/pts      136 0-1048575 pty:slave",
      "pty_master           /dev/ptm      128 0-1048575 pty:master");

  @ParameterizedTest
  @CsvSource({
    "0x8803, true", // 136:3
    "0x108801, true", // 136:257
    "0x501, true", // 5:1
    "0x502, false",
    "0x440, true", // 4:64
    "0x43f, false",
    "0x444, false",
    "0x103, false", // /dev/null
    "0, false" // no device
  })
  void shouldKnowATerminalByItsNumber(String device, boolean expected) {
    assertThat(Stdout.isTerminal(Long.decode(device), DRIVERS)).isEqualTo(expected);
  }

  @Test
  void shouldSayThatTheDiskIsFull() throws Exception {
    Process bash = bash("%s genkey >/dev/full");
    assertThat(bash.waitFor()).isEqualTo(1);
    assertThat(errorOf(bash)).isEqualTo("wgj: cannot write the output: No space left on device\n");
  }

  @Test
  void shouldEndWithoutAWordWhenTheReaderIsGone() throws Exception {
    Process bash = bash("set -o pipefail; %s genkey | true");
    assertThat(bash.waitFor()).isEqualTo(Stdout.BROKEN_PIPE);
    assertThat(errorOf(bash)).isEmpty();
  }

  /** Runs a script in which {@code %s} stands for the program, as a process of its own. */
  private static Process bash(String script) throws IOException {
    String program = Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("jdk.module.path") + ":" + System.getProperty("java.class.path"),
            Wgj.class.getName())
        .map(word -> "'" + word + "'")
        .collect(Collectors.joining(" "));
    return new ProcessBuilder("bash", "-c", script.formatted(program)).start();
  }

  private static String errorOf(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
