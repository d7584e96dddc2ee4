package io.wgnetlink.route.internal;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MessageReader;

/** Fuzz target: a reply about the number of a namespace, from its message header on. */
public final class NamespaceFuzzer {
  private NamespaceFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, bytes -> {
      MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
      while (message.next()) {
        NamespaceMessages.decode(message).ifPresent(id -> {
          if (id == -1) {
            throw new AssertionError("no number is none");
          }
        });
      }
      return input;
    });
  }
}
