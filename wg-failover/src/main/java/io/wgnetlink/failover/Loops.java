package io.wgnetlink.failover;

/** The three roles of a controller, and the one clock. */
interface Loops {
  /** Nanoseconds of a monotonic clock, since the start of the controller. */
  long now();

  /** Runs the state machine; makes no system call. */
  Loop decision();

  /** Sends probes; makes no netlink request. */
  Loop probe();

  /** Makes all netlink requests. */
  Loop kernel();

  /** Returns three daemon threads and the machine's monotonic clock. */
  static Loops threads() {
    long start = System.nanoTime();
    Loop decision = new ThreadLoop("wg-failover-decision");
    Loop probe = new ThreadLoop("wg-failover-probe");
    Loop kernel = new ThreadLoop("wg-failover-kernel");
    return new Loops() {
      @Override
      public long now() {
        return System.nanoTime() - start;
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
    };
  }
}
