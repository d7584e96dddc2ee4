package io.wgnetlink.samples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.time.Duration;

/** Ends a channel and the thread that waits on it. */
final class Closing {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private Closing() {}

  static void close(Channel channel, Thread thread) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    join(thread);
  }

  /** Waits for a thread that was told to end; an interrupt is kept for the caller. */
  static void join(Thread thread) {
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
