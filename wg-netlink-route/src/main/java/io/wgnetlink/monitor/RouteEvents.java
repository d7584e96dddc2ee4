package io.wgnetlink.monitor;

import io.wgnetlink.link.internal.AddressMessages;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.monitor.RouteEvent.AddressChanged;
import io.wgnetlink.monitor.RouteEvent.AddressRemoved;
import io.wgnetlink.monitor.RouteEvent.Cause;
import io.wgnetlink.monitor.RouteEvent.LinkChanged;
import io.wgnetlink.monitor.RouteEvent.LinkRemoved;
import io.wgnetlink.monitor.RouteEvent.NeighbourChanged;
import io.wgnetlink.monitor.RouteEvent.NeighbourRemoved;
import io.wgnetlink.monitor.RouteEvent.NexthopChanged;
import io.wgnetlink.monitor.RouteEvent.NexthopRemoved;
import io.wgnetlink.monitor.RouteEvent.RouteChanged;
import io.wgnetlink.monitor.RouteEvent.RouteRemoved;
import io.wgnetlink.monitor.RouteEvent.RuleChanged;
import io.wgnetlink.monitor.RouteEvent.RuleRemoved;
import io.wgnetlink.netlink.SubscriptionListener;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.internal.NeighbourMessages;
import io.wgnetlink.route.internal.NexthopObjectMessages;
import io.wgnetlink.route.internal.RouteMessages;
import io.wgnetlink.route.internal.RuleMessages;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes events of the messages of a subscription. */
final class RouteEvents implements SubscriptionListener {
  private static final Logger LOG = LoggerFactory.getLogger(RouteEvents.class);

  private final RouteMonitor.Listener listener;

  RouteEvents(RouteMonitor.Listener listener) {
    this.listener = listener;
  }

  @Override
  public void message(MessageReader message) {
    decode(message).ifPresent(listener::event);
  }

  @Override
  public void overrun(Overrun cause) {
    listener.event(event(cause));
  }

  /** Returns what a message tells; empty when it is of no object that is known here. */
  static Optional<RouteEvent> decode(MessageReader message) {
    try {
      return switch (message.type()) {
        case LinkMessages.RTM_NEWLINK, LinkMessages.RTM_DELLINK ->
          LinkMessages.isLink(message) ? Optional.of(ofLink(message)) : Optional.empty();
        case AddressMessages.RTM_NEWADDR, AddressMessages.RTM_DELADDR ->
          AddressMessages.isAddress(message) ? Optional.of(ofAddress(message)) : Optional.empty();
        case RouteMessages.RTM_NEWROUTE, RouteMessages.RTM_DELROUTE ->
          RouteMessages.isRoute(message) ? Optional.of(ofRoute(message)) : Optional.empty();
        case RuleMessages.RTM_NEWRULE, RuleMessages.RTM_DELRULE ->
          RuleMessages.isRule(message) ? Optional.of(ofRule(message)) : Optional.empty();
        case NexthopObjectMessages.RTM_NEWNEXTHOP, NexthopObjectMessages.RTM_DELNEXTHOP ->
          NexthopObjectMessages.isNexthop(message)
              ? Optional.of(ofNexthop(message))
              : Optional.empty();
        case NeighbourMessages.RTM_NEWNEIGH, NeighbourMessages.RTM_DELNEIGH ->
          NeighbourMessages.isNeighbour(message)
              ? Optional.of(ofNeighbour(message))
              : Optional.empty();
        default -> Optional.empty();
      };
    } catch (MalformedMessageException e) {
      LOG.atWarn()
          .addKeyValue("type", message.type())
          .addKeyValue("reason", e.getMessage())
          .log("an event could not be read");
      return Optional.of(new RouteEvent.Overrun(Cause.UNREADABLE));
    }
  }

  static RouteEvent event(Overrun cause) {
    return new RouteEvent.Overrun(
        switch (cause) {
          case RECEIVE_BUFFER -> Cause.RECEIVE_BUFFER;
          case QUEUE -> Cause.QUEUE;
          case TRUNCATED, MALFORMED -> Cause.UNREADABLE;
        });
  }

  private static RouteEvent ofLink(MessageReader message) {
    boolean removed = message.type() == LinkMessages.RTM_DELLINK;
    return removed
        ? new LinkRemoved(LinkMessages.decode(message))
        : new LinkChanged(LinkMessages.decode(message));
  }

  private static RouteEvent ofAddress(MessageReader message) {
    int link = AddressMessages.index(message);
    boolean removed = message.type() == AddressMessages.RTM_DELADDR;
    return removed
        ? new AddressRemoved(link, AddressMessages.decode(message))
        : new AddressChanged(link, AddressMessages.decode(message));
  }

  private static RouteEvent ofRoute(MessageReader message) {
    boolean removed = message.type() == RouteMessages.RTM_DELROUTE;
    return removed
        ? new RouteRemoved(RouteMessages.decode(message))
        : new RouteChanged(
            RouteMessages.decode(message), message.hasFlag(MessageFlags.NLM_F_REPLACE));
  }

  private static RouteEvent ofRule(MessageReader message) {
    boolean removed = message.type() == RuleMessages.RTM_DELRULE;
    return removed
        ? new RuleRemoved(RuleMessages.decode(message))
        : new RuleChanged(RuleMessages.decode(message));
  }

  private static RouteEvent ofNexthop(MessageReader message) {
    boolean removed = message.type() == NexthopObjectMessages.RTM_DELNEXTHOP;
    return removed
        ? new NexthopRemoved(NexthopObjectMessages.decode(message))
        : new NexthopChanged(NexthopObjectMessages.decode(message));
  }

  private static RouteEvent ofNeighbour(MessageReader message) {
    boolean removed = message.type() == NeighbourMessages.RTM_DELNEIGH;
    return removed
        ? new NeighbourRemoved(NeighbourMessages.decode(message))
        : new NeighbourChanged(NeighbourMessages.decode(message));
  }
}
