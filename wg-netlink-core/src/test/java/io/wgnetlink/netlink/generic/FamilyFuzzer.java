package io.wgnetlink.netlink.generic;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MessageReader;
import java.util.Optional;

/** Fuzz target: the answer of the control family, from its message header on. */
public final class FamilyFuzzer {
  private FamilyFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Optional<GenericFamily> family = ForeignBytes.decode(input, bytes -> {
      MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
      return message.next() ? GenericFamily.decode(message) : null;
    });
    family.ifPresent(FamilyFuzzer::check);
  }

  /** What was decoded is whole: a request can be made of it, and a subscription to its groups. */
  private static void check(GenericFamily family) {
    if (family.id() == 0 || family.name().isEmpty()) {
      throw new AssertionError("half of a family: " + family);
    }
    family.multicastGroups().forEach((name, id) -> {
      if (name.isEmpty() || id == 0) {
        throw new AssertionError("half of a group: " + family);
      }
    });
  }
}
