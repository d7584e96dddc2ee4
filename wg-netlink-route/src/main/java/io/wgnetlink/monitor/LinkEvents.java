package io.wgnetlink.monitor;

import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.monitor.RouteEvent.Cause;
import io.wgnetlink.monitor.RouteEvent.LinkChanged;
import io.wgnetlink.monitor.RouteEvent.LinkRemoved;
import io.wgnetlink.netlink.SubscriptionListener;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes events of the messages of a subscription. */
final class LinkEvents implements SubscriptionListener {
  private static final Logger LOG = LoggerFactory.getLogger(LinkEvents.class);

  private final RouteMonitor.Listener listener;

  LinkEvents(RouteMonitor.Listener listener) {
    this.listener = listener;
  }

  @Override
  public void message(MessageReader message) {
    decode(message).ifPresent(listener::event);
  }

  private static Optional<RouteEvent> decode(MessageReader message) {
    try {
      return switch (message.type()) {
        case LinkMessages.RTM_NEWLINK ->
          LinkMessages.isLink(message)
              ? Optional.of(new LinkChanged(LinkMessages.decode(message)))
              : Optional.empty();
        case LinkMessages.RTM_DELLINK ->
          LinkMessages.isLink(message)
              ? Optional.of(new LinkRemoved(LinkMessages.decode(message)))
              : Optional.empty();
        default -> Optional.empty();
      };
    } catch (MalformedMessageException e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("a link event could not be read");
      return Optional.of(new RouteEvent.Overrun(Cause.UNREADABLE));
    }
  }

  @Override
  public void overrun(Overrun cause) {
    listener.event(new RouteEvent.Overrun(
        switch (cause) {
          case RECEIVE_BUFFER -> Cause.RECEIVE_BUFFER;
          case QUEUE -> Cause.QUEUE;
          case TRUNCATED, MALFORMED -> Cause.UNREADABLE;
        }));
  }
}
