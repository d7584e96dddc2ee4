package io.wgnetlink.bench;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.BatchSummary;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.SingleNexthop;
import io.wgnetlink.route.internal.RecordedRouteNetlink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where routes are made: a link with two routers behind it, a nexthop object by the first, a table
 * for what is measured, and the client that does it. All of it goes with the link.
 */
final class RouteGround implements AutoCloseable {
  static final String LINK = "bench0";
  static final String ROUTER = "192.0.2.2";
  static final String OTHER_ROUTER = "192.0.2.3";
  static final int NEXTHOP = 1;
  static final int TABLE = 1000;

  private final NetworkNamespace namespace;
  private final RouteNetlink netlink;
  private final int link;

  RouteGround(NetworkNamespace namespace) {
    this.namespace = namespace;
    netlink = RouteNetlink.open(namespace);
    link = netlink
        .createLink(
            LinkSpec.veth(InterfaceName.of(LINK), InterfaceName.of("bench1")).withUp())
        .index();
    netlink.addAddress(link, InterfaceAddress.parse("192.0.2.1/24"));
    netlink.addNexthop(nexthop(ROUTER));
  }

  NetworkNamespace namespace() {
    return namespace;
  }

  RouteNetlink netlink() {
    return netlink;
  }

  /** Returns the index of the link. */
  int link() {
    return link;
  }

  /** Returns the nexthop object by way of a router. */
  SingleNexthop nexthop(String router) {
    return SingleNexthop.builder(AddressFamily.IPV4)
        .id(NEXTHOP)
        .oif(link)
        .gateway(IpAddresses.parse(router))
        .build();
  }

  /** Returns the 32 bits of an IPv4 address. */
  static int bits(String address) {
    return ByteBuffer.wrap(IpAddresses.parse(address).getAddress()).getInt();
  }

  static RouteFilter table() {
    return RouteFilter.all().withTable(TABLE);
  }

  /** Makes changes, none of which may fail. */
  void change(Iterable<RouteChange> changes) {
    require(netlink.changeRoutes(changes));
  }

  static void require(BatchSummary summary) {
    summary.firstFailure().ifPresent(failure -> {
      throw failure.cause();
    });
  }

  /** Returns what the library sends for requests, which are carried out. */
  List<byte[]> record(Consumer<RouteNetlink> requests) {
    List<byte[]> sent = new ArrayList<>();
    try (RouteNetlink recorded = RecordedRouteNetlink.open(namespace, sent)) {
      requests.accept(recorded);
    }
    return sent;
  }

  @Override
  public void close() {
    netlink.deleteLink(link);
    netlink.close();
  }
}
