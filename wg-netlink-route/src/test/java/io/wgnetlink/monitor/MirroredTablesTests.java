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
import io.wgnetlink.monitor.RouteEvent.Overrun;
import io.wgnetlink.monitor.RouteEvent.RouteChanged;
import io.wgnetlink.monitor.RouteEvent.RouteRemoved;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
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

  private final List<RouteEvent> told = new ArrayList<>();
  private final MirroredTables subject = new MirroredTables(told::add);

  @BeforeEach
  void readEverything() {
    subject.readLinks(List.of(link(LinkFlag.UP, LinkFlag.LOWER_UP)));
    subject.readAddresses(Map.of(LINK, List.of(ADDRESS)));
    subject.read(AddressFamily.IPV4, List.of(ROUTE));
    subject.read(AddressFamily.IPV6, List.of());
    subject.caughtUp();
    told.clear();
  }

  private static Link link(LinkFlag... flags) {
    return Link.builder(LINK, InterfaceName.of("a"))
        .kind("veth")
        .flags(Set.of(flags))
        .mtu(1500)
        .build();
  }

  private static Route route(String destination, int oif) {
    return Route.builder(IpPrefix.parse(destination)).oif(oif).build();
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
  void shouldDoubtWhereSeveralRoutesShareAPlace() {
    Route other = route("10.1.0.0/16", 5);
    subject.apply(new RouteChanged(other, false));

    assertThat(subject.doubtedRoutes()).containsExactly(AddressFamily.IPV4);
    subject.read(AddressFamily.IPV4, List.of(other, ROUTE));
    assertThat(told).containsExactly(new RouteChanged(other, false));

    subject.apply(new RouteRemoved(other));
    assertThat(subject.doubtedRoutes()).containsExactly(AddressFamily.IPV4);
  }

  @Test
  void shouldDoubtWhenAnotherRouteThanTheKnownOneIsRemoved() {
    subject.apply(new RouteRemoved(route("10.1.0.0/16", 5)));

    assertThat(subject.doubtedRoutes()).containsExactly(AddressFamily.IPV4);
    assertThat(told).isEmpty();
  }

  @Test
  void shouldDoubtTheRoutesOfALinkThatLostItsCarrier() {
    subject.apply(new LinkChanged(link(LinkFlag.UP)));

    assertThat(subject.addressesDoubted()).isTrue();
    assertThat(subject.doubtedRoutes()).containsExactly(AddressFamily.values());
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
    subject.read(AddressFamily.IPV4, List.of());
    subject.read(AddressFamily.IPV6, List.of());
    subject.apply(new RouteChanged(ROUTE, false));
    subject.apply(new LinkChanged(link()));

    assertThat(subject.doubtedRoutes()).contains(AddressFamily.IPV4);
  }

  @Test
  void shouldDoubtTheRoutesOfTheFamilyOfAnAddressThatIsGone() {
    subject.apply(new AddressRemoved(LINK, ADDRESS));

    assertThat(subject.doubtedRoutes()).containsExactly(AddressFamily.IPV4);
    assertThat(told).containsExactly(new AddressRemoved(LINK, ADDRESS));
    assertThat(subject.state().addresses(LINK)).isEmpty();
  }

  /** The first reading may have come before the kernel removed the routes. */
  @Test
  void shouldDoubtOnceMoreWhatWasReadWhileItVanished() {
    confirmTheFirstReading();
    subject.apply(new AddressRemoved(LINK, ADDRESS));
    subject.read(AddressFamily.IPV4, List.of(ROUTE));
    assertThat(subject.settled()).isTrue();
    assertThat(subject.hasUnconfirmed()).isTrue();

    subject.doubtUnconfirmed();
    assertThat(subject.doubtedRoutes()).containsExactly(AddressFamily.IPV4);
    subject.read(AddressFamily.IPV4, List.of(ROUTE));

    assertThat(subject.confirm()).isTrue();
    assertThat(subject.settled()).isTrue();
    assertThat(subject.confirm()).isFalse();
    assertThat(subject.doubtedRoutes()).containsExactly(AddressFamily.IPV4);
    subject.read(AddressFamily.IPV4, List.of());
    assertThat(subject.state().routes()).isEmpty();
  }

  private void confirmTheFirstReading() {
    assertThat(subject.confirm()).isTrue();
    assertThat(subject.confirm()).isFalse();
    subject.read(AddressFamily.IPV4, List.of(ROUTE));
    subject.read(AddressFamily.IPV6, List.of());
    assertThat(subject.settled()).isTrue();
    assertThat(subject.hasUnconfirmed()).isFalse();
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
  void shouldDoubtRoutesWhenANexthopObjectChanges() {
    subject.nexthopChanged();

    assertThat(subject.doubtedRoutes()).containsExactly(AddressFamily.values());
  }

  @Test
  void shouldTellOfWhatAReadingDidNotFind() {
    subject.apply(new Overrun(Cause.RECEIVE_BUFFER));
    assertThat(subject.linksDoubted()).isTrue();
    subject.readLinks(List.of());
    subject.readAddresses(Map.of());
    subject.read(AddressFamily.IPV4, List.of());
    subject.read(AddressFamily.IPV6, List.of());

    assertThat(told)
        .containsExactly(
            new LinkRemoved(link(LinkFlag.UP, LinkFlag.LOWER_UP)),
            new AddressRemoved(LINK, ADDRESS),
            new RouteRemoved(ROUTE));
    assertThat(subject.settled()).isTrue();
  }
}
