package io.wgnetlink.failover.nativetests;

import static io.wgnetlink.failover.nativetests.TwoHubs.await;
import static io.wgnetlink.failover.nativetests.TwoHubs.isOn;
import static io.wgnetlink.failover.nativetests.TwoHubs.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.GroupState;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.nativetests.OnOneKernel;
import io.wgnetlink.nativetests.SteadyTraffic;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * T24 and T25: three hubs, each with a narrower prefix than the one before. Hub C serves
 * {@code 10.8.2.0/28}, hub B the {@code /24} around it, hub A the {@code /16} around both.
 */
@OnOneKernel("which prefix is longest is the same on all")
class ThreeHubsTests {
  private static final Timing QUICK = new Timing(
      Duration.ofMillis(500),
      Duration.ofMillis(250),
      Duration.ofSeconds(1),
      Duration.ofSeconds(1),
      Duration.ofSeconds(1),
      2);

  private final EventLog log = new EventLog();
  private final NetworkNamespace hubC = NetworkNamespace.create();
  private TwoHubs net;
  private SteadyTraffic traffic;
  private Group group;

  @BeforeEach
  void setUp() {
    net = new TwoHubs();
    net.serve();
    Tunnel toC = net.join(hubC, "C", 3, "10.8.2.0/28");
    run(hubC, "ip link set lo up");
    run(hubC, "ip address add " + TwoHubs.SERVICE + "/32 dev lo");
    group = new Group(
        "service",
        Set.of(IpPrefix.parse("10.8.2.0/28")),
        List.of(Path.of("near", toC), Path.of("middle", net.toB), Path.of("permanent", net.toA)));
    traffic = SteadyTraffic.start(
        net.client, TwoHubs.SERVICE, Duration.ofMillis(20), 16, net.hubA, net.hubB, hubC);
  }

  @AfterEach
  void close() {
    traffic.close();
    net.close();
    hubC.close();
  }

  private void awaitOn(FailoverController controller, String path, String device) {
    assertThat(await(() -> isOn(controller, path)
            && run(net.client, "ip route get " + TwoHubs.SERVICE).contains("dev " + device)))
        .as(controller.explain() + log.events())
        .isTrue();
  }

  /** Loses what the client hears by a wire, and what the hub at its end hears. */
  private void cut(NetworkNamespace hub) {
    TwoHubs.deafen(hub, "eth0");
  }

  @Test
  void shouldGoDownTheNestAndStandStillWhenTheLastOneDies() {
    FailoverConfiguration configuration = FailoverConfiguration.of(group)
        .timing(QUICK)
        .detection(Detection.ECHO.withEchoInterval(Duration.ofMillis(200)))
        .build();
    try (FailoverController controller = net.start(configuration, log)) {
      awaitOn(controller, "near", "wgC");
      report("hub C cut", () -> cutAndAwait(controller, hubC, "middle", "wgB"));
      report("hub B cut", () -> cutAndAwait(controller, net.hubB, "permanent", "wgA"));

      report("hub A cut, hub B healed", () -> {
        String routes = run(net.client, "ip route show proto 87");
        cut(net.hubA);
        assertThat(await(() -> state(controller) == GroupState.ISOLATED))
            .as(controller.explain() + log.events())
            .isTrue();
        assertThat(run(net.client, "ip route show proto 87")).isEqualTo(routes);
        TwoHubs.heal(net.hubB);
        awaitOn(controller, "middle", "wgB");
      });

      TwoHubs.heal(net.hubA);
      TwoHubs.heal(hubC);
      awaitOn(controller, "near", "wgC");
      traffic.awaitFlow();
    }
  }

  private void cutAndAwait(
      FailoverController controller, NetworkNamespace hub, String path, String device) {
    cut(hub);
    awaitOn(controller, path, device);
  }

  private void report(String what, Runnable task) {
    System.out.println(what + ": " + traffic.during(task));
  }

  private static GroupState state(FailoverController controller) {
    return controller.status().groups().get("service");
  }
}
