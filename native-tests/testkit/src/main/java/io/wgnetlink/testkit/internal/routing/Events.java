package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.internal.AddressMessages;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.internal.NexthopObjectMessages;
import io.wgnetlink.route.internal.RouteMessages;
import io.wgnetlink.route.internal.RuleMessages;
import io.wgnetlink.testkit.internal.Multicast;
import io.wgnetlink.testkit.internal.NetworkInterface;
import java.util.ArrayList;
import java.util.List;

/** What the kernel tells those who listen, of what they listen to. */
final class Events implements Multicast {

  private static final int RTNLGRP_LINK = 1;
  private static final int RTNLGRP_IPV4_IFADDR = 5;
  private static final int RTNLGRP_IPV4_ROUTE = 7;
  private static final int RTNLGRP_IPV4_RULE = 8;
  private static final int RTNLGRP_IPV6_IFADDR = 9;
  private static final int RTNLGRP_IPV6_ROUTE = 11;
  private static final int RTNLGRP_IPV6_RULE = 19;
  private static final int RTNLGRP_NEXTHOP = 32;

  private final Network network;
  private final List<Listener> listeners = new ArrayList<>();
  private int losses;

  Events(Network network) {
    this.network = network;
  }

  @Override
  public void add(Listener listener) {
    listeners.add(listener);
  }

  @Override
  public void remove(Listener listener) {
    listeners.remove(listener);
  }

  /** Begins or ends a time in which all events are lost; at the end all listeners are told so. */
  void lose(boolean losing) {
    losses += losing ? 1 : -1;
    if (!losing) {
      listeners.forEach(Listener::lost);
    }
  }

  private void tell(int group, Message message) {
    if (listeners.isEmpty()) {
      return;
    }
    if (losses > 0) {
      listeners.forEach(Listener::lost);
    } else {
      byte[] datagram = message.bytes();
      List.copyOf(listeners).forEach(listener -> listener.event(group, datagram));
    }
  }

  void link(NetworkInterface link) {
    tell(RTNLGRP_LINK, Replies.link(link, LinkMessages.RTM_NEWLINK, network.ipv4Settings(link)));
  }

  void linkGone(NetworkInterface link) {
    tell(RTNLGRP_LINK, Replies.link(link, LinkMessages.RTM_DELLINK, List.of()));
  }

  void address(int link, InterfaceAddress address) {
    send(AddressMessages.RTM_NEWADDR, link, address);
  }

  void addressGone(int link, InterfaceAddress address) {
    send(AddressMessages.RTM_DELADDR, link, address);
  }

  private void send(int type, int link, InterfaceAddress address) {
    boolean four = address.family() == AddressFamily.IPV4;
    tell(four ? RTNLGRP_IPV4_IFADDR : RTNLGRP_IPV6_IFADDR, Replies.address(type, link, address));
  }

  /**
   * Tells of a new route.
   *
   * @param flags {@code NLM_F_REPLACE} when it took the place of another, and the like
   */
  void route(Route route, int flags) {
    send(route, Replies.route(RouteMessages.RTM_NEWROUTE, route).withFlags(flags));
  }

  void routeGone(Route route) {
    send(route, Replies.route(RouteMessages.RTM_DELROUTE, route));
  }

  private void send(Route route, Message message) {
    boolean four = route.family() == AddressFamily.IPV4;
    tell(four ? RTNLGRP_IPV4_ROUTE : RTNLGRP_IPV6_ROUTE, message);
  }

  void nexthop(NexthopObject object, int flags) {
    tell(
        RTNLGRP_NEXTHOP,
        Replies.nexthop(NexthopObjectMessages.RTM_NEWNEXTHOP, object).withFlags(flags));
  }

  void nexthopGone(NexthopObject object) {
    tell(RTNLGRP_NEXTHOP, Replies.nexthop(NexthopObjectMessages.RTM_DELNEXTHOP, object));
  }

  void rule(Rule rule) {
    send(RuleMessages.RTM_NEWRULE, rule);
  }

  void ruleGone(Rule rule) {
    send(RuleMessages.RTM_DELRULE, rule);
  }

  private void send(int type, Rule rule) {
    boolean four = rule.family() == AddressFamily.IPV4;
    tell(four ? RTNLGRP_IPV4_RULE : RTNLGRP_IPV6_RULE, Replies.rule(type, rule));
  }
}
