package io.wgnetlink.failover.model;

/** How a group's prefixes are moved. */
public enum SwitchMode {
  /**
   * Every path has an interface of its own: a narrow route goes by the chosen one, and without it
   * the traffic follows the wide route of the permanent path. The switch loses nothing, and one end
   * may switch alone while both paths live.
   */
  ROUTE,
  /**
   * All paths are peers of one interface: the prefixes are allowed IPs of the chosen peer. Routes
   * never change. Both ends have to switch, because a peer's packets are dropped while their source
   * is another peer's allowed IP.
   */
  ALLOWED_IPS
}
