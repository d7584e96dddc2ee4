package io.wgnetlink.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Independent programs that say what is in the kernel: {@code wg}, {@code ip}, {@code nft}. */
public final class Witness {
  private Witness() {}

  /** Runs a command inside a namespace and returns its output; fails unless it succeeds. */
  public static String run(NetworkNamespace namespace, String... command) {
    try {
      // A process belongs to the namespace of the thread that starts it.
      Process process = namespace.call(
          () -> new ProcessBuilder(command).redirectErrorStream(true).start());
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor())
          .as("%s%n%s", String.join(" ", command), output)
          .isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
