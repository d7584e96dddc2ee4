package io.wgnetlink.failover.nativetests;

import static io.wgnetlink.failover.nativetests.TwoHubs.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.ConfigurationRefusedException.Reason;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.nativetests.OnOneKernel;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a controller does not begin with, on the kernel's WireGuard. */
@OnOneKernel("what is read is the same on all")
class RefusalTests {
  private TwoHubs net;

  @BeforeEach
  void setUp() {
    net = new TwoHubs();
  }

  @AfterEach
  void close() {
    net.close();
  }

  private FailoverController controller(Group group) {
    return FailoverController.builder(
            FailoverConfiguration.of(group).build(), net.wireGuard, net.routes, net.client)
        .build();
  }

  /** T23. */
  @Test
  void shouldRefuseASecondControllerAndLeaveTheFirstAsItIs() {
    try (FailoverController first = controller(net.group)) {
      first.start();
      assertThat(TwoHubs.await(() -> run(net.client, "ip route").contains("10.8.2.0/24")))
          .isTrue();
      String routes = run(net.client, "ip route");
      try (FailoverController second = controller(net.group)) {
        assertThatIllegalStateException().isThrownBy(second::start);
      }
      assertThat(run(net.client, "ip route")).isEqualTo(routes);
    }
  }

  /** T22, I5: what would be sent to hub B's tunnel is what carries it. */
  @Test
  void shouldRefuseATunnelThatWouldCarryItself() {
    for (Tunnel tunnel : List.of(net.toA, net.toB)) {
      net.wireGuard.apply(DeviceUpdate.of(tunnel.device())
          .peer(PeerUpdate.of(tunnel.peer()).allowedIp(IpPrefix.parse("192.0.2.0/24")))
          .build());
    }
    run(net.client, "ip route add 192.0.2.0/24 dev wgA");
    String routes = run(net.client, "ip route");
    Group around = new Group("wires", Set.of(IpPrefix.parse("192.0.2.8/29")), net.group.paths());
    assertThatThrownBy(() -> controller(around))
        .isInstanceOfSatisfying(
            ConfigurationRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.ENDPOINT_INSIDE))
        .hasMessageContaining("192.0.2.9:51820");
    assertThat(run(net.client, "ip route")).isEqualTo(routes);
  }
}
