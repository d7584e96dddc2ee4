package io.wgnetlink.failover;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ThreadLoopTests {
  private final Logger logger = (Logger) LoggerFactory.getLogger(ThreadLoop.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final ThreadLoop loop = new ThreadLoop("wg-failover-test");

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void close() {
    loop.close();
    logger.setAdditive(true);
    logger.detachAppender(log);
  }

  @Test
  void shouldLogAnErrorAndGoOn() {
    boolean[] ran = new boolean[1];
    loop.execute(() -> {
      throw new NoClassDefFoundError("a test");
    });
    loop.after(0, () -> {
      throw new IllegalStateException("another");
    });

    loop.await(() -> ran[0] = true);
    loop.await(() -> {});

    assertThat(ran).containsExactly(true);
    assertThat(log.list)
        .extracting(e -> e.getThrowableProxy().getMessage())
        .containsExactly("a test", "another");
  }
}
