package io.wgnetlink.samples.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wgnetlink.nativetests.OnOneKernel;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.samples.cli.Wgj;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as a user runs it: a process of its own, judged by its last line and exit code. */
class PartialMeshTests {
  private static final int ATTEMPTS = 3;

  private final NetworkNamespace own = NetworkNamespace.current();

  @AfterEach
  void close() {
    own.close();
  }

  private Program demo(String... options) {
    return Program.start(own, command(options));
  }

  private static List<String> command(String... options) {
    List<String> arguments = new ArrayList<>(List.of("demo", "partial-mesh", "--json"));
    arguments.addAll(List.of(options));
    // What a shell runs in the background ignores Ctrl-C, and so does all that it starts.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(Program.java(Wgj.class, arguments.toArray(String[]::new)));
    return command;
  }

  /**
   * The demo's bounds are seconds of real time, which an emulated machine on shared cores does not
   * always have: so it may try again, and every report is printed.
   */
  @ParameterizedTest
  @ValueSource(strings = {"route", "allowed-ips"})
  void shouldKeepTheTrafficAlive(String mode) throws Exception {
    String last = "";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try (Program demo = demo("--mode", mode)) {
        int code = demo.await(300);
        System.out.println(demo.lastLine());
        JsonNode report = new ObjectMapper().readTree(demo.lastLine());
        assertThat(report.path("mode").asText()).isEqualTo(mode);
        assertThat(report.path("leftovers").asInt(-1)).isZero();
        boolean ok = report.path("ok").asBoolean();
        assertThat(code).isEqualTo(ok ? 0 : 1);
        if (ok) {
          return;
        }
        last = demo.out() + demo.err();
      }
    }
    fail("not once in " + ATTEMPTS + " attempts; the last was:\n" + last);
  }

  @Test
  @OnOneKernel("it takes four minutes, and WireGuard's timers are the same on all")
  void shouldShowWhatDoesNotSurvive() throws Exception {
    try (Program naiveAllowedIps = demo("--naive", "--mode", "allowed-ips");
        Program naiveRoute = demo("--naive")) {
      JsonNode never = notOk(naiveAllowedIps);
      assertThat(never.path("path_during").asText()).isEqualTo("none");
      JsonNode late = notOk(naiveRoute);
      // 120 s from a handshake that was just before the cut, and up to 10 s until it is noticed.
      assertThat(late.path("outage_ms").asLong()).isGreaterThan(115_000);
      assertThat(late.path("path_during").asText()).isEqualTo("A");
    }
  }

  @Test
  @OnOneKernel("it takes two minutes, and WireGuard's timers are the same on all")
  void shouldShowThatTheWayBackHasToTurnToo() throws Exception {
    try (Program clientOnly = demo("--engine", "client")) {
      assertThat(notOk(clientOnly).path("path_during").asText()).isEqualTo("none");
    }
  }

  private static JsonNode notOk(Program demo) throws Exception {
    int code = demo.await(600);
    System.out.println(demo.lastLine());
    JsonNode report = new ObjectMapper().readTree(demo.lastLine());
    assertThat(report.path("ok").asBoolean(true)).as(demo.out() + demo.err()).isFalse();
    assertThat(report.path("path_before").asText()).isEqualTo("B");
    assertThat(report.path("leftovers").asInt(-1)).isZero();
    assertThat(code).isEqualTo(1);
    return report;
  }

  @Test
  @OnOneKernel("signals are the program's")
  void shouldTakeEverythingDownOnCtrlC() throws Exception {
    try (Trace trace = Trace.start(own, command())) {
      Program demo = trace.program();
      demo.awaitOutput("controllers run", 120);
      String pid = Long.toString(trace.pid());
      try (Program kill = Program.start(own, List.of("kill", "-INT", pid))) {
        assertThat(kill.await(30)).isZero();
      }
      assertThat(demo.await(120)).isEqualTo(130);
      assertThat(demo.out()).contains("nothing is left behind").doesNotContain("\"ok\"");
      // env(1), and Java in its place.
      trace.assertOneProcess(2);
    }
  }
}
