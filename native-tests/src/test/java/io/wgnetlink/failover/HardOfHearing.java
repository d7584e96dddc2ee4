package io.wgnetlink.failover;

import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.SubscriptionOptions;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.WireGuard;
import java.util.concurrent.atomic.AtomicReference;

/** A controller whose receive buffer of events holds next to none. */
public final class HardOfHearing {
  private static final int SMALL = 4096;

  private final AtomicReference<RouteMonitor> monitor = new AtomicReference<>();

  /** Starts to build one. */
  public FailoverController.Builder builder(
      FailoverConfiguration configuration,
      WireGuard wireGuard,
      RouteNetlink routes,
      NetworkNamespace namespace) {
    SubscriptionOptions options =
        SubscriptionOptions.DEFAULT.withReceiveBuffer(SMALL).withQueue(SMALL);
    return FailoverController.builder(configuration, wireGuard, routes, namespace)
        .changes(sink -> {
          RouteMonitor opened = RouteMonitor.open(
              namespace, ChangeSource.selection(configuration), sink::accept, options);
          monitor.set(opened);
          return opened::close;
        });
  }

  /** Returns how many events the kernel has dropped. */
  public long drops() {
    return monitor.get().drops();
  }
}
