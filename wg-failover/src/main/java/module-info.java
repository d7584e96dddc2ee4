/** Watches WireGuard peers, decides from evidence, and moves traffic to a working path. */
module io.wgnetlink.failover {
  requires static transitive org.jspecify;
  requires transitive io.wgnetlink.core;
  requires transitive io.wgnetlink.route;
  requires org.slf4j;

  exports io.wgnetlink.failover;
  exports io.wgnetlink.failover.model;
}
