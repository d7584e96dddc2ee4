package io.wgnetlink.failover.model;

/** How narrow routes say their way, in {@linkplain SwitchMode#ROUTE route mode}. */
public enum RouteForm {
  /**
   * By a nexthop object for each group and family (Linux 5.3): one message moves any number of
   * prefixes.
   */
  NEXTHOP_OBJECT,
  /** Each by itself: to move a prefix is to add, replace or delete its route. */
  INTERFACE
}
