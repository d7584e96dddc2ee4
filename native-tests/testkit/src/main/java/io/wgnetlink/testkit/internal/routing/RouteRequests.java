package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.internal.RouteAttribute;
import io.wgnetlink.route.internal.RouteMessage;
import io.wgnetlink.route.internal.RouteMessages;
import io.wgnetlink.testkit.internal.Answer;
import io.wgnetlink.testkit.internal.Refusal;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code RTM_*ROUTE}. */
final class RouteRequests {
  private final Network network;

  RouteRequests(Network network) {
    this.network = network;
  }

  void write(MessageReader request) {
    Route asked = RouteMessages.decode(request);
    if (asked.family() == AddressFamily.IPV4) {
      network.ipv4Routes().write(asked, request.flags());
    } else {
      network.ipv6Routes().write(asked, request.flags());
    }
  }

  void delete(MessageReader request) {
    Route said = RouteMessages.decode(request);
    if (said.nexthopId().filter(id -> network.nexthops().find(id).isEmpty()).isPresent()) {
      throw new Refusal(Errno.EINVAL, "Nexthop id does not exist");
    }
    if (said.family() == AddressFamily.IPV4) {
      network.ipv4Routes().delete(said);
    } else {
      network.ipv6Routes().delete(said);
    }
  }

  Answer dump(MessageReader request, boolean interrupted) {
    RouteMessage header =
        RouteMessage.decode(request.buffer(), request.payload(RouteMessage.LENGTH));
    int table = number(request, RouteAttribute.RTA_TABLE, header.table());
    int oif = number(request, RouteAttribute.RTA_OIF, 0);
    List<Route> all = new ArrayList<>();
    if (Families.isAsked(header.family(), AddressFamily.IPV4)) {
      all.addAll(network.ipv4Routes().all());
    }
    if (Families.isAsked(header.family(), AddressFamily.IPV6)) {
      all.addAll(network.ipv6Routes().all());
    }
    List<Message> messages = all.stream()
        .filter(route -> table == 0 || route.table() == table)
        .filter(route -> oif == 0 || route.uses(oif))
        .filter(route -> header.protocol() == 0 || route.protocol() == header.protocol())
        .map(route -> Replies.route(RouteMessages.RTM_NEWROUTE, route))
        .toList();
    boolean filtered = table != 0 || oif != 0 || header.protocol() != 0;
    return Message.dump(
        messages,
        (filtered ? MessageFlags.NLM_F_DUMP_FILTERED : 0)
            | (interrupted ? MessageFlags.NLM_F_DUMP_INTR : 0));
  }

  Message lookup(MessageReader request) {
    RouteMessage header =
        RouteMessage.decode(request.buffer(), request.payload(RouteMessage.LENGTH));
    Route asked = RouteMessages.decode(request);
    Optional<InetAddress> source = asked.source().map(from -> from.address());
    int iif = number(request, RouteAttribute.RTA_IIF, Flow.LOOPBACK);
    Flow flow = new Flow(
        asked.destination().address(),
        source,
        asked.oif().orElse(0),
        iif,
        number(request, RouteAttribute.RTA_MARK, 0),
        number(request, RouteAttribute.RTA_UID, 0),
        asked.tos(),
        number(request, RouteAttribute.RTA_IP_PROTO, 0),
        number(request, RouteAttribute.RTA_SPORT, 0),
        number(request, RouteAttribute.RTA_DPORT, 0),
        0);
    boolean fibMatch = (header.flags() & RouteMessage.RTM_F_FIB_MATCH) != 0;
    Route answer = asked.family() == AddressFamily.IPV4
        ? network.ipv4Routes().lookup(flow, fibMatch)
        : network.ipv6Routes().lookup(flow, fibMatch);
    return Replies.route(RouteMessages.RTM_NEWROUTE, answer);
  }

  /** Returns a number that a request says, ports in network byte order. */
  private static int number(MessageReader request, RouteAttribute wanted, int otherwise) {
    AttributeCursor<RouteAttribute> cursor =
        new AttributeCursor<>(RouteAttribute.TABLE).over(request, RouteMessage.LENGTH);
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == wanted) {
        byte[] bytes = cursor.bytes();
        return switch (wanted) {
          case RTA_SPORT, RTA_DPORT ->
            Byte.toUnsignedInt(bytes[0]) << Byte.SIZE | Byte.toUnsignedInt(bytes[1]);
          case RTA_IP_PROTO -> cursor.u8();
          default -> cursor.s32();
        };
      }
    }
    return otherwise;
  }
}
