package io.wgnetlink.failover.actuate;

import io.wgnetlink.net.IpPrefix;

/**
 * Where a narrow route of the controller's is, or would be.
 *
 * @param table the number of the routing table, unsigned
 * @param prefix where the route leads
 */
record Place(int table, IpPrefix prefix) {
  @Override
  public String toString() {
    return prefix + " in table " + Integer.toUnsignedString(table);
  }
}
