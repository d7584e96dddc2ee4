package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.RecordingTransport;
import io.wgnetlink.route.RouteNetlink;
import java.util.List;

/** The library's own client of rtnetlink, over sockets that keep what is sent. */
public final class RecordedRouteNetlink {
  private RecordedRouteNetlink() {}

  /** Opens it; {@code sent} gets a copy of each request from then on. */
  public static RouteNetlink open(NetworkNamespace namespace, List<byte[]> sent) {
    return new KernelRouteNetlink(
        RecordingTransport.client(namespace, NetlinkProtocol.ROUTE, sent));
  }
}
