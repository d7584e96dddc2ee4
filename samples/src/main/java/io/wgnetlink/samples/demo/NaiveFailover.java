package io.wgnetlink.samples.demo;

import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How it is often done, and what is wrong with it: every 10 s each peer whose latest handshake is
 * at most 120 s old gets the routes of its allowed IPs, and every other peer loses them.
 *
 * <p>Do not copy this. A healthy tunnel's handshake gets older than 120 s; a dead one is used for
 * as long; and with several peers on one interface the route decides nothing: WireGuard goes on
 * choosing the dead peer by its allowed IPs.
 */
final class NaiveFailover implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(10);
  private static final Duration MAX_AGE = Duration.ofMinutes(2);

  private final Host host;
  private final List<Tunnel> tunnels;
  private final Timeline timeline;
  private final ScheduledExecutorService worker;
  private final long started = System.nanoTime();

  /** Follows the peers of a host until it is closed. */
  NaiveFailover(Host host, List<Tunnel> tunnels, Timeline timeline) {
    this.host = host;
    this.tunnels = List.copyOf(tunnels);
    this.timeline = timeline;
    this.worker = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread thread = new Thread(task, "demo-naive-" + host);
      thread.setDaemon(true);
      return thread;
    });
    var unused = worker.scheduleAtFixedRate(this::poll, 0, POLL.toSeconds(), TimeUnit.SECONDS);
  }

  /** Waits until the next poll is 7 s away. */
  void awaitPause() throws InterruptedException {
    long intoInterval = (System.nanoTime() - started) % POLL.toNanos();
    long wanted = Duration.ofSeconds(3).toNanos();
    TimeUnit.NANOSECONDS.sleep(Math.floorMod(wanted - intoInterval, POLL.toNanos()));
  }

  private void poll() {
    for (Tunnel tunnel : tunnels) {
      try (Device device = host.wireGuard().device(tunnel.device())) {
        device.peer(tunnel.peer()).ifPresent(peer -> follow(tunnel, peer));
      } catch (RuntimeException e) { // an exception would end the schedule without a word
        timeline.say(host.toString(), e.toString());
      }
    }
  }

  private void follow(Tunnel tunnel, Peer peer) {
    Optional<Duration> age =
        peer.latestHandshake().map(when -> Duration.between(when, Instant.now()));
    boolean active = age.isPresent() && age.get().compareTo(MAX_AGE) <= 0;
    int link = host.index(tunnel.device());
    boolean changed = false;
    for (IpPrefix prefix : peer.allowedIps()) {
      Route route =
          Route.builder(prefix).oif(link).protocol(Route.PROTOCOL_STATIC).build();
      changed |= active ? add(route) : delete(route);
    }
    if (changed) {
      String handshake =
          age.map(a -> "handshake " + a.toSeconds() + " s old").orElse("no handshake yet");
      timeline.say(
          host.toString(),
          (active ? "adds" : "deletes") + " the routes of " + tunnel + ": " + handshake);
    }
  }

  private boolean add(Route route) {
    try {
      host.netlink().addRoute(route);
      return true;
    } catch (NetlinkException e) {
      return ignored(e, Errno.EEXIST);
    }
  }

  private boolean delete(Route route) {
    try {
      host.netlink().deleteRoute(route);
      return true;
    } catch (NetlinkException e) {
      return ignored(e, Errno.ESRCH);
    }
  }

  private static boolean ignored(NetlinkException e, Errno expected) {
    if (!e.is(expected)) {
      throw e;
    }
    return false;
  }

  @Override
  public void close() {
    worker.shutdownNow();
    try {
      worker.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
