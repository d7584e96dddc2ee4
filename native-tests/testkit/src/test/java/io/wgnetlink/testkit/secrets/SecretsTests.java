package io.wgnetlink.testkit.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.secrets.Canary;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No secret key in any log, exception, {@code toString} or event. */
class SecretsTests {

  /**
   * Every exception with its message, also one that is caught at once. JDK 25 records some of them
   * by default, by the throttle that JDK 17 does not know yet (so it is added there, for nothing).
   */
  private static final String EVERY_EXCEPTION =
      "+jdk.JavaExceptionThrow#enabled=true,+jdk.JavaExceptionThrow#throttle=off,";

  @TempDir
  Path folder;

  @Test
  void shouldShowNoKeyAnywhere() throws Exception {
    Path recording = folder.resolve("drive.jfr");
    List<String> options = List.of(
        "-XX:StartFlightRecording=settings=profile," + EVERY_EXCEPTION + "dumponexit=true,filename="
            + recording,
        "-Djava.io.tmpdir=" + folder);
    byte[] output = run(classPath(entry -> true), options, List.of("holders"));
    String text = new String(output, StandardCharsets.UTF_8);

    assertThat(text)
        .as("the drive was seen")
        .contains("set WireGuard device wg0")
        .contains("TRACE io.wgnetlink.netlink.RequestSocket")
        .contains("WGDEVICE_A_PRIVATE_KEY=[redacted]")
        .contains("WGPEER_A_PRESHARED_KEY=[redacted]")
        .contains("PrivateKey[redacted]", "PresharedKey[redacted]")
        .contains("io.wgnetlink.wireguard.DeviceUpdate", "io.wgnetlink.wireguard.Device")
        .contains("a key that is not known is not expected in the reply to a change")
        .contains("io.wgnetlink.wireguard.config.QuickSettings");
    assertThat(text.lines().filter(line -> line.startsWith("not shown:")))
        .as("types that hold a key")
        .containsExactly("not shown: []");
    assertThat(Canary.sightings(output)).isEmpty();
    byte[] events = Files.readAllBytes(recording);
    assertThat(new String(events, StandardCharsets.ISO_8859_1))
        .contains("SecretsProgram", "malformed reply at byte");
    assertThat(Canary.sightings(events)).isEmpty();
  }

  @Test
  void shouldRunWithoutNativeLibraries() throws Exception {
    byte[] output = run(
        classPath(entry -> !entry.contains("jna") && !entry.contains("netty")),
        List.of(),
        List.of());
    assertThat(new String(output, StandardCharsets.UTF_8).lines()).contains("driven to the end");
  }

  private static Set<String> classPath(Predicate<String> wanted) {
    Set<String> entries = new LinkedHashSet<>();
    entries.add(Path.of("target", "classes").toAbsolutePath().toString());
    entries.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    Stream.of(System.getProperty("java.class.path"), System.getProperty("jdk.module.path", ""))
        .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
        .filter(entry -> !entry.isEmpty())
        .filter(wanted)
        .forEach(entries::add);
    return entries;
  }

  private static byte[] run(Set<String> classPath, List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(
        List.of("-cp", String.join(File.pathSeparator, classPath), SecretsProgram.class.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    String end = new String(output, StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as(end.substring(Math.max(0, end.length() - 4000)))
        .isZero();
    return output;
  }
}
