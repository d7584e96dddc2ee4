package io.wgnetlink.route.internal;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Neighbour;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: messages about neighbours, from their message headers on. But for its statistics, a
 * neighbour is the same when it was written and read again.
 */
public final class NeighbourFuzzer {
  private NeighbourFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, bytes -> {
          List<Neighbour> neighbours = new ArrayList<>();
          MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
          while (message.next()) {
            NeighbourMessages.isNeighbour(message);
            neighbours.add(NeighbourMessages.decode(message));
          }
          return neighbours;
        })
        .ifPresent(neighbours -> neighbours.forEach(NeighbourFuzzer::checkAgain));
  }

  private static void checkAgain(Neighbour neighbour) {
    byte[] written = Capture.change(NeighbourMessages.replace(neighbour));
    Neighbour again = NeighbourMessages.decode(Capture.reader(written));
    if (!again.equals(neighbour.toBuilder().build())) {
      throw new AssertionError(neighbour + " was read back as " + again);
    }
  }
}
