package io.wgnetlink.failover.model;

import io.wgnetlink.net.InterfaceName;
import java.time.Duration;

/**
 * A peer sends packets whose source the interface does not allow it: the two ends do not agree by
 * which tunnel a prefix goes.
 *
 * @param device which interface
 * @param packets how many packets were dropped for it so far, since it began
 * @param at when it was found, since the start of the controller
 */
public record Disagreement(InterfaceName device, long packets, Duration at)
    implements FailoverEvent {
  /** Returns it in words, with what to do. */
  @Override
  public String toString() {
    return device + " has dropped " + packets + " packets from a peer that is not allowed their"
        + " source: the other end sends by another path than this one; let both ends switch, or"
        + " see that the allowed IPs of both agree";
  }
}
