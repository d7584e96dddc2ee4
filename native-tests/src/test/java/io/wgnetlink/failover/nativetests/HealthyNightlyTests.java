package io.wgnetlink.failover.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.FailoverListener;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Switched;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.nativetests.Nightly;
import io.wgnetlink.nativetests.OnOneKernel;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * T7 and T28: tunnels that carry nothing and are well, with each keepalive, watched by each kind of
 * detection, in real time and all at once. {@code -Dfailover.healthy.minutes} for another time.
 */
class HealthyNightlyTests {
  private static final Duration TIME =
      Duration.ofMinutes(Integer.getInteger("failover.healthy.minutes", 30));
  private static final int FIRST_PROTOCOL = 0x57;

  private final List<Watched> watched = new ArrayList<>();
  private OneHub net;

  /** What the ends do by themselves: the hub of the last one keeps the client quiet. */
  private enum Keepalive {
    NONE(0, 0, "0.0/24"),
    EACH_5(5, 0, "1.0/24"),
    EACH_25(25, 0, "2.0/24"),
    EACH_30(30, 0, "3.0/24"),
    EACH_60(60, 0, "4.0/24"),
    EACH_120(120, 0, "5.0/24"),
    SUPPRESSED(25, 10, "6.0/24");

    private final int client;
    private final int hub;
    /** The end of what the tunnel may carry. */
    private final String prefix;

    Keepalive(int client, int hub, String prefix) {
      this.client = client;
      this.hub = hub;
      this.prefix = prefix;
    }
  }

  /** A controller with a group for each keepalive, and what it said. */
  private final class Watched implements FailoverListener {
    private final Detection.Kind kind;
    private final List<FailoverEvent> events = new CopyOnWriteArrayList<>();
    private final Map<Keepalive, Tunnel> tunnels = new HashMap<>();
    private final FailoverController controller;

    Watched(Detection.Kind kind, int number) {
      this.kind = kind;
      IpPrefix wide = IpPrefix.parse("10." + (64 + number) + ".0.0/16");
      Tunnel permanent = net.join(wide, 25, 0);
      TwoHubs.run(net.client, "ip route add " + wide + " dev " + permanent.device());
      FailoverConfiguration.Builder configuration = null;
      for (Keepalive keepalive : Keepalive.values()) {
        IpPrefix narrow = IpPrefix.parse("10." + (64 + number) + "." + keepalive.prefix);
        Tunnel direct = net.join(narrow, keepalive.client, keepalive.hub);
        tunnels.put(keepalive, direct);
        Group group = new Group(
            keepalive.name(),
            Set.of(narrow),
            List.of(Path.of("direct", direct), Path.of("permanent", permanent)));
        configuration =
            configuration == null ? FailoverConfiguration.of(group) : configuration.group(group);
      }
      Detection detection = switch (kind) {
        case PASSIVE -> Detection.PASSIVE;
        case NUDGE -> Detection.NUDGE;
        case ECHO -> Detection.ECHO;
      };
      controller = FailoverController.builder(
              configuration
                  .detection(detection)
                  .protocol(FIRST_PROTOCOL + number)
                  .build(),
              net.wireGuard,
              net.routes,
              net.client)
          .listener(this)
          .build();
    }

    @Override
    public void happened(FailoverEvent event) {
      events.add(event);
    }

    boolean isOnDirectPaths() {
      return Stream.of(Keepalive.values())
          .map(keepalive -> controller.status().carriers().get(keepalive.name()))
          .allMatch(path -> path != null && path.name().equals("direct"));
    }

    private long count(TunnelState state, Tunnel tunnel) {
      return events.stream()
          .filter(
              e -> e instanceof TunnelChange c && c.to() == state && c.tunnel().equals(tunnel))
          .count();
    }
  }

  @BeforeEach
  void setUp() {
    net = new OneHub();
  }

  @AfterEach
  void close() {
    watched.forEach(w -> w.controller.close());
    net.close();
  }

  @Test
  @Nightly("half an hour in real time")
  @OnOneKernel("WireGuard's timers are the same on all")
  void shouldNeverSwitchOnHealthyTunnels() throws InterruptedException {
    for (Detection.Kind kind : Detection.Kind.values()) {
      watched.add(new Watched(kind, watched.size()));
    }
    watched.forEach(w -> w.controller.start());
    assertThat(TwoHubs.await(() -> watched.stream().allMatch(Watched::isOnDirectPaths)))
        .isTrue();
    watched.forEach(w -> w.events.clear());
    Map<Tunnel, Integer> handshakes = countHandshakes(TIME);

    for (Watched each : watched) {
      each.tunnels.forEach((keepalive, tunnel) -> System.out.printf(
          "%s, keepalive %d s, hub's %d s, idle for %d min: %d handshakes, %d times suspect, %d down%n",
          each.kind,
          keepalive.client,
          keepalive.hub,
          TIME.toMinutes(),
          handshakes.getOrDefault(tunnel, 0),
          each.count(TunnelState.SUSPECT, tunnel),
          each.count(TunnelState.DOWN, tunnel)));
    }
    for (Watched each : watched) {
      assertThat(each.events)
          .as(each.kind.name())
          .noneMatch(e -> e instanceof Switched)
          .noneMatch(e -> e instanceof TunnelChange c && c.to() == TunnelState.DOWN);
      assertThat(each.isOnDirectPaths()).isTrue();
    }
  }

  /** That there are any shows that time passed, and that what was watched did live. */
  private Map<Tunnel, Integer> countHandshakes(Duration time) throws InterruptedException {
    Map<Tunnel, Instant> last = new HashMap<>();
    Map<Tunnel, Integer> counts = new HashMap<>();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      for (Watched each : watched) {
        for (Tunnel tunnel : each.tunnels.values()) {
          Instant latest = latestHandshake(tunnel).orElse(Instant.EPOCH);
          if (!latest.equals(last.put(tunnel, latest))) {
            counts.merge(tunnel, 1, Integer::sum);
          }
        }
      }
      Thread.sleep(Math.min(10_000, time.toMillis()));
    }
    return counts;
  }

  private Optional<Instant> latestHandshake(Tunnel tunnel) {
    try (Device device = net.wireGuard.device(tunnel.device())) {
      return device.peer(tunnel.peer()).orElseThrow().latestHandshake();
    }
  }
}
