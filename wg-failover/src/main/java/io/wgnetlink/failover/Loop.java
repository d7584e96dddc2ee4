package io.wgnetlink.failover;

/**
 * A thread with one role, seen from outside: tasks run on it one after another. Tests put virtual
 * time behind it.
 */
interface Loop extends AutoCloseable {
  /** Runs a task soon, after those given before. */
  void execute(Runnable task);

  /** Runs a task later. A task that was cancelled does not run. */
  Cancellable after(long delayNanos, Runnable task);

  /** Runs a task and waits for its end; what it throws is thrown here. */
  void await(Runnable task);

  /** Ends the thread after the task that it is running; later tasks are dropped silently. */
  @Override
  void close();

  /** A task that is to run later. */
  interface Cancellable {
    void cancel();
  }
}
