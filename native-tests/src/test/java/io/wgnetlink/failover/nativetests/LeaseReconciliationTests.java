package io.wgnetlink.failover.nativetests;

import static io.wgnetlink.failover.nativetests.TwoWays.B;
import static io.wgnetlink.failover.nativetests.TwoWays.BEHIND_B_4;
import static io.wgnetlink.failover.nativetests.TwoWays.BEHIND_B_6;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.FailoverListener;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.LeaseChange;
import io.wgnetlink.failover.model.LeaseState;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.nativetests.Witness;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others do to the table, the rules and the nftables table of a lease, by their tools. */
final class LeaseReconciliationTests {
  /** Refreshed each minute: what is put back earlier was heard of. */
  private static final Lease LONG = Lease.of(Duration.ofMinutes(3));

  private static final Lease SHORT = Lease.of(Duration.ofSeconds(6));

  private final Queue<LeaseState> states = new ConcurrentLinkedQueue<>();
  private TwoWays host;

  @BeforeEach
  void setUp() {
    host = new TwoWays();
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private FailoverController start(Lease lease, RouteForm form) {
    FailoverController controller = FailoverController.builder(
            FailoverConfiguration.of(LeasedController.GROUP)
                .lease(lease)
                .routeForm(form)
                .build(),
            new SwallowingTunnels(),
            host.netlink,
            host.namespace)
        .listener(new FailoverListener() {
          @Override
          public void leaseChanged(LeaseChange change) {
            states.add(change.state());
          }
        })
        .build();
    controller.start();
    awaitDirect();
    return controller;
  }

  private void awaitDirect() {
    host.awaitWay(B, BEHIND_B_6);
    host.awaitWay(B, BEHIND_B_4);
  }

  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldPutBackRoutesAndRules(RouteForm form) {
    try (FailoverController controller = start(LONG, form)) {
      for (String command : List.of(
          "ip route del " + TwoWays.NARROW_4 + " table 22342",
          "ip -6 route del " + TwoWays.NARROW_6 + " table 22342",
          "ip rule del priority 5157",
          "ip -6 rule del priority 5157")) {
        Witness.run(host.namespace, command.split(" "));
        long begun = System.nanoTime();
        awaitDirect();
        System.out.printf(
            "%s: direct again after %d ms%n", command, (System.nanoTime() - begun) / 1_000_000);
      }
      assertThat(states).containsExactly(LeaseState.HELD);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
    assertThat(Witness.run(host.namespace, "ip", "rule")).doesNotContain("22342");
    assertThat(Witness.run(host.namespace, "nft", "list", "ruleset")).isBlank();
    assertThat(Witness.run(host.namespace, "ip", "nexthop")).isBlank();
  }

  @ParameterizedTest
  @EnumSource(RouteForm.class)
  void shouldBeginAgainWhenTheRulesetIsFlushed(RouteForm form) {
    try (FailoverController controller = start(SHORT, form)) {
      Witness.run(host.namespace, "nft", "flush", "ruleset");
      awaitDirect();
      assertThat(states).startsWith(LeaseState.HELD, LeaseState.LAPSED);
      assertThat(controller.explain()).contains("lease");
    }
  }
}
