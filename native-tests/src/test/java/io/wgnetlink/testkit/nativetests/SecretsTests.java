package io.wgnetlink.testkit.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.samples.cli.Wgj;
import io.wgnetlink.secrets.Canary;
import io.wgnetlink.testkit.secrets.SecretsDrive;
import io.wgnetlink.testkit.secrets.SecretsProgram;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  private static int run(PrintStream out, String line) {
    PrintWriter writer = new PrintWriter(out, true, StandardCharsets.UTF_8);
    return Wgj.commandLine().setOut(writer).setErr(writer).execute(line.split(" ", -1));
  }
}
