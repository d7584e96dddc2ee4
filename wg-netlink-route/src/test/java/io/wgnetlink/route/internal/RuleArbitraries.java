package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.PortRange;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import io.wgnetlink.route.UidRange;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;

/** Rules with any parts, whether or not a kernel would take them together. */
final class RuleArbitraries {
  private static final double OFTEN = 0.3;

  private RuleArbitraries() {}

  /** Rules as they are read: with a priority. */
  static Arbitrary<Rule> rules() {
    return Arbitraries.of(AddressFamily.values()).flatMap(RuleArbitraries::rules);
  }

  private static Arbitrary<Rule> rules(AddressFamily family) {
    Arbitrary<Integer> any = Arbitraries.integers();
    Arbitrary<Integer> small = Arbitraries.integers().between(0, 255);
    Arbitrary<InterfaceName> names =
        Arbitraries.of("lo", "wg0", "a.b-c_1", "fifteen-letters").map(InterfaceName::of);
    return Builders.withBuilder(() -> Rule.builder(family))
        .use(any)
        .in(Rule.Builder::priority)
        .use(Arbitraries.of(true, false))
        .withProbability(OFTEN)
        .in((rule, not) -> not ? rule.inverted() : rule)
        .use(prefixes(family))
        .withProbability(OFTEN)
        .in(Rule.Builder::source)
        .use(prefixes(family))
        .withProbability(OFTEN)
        .in(Rule.Builder::destination)
        .use(names)
        .withProbability(OFTEN)
        .in(Rule.Builder::iif)
        .use(names)
        .withProbability(OFTEN)
        .in(Rule.Builder::oif)
        .use(Combinators.combine(any, any).as((value, mask) -> new int[] {value, mask}))
        .withProbability(OFTEN)
        .in((rule, mark) -> rule.mark(mark[0], mark[1]))
        .use(small)
        .withProbability(OFTEN)
        .in(Rule.Builder::tos)
        .use(Arbitraries.integers().between(0, 0x3f))
        .withProbability(OFTEN)
        .in((rule, bits) -> rule.dscp(bits, 0x3f ^ bits >> 1))
        .use(Arbitraries.integers().between(0, 0xfffff))
        .withProbability(OFTEN)
        .in((rule, bits) -> rule.flowLabel(bits, 0xfffff ^ bits >> 1))
        .use(small)
        .withProbability(OFTEN)
        .in(Rule.Builder::ipProtocol)
        .use(ports())
        .withProbability(OFTEN)
        .in(Rule.Builder::sourcePorts)
        .use(ports())
        .withProbability(OFTEN)
        .in(Rule.Builder::destinationPorts)
        .use(Combinators.combine(any, any).as(UidRange::new))
        .withProbability(OFTEN)
        .in(Rule.Builder::uids)
        .use(Arbitraries.longs())
        .withProbability(OFTEN)
        .in(Rule.Builder::tunnelId)
        .use(any)
        .withProbability(OFTEN)
        .in(Rule.Builder::suppressPrefixLength)
        .use(any)
        .withProbability(OFTEN)
        .in(Rule.Builder::suppressGroup)
        .use(any)
        .withProbability(OFTEN)
        .in(Rule.Builder::realms)
        .use(small)
        .withProbability(OFTEN)
        .in(Rule.Builder::protocol)
        .use(actions())
        .in((rule, action) -> action.applyTo(rule))
        .build(Rule.Builder::build);
  }

  /** What a rule does, with its table or the place where it goes on. */
  private record Action(int kind, int number) {
    Rule.Builder applyTo(Rule.Builder rule) {
      return switch (kind) {
        case 0 -> rule.l3mdev();
        case 1 -> rule.gotoPriority(number);
        case 2 -> rule.action(new RuleAction(number & 0xff)).table(number | 1);
        default -> rule.lookup(number == 0 ? 1 : number);
      };
    }
  }

  private static Arbitrary<Action> actions() {
    return Combinators.combine(Arbitraries.integers().between(0, 5), Arbitraries.integers())
        .as(Action::new);
  }

  private static Arbitrary<PortRange> ports() {
    Arbitrary<Integer> port = Arbitraries.integers().between(0, 0xffff);
    return Combinators.combine(port, port, port).as(PortRange::new);
  }

  private static Arbitrary<IpPrefix> prefixes(AddressFamily family) {
    return Combinators.combine(
            Arbitraries.bytes().array(byte[].class).ofSize(family.bytes()).map(IpAddresses::of),
            Arbitraries.integers().between(0, family.bits()))
        .as(IpPrefix::of);
  }
}
