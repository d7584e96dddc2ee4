package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.internal.RuleAttribute;
import io.wgnetlink.route.internal.RuleMessage;
import io.wgnetlink.route.internal.RuleMessages;
import io.wgnetlink.testkit.internal.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code RTM_*RULE}. */
final class RuleRequests {
  private final Network network;

  RuleRequests(Network network) {
    this.network = network;
  }

  Optional<Message> add(MessageReader request) {
    Rule asked = read(request);
    Rule made = network.rules(asked.family()).add(asked);
    network.events().rule(made);
    return request.hasFlag(MessageFlags.NLM_F_ECHO)
        ? Optional.of(Replies.rule(RuleMessages.RTM_NEWRULE, made))
        : Optional.empty();
  }

  /** A rule that was read has a priority; of one that is asked for it may be left to the kernel. */
  private static Rule read(MessageReader request) {
    Rule rule = RuleMessages.decode(request);
    AttributeCursor<RuleAttribute> cursor =
        new AttributeCursor<>(RuleAttribute.TABLE).over(request, RuleMessage.LENGTH);
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == RuleAttribute.FRA_PRIORITY) {
        return rule;
      }
    }
    return rule.toBuilder().anyPriority().build();
  }

  void delete(MessageReader request) {
    Rule said = read(request);
    network.events().ruleGone(network.rules(said.family()).delete(said));
  }

  Answer dump(MessageReader request, boolean interrupted) {
    List<Message> all = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      if (Families.isAsked(Families.of(request), family)) {
        network
            .rules(family)
            .all()
            .forEach(rule -> all.add(Replies.rule(RuleMessages.RTM_NEWRULE, rule)));
      }
    }
    return Message.dump(all, interrupted ? MessageFlags.NLM_F_DUMP_INTR : 0);
  }
}
