package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.MaskedValue;
import io.wgnetlink.route.Rule;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the kernel compares rules, {@code rule_find} in {@code net/core/fib_rules.c} and
 * {@code fib4_rule_compare}, {@code fib6_rule_compare}: part by part, and a part that a request
 * leaves open agrees with anything. So a request that says less applies to more rules than its own,
 * and the first of them is meant.
 */
public final class RuleKeys {
  private RuleKeys() {}

  /** Returns whether a request with a rule's parts applies to another rule. */
  public static boolean isSelected(Rule said, Rule other) {
    return said.family() == other.family()
        && agree(said, other, Rule::priority)
        && agreeUnlessZero(said.action().number(), other.action().number())
        && agreeUnlessZero(said.table(), other.table())
        && agree(said, other, Rule::source)
        && agree(said, other, Rule::destination)
        && agree(said, other, Rule::iif)
        && agree(said, other, Rule::oif)
        && agreeInMark(said, other)
        && agreeUnlessZero(said.tos(), other.tos())
        && agreeInCodePoint(said, other)
        && agree(said, other, Rule::flowLabel)
        && agreeUnlessZero(said.ipProtocol(), other.ipProtocol())
        && agree(said, other, Rule::sourcePorts)
        && agree(said, other, Rule::destinationPorts)
        && agree(said, other, Rule::uids)
        && agreeUnlessZero(said.tunnelId(), other.tunnelId())
        && (!said.l3mdev() || other.l3mdev())
        && agree(said, other, Rule::suppressPrefixLength)
        && agree(said, other, Rule::suppressGroup)
        && agreeUnlessZero(said.realms(), other.realms())
        && agreeUnlessZero(said.protocol(), other.protocol());
  }

  /**
   * Returns whether a rule of the kernel is the one that is meant: what it found aside, the
   * priority where none is said, and attributes of a newer kernel that are not meant.
   */
  static boolean isSame(Rule meant, Rule other) {
    Rule.Builder like = bare(other);
    if (meant.priority().isEmpty()) {
      like.anyPriority();
    }
    return bare(meant).build().equals(like.build())
        && other.otherAttributes().containsAll(meant.otherAttributes())
        && meant.otherAttributes().containsAll(partsOf(other));
  }

  private static Rule.Builder bare(Rule rule) {
    return rule.toBuilder().flags(rule.flags() & Rule.FLAG_FIND_SADDR).noOtherAttributes();
  }

  /** Attributes that a component could not hold, and that are compared as the components are. */
  private static List<UnknownAttribute> partsOf(Rule rule) {
    return rule.otherAttributes().stream()
        .filter(kept -> kept.type() <= RuleAttribute.FRA_DSCP_MASK.type())
        .toList();
  }

  /** The kernel looks at value and mask one by one. */
  private static boolean agreeInMark(Rule said, Rule other) {
    if (said.mark().isEmpty()) {
      return true;
    }
    int value = said.mark().get().value();
    int mask = said.mark().get().mask();
    return agreeUnlessZero(value, other.mark().map(mark -> mark.value()).orElse(0))
        && agreeUnlessZero(mask, other.mark().map(mark -> mark.mask()).orElse(0));
  }

  /** A mask by which all bits count is not said. */
  private static boolean agreeInCodePoint(Rule said, Rule other) {
    if (said.dscp().isEmpty() || other.dscp().isEmpty()) {
      return said.dscp().isEmpty();
    }
    MaskedValue dscp = said.dscp().get();
    return dscp.value() == other.dscp().get().value()
        && (dscp.mask() == RuleMessages.WHOLE_DSCP || dscp.equals(other.dscp().get()));
  }

  private static <T> boolean agree(Rule said, Rule other, Function<Rule, Optional<T>> part) {
    return part.apply(said).isEmpty() || part.apply(said).equals(part.apply(other));
  }

  private static boolean agreeUnlessZero(long said, long other) {
    return said == 0 || said == other;
  }
}
