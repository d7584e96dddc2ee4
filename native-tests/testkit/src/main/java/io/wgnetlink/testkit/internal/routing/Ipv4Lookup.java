package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Refusal;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The answer to the question which way an IPv4 packet goes, {@code inet_rtm_getroute()} in
 * {@code net/ipv4/route.c}.
 */
final class Ipv4Lookup {
  private final Network network;
  private final Ipv4Routes routes;

  Ipv4Lookup(Network network, Ipv4Routes routes) {
    this.network = network;
    this.routes = routes;
  }

  Route lookup(Flow flow, boolean fibMatch) {
    if (flow.iif() != Flow.LOOPBACK) {
      throw new NotModelledException("lookups of packets that come in by a link");
    }
    if (flow.destination().isMulticastAddress() || flow.destination().isAnyLocalAddress()) {
      throw new NotModelledException("lookups of " + flow.destination().getHostAddress());
    }
    flow.source().ifPresent(this::requireOwn);
    if (flow.oif() != 0) {
      NetworkInterface link = network.kernel().require(flow.oif());
      if (!link.isUp()) {
        throw new Refusal(Errno.ENETUNREACH);
      }
    }
    Found found;
    try {
      found = routes.find(flow);
    } catch (Refusal e) {
      if (flow.oif() == 0 || fibMatch) {
        throw e;
      }
      return onLink(flow);
    }
    return fibMatch ? routes.toldOf(found) : way(flow, found);
  }

  private void requireOwn(InetAddress source) {
    if (!routes.typeOf(source).equals(RouteType.LOCAL)) {
      throw new Refusal(Errno.ENETUNREACH);
    }
  }

  /** Whoever insists on a link is believed that the destination is on it. */
  private Route onLink(Flow flow) {
    Route.Builder answer = answer(flow, RouteType.UNICAST, flow.oif());
    if (flow.source().isEmpty()) {
      routes
          .source(flow.oif(), Optional.empty(), Route.SCOPE_LINK)
          .ifPresent(answer::preferredSource);
    }
    return answer.table(0).build();
  }

  private Route way(Flow flow, Found found) {
    RouteType type = found.entry().route().type();
    if (type.equals(RouteType.LOCAL)) {
      Route.Builder answer = answer(flow, type, Flow.LOOPBACK);
      if (network.rules(AddressFamily.IPV4).hadOthers()) { // else both are one table
        answer.table(Route.TABLE_LOCAL);
      }
      if (flow.source().isEmpty()) {
        answer.preferredSource(found.entry().route().preferredSource().orElse(flow.destination()));
      }
      return answer.build();
    }
    Nexthop way = found.way().orElseThrow();
    Route.Builder answer = answer(flow, type, way.oif())
        .table(found.table())
        .realms(way.realms())
        .metrics(found.entry().route().metrics());
    way.gateway()
        .filter(router ->
            !routes.isOwn(router, way.oif())) // then the destination is taken to be on the link
        .ifPresent(answer::gateway);
    if (flow.source().isEmpty()) {
      routes.source(found).ifPresent(answer::preferredSource);
    }
    return answer.build();
  }

  private static Route.Builder answer(Flow flow, RouteType type, int oif) {
    Route.Builder answer = Route.builder(IpPrefix.host(flow.destination()))
        .type(type)
        .protocol(0)
        .scope(Route.SCOPE_UNIVERSE)
        .tos(flow.tos())
        .oif(oif)
        .flag(RouteFlag.CLONED);
    Optional<InetAddress> source = flow.source();
    source.ifPresent(from -> answer.source(IpPrefix.host(from)));
    return answer;
  }
}
