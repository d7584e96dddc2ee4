package io.wgnetlink.monitor;

import java.util.Collection;
import java.util.List;

/** What a {@link RouteMonitor} can tell of. The kernel sends only what is asked for. */
public enum RouteTopic {
  LINKS,
  ADDRESSES,
  /** Routes of all tables. */
  ROUTES,
  RULES,
  /** Nexthop objects and groups of them (Linux 5.3). */
  NEXTHOPS,
  /**
   * Neighbours, which change often and by themselves. Proxy entries come and go without an event
   * (measured on 6.18).
   */
  NEIGHBOURS;

  static List<Integer> groups(Collection<RouteTopic> topics) {
    return topics.stream().flatMap(topic -> topic.groups().stream()).toList();
  }

  /** {@code RTNLGRP_*}, {@code uapi/linux/rtnetlink.h}. */
  private List<Integer> groups() {
    return switch (this) {
      case LINKS -> List.of(1);
      case ADDRESSES -> List.of(5, 9); // IPV4_IFADDR, IPV6_IFADDR
      case ROUTES -> List.of(7, 11); // IPV4_ROUTE, IPV6_ROUTE
      case RULES -> List.of(8, 19); // IPV4_RULE, IPV6_RULE
      case NEXTHOPS -> List.of(32);
      case NEIGHBOURS -> List.of(3); // NEIGH
    };
  }
}
