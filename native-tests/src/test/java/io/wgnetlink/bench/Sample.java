package io.wgnetlink.bench;

/**
 * What a number of operations took together.
 *
 * @param times how many operations
 * @param wallNanos from the first's begin to the last's end
 * @param cpuNanos processor time of the whole process meanwhile, all its threads; 0 when unknown
 */
record Sample(int times, long wallNanos, long cpuNanos) {
  /** Processor time where it is known, else time by the clock. */
  long processorNanos() {
    return cpuNanos > 0 ? cpuNanos : wallNanos;
  }

  double wallMicros() {
    return wallNanos / 1e3 / times;
  }

  double cpuMicros() {
    return cpuNanos / 1e3 / times;
  }
}
