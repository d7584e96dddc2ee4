/** Netlink, generic netlink, and all of the WireGuard interface. */
module io.wgnetlink.core {
  requires static transitive org.jspecify;

  exports io.wgnetlink.net;
}
