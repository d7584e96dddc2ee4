package io.wgnetlink.route.internal;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.DumpCut;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Route;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A table of IPv6 routes in memory that is dumped as Linux dumps it: one datagram after another,
 * and when the table changed in between, from the root again, with as many places left out as were
 * passed before.
 */
final class CountingWalk {
  private static final int SMALL_DATAGRAM = 3_776;
  private static final int MOST_BYTES = 32_448;

  private final TreeMap<WalkPlace, List<byte[]>> table = new TreeMap<>();
  private boolean changed;

  void add(Route route) {
    byte[] message = Capture.change(RouteMessages.add(route));
    table.computeIfAbsent(place(message), place -> new ArrayList<>()).add(message);
    changed = true;
  }

  void deleteAll(Route route) {
    table.remove(place(Capture.change(RouteMessages.add(route))));
    changed = true;
  }

  private static WalkPlace place(byte[] message) {
    return new DumpRow.Reader(AddressFamily.IPV6).read(Capture.reader(message)).place();
  }

  /** Dumps the table; something happens between any two datagrams. */
  void dump(RouteCollector collector, int offered, boolean shortFirst, Runnable between) {
    collector.beginDump(new DumpCut(offered, shortFirst));
    changed = false;
    int passed = 0;
    int passedInPlace = 0;
    WalkPlace stoppedAt = WalkPlace.START;
    int room = shortFirst ? SMALL_DATAGRAM : Math.min(offered, MOST_BYTES);
    while (true) {
      ByteArrayOutputStream datagram = new ByteArrayOutputStream();
      boolean full = false;
      int skip = passed;
      for (var place : table.entrySet()) {
        boolean behind = changed ? skip-- > 0 : !full && place.getKey().compareTo(stoppedAt) < 0;
        if (behind) {
          continue;
        }
        List<byte[]> routes = place.getValue();
        for (int i = Math.min(passedInPlace, routes.size()); i < routes.size(); i++) {
          full = datagram.size() + routes.get(i).length > room;
          if (full) {
            stoppedAt = place.getKey();
            passedInPlace = i;
            break;
          }
          datagram.writeBytes(routes.get(i));
        }
        if (full) {
          break;
        }
        passedInPlace = 0;
        passed++;
      }
      if (!full) {
        stoppedAt = WalkPlace.END;
      }
      changed = false;
      if (datagram.size() == 0) {
        collector.endOfDatagram(20, true);
        return;
      }
      deliver(collector, datagram.toByteArray());
      between.run();
      room = Math.min(offered, MOST_BYTES);
    }
  }

  private static void deliver(RouteCollector collector, byte[] datagram) {
    ByteBuffer buffer = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    MessageReader reader = new MessageReader().over(buffer, 0, datagram.length);
    while (reader.next()) {
      collector.message(reader);
    }
    collector.endOfDatagram(datagram.length, false);
  }
}
