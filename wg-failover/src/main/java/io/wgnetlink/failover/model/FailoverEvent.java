package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * Something that a controller saw, decided or did, in the order in which it came about. New kinds
 * may be added.
 */
public sealed interface FailoverEvent
    permits TunnelChange,
        GroupChange,
        Decision,
        Switched,
        SwitchFailed,
        Ordered,
        LeaseChange,
        Contention,
        Disagreement,
        EchoNotPermitted,
        PollingPace {
  /** Returns when, since the start of the controller, by a monotonic clock. */
  Duration at();
}
