package io.wgnetlink.route.internal;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: what a reading takes of a dump's messages before it decodes them, from their message
 * headers on. A route's row and its view say what its value says; the places on the kernel's walk
 * are in one order, whatever routes they are of.
 */
public final class RouteWalkFuzzer {
  /** Every three of them are compared. */
  private static final int MOST_PLACES = 8;

  private RouteWalkFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, bytes -> {
          List<DumpRow> rows = new ArrayList<>();
          RouteFlyweight view = new RouteFlyweight();
          MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
          while (message.next()) {
            if (view.isOver(message)) {
              DumpRow row = new DumpRow.Reader(view.family()).read(message);
              checkAgainstValue(row, view);
              rows.add(row);
            }
          }
          return rows;
        })
        .ifPresent(RouteWalkFuzzer::checkOrder);
  }

  private static void checkAgainstValue(DumpRow row, RouteFlyweight view) {
    Route route;
    try {
      route = view.toRoute();
    } catch (MalformedMessageException e) {
      return; // in what only the value has
    }
    if (row.table() != route.table()
        || view.table() != route.table()
        || view.metric() != route.metric()
        || view.oif() != route.oif().orElse(0)
        || view.nexthopId() != route.nexthopId().orElse(0)
        || view.hasGateway() != route.gateway().isPresent()
        || view.destinationLength() != route.destination().length()) {
      throw new AssertionError(route + " was seen otherwise");
    }
  }

  private static void checkOrder(List<DumpRow> rows) {
    List<WalkPlace> places =
        rows.stream().limit(MOST_PLACES).map(DumpRow::place).toList();
    for (WalkPlace a : places) {
      require(WalkPlace.START.compareTo(a) < 0 && a.compareTo(WalkPlace.END) < 0, a, a);
      for (WalkPlace b : places) {
        require(Integer.signum(a.compareTo(b)) == -Integer.signum(b.compareTo(a)), a, b);
        require(!a.equals(b) || a.hashCode() == b.hashCode(), a, b);
        for (WalkPlace c : places) {
          require(a.compareTo(b) > 0 || b.compareTo(c) > 0 || a.compareTo(c) <= 0, a, c);
        }
      }
    }
  }

  private static void require(boolean holds, WalkPlace a, WalkPlace b) {
    if (!holds) {
      throw new AssertionError(a + " and " + b + " are in no order");
    }
  }
}
