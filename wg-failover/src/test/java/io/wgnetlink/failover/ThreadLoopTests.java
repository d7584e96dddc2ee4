package io.wgnetlink.failover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadLoopTests {
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    System.setErr(err);
  }

  @Test
  void shouldLogAnErrorAndGoOn() {
    System.setErr(new PrintStream(log, true, UTF_8));
    try (ThreadLoop loop = new ThreadLoop("wg-failover-test")) {
      loop.execute(() -> {
        throw new NoClassDefFoundError("a class of a test");
      });
      loop.await(() -> {});
    }

    assertThat(log.toString(UTF_8)).contains("a task failed", "a class of a test");
  }
}
