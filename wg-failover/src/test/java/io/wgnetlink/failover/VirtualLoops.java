package io.wgnetlink.failover;

import io.wgnetlink.failover.simulation.VirtualTime;
import java.util.ArrayDeque;

/** The three roles of a controller in virtual time, on the test's thread. */
final class VirtualLoops implements Loops {
  private final VirtualTime time;
  private final long start;
  private final Loop decision = new Role();
  private final Loop probe = new Role();
  private final Loop kernel = new Role();

  VirtualLoops(VirtualTime time) {
    this.time = time;
    this.start = time.now();
  }

  @Override
  public long now() {
    return time.now() - start;
  }

  @Override
  public Loop decision() {
    return decision;
  }

  @Override
  public Loop probe() {
    return probe;
  }

  @Override
  public Loop kernel() {
    return kernel;
  }

  /** Tasks overlap with those of the other roles when they take time, never with each other. */
  private final class Role implements Loop {
    private final ArrayDeque<Task> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;

    @Override
    public void execute(Runnable task) {
      after(0, task);
    }

    @Override
    public Cancellable after(long delayNanos, Runnable task) {
      Task planned = new Task(task);
      time.after(Math.max(0, delayNanos), () -> {
        waiting.add(planned);
        if (!busy) {
          runWaiting();
        }
      });
      return planned;
    }

    @Override
    public void await(Runnable task) {
      boolean before = busy;
      busy = true;
      try {
        task.run();
      } finally {
        busy = before;
      }
      if (!busy) {
        runWaiting();
      }
    }

    private void runWaiting() {
      busy = true;
      try {
        while (!waiting.isEmpty()) {
          Task next = waiting.remove();
          if (!closed && !next.cancelled) {
            next.what.run();
          }
        }
      } finally {
        busy = false;
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class Task implements Loop.Cancellable {
    private final Runnable what;
    private boolean cancelled;

    private Task(Runnable what) {
      this.what = what;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
