package io.wgnetlink.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the library loads, seen in the log of a JVM of its own. */
class ClassPathTests {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  @Test
  void shouldLoadNoNettyClassForARequest() throws Exception {
    String log = run(classPath(true), List.of("-Xlog:class+load"), List.of());
    assertThat(log).contains("request: nlctrl").contains("io.wgnetlink.netlink.NetlinkClient");
    assertThat(log).doesNotContain("io.netty.");
  }

  @Test
  void shouldSubscribeWithNetty42() throws Exception {
    String log = run(classPath(true), List.of(), List.of("subscribe"));
    assertThat(log).contains("request: nlctrl").contains("subscription: buffer true");
  }

  @Test
  void shouldMakeRequestsAndNameTheVersionNeededForSubscriptionsWithNetty41() throws Exception {
    List<String> jars = classPath(false);
    try (Stream<Path> old = Files.list(TARGET.resolve("netty-4.1"))) {
      old.forEach(jar -> jars.add(jar.toString()));
    }
    String log = run(jars, List.of(), List.of("subscribe"));
    assertThat(log)
        .contains("request: nlctrl")
        .contains("subscription: subscriptions need Netty 4.2");
  }

  @Test
  void shouldMakeRequestsWithoutNetty() throws Exception {
    String log = run(classPath(false), List.of(), List.of("subscribe"));
    assertThat(log)
        .contains("request: nlctrl")
        .contains("subscription: subscriptions need Netty 4.2");
  }

  @Test
  void shouldRefuseAnotherPlatformByAMessageAndEachTimeTheSame() throws Exception {
    String log = run(classPath(true), List.of("-Dos.arch=arm"), List.of());
    assertThat(log.lines().filter(line -> line.contains("refused: wg-netlink cannot run here")))
        .hasSize(2);
    assertThat(log).contains("64-bit").doesNotContain("request:");
  }

  private static List<String> classPath(boolean withNetty) {
    String all = System.getProperty("java.class.path")
        + File.pathSeparator
        + System.getProperty("jdk.module.path", "");
    List<String> entries = new ArrayList<>();
    entries.add(TARGET.resolve("classes").toString());
    entries.add(TARGET.resolve("test-classes").toString());
    Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .filter(entry -> withNetty || !entry.contains("netty"))
        .forEach(entries::add);
    return entries;
  }

  private static String run(List<String> classPath, List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of("-cp", String.join(File.pathSeparator, classPath), ReadLoopback.class.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
