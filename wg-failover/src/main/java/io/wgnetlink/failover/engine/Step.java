package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.GroupChange;
import io.wgnetlink.failover.model.TunnelChange;
import java.util.List;

/**
 * What one input to the engine led to.
 *
 * @param actions to be carried out, in this order
 * @param changes of tunnels, in order
 * @param decisions the reasons of the {@code Switch} actions
 * @param groupChanges what keeps groups where they are and did not before, or no longer
 */
public record Step(
    List<Action> actions,
    List<TunnelChange> changes,
    List<Decision> decisions,
    List<GroupChange> groupChanges) {
  public Step {
    actions = List.copyOf(actions);
    changes = List.copyOf(changes);
    decisions = List.copyOf(decisions);
    groupChanges = List.copyOf(groupChanges);
  }
}
