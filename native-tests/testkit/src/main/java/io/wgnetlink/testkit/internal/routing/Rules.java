package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.PortRange;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import io.wgnetlink.route.internal.RuleKeys;
import io.wgnetlink.testkit.internal.MemoryKernel;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Refusal;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rules of one family, {@code net/core/fib_rules.c}, in the order in which they are tried.
 *
 * <p>New ones come behind those of their priority. What is found for a rule, whether its links and
 * the target of its goto are there, is looked for when it is read or tried.
 */
final class Rules {
  /** {@code RT_TABLE_DEFAULT}. */
  private static final int TABLE_DEFAULT = 253;

  private static final int PRIORITY_MAIN = 32766;
  private static final int PRIORITY_DEFAULT = 32767;

  private static final Errno ENETUNREACH = Errno.ENETUNREACH;

  private final AddressFamily family;
  private final MemoryKernel kernel;
  private final List<Rule> rules = new ArrayList<>();
  private boolean others;

  Rules(AddressFamily family, MemoryKernel kernel) {
    this.family = family;
    this.kernel = kernel;
    rules.add(lookup(0, Route.TABLE_LOCAL));
    rules.add(lookup(PRIORITY_MAIN, Route.TABLE_MAIN));
    if (family == AddressFamily.IPV4) {
      rules.add(lookup(PRIORITY_DEFAULT, TABLE_DEFAULT));
    }
  }

  private Rule lookup(int priority, int table) {
    int protocol = Route.PROTOCOL_KERNEL;
    return Rule.builder(family)
        .priority(priority)
        .lookup(table)
        .protocol(protocol)
        .build();
  }

  /** Returns whether the rules ever were others than in the beginning. */
  boolean hadOthers() {
    return others;
  }

  /** Returns the rules with what the kernel finds for each. */
  List<Rule> all() {
    return rules.stream().map(this::withFindings).toList();
  }

  /** Adds a rule and returns it as it then is. */
  Rule add(Rule asked) {
    requireModelled(asked);
    requirePossible(asked);
    Rule.Builder whole = asked.toBuilder().flags(asked.flags() & Rule.FLAG_FIND_SADDR);
    Rule rule = whole.priority(asked.priority().orElseGet(this::usualPriority)).build();
    if (rules.stream().anyMatch(other -> isTaken(rule, other))) {
      throw new Refusal(Errno.EEXIST);
    }
    int at = 0;
    while (at < rules.size() && compare(rules.get(at), priority(rule)) <= 0) {
      at++;
    }
    rules.add(at, rule);
    others = true;
    return withFindings(rule);
  }

  private static void requireModelled(Rule rule) {
    if (rule.l3mdev()) {
      throw new NotModelledException("VRFs and rules for them");
    }
    if (rule.tunnelId() != 0 || rule.flowLabel().isPresent() || rule.dscp().isPresent()) {
      throw new NotModelledException("rules by tunnel id, flow label or code point: " + rule);
    }
    if (!rule.otherAttributes().isEmpty()) {
      throw new NotModelledException("attributes of rules " + rule.otherAttributes());
    }
  }

  private void requirePossible(Rule rule) {
    if (rule.action().equals(RuleAction.LOOKUP) && rule.table() == 0) {
      throw new Refusal(Errno.EINVAL, "Invalid table");
    }
    if (rule.action().equals(RuleAction.GOTO)) {
      int target = rule.gotoPriority().orElse(0);
      int own = rule.priority().orElseGet(this::usualPriority);
      if (Integer.compareUnsigned(target, own) <= 0) {
        throw new Refusal(Errno.EINVAL, "Backward goto not supported");
      }
    }
    rule.sourcePorts().ifPresent(Rules::requireValid);
    rule.destinationPorts().ifPresent(Rules::requireValid);
    rule.uids().ifPresent(users -> {
      if (users.last() == -1 || Integer.compareUnsigned(users.first(), users.last()) > 0) {
        throw new Refusal(Errno.EINVAL, "Invalid uid range");
      }
    });
  }

  private static void requireValid(PortRange ports) {
    if (ports.first() == 0 || ports.last() == 0xffff || ports.first() > ports.last()) {
      throw new Refusal(Errno.EINVAL, "Invalid port range");
    }
  }

  /** What a new rule leaves open of prefixes, type of service and realms agrees with anything. */
  private static boolean isTaken(Rule rule, Rule other) {
    return RuleKeys.isSelected(rule, other)
        && rule.action().equals(other.action())
        && rule.table() == other.table()
        && rule.iif().equals(other.iif())
        && rule.oif().equals(other.oif())
        && rule.mark().equals(other.mark())
        && rule.suppressPrefixLength().equals(other.suppressPrefixLength())
        && rule.suppressGroup().equals(other.suppressGroup())
        && rule.uids().equals(other.uids())
        && rule.ipProtocol() == other.ipProtocol()
        && rule.protocol() == other.protocol()
        && rule.sourcePorts().equals(other.sourcePorts())
        && rule.destinationPorts().equals(other.destinationPorts());
  }

  /** One before the second rule. */
  private int usualPriority() {
    return rules.size() > 1 && priority(rules.get(1)) != 0 ? priority(rules.get(1)) - 1 : 0;
  }

  /** Deletes the first rule that agrees with what is said, and returns it. */
  Rule delete(Rule said) {
    Rule first = rules.stream()
        .filter(rule -> RuleKeys.isSelected(said, rule))
        .findFirst()
        .orElseThrow(() -> new Refusal(Errno.ENOENT));
    rules.remove(first); // of equal ones the first is meant
    others = true;
    return withFindings(first);
  }

  private Rule withFindings(Rule rule) {
    int flags = rule.flags();
    flags |= isDetached(rule.iif()) ? Rule.FLAG_IIF_DETACHED : 0;
    flags |= isDetached(rule.oif()) ? Rule.FLAG_OIF_DETACHED : 0;
    boolean lost = rule.gotoPriority().isPresent() && target(rule).isEmpty();
    flags |= lost ? Rule.FLAG_UNRESOLVED : 0;
    return rule.toBuilder().flags(flags).build();
  }

  private boolean isDetached(Optional<InterfaceName> name) {
    return name.isPresent() && kernel.find(name.get()).isEmpty();
  }

  private Optional<Rule> target(Rule rule) {
    return rule.gotoPriority()
        .flatMap(
            number -> rules.stream().filter(other -> priority(other) == number).findFirst());
  }

  private static int priority(Rule rule) {
    return rule.priority().orElse(0);
  }

  private static int compare(Rule rule, int priority) {
    return Integer.compareUnsigned(priority(rule), priority);
  }

  // ---- looking up -----------------------------------------------------------------------------

  /**
   * Asks the tables that the rules say, one after the other.
   *
   * @param ask what a table says; a refusal with {@code EAGAIN} goes on with the next rule
   * @throws Refusal when there is no route, or it or a rule drops the packet
   */
  Found find(Flow flow, Function<Integer, Optional<Found>> ask) {
    int at = 0;
    while (at < rules.size()) {
      Rule rule = rules.get(at);
      at++;
      if (selects(rule, flow) == rule.inverted()) {
        continue;
      }
      if (rule.action().equals(RuleAction.GOTO)) {
        Optional<Rule> target = target(rule);
        if (target.isPresent()) {
          at = rules.indexOf(target.get());
        }
        continue;
      }
      Optional<Found> found = apply(rule, ask);
      if (found.isPresent() && !isSuppressed(rule, found.get())) {
        return found.get();
      }
    }
    throw new Refusal(ENETUNREACH);
  }

  private static Optional<Found> apply(Rule rule, Function<Integer, Optional<Found>> ask) {
    RuleAction action = rule.action();
    if (action.equals(RuleAction.LOOKUP)) {
      try {
        return ask.apply(rule.table());
      } catch (Refusal e) {
        if (e.errno().equals(Errno.EAGAIN)) {
          return Optional.empty();
        }
        throw e;
      }
    }
    if (action.equals(RuleAction.UNREACHABLE)) {
      throw new Refusal(ENETUNREACH);
    }
    if (action.equals(RuleAction.PROHIBIT)) {
      throw new Refusal(Errno.EACCES);
    }
    if (action.equals(RuleAction.BLACKHOLE)) {
      throw new Refusal(Errno.EINVAL);
    }
    return Optional.empty();
  }

  private boolean isSuppressed(Rule rule, Found found) {
    int length = found.entry().route().destination().length();
    if (rule.suppressPrefixLength().filter(most -> length <= most).isPresent()) {
      return true;
    }
    Optional<Integer> group =
        found.way().flatMap(way -> kernel.find(way.oif())).map(NetworkInterface::group);
    return rule.suppressGroup().isPresent() && rule.suppressGroup().equals(group);
  }

  private boolean selects(Rule rule, Flow flow) {
    return isWithin(Optional.of(flow.destination()), rule.destination())
        && isWithin(flow.source(), rule.source())
        && isLink(rule.iif(), flow.iif())
        && isLink(rule.oif(), flow.oif())
        && rule.mark().map(mark -> mark.matches(flow.mark())).orElse(true)
        && (rule.tos() == 0 || rule.tos() == flow.tos())
        && (rule.ipProtocol() == 0 || rule.ipProtocol() == flow.ipProtocol())
        && isPort(rule.sourcePorts(), flow.sourcePort())
        && isPort(rule.destinationPorts(), flow.destinationPort())
        && rule.uids()
            .map(users -> Integer.compareUnsigned(users.first(), flow.uid()) <= 0
                && Integer.compareUnsigned(flow.uid(), users.last()) <= 0)
            .orElse(true);
  }

  /** A packet whose source is still open is from nowhere. */
  private boolean isWithin(Optional<InetAddress> address, Optional<IpPrefix> prefix) {
    return prefix.isEmpty() || (address.isPresent() && prefix.get().contains(address.get()));
  }

  private boolean isLink(Optional<InterfaceName> name, int index) {
    return name.isEmpty()
        || kernel.find(name.get()).map(link -> link.index() == index).orElse(false);
  }

  private static boolean isPort(Optional<PortRange> ports, int port) {
    if (ports.isEmpty()) {
      return true;
    }
    PortRange range = ports.get();
    return range.mask() == PortRange.WHOLE
        ? range.first() <= port && port <= range.last()
        : ((port ^ range.first()) & range.mask()) == 0;
  }
}
