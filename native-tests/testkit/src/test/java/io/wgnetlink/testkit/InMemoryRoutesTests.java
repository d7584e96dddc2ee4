package io.wgnetlink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteMirror;
import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.monitor.RouteSelection;
import io.wgnetlink.monitor.RouteState;
import io.wgnetlink.monitor.RouteTopic;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.OutcomeUnknownException;
import io.wgnetlink.netlink.SubscriptionOptions;
import io.wgnetlink.route.NeighbourFilter;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only a kernel in memory does; the rest is in the conformance suite. */
class InMemoryRoutesTests {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final IpPrefix NET = IpPrefix.parse("10.9.0.0/16");
  private static final IpPrefix NET6 = IpPrefix.parse("fd09::/48");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2024-05-01T12:00:00Z"));
  private final InMemoryKernel kernel = InMemoryKernel.builder().clock(now::get).build();
  private final NetworkNamespace namespace = kernel.namespace();
  private final RouteNetlink netlink = kernel.routeNetlink();
  private final BlockingQueue<RouteEvent> events = new LinkedBlockingQueue<>();
  private int wg0;

  @BeforeEach
  void setUp() {
    wg0 = netlink.createLink(LinkSpec.wireguard(WG0).withUp()).index();
    netlink.addAddress(wg0, InterfaceAddress.parse("10.1.0.1/24"));
    netlink.addAddress(wg0, InterfaceAddress.parse("fd00:1::1/64"));
  }

  @AfterEach
  void tearDown() {
    netlink.close();
    namespace.close();
  }

  // ---- one kernel -----------------------------------------------------------------------------

  @Test
  void shouldBeOneKernelForBothClients() {
    try (WireGuard wireGuard = kernel.wireGuard()) {
      wireGuard.apply(DeviceUpdate.of(WG0).listenPort(51820).build());
      assertThat(wireGuard.interfaces()).containsExactly(WG0);

      kernel.down(WG0);
      assertThat(netlink.addresses(wg0)).hasSize(1);
      netlink.deleteLink(WG0);

      assertThat(wireGuard.interfaces()).isEmpty();
    }
  }

  @Test
  void shouldRefuseToBringUpAWireGuardWhosePortIsTaken() {
    kernel.down(WG0);
    try (WireGuard wireGuard = kernel.wireGuard()) {
      wireGuard.apply(DeviceUpdate.of(WG0).listenPort(51820).build());
    }
    kernel.occupyPort(51820);

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.changeLink(WG0, LinkChange.builder().up().build()))
        .satisfies(e -> assertThat(e.errno()).contains(Errno.EADDRINUSE));
    assertThat(netlink.link(WG0).orElseThrow().flags()).doesNotContain(LinkFlag.UP);
  }

  @Test
  void shouldHaveTheSettingsOfLinks() {
    IpSetting forwarding = IpSetting.ofLink(WG0, Ipv4Switch.FORWARDING);
    assertThat(netlink.setting(forwarding)).isZero();

    netlink.changeSetting(forwarding, 1);

    assertThat(netlink.setting(forwarding)).isEqualTo(1);
    assertThat(namespace.sysctl(forwarding.sysctl())).isEqualTo("1");
  }

  // ---- time -----------------------------------------------------------------------------------

  @Test
  void shouldDeleteAnIpv6RouteWhenItsTimeIsOver() {
    netlink.addRoute(
        Route.builder(NET6).oif(wg0).expires(Duration.ofSeconds(30)).build());
    now.updateAndGet(time -> time.plusSeconds(20));
    assertThat(route(NET6).expires()).contains(Duration.ofSeconds(10));

    now.updateAndGet(time -> time.plusSeconds(10));

    assertThat(destinations()).doesNotContain(NET6);
  }

  @Test
  void shouldDeleteAddressesWhenTheirTimeIsOver() {
    for (String address : List.of("10.2.0.1/24", "fd00:2::1/64")) {
      netlink.addAddress(
          wg0,
          InterfaceAddress.parse(address).toBuilder()
              .lifetimes(Duration.ofSeconds(60), Duration.ofSeconds(30))
              .build());
    }
    assertThat(destinations())
        .contains(IpPrefix.parse("10.2.0.0/24"), IpPrefix.parse("fd00:2::/64"));

    now.updateAndGet(time -> time.plusSeconds(60));

    assertThat(netlink.addresses(wg0)).hasSize(2);
    assertThat(destinations())
        .doesNotContain(IpPrefix.parse("10.2.0.0/24"), IpPrefix.parse("fd00:2::/64"));
  }

  // ---- trouble --------------------------------------------------------------------------------

  @Test
  void shouldRefuseAndLoseWhatItIsToldTo() {
    Route route = Route.builder(NET).oif(wg0).build();
    kernel.inject(Fault.refuse(Errno.EBUSY).onRoutingChanges());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addRoute(route))
        .satisfies(e -> assertThat(e.errno()).contains(Errno.EBUSY));
    assertThat(destinations()).doesNotContain(NET);

    kernel.inject(Fault.loseAnswer().onRoutingChanges());
    assertThatExceptionOfType(OutcomeUnknownException.class)
        .isThrownBy(() -> netlink.addRoute(route));
    assertThat(destinations()).contains(NET);
  }

  @Test
  void shouldChangeNothingWithoutPrivilege() {
    long before = kernel.changeRequests();
    kernel.setNetAdmin(false);

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.deleteLink(WG0))
        .satisfies(e -> assertThat(e.errno()).contains(Errno.EPERM));
    assertThat(netlink.links()).hasSize(2);
    assertThat(kernel.changeRequests()).isEqualTo(before + 1);
  }

  @Test
  void shouldSayWhatItDoesNotModel() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> netlink.createLink(LinkSpec.of("vxlan", InterfaceName.of("x"))))
        .withMessage("the kernel in memory does not model links of kind vxlan");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> netlink.neighbours(NeighbourFilter.all()));
    assertThat(netlink.links()).hasSize(2); // the client goes on
  }

  // ---- events ---------------------------------------------------------------------------------

  @Test
  void shouldTellOfChangesAndBeSilentWhereLinuxIs() throws Exception {
    netlink.addRoute(Route.builder(NET).oif(wg0).build());
    netlink.addRoute(Route.builder(NET6).oif(wg0).build());
    try (RouteMonitor monitor = monitor(SubscriptionOptions.DEFAULT)) {
      kernel.down(WG0);

      assertThat(next()).isInstanceOf(RouteEvent.LinkChanged.class);
      assertThat(destinationsOf(drain())).contains(NET6).doesNotContain(NET);
      assertThat(monitor.drops()).isZero();
    }
    assertThat(destinations()).doesNotContain(NET, NET6);
  }

  @Test
  void shouldTellOfOneTableOnly() throws Exception {
    RouteSelection selection = RouteSelection.of(RouteTopic.ROUTES).withTables(51820);
    try (RouteMonitor monitor =
        RouteMonitor.open(namespace, selection, events::add, SubscriptionOptions.DEFAULT)) {
      netlink.addRoute(Route.builder(NET).oif(wg0).build());
      netlink.addRoute(Route.builder(NET6).oif(wg0).table(51820).build());

      assertThat(next())
          .isInstanceOfSatisfying(
              RouteEvent.RouteChanged.class,
              event -> assertThat(event.route().destination()).isEqualTo(NET6));
      assertThat(drain()).isEmpty();
      assertThat(monitor.drops()).isZero();
    }
  }

  @Test
  void shouldOverflowASmallReceiveBuffer() throws Exception {
    try (RouteMonitor monitor = monitor(SubscriptionOptions.DEFAULT.withReceiveBuffer(1024))) {
      for (int i = 0; i < 2000 && monitor.drops() == 0; i++) {
        netlink.replaceRoute(
            Route.builder(IpPrefix.parse("10.77." + i % 256 + ".0/24")).oif(wg0).build());
      }
      assertThat(monitor.drops()).isPositive();
      assertThat(drain()).anyMatch(RouteEvent.Overrun.class::isInstance);
    }
  }

  @Test
  void shouldLoseEventsOnDemand() throws Exception {
    try (RouteMonitor monitor = monitor(SubscriptionOptions.DEFAULT)) {
      kernel.loseEvents(() -> netlink.addRoute(Route.builder(NET).oif(wg0).build()));

      assertThat(next()).isInstanceOf(RouteEvent.Overrun.class);
      assertThat(destinationsOf(drain())).isEmpty();
      assertThat(monitor.drops()).isPositive();
    }
  }

  @Test
  void shouldMirrorWhatIsThereAfterSilenceAndOverruns() {
    try (RouteMirror mirror = RouteMirror.open(namespace, events::add)) {
      netlink.addRoute(Route.builder(NET).gateway(IpAddresses.parse("10.1.0.9")).build());
      assertMirrored(mirror);
      kernel.loseEvents(() -> netlink.addRoute(Route.builder(NET6).oif(wg0).build()));
      assertMirrored(mirror);
      netlink.deleteAddress(wg0, InterfaceAddress.parse("10.1.0.1/24")); // takes the route along
      assertMirrored(mirror);
      assertThat(destinations()).doesNotContain(NET);
      kernel.removeInterface(WG0);
      assertMirrored(mirror);
      assertThat(mirror.counts().overruns()).isPositive();
    }
  }

  @Test
  void shouldMirrorAfterTheKernelRefusedToBeRead() throws InterruptedException {
    try (RouteMirror mirror = RouteMirror.open(namespace, events::add)) {
      kernel.inject(Fault.refuse(Errno.ENOBUFS).onRoutingReadings().times(3));
      kernel.loseEvents(() -> netlink.addRoute(Route.builder(NET6).oif(wg0).build()));

      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (mirror.state().routes().stream().noneMatch(r -> r.destination().equals(NET6))) {
        assertThat(System.nanoTime()).as("nobody waits, and no event comes").isLessThan(end);
        Thread.sleep(20);
      }
    }
  }

  private void assertMirrored(RouteMirror mirror) {
    RouteState state = mirror.await(Duration.ofSeconds(10));
    assertThat(state.routes())
        .containsExactlyInAnyOrderElementsOf(netlink.routes(RouteFilter.all()));
    assertThat(state.links().keySet())
        .containsExactlyInAnyOrderElementsOf(
            netlink.links().stream().map(Link::index).toList());
  }

  private RouteMonitor monitor(SubscriptionOptions options) {
    return RouteMonitor.open(namespace, RouteSelection.ALL, events::add, options);
  }

  private RouteEvent next() throws InterruptedException {
    RouteEvent event = events.poll(10, TimeUnit.SECONDS);
    assertThat(event).as("an event").isNotNull();
    return event;
  }

  /** Returns what comes until nothing more does. */
  private List<RouteEvent> drain() throws InterruptedException {
    List<RouteEvent> all = new ArrayList<>();
    RouteEvent event = events.poll(200, TimeUnit.MILLISECONDS);
    while (event != null) {
      all.add(event);
      event = events.poll(200, TimeUnit.MILLISECONDS);
    }
    return all;
  }

  private static List<IpPrefix> destinationsOf(List<RouteEvent> some) {
    return some.stream()
        .filter(RouteEvent.RouteRemoved.class::isInstance)
        .map(event -> ((RouteEvent.RouteRemoved) event).route().destination())
        .toList();
  }

  private List<IpPrefix> destinations() {
    return netlink.routes(RouteFilter.all()).stream().map(Route::destination).toList();
  }

  private Route route(IpPrefix destination) {
    return netlink.routes(RouteFilter.all()).stream()
        .filter(route -> route.destination().equals(destination))
        .findFirst()
        .orElseThrow();
  }
}
