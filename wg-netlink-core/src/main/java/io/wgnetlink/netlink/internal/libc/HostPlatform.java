package io.wgnetlink.netlink.internal.libc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What the process runs on, and whether the native calls can work there: 64-bit Linux with glibc.
 *
 * <p>Offsets and sizes of kernel structures are those of 64-bit systems, and Netty ships no natives
 * for musl: a clear refusal beats a crash in native code.
 *
 * @param operatingSystem {@code os.name}
 * @param architecture {@code os.arch}
 * @param musl whether the process has musl's loader mapped instead of glibc's
 */
record HostPlatform(String operatingSystem, String architecture, boolean musl) {
  private static final Set<String> SUPPORTED = Set.of("amd64", "x86_64", "aarch64", "riscv64");

  static final HostPlatform CURRENT = new HostPlatform(
      System.getProperty("os.name", ""), System.getProperty("os.arch", ""), isMuslMapped());

  /** Throws {@link UnsupportedOperationException} that names what is missing. */
  void requireSupported() {
    refusal().ifPresent(reason -> {
      throw new UnsupportedOperationException("wg-netlink cannot run here: " + reason);
    });
  }

  Optional<String> refusal() {
    if (!operatingSystem.equals("Linux")) {
      return Optional.of("it needs Linux, and this is " + operatingSystem);
    }
    if (!SUPPORTED.contains(architecture)) {
      return Optional.of("it needs a 64-bit JVM on x86_64, aarch64 or riscv64, and this one is for "
          + architecture
          + "; install a 64-bit JDK");
    }
    if (musl) {
      return Optional.of(
          "it needs glibc, and this JVM runs on musl (Alpine); use a glibc image such as Debian's");
    }
    return Optional.empty();
  }

  private static boolean isMuslMapped() {
    try {
      return Files.readString(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)
          .contains("/ld-musl-");
    } catch (IOException e) {
      return false; // no /proc: nothing speaks for musl
    }
  }
}
