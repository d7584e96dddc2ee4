package io.wgnetlink.failover.nativetests;

import io.wgnetlink.failover.FailoverListener;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Switched;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a controller told, in order. */
final class EventLog implements FailoverListener {
  private final List<FailoverEvent> events = new CopyOnWriteArrayList<>();

  @Override
  public void happened(FailoverEvent event) {
    events.add(event);
  }

  void clear() {
    events.clear();
  }

  List<FailoverEvent> events() {
    return events;
  }

  /** Returns the states that a tunnel came to, and the paths that were decided for and taken. */
  List<String> story(Tunnel tunnel) {
    return events.stream()
        .map(event -> event instanceof TunnelChange change && change.tunnel().equals(tunnel)
            ? change.to().name()
            : event instanceof Decision decision
                ? "to " + decision.to().name()
                : event instanceof Switched done ? "on " + done.decision().to().name() : "")
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Returns why a tunnel came to a state, each time. */
  List<Finding> reasons(Tunnel tunnel, TunnelState state) {
    return events.stream()
        .filter(e -> e instanceof TunnelChange c && c.tunnel().equals(tunnel) && c.to() == state)
        .map(e -> ((TunnelChange) e).because())
        .toList();
  }

  long switches() {
    return events.stream().filter(e -> e instanceof Switched).count();
  }
}
