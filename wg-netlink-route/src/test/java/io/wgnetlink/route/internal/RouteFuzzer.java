package io.wgnetlink.route.internal;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteType;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: messages about routes, from their message headers on. What tells a route from others
 * is the same when it was written and read again.
 */
public final class RouteFuzzer {
  private RouteFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, bytes -> {
          List<Route> routes = new ArrayList<>();
          MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
          while (message.next()) {
            RouteMessages.isRoute(message);
            routes.add(RouteMessages.decode(message));
          }
          return routes;
        })
        .ifPresent(routes -> routes.forEach(RouteFuzzer::checkAgain));
  }

  private static void checkAgain(Route route) {
    Route again = RouteMessages.decode(Capture.reader(written(route)));
    if (!again.destination().equals(route.destination())
        || again.table() != route.table()
        || again.metric() != route.metric()
        || again.protocol() != route.protocol()
        || !(again.type().equals(route.type()) || isAnyDropperByNexthop(route, again))) {
      throw new AssertionError(route + " was read back as " + again);
    }
  }

  /** The deletion of a route by a nexthop object that drops packets leaves its type open. */
  private static boolean isAnyDropperByNexthop(Route route, Route again) {
    return route.type().equals(RouteType.BLACKHOLE)
        && route.nexthopId().isPresent()
        && again.type().number() == 0;
  }

  /** What no kernel would keep is not written, but deleted all the same. */
  private static byte[] written(Route route) {
    try {
      KeptByKernel.require(route);
    } catch (IllegalArgumentException e) {
      return Capture.change(RouteMessages.delete(route));
    }
    return Capture.change(RouteMessages.add(route));
  }
}
