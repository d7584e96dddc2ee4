package io.wgnetlink.monitor;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.Link;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;

/** What a {@link RouteMonitor} and a {@link RouteMirror} tell. */
public sealed interface RouteEvent {
  /**
   * A link was made or has changed, or came from another namespace. The kernel tells of a change
   * more than once now and then, and also of some that cannot be seen in the link.
   *
   * @param link the link as it is after the change
   */
  record LinkChanged(Link link) implements RouteEvent {}

  /**
   * A link was deleted, or went to another namespace. Its addresses and routes are gone too; most
   * IPv4 routes go without an event of their own.
   *
   * @param link the link as it last was; some of its parts may be missing
   */
  record LinkRemoved(Link link) implements RouteEvent {}

  /**
   * A link has an address, or it has changed, as when duplicate address detection ended.
   *
   * @param link the index of the link
   * @param address the address as it is after the change
   */
  record AddressChanged(int link, InterfaceAddress address) implements RouteEvent {}

  /**
   * A link has an address no longer. IPv4 routes that used it are gone too, without an event.
   *
   * @param link the index of the link
   * @param address the address as it last was
   */
  record AddressRemoved(int link, InterfaceAddress address) implements RouteEvent {}

  /**
   * A route was made or has changed.
   *
   * @param route the route as it is after the change
   * @param replaces whether it took the place of another to the same destination, with the same
   *     metric, in the same table
   */
  record RouteChanged(Route route, boolean replaces) implements RouteEvent {}

  /**
   * A route is gone. Of IPv4 the kernel tells only the smaller part: what goes with its link, its
   * address or its nexthop object goes without an event of its own. A {@link RouteMirror} tells of
   * these as well.
   *
   * @param route the route as it last was
   */
  record RouteRemoved(Route route) implements RouteEvent {}

  /**
   * A rule was made. The kernel changes no rule, but what it finds for one, such as a link that is
   * not there ({@link Rule#flags}), and does not tell of that; a {@link RouteMirror} does.
   *
   * @param rule the rule as it is now
   */
  record RuleChanged(Rule rule) implements RouteEvent {}

  /**
   * A rule is gone.
   *
   * @param rule the rule as it last was
   */
  record RuleRemoved(Rule rule) implements RouteEvent {}

  /**
   * A nexthop object was made or replaced, or has changed, as a group does that loses a member.
   * Routes that name it follow without an event of their own.
   *
   * @param nexthop the object as it is after the change
   */
  record NexthopChanged(NexthopObject nexthop) implements RouteEvent {}

  /**
   * A nexthop object was deleted, and with it, without an event of their own, the IPv4 routes that
   * named it. What goes with its link, or with the link's carrier, goes without any event (measured
   * on 6.18); a {@link RouteMirror} tells of that as well.
   *
   * @param nexthop the object as it last was
   */
  record NexthopRemoved(NexthopObject nexthop) implements RouteEvent {}

  /**
   * A neighbour is known or has changed, as it does by itself.
   *
   * @param neighbour the neighbour as it is after the change
   */
  record NeighbourChanged(Neighbour neighbour) implements RouteEvent {}

  /**
   * A neighbour was forgotten.
   *
   * @param neighbour the neighbour as it last was
   */
  record NeighbourRemoved(Neighbour neighbour) implements RouteEvent {}

  /**
   * Events are missing here. Whoever keeps state by events reads it anew, or leaves all this to a
   * {@link RouteMirror}, which never tells of an overrun; the events that follow are whole again.
   *
   * @param cause why
   */
  record Overrun(Cause cause) implements RouteEvent {}

  /** Why events are missing. */
  enum Cause {
    /** The kernel's receive buffer was full. */
    RECEIVE_BUFFER,
    /** The listener was slower than the events, and the queue was full. */
    QUEUE,
    /** An event was too large, or could not be understood. */
    UNREADABLE
  }
}
