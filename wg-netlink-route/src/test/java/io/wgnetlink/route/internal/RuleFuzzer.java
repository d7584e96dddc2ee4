package io.wgnetlink.route.internal;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: messages about rules, from their message headers on. A rule that was read is the
 * same when it was written, as a deletion does, and read again.
 */
public final class RuleFuzzer {
  private RuleFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, bytes -> {
          List<Rule> rules = new ArrayList<>();
          MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
          while (message.next()) {
            RuleMessages.isRule(message);
            rules.add(RuleMessages.decode(message));
          }
          return rules;
        })
        .ifPresent(rules -> rules.forEach(RuleFuzzer::checkAgain));
  }

  private static void checkAgain(Rule rule) {
    Rule again = RuleMessages.decode(Capture.reader(Capture.change(RuleMessages.delete(rule))));
    if (!RuleKeys.isSame(rule, again)) {
      throw new AssertionError(rule + " was read back as " + again);
    }
  }
}
