package io.wgnetlink.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Independent programs that say what is in the kernel: {@code wg}, {@code ip}, {@code nft}. */
public final class Witness {
  /** EAGAIN, as Java says it. */
  private static final String TRY_AGAIN = "error=11,";

  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MILLIS = 500;

  private Witness() {}

  /** Runs a command inside a namespace and returns its output; fails unless it succeeds. */
  public static String run(NetworkNamespace namespace, String... command) {
    try {
      Process process = start(namespace, command);
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

  /**
   * Starts a process, which belongs to the namespace of the thread that starts it. Linux 7.2 has
   * refused it for a moment, just after 20,000 peers had gone, so EAGAIN is taken at its word.
   */
  private static Process start(NetworkNamespace namespace, String... command)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return namespace.call(
            () -> new ProcessBuilder(command).redirectErrorStream(true).start());
      } catch (IOException e) {
        if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains(TRY_AGAIN)) {
          throw e;
        }
        System.out.printf("attempt %d: %s%n", attempt, e.getMessage());
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }
}
