package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteEvent.LinkChanged;
import io.wgnetlink.monitor.RouteEvent.LinkRemoved;
import io.wgnetlink.monitor.RouteEvent.Overrun;
import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.route.RouteNetlink;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LinkEventTests {
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<RouteEvent> events = new LinkedBlockingQueue<>();
  private TestHost host;
  private RouteNetlink netlink;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    netlink = host.netlink();
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private static InterfaceName name(String text) {
    return InterfaceName.of(text);
  }

  @Test
  void shouldTellOfALinkFromItsMakingToItsEnd() throws Exception {
    try (RouteMonitor monitor = RouteMonitor.open(host.namespace(), events::add)) {
      int a = host.create(LinkSpec.veth(name("a"), name("b"))).index();
      await(event -> event instanceof LinkChanged changed
          && changed.link().index() == a
          && !changed.link().isUp());

      netlink.changeLink(a, LinkChange.builder().up().build());
      await(event -> event instanceof LinkChanged changed
          && changed.link().index() == a
          && changed.link().isUp());

      netlink.changeLink(a, LinkChange.builder().mtu(1300).build());
      await(event -> event instanceof LinkChanged changed && changed.link().mtu() == 1300);

      netlink.deleteLink(a);
      LinkRemoved removed = (LinkRemoved)
          await(event -> event instanceof LinkRemoved gone && gone.link().index() == a);
      assertThat(removed.link().name()).isEqualTo(name("a"));
      assertThat(monitor).isNotNull();
    }
  }

  @Test
  void shouldTellThatALinkLeftForAnotherNamespace() throws Exception {
    BlockingQueue<RouteEvent> there = new LinkedBlockingQueue<>();
    try (TestHost other = new TestHost();
        RouteMonitor here = RouteMonitor.open(host.namespace(), events::add);
        RouteMonitor elsewhere = RouteMonitor.open(other.namespace(), there::add)) {
      int b = host.createPair("a", "b").parent().orElseThrow();

      netlink.changeLink(b, LinkChange.builder().namespace(other.namespace()).build());

      await(event -> event instanceof LinkRemoved gone && gone.link().index() == b);
      await(
          there,
          event -> event instanceof LinkChanged came && came.link().name().equals(name("b")));
      assertThat(here).isNotSameAs(elsewhere);
    }
  }

  @Test
  void shouldNotTakeAPortThatLeavesItsBridgeForARemovedLink() throws Exception {
    int bridge = host.create(LinkSpec.bridge(name("br0")).withUp()).index();
    int port = host.createPair("a", "b").index();
    try (RouteMonitor monitor = RouteMonitor.open(host.namespace(), events::add)) {
      netlink.changeLink(port, LinkChange.builder().master(bridge).build());
      await(event ->
          event instanceof LinkChanged changed && changed.link().master().isPresent());
      netlink.changeLink(port, LinkChange.builder().noMaster().build());
      netlink.changeLink(port, LinkChange.builder().mtu(1300).build());
      await(event -> {
        assertThat(event).isNotInstanceOf(LinkRemoved.class);
        return event instanceof LinkChanged changed && changed.link().mtu() == 1300;
      });
      assertThat(monitor).isNotNull();
    }
  }

  @Test
  void shouldTellThatEventsWereMissedAndGoOn() throws Exception {
    int a = host.createPair("a", "b").index();
    CountDownLatch release = new CountDownLatch(1);
    RouteMonitor.Listener slow = event -> {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (!(event instanceof LinkChanged changed) || changed.link().mtu() >= 1400) {
        events.add(event);
      }
    };
    try (RouteMonitor monitor = RouteMonitor.open(host.namespace(), slow)) {
      // More than the 16 MiB that may wait for the listener: an event has some 1,500 bytes.
      int changes = 16_000;
      for (int i = 0; i < changes; i++) {
        netlink.changeLink(a, LinkChange.builder().mtu(1300 + i % 2).build());
      }
      release.countDown();
      await(event -> event instanceof Overrun);

      netlink.changeLink(a, LinkChange.builder().mtu(1400).build());
      await(event -> event instanceof LinkChanged changed && changed.link().mtu() == 1400);
      assertThat(monitor).isNotNull();
    }
  }

  @Test
  void shouldTellNothingAfterItWasClosed() throws Exception {
    int a = host.createPair("a", "b").index();
    RouteMonitor monitor = RouteMonitor.open(host.namespace(), events::add);
    netlink.changeLink(a, LinkChange.builder().mtu(1300).build());
    await(event -> event instanceof LinkChanged changed && changed.link().mtu() == 1300);

    monitor.close();
    monitor.close();
    netlink.changeLink(a, LinkChange.builder().mtu(1400).build());

    RouteEvent late = events.poll(200, TimeUnit.MILLISECONDS);
    while (late instanceof LinkChanged changed) {
      assertThat(changed.link().mtu()).isEqualTo(1300);
      late = events.poll();
    }
    assertThat(late).isNull();
  }

  private RouteEvent await(Predicate<RouteEvent> expected) throws InterruptedException {
    return await(events, expected);
  }

  /** Takes events until the expected one comes. */
  private static RouteEvent await(BlockingQueue<RouteEvent> queue, Predicate<RouteEvent> expected)
      throws InterruptedException {
    while (true) {
      RouteEvent event = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(event).as("the event that was waited for").isNotNull();
      if (expected.test(event)) {
        return event;
      }
    }
  }
}
