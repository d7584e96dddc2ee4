package io.wgnetlink.failover.model;

import io.wgnetlink.net.InterfaceName;
import java.time.Duration;

/**
 * An interface is read less often than it should be, since a reading takes long: polling is to take
 * no more than a fiftieth of a core. Or it is read as often as it should be again.
 *
 * @param device which interface
 * @param wanted how often it should be read
 * @param actual how often it is read
 * @param cost what a reading takes, waiting for the kernel included
 * @param at since when, since the start of the controller
 */
public record PollingPace(
    InterfaceName device, Duration wanted, Duration actual, Duration cost, Duration at)
    implements FailoverEvent {
  /** Returns whether it is read less often than it should be. */
  public boolean isSlowed() {
    return actual.compareTo(wanted) > 0;
  }

  @Override
  public String toString() {
    String each = device + " is read each " + actual.toMillis() + " ms";
    return isSlowed()
        ? each + " and not each " + wanted.toMillis() + " ms, as a reading takes "
            + cost.toNanos() / 1000 + " us: a silent peer is noticed that much later"
        : each + " again";
  }
}
