package io.wgnetlink.failover;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread that starts with its first task. */
final class ThreadLoop implements Loop {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadLoop.class);

  private final String name;
  private final ScheduledThreadPoolExecutor executor;

  ThreadLoop(String name) {
    this.name = name;
    executor = new ScheduledThreadPoolExecutor(
        1,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        },
        new ThreadPoolExecutor.DiscardPolicy());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> guarded(task));
  }

  @Override
  public Cancellable after(long delayNanos, Runnable task) {
    Future<?> future =
        executor.schedule(() -> guarded(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void await(Runnable task) {
    if (executor.isShutdown()) {
      throw new RejectedExecutionException(name + " has ended");
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    executor.execute(() -> {
      try {
        task.run();
        done.complete(null);
      } catch (RuntimeException | Error e) {
        done.completeExceptionally(e);
      }
    });
    try {
      done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        cause.addSuppressed(new IllegalStateException("while " + name + " was waited for"));
        throw cause;
      }
      throw e;
    }
  }

  /** One task that fails, in whatever way, must neither end the others nor go unnoticed. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      LOG.atError().setCause(e).addKeyValue("thread", name).log("a task failed");
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
