package io.wgnetlink.failover;

import io.wgnetlink.failover.simulation.VirtualTime;

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

  private final class Role implements Loop {
    private boolean closed;

    @Override
    public void execute(Runnable task) {
      after(0, task);
    }

    @Override
    public Cancellable after(long delayNanos, Runnable task) {
      return time.after(Math.max(0, delayNanos), () -> {
        if (!closed) {
          task.run();
        }
      })::cancel;
    }

    @Override
    public void await(Runnable task) {
      task.run();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
