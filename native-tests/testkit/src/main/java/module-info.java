/** A kernel in memory, to test programs that control WireGuard and routes without root. */
module io.wgnetlink.testkit {
  requires static transitive org.jspecify;
  requires transitive io.wgnetlink.core;
  requires transitive io.wgnetlink.route;

  exports io.wgnetlink.testkit;
}
