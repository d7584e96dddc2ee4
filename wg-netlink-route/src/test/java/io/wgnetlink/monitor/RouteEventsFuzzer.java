package io.wgnetlink.monitor;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.link.internal.AddressMessages;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.internal.RouteMessages;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: multicast messages about links, addresses and routes, from their message headers on.
 * A message becomes one event of its type, or the overrun that says that it could not be read, or
 * is about nothing that is known.
 */
public final class RouteEventsFuzzer {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

  private RouteEventsFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    PrintStream before = System.err;
    System.setErr(NOWHERE); // where a message that cannot be read is logged
    try {
      ForeignBytes.decode(input, bytes -> {
        MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
        while (message.next()) {
          List<RouteEvent> events = new ArrayList<>();
          new RouteEvents(events::add).message(message);
          check(message.type(), events);
        }
        return input;
      });
    } finally {
      System.setErr(before);
    }
  }

  private static void check(int type, List<RouteEvent> events) {
    if (events.size() > 1) {
      throw new AssertionError(events + " of one message");
    }
    for (RouteEvent event : events) {
      if (!types(event).contains(type)) {
        throw new AssertionError(event + " of message type " + type);
      }
    }
  }

  /** The types of the messages that an event can come of. */
  private static List<Integer> types(RouteEvent event) {
    if (event instanceof RouteEvent.LinkChanged) {
      return List.of(LinkMessages.RTM_NEWLINK);
    } else if (event instanceof RouteEvent.LinkRemoved) {
      return List.of(LinkMessages.RTM_DELLINK);
    } else if (event instanceof RouteEvent.AddressChanged) {
      return List.of(AddressMessages.RTM_NEWADDR);
    } else if (event instanceof RouteEvent.AddressRemoved) {
      return List.of(AddressMessages.RTM_DELADDR);
    } else if (event instanceof RouteEvent.RouteChanged) {
      return List.of(RouteMessages.RTM_NEWROUTE);
    } else if (event instanceof RouteEvent.RouteRemoved) {
      return List.of(RouteMessages.RTM_DELROUTE);
    }
    return List.of(
        LinkMessages.RTM_NEWLINK,
        LinkMessages.RTM_DELLINK,
        AddressMessages.RTM_NEWADDR,
        AddressMessages.RTM_DELADDR,
        RouteMessages.RTM_NEWROUTE,
        RouteMessages.RTM_DELROUTE);
  }
}
