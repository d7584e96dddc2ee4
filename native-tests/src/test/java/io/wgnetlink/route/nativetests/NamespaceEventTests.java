package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteEvent.LinkChanged;
import io.wgnetlink.monitor.RouteMirror;
import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.monitor.RouteTopic;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.SubscriptionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One socket hears three namespaces: its own, and two that have a number in it. */
final class NamespaceEventTests {
  private static final long PATIENCE_SECONDS = 60;
  private static final SubscriptionOptions ALL = SubscriptionOptions.DEFAULT.withAllNamespaces();

  private final BlockingQueue<RouteEvent> events = new LinkedBlockingQueue<>();
  private final TestHost own = new TestHost();
  private final TestHost second = new TestHost();
  private final TestHost third = new TestHost();

  @AfterEach
  void tearDown() {
    List.of(own, second, third).forEach(TestHost::close);
  }

  private RouteMonitor open() {
    return RouteMonitor.open(own.namespace(), Set.of(RouteTopic.LINKS), events::add, ALL);
  }

  /** Makes the loopback interface say who it is. */
  private static void speak(TestHost host, int mtu) {
    host.netlink()
        .changeLink(InterfaceName.of("lo"), LinkChange.builder().mtu(mtu).build());
  }

  /** Returns whose loopback interface has spoken next, and its MTU. */
  private String next() throws InterruptedException {
    RouteEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(event).as("the event that was waited for").isNotNull();
    RouteEvent inner = event instanceof RouteEvent.Elsewhere there ? there.event() : event;
    assertThat(event.namespaceId().isPresent()).isEqualTo(inner != event);
    return event.namespaceId() + " " + ((LinkChanged) inner).link().mtu();
  }

  @Test
  void shouldSayWhichNamespaceAnEventIsFrom() throws Exception {
    int two = own.netlink().assignNamespaceId(second.namespace());
    int three = own.netlink().assignNamespaceId(third.namespace());
    assertThat(two).isNotEqualTo(three);
    try (RouteMonitor monitor = open()) {
      speak(own, 1001);
      speak(second, 1002);
      speak(third, 1003);
      speak(second, 1004);

      List<String> heard = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        heard.add(next());
      }
      assertThat(heard)
          .containsExactly(
              Optional.empty() + " 1001",
              Optional.of(two) + " 1002",
              Optional.of(three) + " 1003",
              Optional.of(two) + " 1004");
      assertThat(monitor.drops()).isZero();
    }
  }

  /** It has to have a number before, and may get it while the monitor is open. */
  @Test
  void shouldHearOnlyOfNamespacesThatHaveANumber() throws Exception {
    try (RouteMonitor monitor = open()) {
      speak(second, 1002);
      int three = own.netlink().assignNamespaceId(third.namespace());
      speak(third, 1003);
      assertThat(next()).isEqualTo(Optional.of(three) + " 1003");
      assertThat(monitor.drops()).isZero();
    }
  }

  @Test
  void shouldHearOnlyOfItsOwnNamespaceUnlessAsked() throws Exception {
    own.netlink().assignNamespaceId(second.namespace());
    try (RouteMonitor monitor = RouteMonitor.open(own.namespace(), events::add)) {
      speak(second, 1002);
      speak(own, 1001);
      assertThat(next()).isEqualTo(Optional.empty() + " 1001");
      assertThat(monitor.drops()).isZero();
    }
  }

  @Test
  void shouldAgreeWithIpOnTheNumberOfANamespace() throws Exception {
    assertThat(own.netlink().namespaceId(second.namespace())).isEmpty();
    int number = own.netlink().assignNamespaceId(second.namespace());
    assertThat(own.netlink().namespaceId(second.namespace())).contains(number);
    assertThat(own.netlink().assignNamespaceId(second.namespace())).isEqualTo(number);
    assertThat(own.ip("netns list-id").findValuesAsText("nsid"))
        .containsExactly(Integer.toString(number));
    assertThat(second.netlink().namespaceId(own.namespace())).isEmpty();
  }

  /** The kernel has to name the other end's namespace. */
  @Test
  void shouldFindANumberOnceALinkLeadsThere() {
    own.create(LinkSpec.veth(InterfaceName.of("a"), InterfaceName.of("b")));
    own.netlink()
        .changeLink(
            InterfaceName.of("b"),
            LinkChange.builder().namespace(second.namespace()).build());

    assertThat(own.netlink().namespaceId(second.namespace())).isPresent();
  }

  @Test
  void shouldRefuseAMirrorOfAllNamespaces() {
    assertThatThrownBy(() -> RouteMirror.open(own.namespace(), events::add, ALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one namespace");
  }
}
