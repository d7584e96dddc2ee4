package io.wgnetlink.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.monitor.RouteEvent.AddressChanged;
import io.wgnetlink.monitor.RouteEvent.AddressRemoved;
import io.wgnetlink.monitor.RouteEvent.Cause;
import io.wgnetlink.monitor.RouteEvent.LinkChanged;
import io.wgnetlink.monitor.RouteEvent.LinkRemoved;
import io.wgnetlink.monitor.RouteEvent.NexthopChanged;
import io.wgnetlink.monitor.RouteEvent.NexthopRemoved;
import io.wgnetlink.monitor.RouteEvent.Overrun;
import io.wgnetlink.monitor.RouteEvent.RouteChanged;
import io.wgnetlink.monitor.RouteEvent.RouteRemoved;
import io.wgnetlink.monitor.RouteEvent.RuleChanged;
import io.wgnetlink.monitor.RouteEvent.RuleRemoved;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.SingleNexthop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MirroredTablesTests {
  private static final int LINK = 4;
  private static final InterfaceAddress ADDRESS = InterfaceAddress.parse("172.29.1.16/24");
  private static final Route ROUTE = route("10.1.0.0/16", LINK);
  private static final Rule RULE = rule(100).iif(InterfaceName.of("a")).build();
  private static final SingleNexthop NEXTHOP =
      SingleNexthop.builder(AddressFamily.IPV4).id(1).oif(LINK).build();

  private final List<RouteEvent> told = new ArrayList<>();
  private final MirroredTables subject = new MirroredTables(told::add);

  @BeforeEach
  void readEverything() {
    subject.readLinks(List.of(link(LinkFlag.UP, LinkFlag.LOWER_UP)));
    subject.readAddresses(Map.of(LINK, List.of(ADDRESS)));
    subject.readRoutes(AddressFamily.IPV4, List.of(ROUTE));
    subject.readRoutes(AddressFamily.IPV6, List.of());
    subject.readRules(List.of(RULE));
    subject.readNexthops(List.of(NEXTHOP));
    subject.caughtUp();
    told.clear();
  }

  private static Link link(LinkFlag... flags) {
    return named("a", flags);
  }

  private static Link named(String name, LinkFlag... flags) {
    return Link.builder(LINK, InterfaceName.of(name))
        .kind("veth")
        .flags(Set.of(flags))
        .mtu(1500)
        .build();
  }

  private static Route route(String destination, int oif) {
    return Route.builder(IpPrefix.parse(destination)).oif(oif).build();
  }

  private static Rule.Builder rule(int priority) {
    return Rule.builder(AddressFamily.IPV4).priority(priority);
  }

  @Test
  void shouldBeSettledOnceEverythingIsRead() {
    assertThat(new MirroredTables(told::add).settled()).isFalse();
    assertThat(subject.settled()).isTrue();
    assertThat(subject.state().routes()).containsExactly(ROUTE);
    assertThat(subject.state().addresses(LINK)).containsExactly(ADDRESS);
  }

  @Test
  void shouldFollowARouteFromItsMakingToItsEnd() {
    Route other = route("10.2.0.0/16", LINK);
    subject.apply(new RouteChanged(other, false));
    subject.apply(new RouteChanged(other, false));
    subject.apply(new RouteRemoved(other));
    subject.apply(new RouteRemoved(other));

    assertThat(told).containsExactly(new RouteChanged(other, false), new RouteRemoved(other));
    assertThat(subject.settled()).isTrue();
    assertThat(subject.state().routes()).containsExactly(ROUTE);
  }

  @Test
  void shouldFollowAReplacementOfTheOnlyRouteOfAPlace() {
    Route other = route("10.1.0.0/16", 5);
    subject.apply(new RouteChanged(other, true));

    assertThat(subject.settled()).isTrue();
    assertThat(subject.state().routes()).containsExactly(other);
  }

  @Test
  void shouldTellRoutesApartByTheirTypeOfService() {
    Route urgent = ROUTE.toBuilder().tos(0x10).build();
    Route urgentToo = urgent.toBuilder().oif(5).build();
    subject.apply(new RouteChanged(urgent, false));
    subject.apply(new RouteChanged(urgentToo, true));
    assertThat(subject.settled()).isTrue();
    assertThat(subject.state().routes()).containsExactlyInAnyOrder(ROUTE, urgentToo);

    subject.apply(new RouteRemoved(urgentToo));
    assertThat(subject.settled()).isTrue();
    assertThat(subject.state().routes()).containsExactly(ROUTE);
    assertThat(told)
        .containsExactly(
            new RouteChanged(urgent, false),
            new RouteChanged(urgentToo, true),
            new RouteRemoved(urgentToo));
  }

  @Test
  void shouldDoubtWhereSeveralRoutesShareAPlace() {
    Route other = route("10.1.0.0/16", 5);
    subject.apply(new RouteChanged(other, false));

    assertThat(subject.doubts().doubted()).containsExactly(MirroredPart.IPV4_ROUTES);
    subject.readRoutes(AddressFamily.IPV4, List.of(other, ROUTE));
    assertThat(told).containsExactly(new RouteChanged(other, false));

    subject.apply(new RouteRemoved(other));
    assertThat(subject.doubts().doubted()).containsExactly(MirroredPart.IPV4_ROUTES);
  }

  @Test
  void shouldDoubtWhenAnotherRouteThanTheKnownOneIsRemoved() {
    subject.apply(new RouteRemoved(route("10.1.0.0/16", 5)));

    assertThat(subject.doubts().doubted()).containsExactly(MirroredPart.IPV4_ROUTES);
    assertThat(told).isEmpty();
  }

  @Test
  void shouldDoubtTheRoutesOfALinkThatLostItsCarrier() {
    subject.apply(new LinkChanged(link(LinkFlag.UP)));

    assertThat(subject.doubts().isDoubted(MirroredPart.ADDRESSES)).isTrue();
    assertThat(subject.doubts().doubted()).containsAll(MirroredPart.CARRIED);
  }

  @Test
  void shouldDoubtNothingWhenALinkOnlyRepeatsItself() {
    subject.apply(new LinkChanged(link(LinkFlag.UP, LinkFlag.LOWER_UP)));

    assertThat(subject.settled()).isTrue();
    assertThat(told).isEmpty();
  }

  /** An event from before the reading: what vanished with it may have been put back by another. */
  @Test
  void shouldDoubtTheRoutesWhateverALinkSaysUntilItHasCaughtUp() {
    subject.readLinks(List.of(link()));
    subject.readAddresses(Map.of());
    subject.readRoutes(AddressFamily.IPV4, List.of());
    subject.readRoutes(AddressFamily.IPV6, List.of());
    subject.readRules(List.of(RULE));
    subject.readNexthops(List.of(NEXTHOP));
    subject.apply(new RouteChanged(ROUTE, false));
    subject.apply(new LinkChanged(link()));

    assertThat(subject.doubts().doubted()).containsAll(MirroredPart.CARRIED);
  }

  @Test
  void shouldDoubtTheRoutesOfTheFamilyOfAnAddressThatIsGone() {
    subject.apply(new AddressRemoved(LINK, ADDRESS));

    assertThat(subject.doubts().doubted()).containsExactly(MirroredPart.IPV4_ROUTES);
    assertThat(told).containsExactly(new AddressRemoved(LINK, ADDRESS));
    assertThat(subject.state().addresses(LINK)).isEmpty();
  }

  /** The first reading may have come before the kernel removed the routes. */
  @Test
  void shouldDoubtOnceMoreWhatWasReadWhileItVanished() {
    confirmTheFirstReading();
    subject.apply(new AddressRemoved(LINK, ADDRESS));
    subject.readRoutes(AddressFamily.IPV4, List.of(ROUTE));
    assertThat(subject.settled()).isTrue();
    assertThat(subject.doubts().hasUnconfirmed()).isTrue();

    subject.doubts().doubtUnconfirmed();
    assertThat(subject.doubts().doubted()).containsExactly(MirroredPart.IPV4_ROUTES);
    subject.readRoutes(AddressFamily.IPV4, List.of(ROUTE));

    assertThat(subject.doubts().confirm()).isTrue();
    assertThat(subject.settled()).isTrue();
    assertThat(subject.doubts().confirm()).isFalse();
    assertThat(subject.doubts().doubted()).containsExactly(MirroredPart.IPV4_ROUTES);
    subject.readRoutes(AddressFamily.IPV4, List.of());
    assertThat(subject.state().routes()).isEmpty();
  }

  private void confirmTheFirstReading() {
    assertThat(subject.doubts().confirm()).isTrue();
    assertThat(subject.doubts().confirm()).isFalse();
    subject.readRoutes(AddressFamily.IPV4, List.of(ROUTE));
    subject.readRoutes(AddressFamily.IPV6, List.of());
    subject.readRules(List.of(RULE));
    subject.readNexthops(List.of(NEXTHOP));
    assertThat(subject.settled()).isTrue();
    assertThat(subject.doubts().hasUnconfirmed()).isFalse();
  }

  @Test
  void shouldKnowAnIpv6AddressByItselfAndAnIpv4OneByItsNetworkToo() {
    InterfaceAddress narrow = InterfaceAddress.parse("172.29.1.16/32");
    InterfaceAddress six = InterfaceAddress.parse("fd00::1/64");
    subject.apply(new AddressChanged(LINK, narrow));
    subject.apply(new AddressChanged(LINK, six));
    subject.apply(new AddressChanged(LINK, six.withoutDad()));

    assertThat(subject.state().addresses(LINK))
        .containsExactlyInAnyOrder(ADDRESS, narrow, six.withoutDad());
  }

  @Test
  void shouldDoubtRoutesWhenANexthopObjectIsReplacedOrRemoved() {
    SingleNexthop other = NEXTHOP.toBuilder().oif(5).build();
    for (RouteEvent event : List.of(new NexthopChanged(other), new NexthopRemoved(NEXTHOP))) {
      readEverything();
      subject.apply(event);
      assertThat(subject.doubts().doubted())
          .containsExactlyInAnyOrder(MirroredPart.IPV4_ROUTES, MirroredPart.IPV6_ROUTES);
    }
    assertThat(told).containsExactly(new NexthopRemoved(NEXTHOP));
    assertThat(subject.state().nexthops()).isEmpty();
  }

  @Test
  void shouldDoubtNothingForANewNexthopObjectUnlessTheEventMayBeOld() {
    NexthopChanged event = new NexthopChanged(NEXTHOP.toBuilder().id(2).build());
    subject.apply(event);
    assertThat(subject.settled()).isTrue();
    assertThat(told).containsExactly(event);

    subject.readNexthops(List.of(NEXTHOP));
    subject.apply(event);
    assertThat(subject.doubts().doubted()).contains(MirroredPart.IPV4_ROUTES);
  }

  @Test
  void shouldDoubtTheRoutesOfANexthopObjectThatAReadingDidNotFind() {
    subject.doubts().doubt(MirroredPart.NEXTHOPS);
    subject.readNexthops(List.of());

    assertThat(told).containsExactly(new NexthopRemoved(NEXTHOP));
    assertThat(subject.doubts().doubted())
        .containsExactlyInAnyOrder(MirroredPart.IPV4_ROUTES, MirroredPart.IPV6_ROUTES);
  }

  @Test
  void shouldNotTakeTimeOutOfBalanceForAChange() {
    NexthopGroup group = NexthopGroup.builder()
        .id(2)
        .member(1, 1)
        .resilience(resilience(Duration.ZERO))
        .build();
    subject.apply(new NexthopChanged(group));
    NexthopGroup later =
        group.toBuilder().resilience(resilience(Duration.ofSeconds(7))).build();
    subject.readNexthops(List.of(NEXTHOP, later));

    assertThat(told).containsExactly(new NexthopChanged(group));
    assertThat(subject.settled()).isTrue();
  }

  private static NexthopGroup.Resilience resilience(Duration unbalanced) {
    return new NexthopGroup.Resilience(
        8, Duration.ofSeconds(60), Duration.ofSeconds(300), unbalanced);
  }

  @Test
  void shouldKeepRulesInTheOrderInWhichTheyAreTried() {
    Rule last = rule(-1).build();
    Rule six = Rule.builder(AddressFamily.IPV6).priority(5).build();
    Rule first = rule(0).build();
    Rule second = rule(100).lookup(7).build();
    for (Rule rule : List.of(last, six, first, second)) {
      subject.apply(new RuleChanged(rule));
    }

    assertThat(subject.state().rules()).containsExactly(first, RULE, second, last, six);
    assertThat(subject.settled()).isTrue();
    subject.apply(new RuleRemoved(RULE.toBuilder().flags(Rule.FLAG_IIF_DETACHED).build()));
    assertThat(subject.state().rules(AddressFamily.IPV4)).containsExactly(first, second, last);
    assertThat(told).endsWith(new RuleRemoved(RULE));
  }

  @Test
  void shouldDoubtRulesWhenAnEventIsAboutOneThatIsNotThereAsExpected() {
    for (RouteEvent event :
        List.of(new RuleChanged(RULE), new RuleRemoved(rule(100).lookup(7).build()))) {
      readEverything();
      subject.apply(event);
      assertThat(subject.doubts().doubted()).containsExactly(MirroredPart.RULES);
    }
    subject.readRules(List.of(RULE, RULE));
    subject.apply(new RuleRemoved(RULE));
    assertThat(subject.doubts().doubted()).containsExactly(MirroredPart.RULES);
    assertThat(told).containsExactly(new RuleChanged(RULE));
  }

  @Test
  void shouldDoubtRulesWhenTheTargetOfAGotoMayHaveComeOrGone() {
    Rule leading = rule(1).gotoPriority(200).build();
    Rule target = rule(200).build();
    subject.apply(new RuleChanged(leading));
    assertThat(subject.settled()).isTrue();
    for (RouteEvent event : List.of(new RuleChanged(target), new RuleRemoved(target))) {
      subject.apply(event);
      assertThat(subject.doubts().doubted()).containsExactly(MirroredPart.RULES);
      subject.readRules(subject.state().rules());
    }
    subject.apply(new RuleRemoved(leading));
    assertThat(subject.settled()).isTrue();
  }

  @Test
  void shouldDoubtRulesWhenALinkComesOrGoesOrIsRenamed() {
    Link renamed = named("z", LinkFlag.UP, LinkFlag.LOWER_UP);
    for (RouteEvent event : List.of(new LinkChanged(renamed), new LinkRemoved(renamed))) {
      readEverything();
      subject.apply(event);
      assertThat(subject.doubts().doubted()).contains(MirroredPart.RULES);
    }
    Rule detached = RULE.toBuilder().flags(Rule.FLAG_IIF_DETACHED).build();
    told.clear();
    subject.readRules(List.of(detached));
    assertThat(told).containsExactly(new RuleChanged(detached));
  }

  @Test
  void shouldTellOfWhatAReadingDidNotFind() {
    subject.apply(new Overrun(Cause.RECEIVE_BUFFER));
    assertThat(subject.doubts().doubted()).containsExactlyInAnyOrder(MirroredPart.values());
    subject.readLinks(List.of());
    subject.readAddresses(Map.of());
    subject.readNexthops(List.of());
    subject.readRules(List.of());
    subject.readRoutes(AddressFamily.IPV4, List.of());
    subject.readRoutes(AddressFamily.IPV6, List.of());

    assertThat(told)
        .containsExactly(
            new LinkRemoved(link(LinkFlag.UP, LinkFlag.LOWER_UP)),
            new AddressRemoved(LINK, ADDRESS),
            new NexthopRemoved(NEXTHOP),
            new RuleRemoved(RULE),
            new RouteRemoved(ROUTE));
    assertThat(subject.settled()).isTrue();
  }
}
