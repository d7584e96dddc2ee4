/** Links, addresses, routes, rules, neighbours and their events by rtnetlink; nf_tables. */
module io.wgnetlink.route {
  requires static transitive org.jspecify;
  requires transitive io.wgnetlink.core;
  requires org.slf4j;

  exports io.wgnetlink.link;
  exports io.wgnetlink.monitor;
  exports io.wgnetlink.nftables;
  exports io.wgnetlink.route;

  // The kernel in memory reads these messages and writes them.
  exports io.wgnetlink.link.internal to
      io.wgnetlink.testkit;
  exports io.wgnetlink.route.internal to
      io.wgnetlink.testkit;
}
