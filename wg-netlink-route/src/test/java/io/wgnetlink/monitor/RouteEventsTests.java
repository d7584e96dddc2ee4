package io.wgnetlink.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.monitor.RouteEvent.Cause;
import io.wgnetlink.monitor.RouteEvent.LinkChanged;
import io.wgnetlink.monitor.RouteEvent.LinkRemoved;
import io.wgnetlink.monitor.RouteEvent.NeighbourChanged;
import io.wgnetlink.monitor.RouteEvent.NeighbourRemoved;
import io.wgnetlink.monitor.RouteEvent.NexthopChanged;
import io.wgnetlink.monitor.RouteEvent.NexthopRemoved;
import io.wgnetlink.monitor.RouteEvent.RouteChanged;
import io.wgnetlink.monitor.RouteEvent.RuleChanged;
import io.wgnetlink.monitor.RouteEvent.RuleRemoved;
import io.wgnetlink.netlink.SubscriptionListener;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NeighbourState;
import io.wgnetlink.route.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteEventsTests {
  private final List<RouteEvent> events = new ArrayList<>();
  private final RouteEvents subject = new RouteEvents(events::add);

  @Test
  void shouldTellOfLinksAndNotOfPorts() {
    receive("link-events");

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
  void shouldTellOfRules() {
    receive("rule-events");

    assertThat(events).hasSize(3);
    Rule rule = ((RuleChanged) events.get(0)).rule();
    assertThat(rule.toString()).contains("priority 32765 not from 172.29.1.0/24 iif v9");
    assertThat(rule.flags()).isEqualTo(Rule.FLAG_IIF_DETACHED);
    assertThat(((RuleChanged) events.get(1)).rule().isUnresolved()).isTrue();
    assertThat(((RuleRemoved) events.get(2)).rule()).isEqualTo(rule);
  }

  @Test
  void shouldTellOfNexthopObjectsAndOfGroupsThatLoseAMember() {
    receive("nexthop-events");

    assertThat(events)
        .extracting(event -> event instanceof NexthopChanged changed
            ? changed.nexthop().toString()
            : "removed " + ((NexthopRemoved) event).nexthop().id())
        .containsExactly(
            "IPV4 id 1 dev 3 proto 0",
            "IPV4 id 2 via 172.29.1.9 dev 3 proto 0",
            "id 10 group 1,1/2,3 proto 0",
            "removed 1",
            "id 10 group 2,3 proto 0",
            "IPV4 id 2 via 172.29.1.8 dev 3 proto 0");
  }

  @Test
  void shouldTellOfNeighboursAndNotOfABridgesTable() {
    receive("neighbour-events");

    assertThat(events).hasSize(3);
    Neighbour made = ((NeighbourChanged) events.get(0)).neighbour();
    assertThat(made.toString())
        .isEqualTo("172.29.1.2 dev 3 lladdr 02:00:00:00:00:02 nud permanent");
    assertThat(((NeighbourChanged) events.get(1)).neighbour().state())
        .isEqualTo(NeighbourState.FAILED);
    assertThat(((NeighbourRemoved) events.get(2)).neighbour().address()).isEqualTo(made.address());
  }

  /** Rules of multicast routing come by the group of the others. */
  @Test
  void shouldLeaveOtherFamiliesOut() {
    byte[] message = Capture.of("rule-events").received().get(0);
    message[16] = (byte) 128; // RTNL_FAMILY_IPMR

    subject.message(Capture.reader(message));

    assertThat(events).isEmpty();
  }

  private void receive(String capture) {
    Capture.of(capture).received().forEach(m -> subject.message(Capture.reader(m)));
  }

  @Test
  void shouldLeaveOtherMessagesOut() {
    byte[] message = Capture.of("route-add-6").sent();
    message[4] = 26; // nlmsg_type: RTM_GETROUTE

    subject.message(Capture.reader(message));

    assertThat(events).isEmpty();
  }
}
