package io.wgnetlink.netlink;

/** The netlink protocols that the library speaks, {@code uapi/linux/netlink.h}. */
public enum NetlinkProtocol {
  /** {@code NETLINK_ROUTE}: links, addresses, routes, rules, neighbours, nexthops. */
  ROUTE(0),
  /** {@code NETLINK_NETFILTER}: nf_tables. */
  NETFILTER(12),
  /** {@code NETLINK_GENERIC}: families such as WireGuard's. */
  GENERIC(16);

  private final int number;

  NetlinkProtocol(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
