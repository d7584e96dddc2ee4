package io.wgnetlink.nftables.internal;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.nftables.ChainRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fuzz target: messages of nf_tables, from their message headers on. A rule that was read has the
 * same expressions when it was written and read again.
 */
public final class NftablesFuzzer {
  private NftablesFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, bytes -> {
          List<ChainRule> rules = new ArrayList<>();
          MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
          while (message.next()) {
            TableMessages.decode(message);
            ChainMessages.decode(message);
            SetMessages.decode(message);
            SetElementMessages.decode(message);
            ChainRuleMessages.decode(message).ifPresent(rules::add);
          }
          return rules;
        })
        .ifPresent(rules -> rules.forEach(NftablesFuzzer::checkAgain));
  }

  private static void checkAgain(ChainRule rule) {
    Optional<ChainRule> again =
        ChainRuleMessages.decode(Capture.reader(Capture.change(ChainRuleMessages.add(rule))));
    if (!again.map(ChainRule::expressions).equals(Optional.of(rule.expressions()))) {
      throw new AssertionError(rule + " was read back as " + again);
    }
  }
}
