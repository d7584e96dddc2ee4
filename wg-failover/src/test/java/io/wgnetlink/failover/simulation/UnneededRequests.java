package io.wgnetlink.failover.simulation;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleRequests;
import java.util.List;

/** What {@link FakeKernel} does not know of, because nothing that it serves asks for it. */
interface UnneededRequests extends RuleRequests {
  @Override
  default List<Rule> rules() {
    throw new UnsupportedOperationException();
  }

  @Override
  default List<Rule> rules(AddressFamily family) {
    throw new UnsupportedOperationException();
  }

  @Override
  default Rule addRule(Rule rule) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void deleteRule(Rule rule) {
    throw new UnsupportedOperationException();
  }
}
