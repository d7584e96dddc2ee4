package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.route.Nexthop;
import java.util.Optional;

/**
 * What a table says of a packet.
 *
 * @param entry the route
 * @param way which of its ways; empty where it drops the packet
 */
record Found(Entry entry, Optional<Nexthop> way) {
  int table() {
    return entry.route().table();
  }
}
