/** Links, addresses, routes and their events by rtnetlink. */
module io.wgnetlink.route {
  requires static transitive org.jspecify;
  requires transitive io.wgnetlink.core;

  exports io.wgnetlink.link;
  exports io.wgnetlink.route;
}
