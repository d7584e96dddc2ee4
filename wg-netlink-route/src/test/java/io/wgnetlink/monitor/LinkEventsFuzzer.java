package io.wgnetlink.monitor;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.netlink.wire.MessageReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: multicast messages about links, from their message headers on. A message becomes one
 * event of its type, or the overrun that says that it could not be read, or is about no link.
 */
public final class LinkEventsFuzzer {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

  private LinkEventsFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    PrintStream before = System.err;
    System.setErr(NOWHERE); // where a message that cannot be read is logged
    try {
      ForeignBytes.decode(input, bytes -> {
        MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
        while (message.next()) {
          List<RouteEvent> events = new ArrayList<>();
          new LinkEvents(events::add).message(message);
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
      boolean right = event instanceof RouteEvent.LinkChanged
          ? type == LinkMessages.RTM_NEWLINK
          : event instanceof RouteEvent.LinkRemoved
              ? type == LinkMessages.RTM_DELLINK
              : type == LinkMessages.RTM_NEWLINK || type == LinkMessages.RTM_DELLINK;
      if (!right) {
        throw new AssertionError(event + " of message type " + type);
      }
    }
  }
}
