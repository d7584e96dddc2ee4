package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import java.util.ArrayList;
import java.util.List;

/** Routes as one dump has them, in the order of the kernel: what every other library returns. */
public final class PlainRouteDump implements AutoCloseable {
  private final NetlinkClient client;

  public PlainRouteDump(NetworkNamespace namespace) {
    client = NetlinkClient.open(namespace, NetlinkProtocol.ROUTE);
  }

  public List<Route> read(AddressFamily family, RouteFilter filter) {
    List<Route> routes = new ArrayList<>();
    client.dump(RouteMessages.dump(family, filter), new DumpVisitor() {
      @Override
      public void begin(int attempt) {
        routes.clear();
      }

      @Override
      public void message(MessageReader message) {
        if (RouteMessages.isRoute(message)) {
          routes.add(RouteMessages.decode(message));
        }
      }
    });
    return routes;
  }

  /** Returns whether routes of one table are in the order that proofs of completeness rest on. */
  public boolean isInOrder(AddressFamily family, RouteFilter filter) {
    List<WalkPlace> places = new ArrayList<>();
    client.dump(RouteMessages.dump(family, filter), new DumpVisitor() {
      @Override
      public void begin(int attempt) {
        places.clear();
      }

      @Override
      public void message(MessageReader message) {
        places.add(new DumpRow.Reader(family).read(message).place());
      }
    });
    List<WalkPlace> sorted = new ArrayList<>(places);
    sorted.sort(null);
    return sorted.equals(places);
  }

  @Override
  public void close() {
    client.close();
  }
}
