package io.wgnetlink.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespaceLockTests {
  private static final String NAMESPACE = "net:[4026531840]";

  @TempDir
  Path parent;

  private Path directory() {
    return parent.resolve("locks");
  }

  private NamespaceLock take(int protocol) {
    return NamespaceLock.take(NAMESPACE, protocol, directory());
  }

  @Test
  void shouldRefuseTheSecondOfThisProcess() {
    try (NamespaceLock first = take(87)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> take(87))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("with protocol 87 runs in " + NAMESPACE)
          .hasMessageContaining("in this process, " + ProcessHandle.current().pid());
      // The refusal must not have cost the first its lock.
      assertThat(otherProcess()).startsWith("REFUSED");
    }
  }

  @Test
  void shouldRefuseTheSecondOfAnotherProcessAndNameTheFirst() {
    try (NamespaceLock first = take(87)) {
      assertThat(first).isNotNull();
      assertThat(otherProcess())
          .startsWith("REFUSED")
          .contains("in process " + ProcessHandle.current().pid() + ";");
    }
    assertThat(otherProcess()).isEqualTo("TAKEN");
  }

  @Test
  void shouldBeFreeAfterItsProcessWasKilled() throws Exception {
    Process holder = start("hold");
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("TAKEN");
      assertThatThrownBy(() -> take(87)).hasMessageContaining("in process " + holder.pid() + ";");
    } finally {
      holder.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    }
    try (NamespaceLock next = take(87)) {
      assertThat(next).isNotNull();
    }
  }

  /** As in two web applications of one server. */
  @Test
  void shouldRefuseTheSecondWhereTheLibraryIsLoadedTwice() throws Exception {
    List<URL> classes = new ArrayList<>();
    for (String entry : classPath().split(":", -1)) {
      classes.add(Path.of(entry).toUri().toURL());
    }
    try (NamespaceLock first = take(87);
        URLClassLoader another =
            new URLClassLoader(classes.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      assertThat(first).isNotNull();
      Class<?> main = another.loadClass(LockHolder.class.getName());
      Object answer =
          main.getMethod("attempt", String.class).invoke(null, directory().toString());

      assertThat(answer).asString().startsWith("REFUSED").contains("in this process");
      assertThat(otherProcess()).startsWith("REFUSED");
    }
  }

  @Test
  void shouldLetControllersOfOtherProtocolsAndNamespacesBe() {
    try (NamespaceLock first = take(87);
        NamespaceLock otherProtocol = take(88);
        NamespaceLock otherNamespace = NamespaceLock.take("net:[4026531841]", 87, directory())) {
      assertThat(List.of(first, otherProtocol, otherNamespace)).doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldBeFreeAfterItsEndAndEndOnce() {
    NamespaceLock first = take(87);
    first.close();
    try (NamespaceLock second = take(87)) {
      assertThat(second).isNotNull();
      first.close();
      assertThatThrownBy(() -> take(87)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldRefuseADirectoryThatOthersCanWriteTo() throws IOException {
    Files.createDirectory(directory());
    for (String permissions : List.of("rwxrwx---", "rwx----w-", "rwxrwxrwx")) {
      Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString(permissions));

      assertThatThrownBy(() -> take(87))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is not safe");
    }
    Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
    take(87).close();
  }

  @Test
  void shouldRefuseALinkInPlaceOfTheDirectory() throws IOException {
    Path real = Files.createDirectory(parent.resolve("real"));
    Files.createSymbolicLink(directory(), real);

    assertThatThrownBy(() -> take(87)).hasMessageContaining("is not safe");
  }

  @Test
  void shouldFollowNoLinkInPlaceOfTheFile() throws IOException {
    take(86).close();
    Path victim = Files.writeString(parent.resolve("victim"), "precious");
    Files.createSymbolicLink(directory().resolve("4026531840-87.lock"), victim);

    assertThatThrownBy(() -> take(87)).hasMessageContaining("cannot lock");
    assertThat(victim).hasContent("precious");
  }

  /** As where {@code /run} is read-only: nothing is kept out but the same process. */
  @Test
  void shouldKeepOutItsOwnProcessAtLeastWhereNoFileCanBeMade() {
    Path nowhere = Path.of("/proc/nowhere/locks");
    try (NamespaceLock first = NamespaceLock.take(NAMESPACE, 87, nowhere)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> NamespaceLock.take(NAMESPACE, 87, nowhere))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private String otherProcess() {
    try {
      Process process = start("try");
      String said = process.inputReader().readLine();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return said;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Process start(String how) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath(),
            LockHolder.class.getName(),
            how,
            directory().toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Everything that this JVM has, be it on its class path or on its module path. */
  private static String classPath() {
    try {
      Path self = Path.of(
          NamespaceLockTests.class.getResource("NamespaceLockTests.class").toURI());
      int depth = Path.of(NamespaceLockTests.class.getName().replace('.', '/')).getNameCount();
      Path tests = self.getRoot().resolve(self.subpath(0, self.getNameCount() - depth));
      return Stream.of(
              tests.toString(),
              System.getProperty("jdk.module.path", ""),
              System.getProperty("java.class.path"))
          .filter(entries -> !entries.isEmpty())
          .collect(Collectors.joining(":"));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The other process. */
  public static final class LockHolder {
    private LockHolder() {}

    /** Says what became of an attempt; "hold" keeps what it took until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
      System.out.println(attempt(arguments[1]));
      if (arguments[0].equals("hold")) {
        Thread.sleep(Long.MAX_VALUE);
      }
    }

    /** Tries to take the lock, and keeps it. */
    public static String attempt(String directory) {
      try {
        NamespaceLock.take(NAMESPACE, 87, Path.of(directory));
        return "TAKEN";
      } catch (IllegalStateException e) {
        return "REFUSED " + e.getMessage();
      }
    }
  }
}
