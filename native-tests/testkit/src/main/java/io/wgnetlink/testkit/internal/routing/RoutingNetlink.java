package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.internal.AddressMessages;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.internal.NexthopObjectMessages;
import io.wgnetlink.route.internal.RouteMessages;
import io.wgnetlink.route.internal.RuleMessages;
import io.wgnetlink.testkit.internal.Answer;
import io.wgnetlink.testkit.internal.MemoryKernel;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Protocol;
import io.wgnetlink.testkit.internal.Trouble;
import java.util.Optional;
import java.util.function.Supplier;

/** rtnetlink: finds who carries out a request, and lets go wrong what is to go wrong. */
final class RoutingNetlink implements Protocol {
  static final int RTM_NEWLINKPROP = 108;
  static final int RTM_DELLINKPROP = 109;

  private final Network network;
  private final MemoryKernel kernel;
  private final LinkRequests links;
  private final AddressRequests addresses;
  private final RouteRequests routes;
  private final RuleRequests rules;
  private final NexthopRequests nexthops;

  RoutingNetlink(Network network) {
    this.network = network;
    this.kernel = network.kernel();
    this.links = new LinkRequests(network);
    this.addresses = new AddressRequests(network);
    this.routes = new RouteRequests(network);
    this.rules = new RuleRequests(network);
    this.nexthops = new NexthopRequests(network);
  }

  @Override
  public Optional<Answer> carryOut(MessageReader request) {
    return switch (request.type()) {
      case LinkMessages.RTM_GETLINK -> read(() -> links.get(request));
      case LinkMessages.RTM_NEWLINK -> change(() -> links.write(request));
      case LinkMessages.RTM_DELLINK -> change(() -> links.delete(request));
      case RTM_NEWLINKPROP -> change(() -> links.addNames(request));
      case RTM_DELLINKPROP -> change(() -> links.deleteNames(request));
      case AddressMessages.RTM_GETADDR -> troubled(() -> addresses.get(request));
      case AddressMessages.RTM_NEWADDR -> change(() -> addresses.write(request));
      case AddressMessages.RTM_DELADDR -> change(() -> addresses.delete(request));
      case RouteMessages.RTM_GETROUTE -> troubled(() -> routes.lookup(request));
      case RouteMessages.RTM_NEWROUTE -> change(() -> routes.write(request));
      case RouteMessages.RTM_DELROUTE -> change(() -> routes.delete(request));
      case RuleMessages.RTM_NEWRULE -> changeWithReply(() -> rules.add(request));
      case RuleMessages.RTM_DELRULE -> change(() -> rules.delete(request));
      case NexthopObjectMessages.RTM_GETNEXTHOP -> troubled(() -> nexthops.get(request));
      case NexthopObjectMessages.RTM_NEWNEXTHOP -> changeWithReply(() -> nexthops.write(request));
      case NexthopObjectMessages.RTM_DELNEXTHOP -> change(() -> nexthops.delete(request));
      default -> throw unknown(request);
    };
  }

  @Override
  public Answer dump(MessageReader request) {
    Trouble.RequestKind kind = request.type() == LinkMessages.RTM_GETLINK
        ? Trouble.RequestKind.LISTING
        : Trouble.RequestKind.ROUTING_READING;
    Trouble.Verdict verdict = kernel.trouble().before(kind);
    boolean interrupted = verdict.interrupted();
    Answer answer = locked(() -> switch (request.type()) {
      case LinkMessages.RTM_GETLINK -> links.dump(request, interrupted);
      case AddressMessages.RTM_GETADDR -> addresses.dump(request, interrupted);
      case RouteMessages.RTM_GETROUTE -> routes.dump(request, interrupted);
      case RuleMessages.RTM_GETRULE -> rules.dump(request, interrupted);
      case NexthopObjectMessages.RTM_GETNEXTHOP -> nexthops.dump(request, interrupted);
      default -> throw unknown(request);
    });
    return verdict.otherAnswer().orElse(answer);
  }

  private static NotModelledException unknown(MessageReader request) {
    return new NotModelledException("requests of rtnetlink of type " + request.type());
  }

  private <T> T locked(Supplier<T> action) {
    return kernel.locked(() -> {
      network.expire();
      return action.get();
    });
  }

  private Optional<Answer> read(Supplier<Message> question) {
    return Optional.of(Message.answer(locked(question)));
  }

  private Optional<Answer> troubled(Supplier<Message> question) {
    Trouble.Verdict verdict = kernel.trouble().before(Trouble.RequestKind.ROUTING_READING);
    Answer answer = Message.answer(locked(question));
    return Optional.of(verdict.otherAnswer().orElse(answer));
  }

  private Optional<Answer> change(Runnable change) {
    return changeWithReply(() -> {
      change.run();
      return Optional.empty();
    });
  }

  private Optional<Answer> changeWithReply(Supplier<Optional<Message>> change) {
    Trouble.Verdict verdict = kernel.trouble().before(Trouble.RequestKind.ROUTING_CHANGE);
    Optional<Answer> answer = locked(() -> {
      kernel.countChange();
      kernel.requireNetAdmin();
      return change.get().map(Message::answer);
    });
    return verdict.otherAnswer().or(() -> answer);
  }
}
