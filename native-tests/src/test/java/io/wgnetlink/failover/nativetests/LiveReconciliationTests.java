package io.wgnetlink.failover.nativetests;

import static io.wgnetlink.failover.nativetests.TwoHubs.await;
import static io.wgnetlink.failover.nativetests.TwoHubs.isOn;
import static io.wgnetlink.failover.nativetests.TwoHubs.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.ShutdownPolicy;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteMonitor;
import io.wgnetlink.nativetests.Nightly;
import io.wgnetlink.nativetests.OnOneKernel;
import io.wgnetlink.nativetests.SteadyTraffic;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What others do to the routes, the interface and the peer of a tunnel of the kernel's WireGuard
 * that carries traffic. Both hubs have the service, so traffic is lost only where no route leads.
 */
class LiveReconciliationTests {
  private static final Timing QUICK = new Timing(
      Duration.ofMillis(500),
      Duration.ofMillis(250),
      Duration.ofSeconds(1),
      Duration.ofSeconds(1),
      Duration.ofSeconds(1),
      2);

  private static final int RESTARTS = 100;
  private static final int FEW_RESTARTS = 3;

  private final EventLog log = new EventLog();
  private TwoHubs net;
  private SteadyTraffic traffic;

  @BeforeEach
  void setUp() {
    net = new TwoHubs();
    net.serve();
    traffic = net.traffic(16);
  }

  @AfterEach
  void close() {
    traffic.close();
    net.close();
  }

  private FailoverController start(ShutdownPolicy shutdown) {
    FailoverController controller = net.start(
        FailoverConfiguration.of(net.group)
            .timing(QUICK)
            .detection(Detection.ECHO.withEchoInterval(Duration.ofMillis(200)))
            .shutdown(shutdown)
            .build(),
        log);
    awaitDirect(controller);
    return controller;
  }

  private void awaitDirect(FailoverController controller) {
    assertThat(await(() -> isOn(controller, "direct") && isRoutedByB()))
        .as(controller.explain())
        .isTrue();
  }

  private boolean isRoutedByB() {
    return run(net.client, "ip route get " + TwoHubs.SERVICE).contains("dev wgB");
  }

  /** T14, T16 and T17. */
  @Test
  void shouldKeepTrafficOnTheTunnelWhateverOthersDo() {
    try (FailoverController controller = start(ShutdownPolicy.WITHDRAW)) {
      for (String command :
          List.of("ip route del 10.8.2.0/24 proto 87", "ip nexthop flush proto 87")) {
        System.out.println(command + ": "
            + traffic.during(() -> {
              run(net.client, command);
              awaitDirect(controller);
            }));
      }
      assertThat(log.reasons(net.toB, TunnelState.DOWN)).isEmpty();

      System.out.println("link down and up: "
          + traffic.during(() -> {
            run(net.client, "ip link set wgB down");
            assertThat(await(() -> isOn(controller, "permanent"))).isTrue();
            run(net.client, "ip link set wgB up");
            run(net.client, "ip route replace 10.7.2.1/32 dev wgB");
            awaitDirect(controller);
          }));
    }
    assertThat(run(net.client, "ip route show proto 87")).isBlank();
  }

  /** T16: with another index, as {@code wg-quick} would make it. */
  @Test
  @Nightly("every build does it with another kind of interface")
  @OnOneKernel("the events are the same on all")
  void shouldFollowAnInterfaceThatIsMadeAgain() {
    String configuration = run(net.client, "wg showconf wgB");
    try (FailoverController controller = start(ShutdownPolicy.WITHDRAW)) {
      System.out.println("interface made again: "
          + traffic.during(() -> {
            run(net.client, "ip link delete wgB");
            assertThat(await(() -> isOn(controller, "permanent"))).isTrue();
            run(net.client, "ip link add wgB type wireguard");
            run(net.client, "wg setconf wgB " + file(configuration));
            run(net.client, "ip address add 10.7.2.2/32 dev wgB");
            run(net.client, "ip link set wgB up");
            run(net.client, "ip route add 10.7.2.1/32 dev wgB");
            awaitDirect(controller);
          }));
    }
  }

  private static String file(String text) {
    try {
      Path file = Files.createTempFile("wg", ".conf");
      file.toFile().deleteOnExit();
      return Files.writeString(file, text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** T17: the peer counts from zero, which is no death, and it roams, which is nothing at all. */
  @Test
  @Nightly("every build does it in memory")
  @OnOneKernel("it is a matter of the decision")
  void shouldTakeAPeerThatIsMadeAgainForANewOneAndARoamingOneForTheSame() {
    String key = net.toB.peer().toBase64();
    String configuration = run(net.client, "wg showconf wgB");
    try (FailoverController controller = start(ShutdownPolicy.WITHDRAW)) {
      log.clear();
      System.out.println("peer made again: "
          + traffic.during(() -> {
            run(net.client, "wg set wgB peer " + key + " remove");
            run(net.client, "wg addconf wgB " + file(configuration));
            assertThat(await(() -> log.story(net.toB).contains("UNKNOWN"))).isTrue();
            awaitDirect(controller);
            assertThat(await(() -> log.story(net.toB).contains("UP"))).isTrue();
          }));
      assertThat(log.reasons(net.toB, TunnelState.DOWN)).isEmpty();

      log.clear();
      SteadyTraffic.Loss roamed = traffic.during(() -> {
        run(net.hubB, "ip address add 192.0.2.77/32 dev eth0");
        run(net.client, "ip route add 192.0.2.77/32 dev ethB");
        run(net.client, "wg set wgB peer " + key + " endpoint 192.0.2.77:51820");
        traffic.awaitFlow();
      });
      System.out.println("roamed: " + roamed);
      assertThat(log.events()).isEmpty();
    }
  }

  /** T17: a preshared key that does not fit makes no handshake, so the path is not used. */
  @Test
  @OnOneKernel("WireGuard's handshake is the same on all")
  void shouldLeaveATunnelThatCannotMakeAHandshakeUntilItCan() {
    String key = net.toB.peer().toBase64();
    String configuration = run(net.client, "wg showconf wgB");
    String other = configuration.replaceFirst(
        "(?m)^PresharedKey = .*$",
        "PresharedKey = " + run(net.client, "wg genpsk").strip());
    assertThat(other).isNotEqualTo(configuration);
    try (FailoverController controller = start(ShutdownPolicy.WITHDRAW)) {
      System.out.println("preshared key exchanged: "
          + traffic.during(() -> {
            run(net.client, "wg set wgB peer " + key + " remove");
            run(net.client, "wg addconf wgB " + file(other));
            assertThat(await(() -> isOn(controller, "permanent")))
                .as(controller.explain())
                .isTrue();
          }));

      run(net.client, "wg addconf wgB " + file(configuration));
      awaitDirect(controller);
    }
  }

  /** T13, I8: no packet lost, and no message about what is right already. */
  @Test
  @OnOneKernel("it is tested without traffic on all")
  void shouldLoseNothingAndAskForNothingByARestart() {
    restart(FEW_RESTARTS);
  }

  @Test
  @Nightly("a hundred restarts")
  @OnOneKernel("it is tested without traffic on all")
  void shouldLoseNothingAndAskForNothingByAHundredRestarts() {
    restart(RESTARTS);
  }

  private void restart(int times) {
    start(ShutdownPolicy.RETAIN).close();
    AtomicInteger changes = new AtomicInteger();
    try (RouteMonitor witness = RouteMonitor.open(net.client, event -> count(event, changes))) {
      SteadyTraffic.Loss loss = traffic.during(() -> {
        for (int i = 0; i < times; i++) {
          start(ShutdownPolicy.RETAIN).close();
        }
      });
      System.out.println(times + " restarts: " + loss);
      assertThat(loss.lost()).isZero();
      run(net.client, "ip route del 10.8.2.0/24 proto 87");
      assertThat(await(() -> changes.get() > 0)).isTrue();
      assertThat(changes).hasValue(1);
      assertThat(witness.drops()).isZero();
    }
  }

  private static void count(RouteEvent event, AtomicInteger changes) {
    Route route = event instanceof RouteEvent.RouteChanged changed
        ? changed.route()
        : event instanceof RouteEvent.RouteRemoved removed ? removed.route() : null;
    if (route != null && route.destination().equals(IpPrefix.parse("10.8.2.0/24"))) {
      changes.incrementAndGet();
    }
  }
}
