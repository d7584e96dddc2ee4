package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Evidence;

/** Takes evidence, on any thread. */
@FunctionalInterface
interface EvidenceSink {
  /**
   * Takes a piece of evidence.
   *
   * @param at when it was taken, not when it was looked at
   */
  void report(long at, Evidence evidence);
}
