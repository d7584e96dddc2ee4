package io.wgnetlink.netlink.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Subscription;
import io.wgnetlink.netlink.SubscriptionListener;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.RouteNetlink;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriptionTests {
  private static final int RTNLGRP_LINK = 1;
  private static final String OVERRUN = "overrun";
  private static final long LONG_SECONDS = 60;

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final RouteNetlink netlink = RouteNetlink.open(namespace);

  /** Message types as numbers, and overruns, in the order of their delivery. */
  private final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();

  /** Holds back the delivery until it is opened. */
  private final CountDownLatch gate = new CountDownLatch(1);

  private final SubscriptionListener listener = new SubscriptionListener() {
    @Override
    public void message(MessageReader message) {
      awaitGate();
      delivered.add(Integer.toString(message.type()));
    }

    @Override
    public void overrun(Overrun cause) {
      awaitGate();
      delivered.add(OVERRUN);
    }
  };

  @AfterEach
  void close() {
    gate.countDown();
    netlink.close();
    namespace.close();
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Subscription subscribe() {
    return Subscription.open(namespace, NetlinkProtocol.ROUTE, List.of(RTNLGRP_LINK), listener);
  }

  private void makeAndDeleteAPair() {
    netlink.createLink(LinkSpec.veth(InterfaceName.of("a"), InterfaceName.of("b")));
    netlink.deleteLink(InterfaceName.of("a"));
  }

  @Test
  void shouldDeliverWhatHappensInItsNamespace() throws Exception {
    gate.countDown();
    try (Subscription subscription = subscribe()) {
      assertThat(subscription.receiveBufferBytes()).isPositive();
      makeAndDeleteAPair();
      assertThat(delivered.poll(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo("16"); // RTM_NEWLINK
    }
  }

  @Test
  void shouldReportAnOverrunOfASlowListenerAndGoOn() throws Exception {
    InterfaceName a = InterfaceName.of("a");
    netlink.createLink(LinkSpec.veth(a, InterfaceName.of("b")));
    try (Subscription subscription = subscribe()) {
      assertThat(subscription.receiveBufferBytes()).isPositive();
      int queueBytes = 16 * 1024 * 1024;
      int bytesPerEvent = 1000; // an RTM_NEWLINK of a veth has more
      for (int i = 0; i < queueBytes / bytesPerEvent; i++) {
        netlink.changeLink(a, LinkChange.builder().mtu(1400 + i % 2).build());
      }
      gate.countDown();
      awaitOverrun();
      delivered.clear();
      netlink.deleteLink(a);
      String next = delivered.poll(LONG_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("a message after the overrun").isNotNull();
    }
  }

  private void awaitOverrun() throws InterruptedException {
    String entry = "";
    while (!entry.equals(OVERRUN)) {
      entry = delivered.poll(LONG_SECONDS, TimeUnit.SECONDS);
      assertThat(entry).as("an overrun among what is delivered").isNotNull();
    }
  }

  @Test
  void shouldDeliverNothingOnceClosed() throws Exception {
    gate.countDown();
    Subscription subscription = subscribe();
    subscription.close();
    subscription.close();
    makeAndDeleteAPair();
    assertThat(delivered.poll(1, TimeUnit.SECONDS)).isNull();
  }
}
