package io.wgnetlink.samples.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * What a demo measured of the traffic, whatever the controllers believe, and how long they took to
 * believe it.
 *
 * @param sent probes sent to the service, over both families
 * @param lost those that were not answered, {@link ProbeLog#lost}
 * @param verdict the longest time from a cut until the client's controller knew; empty when it
 *     never did, or there is none
 * @param outage the longest outage between a cut and the heal that followed,
 *     {@link ProbeLog#outage}, of the family that was worse off
 * @param returnLost probes lost of those sent after a heal, and before the next cut
 * @param before the path before the cut
 * @param during the path at the end of a cut; of several the first that was not by hub A
 * @param after the path at the end of a heal; of several the first that was not by hub B
 * @param flapping what became of repeated cuts; empty when there was one
 */
record Measured(
    int sent,
    int lost,
    Optional<Duration> verdict,
    Duration outage,
    int returnLost,
    TrafficPath before,
    TrafficPath during,
    TrafficPath after,
    Optional<Flapping> flapping) {
  /** Traffic went by hub B, and by hub A while it had to. */
  boolean hasSwitched() {
    return before.isBy(TrafficPath.Hub.B) && during.isBy(TrafficPath.Hub.A);
  }

  boolean hasReturned() {
    return after.isBy(TrafficPath.Hub.B);
  }

  /** Returns whether all is as promised. */
  boolean keeps(Promise promise) {
    return hasSwitched()
        && hasReturned()
        && outage.compareTo(promise.outage()) < 0
        && (promise.verdict().isEmpty() || isBefore(promise.verdict().get()))
        && (promise.lossOnReturn() || returnLost == 0)
        && (flapping.isEmpty() || flapping.get().isDamped());
  }

  private boolean isBefore(Duration bound) {
    return verdict.isPresent() && verdict.get().compareTo(bound) < 0;
  }
}
