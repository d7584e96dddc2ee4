package io.wgnetlink.failover.nativetests;

import static io.wgnetlink.failover.nativetests.TwoHubs.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.nativetests.OnOneKernel;
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
}
