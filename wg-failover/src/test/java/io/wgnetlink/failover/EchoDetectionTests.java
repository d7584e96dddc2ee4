package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.evidence.EchoProbe;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A controller that sends echo requests. */
class EchoDetectionTests {
  private final Scenery s = Scenery.routes();
  private int notPermitted;

  private final FailoverListener listener = new FailoverListener() {
    @Override
    public void echoNotPermitted() {
      notPermitted++;
    }
  };

  private FailoverController.Builder builder(Detection detection) {
    return s.builder(FailoverConfiguration.of(s.group).detection(detection).build())
        .executor(Runnable::run)
        .listener(listener);
  }

  @Test
  void shouldFindAnIdleTunnelDeadByEchoes() {
    s.direct.right.answersEchoes = true;
    s.permanent.right.answersEchoes = true;
    Echoes echoes = new Echoes();
    try (FailoverController controller =
        builder(Detection.ECHO).echo(echoes::answeredTo).build()) {
      controller.start();
      s.time.pass(60 * SECOND);
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");

      s.direct.cut();
      s.time.pass(5 * SECOND);

      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
      assertThat(controller.explain()).contains("echo requests in a row unanswered");
    }
    assertThat(echoes.closed).isTrue();
    assertThat(notPermitted).isZero();
  }

  @Test
  void shouldNudgeWhereEchoRequestsAreNotPermitted() {
    s.direct.right.answersNudges = true;
    try (FailoverController controller =
        builder(Detection.ECHO).echo(answers -> Optional.empty()).build()) {
      controller.start();
      s.time.pass(60 * SECOND);

      assertThat(controller.status().tunnels()).doesNotContainValue(TunnelState.UNKNOWN);
    }
    assertThat(notPermitted).isEqualTo(1);
  }

  @Test
  void shouldOpenNoIcmpSocketUnlessAsked() {
    int[] opened = {0};
    builder(Detection.NUDGE)
        .echo(answers -> {
          opened[0]++;
          return Optional.empty();
        })
        .build()
        .close();

    assertThat(opened[0]).isZero();
    assertThat(notPermitted).isZero();
  }

  /** Echo requests through the simulated tunnels. */
  private final class Echoes implements EchoProbe {
    private final Map<Integer, Long> sentAt = new HashMap<>();
    private int last;
    private boolean closed;

    private Optional<EchoProbe> answeredTo(Answers answers) {
      for (SimulatedTunnel tunnel : new SimulatedTunnel[] {s.direct, s.permanent}) {
        Tunnel name = s.group.paths().get(tunnel == s.direct ? 0 : 1).tunnel();
        tunnel.left.echoReplies = sequence -> answers.answered(
            name, sequence, Duration.ofNanos(s.time.now() - sentAt.remove(sequence)));
      }
      return Optional.of(this);
    }

    @Override
    public void aim(Tunnel tunnel, InetAddress address) {}

    @Override
    public Evidence echo(Tunnel tunnel) {
      last = (last + 1) & 0xffff;
      sentAt.put(last, s.time.now());
      SimulatedTunnel way = tunnel.equals(s.group.paths().get(0).tunnel()) ? s.direct : s.permanent;
      way.left.echo(last);
      return new Evidence.EchoSent(tunnel, last);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
