/** A kernel in memory, to test programs that control WireGuard without root. */
module io.wgnetlink.testkit {
  requires static transitive org.jspecify;
  requires transitive io.wgnetlink.core;

  exports io.wgnetlink.testkit;
}
