/** Watches WireGuard peers, decides from evidence, and moves traffic to a working path. */
module io.wgnetlink.failover {
  requires transitive io.wgnetlink.core;
  requires static transitive org.jspecify;

  exports io.wgnetlink.failover.model;
}
