package io.wgnetlink.samples.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.samples.cli.Wgj;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Nothing is started: under {@code strace -f} there is the one {@code execve} that starts Java, and
 * after it threads only ({@code clone} and {@code clone3} with {@code CLONE_THREAD}).
 */
class NoForkTests {
  private static final String CALLS = "trace=execve,execveat,fork,vfork,clone,clone3";
  private static final Pattern CLONE = Pattern.compile("\\bclone3?\\(");

  @Test
  void shouldShowWithoutStartingAProcessOrLoadingNetty() throws Exception {
    Path classes = Files.createTempFile("classes", "");
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      try (Program ip =
          Program.start(namespace, List.of("ip", "link", "add", "wg0", "type", "wireguard"))) {
        assertThat(ip.await(60)).isZero();
      }
      List<String> program = Program.java(Wgj.class, "show", "wg0", "dump");
      program.add(1, "-Xlog:class+load:file=" + classes);
      assertOneProgram(trace(namespace, program));
      assertThat(Files.readString(classes))
          .contains("io.wgnetlink.samples.cli.ShowCommand")
          .doesNotContain("io.netty.");
    } finally {
      Files.delete(classes);
    }
  }

  @Test
  void shouldDoAllThatTheLibraryDoesWithoutStartingAProcess() throws Exception {
    // Not in an empty namespace: Java looks for an IPv6 address when it starts.
    try (NetworkNamespace own = NetworkNamespace.current()) {
      assertOneProgram(trace(own, Program.java(LibraryTour.class)));
    }
  }

  @Test
  void shouldSeeAProcessThatIsStarted() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      List<String> calls = trace(namespace, List.of("sh", "-c", "true; /bin/true; true"));
      assertThat(calls).filteredOn(NoForkTests::startsProcess).isNotEmpty();
    }
  }

  private static void assertOneProgram(List<String> calls) {
    assertThat(calls).filteredOn(call -> call.contains("execve")).hasSize(1);
    assertThat(calls).filteredOn(NoForkTests::startsProcess).isEmpty();
    assertThat(calls).filteredOn(call -> call.contains("CLONE_THREAD")).isNotEmpty();
  }

  private static boolean startsProcess(String call) {
    return call.contains("fork(") || (CLONE.matcher(call).find() && !call.contains("CLONE_THREAD"));
  }

  /** Returns the traced calls; the program has to succeed. */
  private static List<String> trace(NetworkNamespace namespace, List<String> program)
      throws Exception {
    Path calls = Files.createTempFile("strace", "");
    List<String> command = new ArrayList<>(
        List.of("strace", "-f", "--seccomp-bpf", "-e", CALLS, "-o", calls.toString()));
    command.addAll(program);
    try (Program traced = Program.start(namespace, command)) {
      int code = traced.await(240);
      assertThat(code).as(traced.out() + traced.err()).isZero();
      // What a call returns while others run is on a line of its own.
      return Files.readAllLines(calls).stream()
          .filter(line -> !line.contains(" resumed>"))
          .toList();
    } finally {
      Files.delete(calls);
    }
  }
}
