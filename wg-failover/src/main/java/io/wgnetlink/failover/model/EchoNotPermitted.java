package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * Echo requests are configured, and this process may not have ICMP sockets: tunnels are nudged
 * instead. Told once, when the controller is built.
 *
 * @param at when, since the start of the controller
 */
public record EchoNotPermitted(Duration at) implements FailoverEvent {
  @Override
  public String toString() {
    return "echo requests are not permitted: tunnels are nudged instead";
  }
}
