package io.wgnetlink.testkit.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.secrets.Canary;
import io.wgnetlink.testkit.conformance.Machine;
import io.wgnetlink.testkit.secrets.SecretsDrive;
import io.wgnetlink.testkit.secrets.SecretsProgram;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is logged and thrown on the way to the real kernel and back holds no key. */
class SecretsTests {
  @Test
  void shouldShowNoKeyOnTheWayToTheKernel() throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
    try (Closeable logging = SecretsProgram.logEverythingTo(out);
        Machine machine = new KernelMachine()) {
      new SecretsDrive(out).machine(machine);
      assertThat(logging).isNotNull();
    }
    assertThat(output.toString(StandardCharsets.UTF_8))
        .contains("WGDEVICE_A_PRIVATE_KEY=[redacted]")
        .contains("WGPEER_A_PRESHARED_KEY=[redacted]")
        .contains("EADDRINUSE");
    assertThat(Canary.sightings(output.toByteArray())).isEmpty();
  }
}
