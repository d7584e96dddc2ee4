package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.internal.NexthopAttribute;
import io.wgnetlink.route.internal.NexthopObjectMessages;
import io.wgnetlink.testkit.internal.Answer;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Refusal;
import java.util.List;
import java.util.Optional;

/** {@code RTM_*NEXTHOP}. */
final class NexthopRequests {
  /** {@code struct nhmsg}, {@code uapi/linux/nexthop.h}. */
  private static final int HEADER = 8;

  private final Network network;

  NexthopRequests(Network network) {
    this.network = network;
  }

  Optional<Message> write(MessageReader request) {
    NexthopObject made =
        network.nexthops().write(NexthopObjectMessages.decode(request), request.flags());
    return request.hasFlag(MessageFlags.NLM_F_ECHO)
        ? Optional.of(Replies.nexthop(NexthopObjectMessages.RTM_NEWNEXTHOP, made))
        : Optional.empty();
  }

  void delete(MessageReader request) {
    network.nexthops().delete(id(request));
  }

  Message get(MessageReader request) {
    return Replies.nexthop(
        NexthopObjectMessages.RTM_NEWNEXTHOP, network.nexthops().require(id(request)));
  }

  /** All of them: the client looks at the parts of its filter again, but for a master. */
  Answer dump(MessageReader request, boolean interrupted) {
    if (number(request, NexthopAttribute.NHA_MASTER).isPresent()) {
      throw new NotModelledException("links that are ports of another");
    }
    List<Message> all = network.nexthops().all().stream()
        .map(object -> Replies.nexthop(NexthopObjectMessages.RTM_NEWNEXTHOP, object))
        .toList();
    return Message.dump(all, interrupted ? MessageFlags.NLM_F_DUMP_INTR : 0);
  }

  private static int id(MessageReader request) {
    return number(request, NexthopAttribute.NHA_ID)
        .orElseThrow(() -> new Refusal(Errno.EINVAL, "Nexthop id is missing"));
  }

  private static Optional<Integer> number(MessageReader request, NexthopAttribute wanted) {
    AttributeCursor<NexthopAttribute> cursor =
        new AttributeCursor<>(NexthopAttribute.TABLE).over(request, HEADER);
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == wanted) {
        return Optional.of(cursor.s32());
      }
    }
    return Optional.empty();
  }
}
