package io.wgnetlink.netlink.generic;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Fuzz target: a dump of a family's policy, from its first message header on. */
public final class PolicyFuzzer {
  private PolicyFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, PolicyFuzzer::decode).ifPresent(PolicyFuzzer::check);
  }

  static FamilyPolicy decode(ByteBuffer bytes) {
    FamilyPolicy.Collector collector = new FamilyPolicy.Collector();
    collector.begin(1);
    MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
    while (message.next() && message.type() != MessageHeader.NLMSG_DONE) {
      collector.message(message);
    }
    return collector.policy();
  }

  /** Whatever refers to whatever: a search for an attribute ends. */
  private static void check(FamilyPolicy policy) {
    int[] path = new int[100];
    for (int type = 0; type < 16; type++) {
      Arrays.fill(path, type);
      Optional<AttributePolicy> deep = policy.attribute(1, path);
      if (deep.isPresent() && policy.attribute(1, type).isEmpty()) {
        throw new AssertionError("an attribute inside one that is not there: " + policy);
      }
    }
  }
}
