package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.internal.AddressMessages;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.internal.RouteMessages;
import io.wgnetlink.route.internal.RuleMessages;
import io.wgnetlink.testkit.internal.NetworkInterface;

/** What the kernel tells those who listen, of what they listen to. */
final class Events {
  /** Whoever listens to a multicast group, {@code RTNLGRP_*}. */
  interface Listener {
    void event(int group, Message message);
  }

  private static final int RTNLGRP_LINK = 1;
  private static final int RTNLGRP_IPV4_IFADDR = 5;
  private static final int RTNLGRP_IPV4_ROUTE = 7;
  private static final int RTNLGRP_IPV4_RULE = 8;
  private static final int RTNLGRP_IPV6_IFADDR = 9;
  private static final int RTNLGRP_IPV6_ROUTE = 11;
  private static final int RTNLGRP_IPV6_RULE = 19;

  private Listener listener = (group, message) -> {};

  void listen(Listener newListener) {
    listener = newListener;
  }

  void link(NetworkInterface link) {
    listener.event(RTNLGRP_LINK, Replies.link(link, LinkMessages.RTM_NEWLINK));
  }

  void linkGone(NetworkInterface link) {
    listener.event(RTNLGRP_LINK, Replies.link(link, LinkMessages.RTM_DELLINK));
  }

  void address(int link, InterfaceAddress address) {
    send(AddressMessages.RTM_NEWADDR, link, address);
  }

  void addressGone(int link, InterfaceAddress address) {
    send(AddressMessages.RTM_DELADDR, link, address);
  }

  private void send(int type, int link, InterfaceAddress address) {
    boolean four = address.family() == AddressFamily.IPV4;
    listener.event(
        four ? RTNLGRP_IPV4_IFADDR : RTNLGRP_IPV6_IFADDR, Replies.address(type, link, address));
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
    listener.event(four ? RTNLGRP_IPV4_ROUTE : RTNLGRP_IPV6_ROUTE, message);
  }

  void rule(Rule rule) {
    send(RuleMessages.RTM_NEWRULE, rule);
  }

  void ruleGone(Rule rule) {
    send(RuleMessages.RTM_DELRULE, rule);
  }

  private void send(int type, Rule rule) {
    boolean four = rule.family() == AddressFamily.IPV4;
    listener.event(four ? RTNLGRP_IPV4_RULE : RTNLGRP_IPV6_RULE, Replies.rule(type, rule));
  }
}
