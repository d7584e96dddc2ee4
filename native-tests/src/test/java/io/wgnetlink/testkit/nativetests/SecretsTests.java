package io.wgnetlink.testkit.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.samples.cli.Surroundings;
import io.wgnetlink.samples.cli.Wgj;
import io.wgnetlink.secrets.Canary;
import io.wgnetlink.secrets.KeyHolders;
import io.wgnetlink.testkit.secrets.SecretsDrive;
import io.wgnetlink.testkit.secrets.SecretsProgram;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.WireGuard;
import io.wgnetlink.wireguard.config.QuickSettings;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is logged and thrown on the way to the real kernel and back holds no key. */
class SecretsTests {
  @Test
  void shouldShowNoKeyOnTheWayToTheKernel() throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
    try (Closeable logging = SecretsProgram.logEverythingTo(out);
        KernelMachine machine = new KernelMachine()) {
      new SecretsDrive(out).machine(machine);
      // Afterwards the devices still have the keys.
      for (String line : List.of("show", "show all", "show --json", "show wg0 --json")) {
        out.println("== wgj " + line);
        int code = machine.namespace().call(() -> run(out, line));
        assertThat(code).as(line).isZero();
      }
      assertThat(logging).isNotNull();
    }
    assertThat(output.toString(StandardCharsets.UTF_8))
        .contains("WGDEVICE_A_PRIVATE_KEY=[redacted]")
        .contains("WGPEER_A_PRESHARED_KEY=[redacted]")
        .contains("EADDRINUSE")
        .contains("preshared key: (hidden)")
        .contains("\"hasPresharedKey\":true");
    assertThat(Canary.sightings(output.toByteArray())).isEmpty();
  }

  /** Files of commands that fail at their end, in the middle, and before they have begun. */
  @Test
  void shouldShowNoKeyOfAFileThatIsRefused(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
    String key = Canary.privateKey().toBase64();
    String shared = Canary.presharedKey().toBase64();
    Map<String, String> files = Map.ofEntries(
        Map.entry("short", key.substring(1)),
        Map.entry("long", key + key),
        Map.entry("trailing", key + "\n" + shared),
        Map.entry("mangled", key.replace(key.charAt(7), '_')),
        Map.entry("place", "[Interface]\nListenPort = " + key),
        Map.entry("name", "[Interface]\n" + key),
        Map.entry("section", "[" + shared + "]"),
        Map.entry("hook", "[Interface]\nPrivateKey = " + key + "\nPostUp = echo " + shared),
        Map.entry("half", "[Interface]\nPrivateKey = " + key + "\n[Peer]\nPresharedKey=" + shared),
        Map.entry("endpoint", "[Peer]\nPublicKey = " + key + "\nEndpoint = " + shared + ":1"),
        Map.entry(
            "zero",
            "[Interface]\nPrivateKey = " + key + "\n[Peer]\nPublicKey = " + "A".repeat(43)
                + "=\nPresharedKey = " + shared));
    try (Closeable logging = SecretsProgram.logEverythingTo(out);
        KernelMachine machine = new KernelMachine()) {
      machine.addInterface(InterfaceName.of("wg0"));
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = Files.writeString(folder.resolve(file.getKey()), file.getValue() + "\n");
        for (String command : List.of(
            "set wg0 private-key ",
            "set wg0 peer " + "B".repeat(42) + "A= preshared-key ",
            "setconf wg0 ",
            "addconf nosuch0 ",
            "syncconf lo ")) {
          out.println("== wgj " + command + file.getKey());
          int code = machine.namespace().call(() -> run(out, command + path));
          assertThat(code).as(command + file.getKey()).isNotZero();
        }
      }
      assertThat(logging).isNotNull();
    }
    assertThat(output.toString(StandardCharsets.UTF_8))
        .contains(
            "Key is not the correct length or format",
            "Found trailing character in key file",
            "Line unrecognized",
            "A peer is missing a public key");
    assertThat(Canary.sightings(output.toByteArray())).isEmpty();
  }

  /**
   * What prints itself and holds a key belongs to the core, whose canary shows it; but for hosts of
   * the demo, which print their names.
   */
  @Test
  void shouldHoldKeysInNothingElseThatPrintsItselfAboveTheCore() {
    Set<String> all = KeyHolders.inModulesOf(
        WireGuard.class, RouteNetlink.class, FailoverController.class, Wgj.class);
    assertThat(all.removeAll(
            Set.of("io.wgnetlink.samples.demo.Host", "io.wgnetlink.samples.demo.Failover")))
        .isTrue();
    assertThat(all)
        .contains(DeviceUpdate.class.getName(), QuickSettings.class.getName())
        .allSatisfy(name -> assertThat(name).startsWith("io.wgnetlink.wireguard."));
  }

  private static int run(PrintStream out, String line) {
    PrintWriter writer = new PrintWriter(out, true, StandardCharsets.UTF_8);
    Surroundings once = Surroundings.of(Map.of("WG_ENDPOINT_RESOLUTION_RETRIES", "0"));
    return Wgj.commandLine(once).setOut(writer).setErr(writer).execute(line.split(" ", -1));
  }
}
