package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Quality;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelState;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A source outside, as BFD is one, and what a controller makes of it. */
class EvidenceSourceTests {
  private final Scenery s = Scenery.routes();
  private final Tunnel direct = s.group.paths().get(0).tunnel();
  private final Source bfd = new Source();

  private FailoverController controller() {
    s.direct.right.answersNudges = true;
    s.permanent.right.answersNudges = true;
    return s.builder(FailoverConfiguration.of(s.group).build())
        .evidence(bfd)
        .executor(Runnable::run)
        .listener(s.listener)
        .build();
  }

  @Test
  void shouldSwitchByASessionThatGoesDown() {
    try (FailoverController controller = controller()) {
      controller.start();
      assertThat(bfd.tunnels)
          .containsExactlyInAnyOrder(direct, s.group.permanent().tunnel());
      bfd.reports.sessionUp(direct);
      s.time.pass(20 * SECOND);
      s.direct.cut();
      s.time.pass(300 * MILLIS);

      bfd.reports.sessionDown(direct, Duration.ofMillis(300), "control detection time expired");
      s.time.pass(MILLIS);
      assertThat(controller.status().tunnels()).containsEntry(direct, TunnelState.DOWN);
      s.time.pass(2 * SECOND);

      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
      assertThat(s.decisions.get(s.decisions.size() - 1).because().kind())
          .isEqualTo(Finding.Kind.SESSION_DOWN);
      assertThat(controller.explain()).contains("BFD session is down");
    }
    assertThat(bfd.closed).isTrue();
  }

  @Test
  void shouldTakeAMeasurementFromOutside() {
    try (FailoverController controller = controller()) {
      controller.start();
      Quality quality = new Quality(Duration.ofMillis(21), 0.01);
      bfd.reports.measured(direct, quality);
      s.time.pass(5 * SECOND);

      assertThat(controller.explanations().get(0).paths().get(0).quality()).hasValue(quality);
    }
  }

  private static final class Source implements EvidenceSource {
    private Set<Tunnel> tunnels = Set.of();
    private Reports reports;
    private boolean closed;

    @Override
    public String name() {
      return "BFD";
    }

    @Override
    public Watch watch(Set<Tunnel> all, Reports to) {
      tunnels = all;
      reports = to;
      return () -> closed = true;
    }
  }
}
