package io.wgnetlink.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a demo cannot show is refused with a reason, before anything is built. */
class DemoUsageTests {
  @ParameterizedTest
  @CsvSource({
    "--detect bogus, 'there is passive, nudge and echo, no bogus'",
    "--one-way sideways, --one-way",
    "--kill client, --kill",
    "--naive --engine client, --naive runs at both ends",
    "--naive --detect echo, by the age of handshakes alone",
    "--naive --warm-up, by the age of handshakes alone",
    "--naive --flap, neither damping nor lease",
    "--naive --kill engine, neither damping nor lease",
    "--beside-naive --flap, neither damping nor lease",
    "--beside-naive --kill engine, neither damping nor lease",
    "--naive --beside-naive, not both",
    "--engine client --one-way out, the plain cut",
    "--engine client --flap, the plain cut",
    "--engine client --kill engine, the plain cut",
    "--kill engine --mode allowed-ips, there is no lease in mode allowed-ips",
    "--flap --kill engine, one at a time",
    "--flap --one-way in, one at a time",
    "--kill engine --one-way in, one at a time",
    "--warm-up --detect echo, forced handshakes",
    "--warm-up --flap, forced handshakes",
    "--warm-up --one-way in, forced handshakes"
  })
  void shouldRefuseWhatMakesNoSense(String options, String reason) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Wgj.run(
        Wgj.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)),
        ("demo partial-mesh " + options).split(" ", -1));
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains(reason, "Usage: wgj demo partial-mesh");
    assertThat(out.toString()).isEmpty();
  }
}
