package io.wgnetlink.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.monitor.RouteEvent.Cause;
import io.wgnetlink.monitor.RouteEvent.LinkChanged;
import io.wgnetlink.monitor.RouteEvent.LinkRemoved;
import io.wgnetlink.monitor.RouteEvent.RouteChanged;
import io.wgnetlink.netlink.SubscriptionListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteEventsTests {
  private final List<RouteEvent> events = new ArrayList<>();
  private final RouteEvents subject = new RouteEvents(events::add);

  @Test
  void shouldTellOfLinksAndNotOfPorts() {
    Capture.of("link-events").received().forEach(m -> subject.message(Capture.reader(m)));

    assertThat(events).hasSize(3);
    LinkChanged left = (LinkChanged) events.get(0);
    assertThat(left.link().name().value()).isEqualTo("e1");
    assertThat(left.link().master()).isEmpty();
    assertThat(((LinkRemoved) events.get(1)).link().name().value()).isEqualTo("e0");
    assertThat(((LinkRemoved) events.get(2)).link().name().value()).isEqualTo("e1");
  }

  @Test
  void shouldSayThatAnEventWasMissedWhenItCannotBeRead() {
    byte[] message = Capture.of("link-events").received().get(2);
    message[32] = 1; // nla_len of IFLA_IFNAME

    subject.message(Capture.reader(message));

    assertThat(events).containsExactly(new RouteEvent.Overrun(Cause.UNREADABLE));
  }

  @Test
  void shouldPassOverrunsOn() {
    for (SubscriptionListener.Overrun cause : SubscriptionListener.Overrun.values()) {
      subject.overrun(cause);
    }

    assertThat(events)
        .containsExactly(
            new RouteEvent.Overrun(Cause.RECEIVE_BUFFER),
            new RouteEvent.Overrun(Cause.QUEUE),
            new RouteEvent.Overrun(Cause.UNREADABLE),
            new RouteEvent.Overrun(Cause.UNREADABLE));
  }

  @Test
  void shouldTellOfRoutes() {
    subject.message(Capture.reader(Capture.of("route-add-6").sent()));

    assertThat(events)
        .singleElement()
        .satisfies(
            event -> assertThat(((RouteChanged) event).route().destination().toString())
                .isEqualTo("fd00::1:0/112"));
  }

  @Test
  void shouldLeaveOtherMessagesOut() {
    byte[] message = Capture.of("route-add-6").sent();
    message[4] = 26; // nlmsg_type: RTM_GETROUTE

    subject.message(Capture.reader(message));

    assertThat(events).isEmpty();
  }
}
