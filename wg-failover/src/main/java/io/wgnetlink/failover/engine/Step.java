package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.TunnelChange;
import java.util.List;

/**
 * What one input to the engine led to.
 *
 * @param actions to be carried out, in this order
 * @param changes of tunnels, in order
 * @param decisions the reasons of the {@code Switch} actions
 * @param events all that happened, in order; changes and decisions among it
 */
public record Step(
    List<Action> actions,
    List<TunnelChange> changes,
    List<Decision> decisions,
    List<FailoverEvent> events) {
  public Step {
    actions = List.copyOf(actions);
    changes = List.copyOf(changes);
    decisions = List.copyOf(decisions);
    events = List.copyOf(events);
  }
}
