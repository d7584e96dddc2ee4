package io.wgnetlink.failover;

import io.wgnetlink.failover.evidence.DisagreementWatch;
import io.wgnetlink.failover.model.Disagreement;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.link.Link;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.RouteNetlink;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the counters of the groups' interfaces and tells when the ends disagree. Changes nothing:
 * which end is right is not to be seen from here. Runs on the kernel worker's loop.
 */
final class Disagreements {
  private static final Logger LOG = LoggerFactory.getLogger(Disagreements.class);
  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

  private final Map<InterfaceName, DisagreementWatch> watches = new LinkedHashMap<>();
  private final RouteNetlink routes;
  private final Loops loops;
  private final ListenerDelivery delivery;
  private boolean stopped;

  Disagreements(List<Group> groups, RouteNetlink routes, Loops loops, ListenerDelivery delivery) {
    this.routes = routes;
    this.loops = loops;
    this.delivery = delivery;
    groups.stream()
        .flatMap(group -> group.paths().stream())
        .forEach(p -> watches.computeIfAbsent(p.tunnel().device(), d -> new DisagreementWatch()));
  }

  void begin() {
    loops.kernel().after(INTERVAL, this::read);
  }

  void stop() {
    stopped = true;
  }

  private void read() {
    if (stopped) {
      return;
    }
    try {
      watches.forEach(this::read);
    } catch (NetlinkException e) {
      LOG.atDebug().setCause(e).log("the interfaces' counters cannot be read");
    } finally {
      loops.kernel().after(INTERVAL, this::read);
    }
  }

  private void read(InterfaceName device, DisagreementWatch watch) {
    routes
        .link(device)
        .flatMap(Link::statistics)
        .flatMap(counters -> watch.observe(loops.now(), counters.rxFrameErrors()))
        .map(packets -> new Disagreement(device, packets, Duration.ofNanos(loops.now())))
        .ifPresent(this::tell);
  }

  private void tell(Disagreement disagreement) {
    LOG.atWarn().addKeyValue("device", disagreement.device()).log("{}", disagreement);
    delivery.happened(disagreement);
  }
}
