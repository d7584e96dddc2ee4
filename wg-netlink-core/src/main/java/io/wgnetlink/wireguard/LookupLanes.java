package io.wgnetlink.wireguard;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks that may block, side by side and so many at most; tasks that are likely to block long
 * have half of the threads and no more. Thread-safe.
 *
 * <p>A thread is taken when there is something to do and given back when there is not; so nothing
 * stays behind that would have to be closed. A task for which there is no thread is told so and
 * forgotten: to try again is its own business.
 */
final class LookupLanes {
  /** What is run. */
  interface Task {
    void run();

    /** Called instead, on any thread, when no thread can be had. */
    void refused(Throwable cause);
  }

  private final Executor threads;
  private final int limit;
  private final int slowLimit;

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Task> quick = new ArrayDeque<>();
  private final Queue<Task> slow = new ArrayDeque<>();
  private int running;
  private int slowRunning;

  /**
   * @param limit two or more
   * @param threads runs each task on a thread of its own
   */
  LookupLanes(int limit, Executor threads) {
    this.limit = limit;
    this.slowLimit = limit / 2;
    this.threads = threads;
  }

  void run(boolean slowly, Task task) {
    lock.lock();
    try {
      (slowly ? slow : quick).add(task);
    } finally {
      lock.unlock();
    }
    startWhatMayRun();
  }

  private void startWhatMayRun() {
    Placed next;
    while ((next = take()) != null) {
      Placed placed = next;
      try {
        threads.execute(() -> work(placed));
      } catch (RuntimeException | OutOfMemoryError e) { // Thread.start() says it so
        leave(placed);
        placed.task.refused(e);
      }
    }
  }

  private void work(Placed placed) {
    try {
      placed.task.run();
    } finally {
      leave(placed);
      startWhatMayRun();
    }
  }

  private void leave(Placed placed) {
    lock.lock();
    try {
      running--;
      slowRunning -= placed.slow ? 1 : 0;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Placed take() {
    lock.lock();
    try {
      boolean slowly = quick.isEmpty();
      if (running == limit || (slowly && (slow.isEmpty() || slowRunning == slowLimit))) {
        return null;
      }
      running++;
      slowRunning += slowly ? 1 : 0;
      return new Placed((slowly ? slow : quick).remove(), slowly);
    } finally {
      lock.unlock();
    }
  }

  /** A task that has its place. */
  private record Placed(Task task, boolean slow) {}
}
