package io.wgnetlink.samples.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.nativetests.OnOneKernel;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.wireguard.nativetests.WireguardGo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Nothing is started: under {@code strace} there is the one {@code execve} that starts Java, and
 * after it threads only. {@link PartialMeshTests} has the same of the demo.
 */
class NoForkTests {
  private static final InterfaceName TUN = InterfaceName.of("tour0");

  @Test
  @OnOneKernel("what starts processes is the program, not the kernel")
  void shouldDoAllThatTheLibraryDoesWithoutStartingAProcess() throws Exception {
    Path classes = Files.createTempFile("classes", "");
    // Not in an empty namespace: Java looks for an IPv6 address when it starts.
    try (NetworkNamespace own = NetworkNamespace.current();
        WireguardGo daemon = WireguardGo.start(own, TUN)) {
      assertThat(daemon.socket).exists();
      List<String> program = Program.java(LibraryTour.class, TUN.value());
      program.add(1, "-Xlog:class+load:file=" + classes);
      try (Trace trace = Trace.start(own, program)) {
        int code = trace.program().await(400);
        assertThat(code).as(trace.program().out() + trace.program().err()).isZero();
        trace.assertOneProcess(1);
      }
      assertNettyIsOfEventsOnly(Files.readAllLines(classes));
    } finally {
      Files.delete(classes);
    }
  }

  private static void assertNettyIsOfEventsOnly(List<String> loaded) {
    int events = 0;
    while (!loaded.get(events).contains(LibraryTour.Events.class.getName())) {
      events++;
    }
    assertThat(loaded.subList(0, events))
        .anyMatch(line -> line.contains("io.wgnetlink.samples.cli.ShowCommand"))
        .noneMatch(line -> line.contains("io.netty."));
    assertThat(loaded.subList(events, loaded.size())).anyMatch(line -> line.contains("io.netty."));
  }

  @Test
  void shouldSeeAProcessThatIsStarted() {
    try (NetworkNamespace own = NetworkNamespace.current();
        Trace trace = Trace.start(own, List.of("sh", "-c", "true; /bin/true; true"))) {
      assertThat(trace.program().await(60)).isZero();
      assertThat(trace.processStarts()).isNotEmpty();
    }
  }
}
