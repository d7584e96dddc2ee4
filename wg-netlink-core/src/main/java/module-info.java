/** Netlink, generic netlink, and all of the WireGuard interface. */
module io.wgnetlink.core {
  requires static transitive org.jspecify;

  exports io.wgnetlink.net;
  exports io.wgnetlink.netlink.wire;
  exports io.wgnetlink.wireguard;
}
