package io.wgnetlink.monitor;

import static java.util.Map.entry;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.link.internal.AddressMessages;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.internal.NeighbourMessages;
import io.wgnetlink.route.internal.NexthopObjectMessages;
import io.wgnetlink.route.internal.RouteMessages;
import io.wgnetlink.route.internal.RuleMessages;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fuzz target: multicast messages of rtnetlink, from their message headers on. A message becomes
 * one event of its type, or the overrun that says that it could not be read, or is about nothing
 * that is known.
 */
public final class RouteEventsFuzzer {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

  private static final Map<Class<? extends RouteEvent>, Integer> TYPES = Map.ofEntries(
      entry(RouteEvent.LinkChanged.class, LinkMessages.RTM_NEWLINK),
      entry(RouteEvent.LinkRemoved.class, LinkMessages.RTM_DELLINK),
      entry(RouteEvent.AddressChanged.class, AddressMessages.RTM_NEWADDR),
      entry(RouteEvent.AddressRemoved.class, AddressMessages.RTM_DELADDR),
      entry(RouteEvent.RouteChanged.class, RouteMessages.RTM_NEWROUTE),
      entry(RouteEvent.RouteRemoved.class, RouteMessages.RTM_DELROUTE),
      entry(RouteEvent.RuleChanged.class, RuleMessages.RTM_NEWRULE),
      entry(RouteEvent.RuleRemoved.class, RuleMessages.RTM_DELRULE),
      entry(RouteEvent.NexthopChanged.class, NexthopObjectMessages.RTM_NEWNEXTHOP),
      entry(RouteEvent.NexthopRemoved.class, NexthopObjectMessages.RTM_DELNEXTHOP),
      entry(RouteEvent.NeighbourChanged.class, NeighbourMessages.RTM_NEWNEIGH),
      entry(RouteEvent.NeighbourRemoved.class, NeighbourMessages.RTM_DELNEIGH));

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
  private static Set<Integer> types(RouteEvent event) {
    Integer only = TYPES.get(event.getClass());
    return only == null ? Set.copyOf(TYPES.values()) : Set.of(only);
  }
}
