package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * A tunnel's state changed.
 *
 * @param tunnel which tunnel
 * @param from the state before
 * @param to the state now
 * @param because what was proved
 * @param at when, since the start of the controller
 */
public record TunnelChange(
    Tunnel tunnel, TunnelState from, TunnelState to, Finding because, Duration at)
    implements FailoverEvent {
  @Override
  public String toString() {
    return tunnel + " " + from + " -> " + to + ": " + because;
  }
}
