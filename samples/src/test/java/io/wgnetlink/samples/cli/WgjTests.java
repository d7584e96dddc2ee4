package io.wgnetlink.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What needs no kernel: wrong uses, help, keys. */
class WgjTests {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine program =
        Wgj.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return Wgj.run(program, arguments);
  }

  @Test
  void shouldRefuseACommandThatIsNone() {
    assertThat(run("bogus")).isEqualTo(1);
    assertThat(err.toString()).startsWith("Invalid subcommand: `bogus'\nUsage: wgj");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldRefuseAFieldThatIsNone() {
    assertThat(run("show", "wg0", "bogus")).isEqualTo(1);
    assertThat(err.toString()).startsWith("Invalid parameter: `bogus'\nUsage: wgj show ");
  }

  @ParameterizedTest
  @CsvSource({
    "set, 'Usage: wgj set <interface> [listen-port '",
    "set wg0, 'Usage: wgj set <interface> [listen-port '",
    "setconf, 'Usage: wgj setconf <interface> <configuration filename>'",
    "addconf wg0, 'Usage: wgj addconf <interface> <configuration filename>'",
    "syncconf wg0 file more, 'Usage: wgj syncconf <interface> <configuration filename>'",
    "setconf wg0 /no/such, fopen: No such file or directory",
    "setconf wg0 /tmp, 'wgj: cannot read /tmp: '",
    "set wg0 bogus, Invalid argument: bogus",
    "set wg0 --help, Invalid argument: --help",
    "set wg0 fwmark -v, Fwmark is neither 0/off nor 0-0xffffffff: `-v'",
    "show --json wg0 dump, '--json prints whole interfaces'",
    "show interfaces --json, '--json prints whole interfaces'",
    "--netns nosuch-here show, wgj: there is no network namespace 'nosuch-here'",
    "show --netns nosuch-here, wgj: there is no network namespace 'nosuch-here'",
    "set --netns nosuch-here wg0 fwmark 1, wgj: there is no network namespace 'nosuch-here'",
    "--netns /no/such genkey, wgj: cannot open network namespace /no/such: ENOENT",
    "show wg0 dump more, 'Usage: wgj show '",
    "show interfaces dump, 'Usage: wgj show '",
    "showconf, 'Usage: wgj showconf <interface>'",
    "showconf wg0 wg1, 'Usage: wgj showconf <interface>'",
    "genkey x, Usage: wgj genkey",
    "genpsk x, Usage: wgj genpsk",
    "pubkey x, Usage: wgj pubkey"
  })
  void shouldExplainAWrongUseAsWgDoes(String line, String expected) {
    assertThat(run(line.split(" "))).isEqualTo(1);
    assertThat(err.toString()).startsWith(expected);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "demo bogus",
        "demo partial-mesh --bogus",
        "demo partial-mesh --mode bogus",
        "demo partial-mesh --engine bogus",
        "demo partial-mesh --naive --engine client"
      })
  void shouldTellAWrongUseOfADemoFromADemoThatFailed(String line) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: wgj demo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "help",
        "--help",
        "-h",
        "show --help",
        "show help",
        "set --help",
        "setconf --help",
        "addconf --help",
        "syncconf --help",
        "set help",
        "showconf --help",
        "genkey --help",
        "genpsk --help",
        "pubkey --help",
        "demo --help",
        "demo partial-mesh --help"
      })
  void shouldHelp(String line) {
    assertThat(run(line.split(" "))).isZero();
    assertThat(out.toString()).startsWith("Usage: wgj");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-V"})
  void shouldTellItsVersion(String line) {
    assertThat(run(line)).isZero();
    assertThat(out.toString()).startsWith("wgj ").contains(", Java ");
  }

  @Test
  void shouldWarnBeforeItRefusesAFileAsWgDoes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("wg0.conf");
    Files.writeString(file, "[Peer]\nAllowedIPs = 10.0.0.7/8, ::1/64, 10.0.0.0/99\nbogus\n");
    assertThat(run("setconf", "wg0", file.toString())).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("""
        Warning: AllowedIP has nonzero host part: 10.0.0.7/8
        Warning: AllowedIP has nonzero host part: ::1/64
        AllowedIP is not in the correct format: `10.0.0.0/99'
        Configuration parsing error
        """);
  }

  @Test
  void shouldListAllCommandsInTheHelp() {
    run("--help");
    assertThat(out.toString())
        .contains("  show ", "  showconf ", "  set ", "  setconf ", "  addconf ", "  syncconf ")
        .contains("  genkey ", "  genpsk ", "  pubkey ", "  demo ")
        .contains("--netns=NAMESPACE");
  }

  @ParameterizedTest
  @CsvSource({
    "ListenPort=5, Line unrecognized: `ListenPort=5', Configuration parsing error",
    "[Interface]|FwMark=x # y, Fwmark is neither 0/off nor 0-0xffffffff: `x', Configuration parsing error",
    "[Interface]|ListenPort=65536, Servname not supported for ai_socktype: `65536', Configuration parsing error",
    "[Interface]|PrivateKey=x, Key is not the correct length or format: line 2, Configuration parsing error",
    "[Peer], A peer is missing a public key, Invalid configuration",
    "'[Peer]|PublicKey={A}|AllowedIPs=10.0.0.0/8,', Unable to parse IP address: `', Configuration parsing error",
    "'[Peer]|PublicKey={A}|AllowedIPs=10.0.0.0/33', AllowedIP is not in the correct format: `10.0.0.0/33', Configuration parsing error",
    "'[Peer]|PublicKey={A}|Endpoint=[::1', Unable to find matching brace of endpoint: `[::1', Configuration parsing error",
    "'[Peer]|PrivateKey={A}', Line unrecognized: line 2, Configuration parsing error"
  })
  void shouldRefuseAFileInTheWordsOfWg(
      String text, String first, String second, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(
        folder.resolve("file"), text.replace('|', '\n').replace("{A}", Fixtures.PUBLIC_KEY));
    for (String command : List.of("setconf", "addconf", "syncconf")) {
      err.getBuffer().setLength(0);
      assertThat(run(command, "wg0", file.toString())).isEqualTo(1);
      assertThat(err.toString().lines()).containsExactly(first, second);
    }
  }

  @Test
  void shouldTeachBashTheCommands() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString()).contains("_complete_wgj", "showconf", "syncconf");
  }

  @Test
  void shouldMakeKeysOfOneLine() {
    assertThat(run("genkey")).isZero();
    assertThat(run("genpsk")).isZero();
    assertThat(out.toString()).matches("([A-Za-z0-9+/]{43}=\n){2}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \t\r\n \n", "\0"})
  void shouldDeriveThePublicKeyWhateverWhiteSpaceFollows(String end) throws IOException {
    assertThat(publicKey(Fixtures.PRIVATE_KEY + end)).isEqualTo(Fixtures.PUBLIC_KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "'', Key is not the correct length or format",
    "abc, Key is not the correct length or format",
    "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkZ=, Key is not the correct length or format",
    "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY= x, Trailing characters found after key",
    "' wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY=', Trailing characters found after key"
  })
  void shouldRefuseAKeyInTheWordsOfWg(String text, String expected) {
    assertThatIllegalArgumentException().isThrownBy(() -> publicKey(text)).withMessage(expected);
  }

  private static String publicKey(String input) throws IOException {
    return KeyCommands.Pubkey.publicKey(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
  }
}
