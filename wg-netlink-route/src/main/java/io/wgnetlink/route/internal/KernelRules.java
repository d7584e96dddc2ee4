package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules of the kernel. */
final class KernelRules implements RuleRequests {
  private final NetlinkClient client;

  KernelRules(NetlinkClient client) {
    this.client = client;
  }

  @Override
  public List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      rules.addAll(rules(family));
    }
    return rules;
  }

  @Override
  public List<Rule> rules(AddressFamily family) {
    try {
      return UnflaggedTableReader.read(
          client,
          RuleMessages.dump(family),
          message -> RuleMessages.isRule(message)
              ? Optional.of(RuleMessages.decode(message))
              : Optional.empty());
    } catch (NetlinkException e) {
      if (e.is(Errno.EAFNOSUPPORT)) {
        return new ArrayList<>(); // a kernel without IPv6
      }
      throw e;
    }
  }

  @Override
  public Rule addRule(Rule rule) {
    Request request = RuleMessages.add(rule);
    Rule made = client.get(request, RuleMessages::decode);
    if (!RuleKeys.isSame(rule, made)) {
      throw new NetlinkException(
          request.operation(),
          "this kernel does not know a part of it, and made '" + made + "', " + undo(made));
    }
    return made;
  }

  private String undo(Rule made) {
    try {
      deleteRule(made);
      return "deleted again";
    } catch (NetlinkException e) {
      return "which is still there: " + e.getMessage();
    }
  }

  @Override
  public void deleteRule(Rule rule) {
    Request request = RuleMessages.delete(rule);
    Optional<Rule> first = rules(rule.family()).stream()
        .filter(other -> RuleKeys.isSelected(rule, other))
        .findFirst();
    if (first.isPresent() && !RuleKeys.isSame(rule, first.get())) {
      throw new NetlinkException(
          request.operation(),
          "the kernel would delete '" + first.get() + "', the first rule that it applies to");
    }
    client.execute(request);
  }
}
