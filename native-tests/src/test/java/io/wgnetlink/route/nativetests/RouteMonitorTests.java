package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteEvent.NeighbourChanged;
import io.wgnetlink.monitor.RouteEvent.NeighbourRemoved;
import io.wgnetlink.monitor.RouteEvent.NexthopChanged;
import io.wgnetlink.monitor.RouteEvent.NexthopRemoved;
import io.wgnetlink.monitor.RouteEvent.RouteChanged;
import io.wgnetlink.monitor.RouteEvent.RuleChanged;
import io.wgnetlink.monitor.RouteEvent.RuleRemoved;
import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.monitor.RouteTopic;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.SubscriptionOptions;
import io.wgnetlink.route.LinkLayerAddress;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.SingleNexthop;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a monitor tells of objects other than links is what a reading then finds. */
final class RouteMonitorTests {
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<RouteEvent> events = new LinkedBlockingQueue<>();
  private TestHost host;
  private RouteNetlink netlink;
  private int a;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    netlink = host.netlink();
    a = host.createPair("a", "b").index();
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.1/24"));
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private RouteMonitor open(RouteTopic... topics) {
    return RouteMonitor.open(
        host.namespace(), Set.of(topics), events::add, SubscriptionOptions.DEFAULT);
  }

  @Test
  void shouldTellOfRulesOfBothFamiliesAsAReadingHasThem() throws Exception {
    try (RouteMonitor monitor = open(RouteTopic.RULES)) {
      for (AddressFamily family : AddressFamily.values()) {
        String option = family == AddressFamily.IPV4 ? "-4" : "-6";
        Witness.run(
            host.namespace(), "ip", option, "rule", "add", "iif", "z", "goto", "900", "pref", "7");
        Rule told = ((RuleChanged) await(event -> event instanceof RuleChanged)).rule();
        assertThat(told.family()).isEqualTo(family);
        assertThat(netlink.rules(family)).contains(told);
        netlink.deleteRule(told);
        RuleRemoved gone = (RuleRemoved) await(event -> event instanceof RuleRemoved);
        assertThat(gone.rule()).isEqualTo(told);
      }
      assertThat(monitor.drops()).isZero();
    }
  }

  @Test
  void shouldTellOfNexthopObjectsAndGroups() throws Exception {
    try (RouteMonitor monitor = open(RouteTopic.NEXTHOPS)) {
      for (int id = 1; id <= 2; id++) {
        netlink.addNexthop(
            SingleNexthop.builder(AddressFamily.IPV4).id(id).oif(a).build());
      }
      netlink.addNexthop(NexthopGroup.builder().id(10).member(1, 1).member(2, 3).build());
      List<NexthopObject> told = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        told.add(((NexthopChanged) await(event -> true)).nexthop());
      }
      assertThat(told).containsExactlyElementsOf(netlink.nexthops(NexthopFilter.all()));

      netlink.deleteNexthop(1);
      NexthopRemoved gone = (NexthopRemoved) await(event -> event instanceof NexthopRemoved);
      assertThat(gone.nexthop()).isEqualTo(told.get(0));
      NexthopChanged pruned = (NexthopChanged) await(event -> event instanceof NexthopChanged);
      assertThat(pruned.nexthop()).isEqualTo(netlink.nexthop(10).orElseThrow());
      assertThat(monitor.drops()).isZero();
    }
  }

  /** That no event comes is what the mirror's second reading of them is for. */
  @Test
  void shouldHearNothingOfNexthopObjectsThatGoWithTheirLink() throws Exception {
    netlink.addNexthop(SingleNexthop.builder(AddressFamily.IPV4).id(1).oif(a).build());
    try (RouteMonitor monitor = open(RouteTopic.NEXTHOPS, RouteTopic.RULES)) {
      netlink.changeLink(a, LinkChange.builder().down().build());
      assertThat(netlink.nexthop(1)).isEmpty();
      netlink.addRule(Rule.builder(AddressFamily.IPV4).priority(7).build());
      assertThat(events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(RuleChanged.class);
      assertThat(monitor.drops()).isZero();
    }
  }

  @Test
  void shouldTellOfNeighbours() throws Exception {
    Neighbour neighbour = Neighbour.builder(a, IpAddresses.parse("172.29.1.2"))
        .linkLayerAddress(LinkLayerAddress.parse("02:00:00:00:00:02"))
        .build();
    try (RouteMonitor monitor = open(RouteTopic.NEIGHBOURS)) {
      netlink.addNeighbour(neighbour);
      NeighbourChanged told =
          (NeighbourChanged) await(event -> event instanceof NeighbourChanged made
              && made.neighbour().address().equals(neighbour.address()));
      assertThat(told.neighbour().toBuilder().build()).isEqualTo(neighbour);
      netlink.deleteNeighbour(neighbour);
      await(event -> event instanceof NeighbourRemoved gone
          && gone.neighbour().link() == a
          && gone.neighbour().address().equals(neighbour.address()));
      assertThat(monitor.drops()).isZero();
    }
  }

  @Test
  void shouldTellOnlyOfTheTopicsThatWereAskedFor() throws Exception {
    try (RouteMonitor monitor = RouteMonitor.open(
        host.namespace(),
        EnumSet.complementOf(EnumSet.of(RouteTopic.RULES)),
        events::add,
        SubscriptionOptions.DEFAULT)) {
      netlink.addRule(Rule.builder(AddressFamily.IPV4).priority(7).build());
      netlink.addRoute(Route.builder(IpPrefix.parse("10.1.0.0/16")).oif(a).build());
      await(event -> {
        assertThat(event).isNotInstanceOf(RuleChanged.class);
        return event instanceof RouteChanged;
      });
      assertThat(monitor.drops()).isZero();
    }
  }

  /** Takes events until the expected one comes. */
  private RouteEvent await(Predicate<RouteEvent> expected) throws InterruptedException {
    while (true) {
      RouteEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(event).as("the event that was waited for").isNotNull();
      if (expected.test(event)) {
        return event;
      }
    }
  }
}
