package io.wgnetlink.failover.actuate;

import io.wgnetlink.net.IpPrefix;

/**
 * Where a narrow route of the controller's is, or would be.
 *
 * @param table the number of the routing table, unsigned; 0 for an allowed IP
 * @param prefix where the route leads
 */
public record Place(int table, IpPrefix prefix) {
  @Override
  public String toString() {
    return prefix + " in table " + Integer.toUnsignedString(table);
  }
}
