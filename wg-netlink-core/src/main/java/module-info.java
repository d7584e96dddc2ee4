/** Netlink, generic netlink, and all of the WireGuard interface. */
module io.wgnetlink.core {
  requires static transitive org.jspecify;
  requires com.sun.jna;
  requires org.slf4j;
  requires static io.netty.common;
  requires static io.netty.transport;
  requires static io.netty.transport.unix.common;
  requires static io.netty.transport.classes.epoll;

  exports io.wgnetlink.net;
  exports io.wgnetlink.netlink;
  exports io.wgnetlink.netlink.generic;
  exports io.wgnetlink.netlink.wire;
  exports io.wgnetlink.wireguard;
  exports io.wgnetlink.wireguard.config;

  // The failover sends its probes by sockets that the JDK does not have.
  exports io.wgnetlink.netlink.internal.libc to
      io.wgnetlink.failover;

  // The kernel in memory takes the place of the sockets, and reads and writes the same messages.
  exports io.wgnetlink.netlink.internal to
      io.wgnetlink.failover,
      io.wgnetlink.testkit;
  exports io.wgnetlink.wireguard.internal to
      io.wgnetlink.testkit;
}
