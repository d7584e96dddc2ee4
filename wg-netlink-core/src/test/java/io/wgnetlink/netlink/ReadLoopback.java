package io.wgnetlink.netlink;

import io.wgnetlink.netlink.generic.GenericFamily;
import java.util.List;

/**
 * A program for {@link ClassPathTests}: makes a request, then, when told to, a subscription, and
 * prints what came of them.
 */
final class ReadLoopback {
  private static final int RTNLGRP_LINK = 1;

  private ReadLoopback() {}

  public static void main(String[] arguments) {
    boolean refused = isRefused();
    if (refused) {
      refused = isRefused(); // the second call says the same
    }
    if (refused) {
      return;
    }
    try (NetworkNamespace namespace = NetworkNamespace.current()) {
      try (NetlinkClient client = NetlinkClient.open(namespace, NetlinkProtocol.GENERIC)) {
        System.out.println("request: " + GenericFamily.resolve(client, "nlctrl").name());
      }
      if (arguments.length > 0) {
        subscribe(namespace);
      }
    }
  }

  private static boolean isRefused() {
    try (NetworkNamespace namespace = NetworkNamespace.current()) {
      return namespace.toString().isEmpty();
    } catch (UnsupportedOperationException e) {
      System.out.println("refused: " + e.getMessage());
      return true;
    }
  }

  private static void subscribe(NetworkNamespace namespace) {
    SubscriptionListener listener = new SubscriptionListener() {
      @Override
      public void message(io.wgnetlink.netlink.wire.MessageReader message) {}

      @Override
      public void overrun(Overrun cause) {}
    };
    try (Subscription subscription =
        Subscription.open(namespace, NetlinkProtocol.ROUTE, List.of(RTNLGRP_LINK), listener)) {
      System.out.println("subscription: buffer " + (subscription.receiveBufferBytes() > 0));
    } catch (IllegalStateException e) {
      System.out.println("subscription: " + e.getMessage());
    }
  }
}
