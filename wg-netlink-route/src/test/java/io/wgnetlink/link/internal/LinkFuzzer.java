package io.wgnetlink.link.internal;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.link.Link;
import io.wgnetlink.netlink.wire.MessageReader;
import java.util.ArrayList;
import java.util.List;

/** Fuzz target: messages about links, from their message headers on. */
public final class LinkFuzzer {
  private LinkFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, bytes -> {
      List<Link> links = new ArrayList<>();
      MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
      while (message.next()) {
        LinkMessages.isLink(message);
        links.add(LinkMessages.decode(message));
      }
      return links.toString();
    });
  }
}
