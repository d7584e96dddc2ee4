package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Sessions that somebody else keeps through the tunnels, such as BFD. */
class SessionProperties {
  private static final String BFD = "BFD";
  private static final Duration SILENT = Duration.ofMillis(300);

  @Property(tries = 100)
  void shouldTakeASessionThatGoesDownForAVerdictAtOnce(
      @ForAll long seed, @ForAll Detection.Kind kind, @ForAll @IntRange(max = 100_000) int upFor) {
    Scene scene = new Scene(seed, kind);
    scene.up(0);
    scene.up(1);
    scene.time.pass(60 * SECOND + upFor * MILLIS);
    scene.direct.cut();
    scene.time.pass(SILENT.toNanos());
    long at = scene.time.now();

    scene.down(0);

    assertThat(scene.host.became(0, TunnelState.DOWN, at)).isEqualTo(Duration.ZERO);
    assertThat(scene.lastReason()).isEqualTo(Kind.SESSION_DOWN);
    // The other one is asked at once, and has to answer; its counters are read each second.
    scene.time.pass(2 * SECOND);
    assertThat(scene.host.carrier()).as("%s", scene.host.changes).isEqualTo("path1");
    assertThat(scene.host.decisions.get(0).detection())
        .hasValueSatisfying(took -> assertThat(took).isBetween(SILENT, SILENT.plusSeconds(2)));
  }

  @Property(tries = 40)
  void shouldComeBackByASessionThoughTheHostAnswersNothing(
      @ForAll long seed, @ForAll Detection.Kind kind) {
    Scene scene = new Scene(seed, kind);
    scene.up(0);
    scene.time.pass(60 * SECOND);
    scene.direct.cut();
    scene.down(0);
    scene.time.pass(60 * SECOND);
    assertThat(scene.host.carrier()).isEqualTo("path1");
    scene.direct.right.answersNudges = false;
    scene.direct.right.answersEchoes = false;
    scene.direct.heal();

    scene.up(0);

    assertThat(scene.host.state(0)).isEqualTo(TunnelState.PROBATION);
    scene.time.pass(15 * SECOND);
    assertThat(scene.host.state(0)).as("%s", scene.host.changes).isEqualTo(TunnelState.UP);
    assertThat(scene.host.carrier()).isEqualTo("path0");
  }

  @Property(tries = 40)
  void shouldNotComeBackWhileASessionIsDown(
      @ForAll long seed, @ForAll Detection.Kind kind, @ForAll boolean endsByUp) {
    Scene scene = new Scene(seed, kind);
    scene.up(0);
    scene.time.pass(60 * SECOND);

    scene.down(0);
    scene.time.pass(300 * SECOND);

    assertThat(scene.host.carrier()).isEqualTo("path1");
    assertThat(scene.host.state(0)).isNotEqualTo(TunnelState.UP);
    if (endsByUp) {
      scene.up(0);
    } else {
      scene.host.accept(new Evidence.SessionUnknown(SimulatedHost.tunnel(0), BFD));
    }
    scene.time.pass(200 * SECOND);
    assertThat(scene.host.carrier()).as("%s", scene.host.changes).isEqualTo("path0");
  }

  @Property(tries = 40)
  void shouldConcludeNothingFromASessionThatWasNeverUpOrIsUnknown(
      @ForAll long seed, @ForAll Detection.Kind kind, @ForAll boolean wasUp) {
    Scene scene = new Scene(seed, kind);
    if (wasUp) {
      scene.up(0);
      scene.host.accept(new Evidence.SessionUnknown(SimulatedHost.tunnel(0), BFD));
    }
    scene.time.pass(60 * SECOND);

    scene.down(0);
    scene.time.pass(60 * SECOND);

    assertThat(scene.host.decisions).isEmpty();
    assertThat(scene.host.state(0)).isEqualTo(TunnelState.UP);
  }

  /**
   * Where echo requests show that many packets are lost, a session is lost with them. At first they
   * do not: three misses in a row after requests that were all answered, and a lost handshake, are
   * what death looks like, so one of 200 tries moves and comes back before the loss is known.
   */
  @Property(tries = 20)
  void shouldHaveASessionConfirmedWherePacketsAreLost(@ForAll long seed) {
    Scene scene = new Scene(seed, Detection.Kind.ECHO);
    scene.direct.loss = 0.2;
    scene.up(0);
    scene.time.pass(300 * SECOND);
    assertThat(scene.host.carrier()).isEqualTo("path0");
    int moves = scene.host.decisions.size();

    scene.down(0);
    assertThat(scene.host.state(0)).isNotEqualTo(TunnelState.DOWN);
    scene.time.pass(60 * SECOND);

    assertThat(scene.host.decisions).as("it lives").hasSize(moves);
    scene.up(0);
    scene.time.pass(60 * SECOND);
    scene.direct.cut();
    scene.down(0);
    scene.time.pass(20 * SECOND);
    assertThat(scene.host.carrier()).isEqualTo("path1");
  }

  /** A session goes down while the device cannot be read: nothing moves before it can (I3). */
  @Property(tries = 20)
  void shouldWaitForAReadingWhenTheDeviceCannotBeRead(@ForAll long seed) {
    Scene scene = new Scene(seed, Detection.Kind.NUDGE);
    scene.up(0);
    scene.time.pass(60 * SECOND);
    Tunnel direct = SimulatedHost.tunnel(0);
    scene.host.observing = false;
    scene.host.accept(new Evidence.ObservationLost(direct.device(), "test"));
    scene.direct.cut();

    scene.down(0);
    scene.time.pass(30 * SECOND);
    assertThat(scene.host.decisions).isEmpty();

    scene.host.observing = true;
    scene.time.pass(6 * SECOND);
    assertThat(scene.host.carrier()).as("%s", scene.host.changes).isEqualTo("path1");
  }

  private static final class Scene {
    final VirtualTime time;
    final SimulatedTunnel direct;
    final SimulatedTunnel permanent;
    final SimulatedHost host;

    Scene(long seed, Detection.Kind kind) {
      time = new VirtualTime(seed);
      direct = tunnel();
      permanent = tunnel();
      Detection detection = switch (kind) {
        case PASSIVE -> Detection.PASSIVE;
        case NUDGE -> Detection.NUDGE;
        case ECHO -> Detection.ECHO;
      };
      host = new SimulatedHost(time, detection, direct.left, permanent.left).carriedBy(0);
      HealthyTunnelProperties.repeat(
          time,
          500 * MILLIS,
          () -> (host.carrier().equals("path0") ? direct : permanent).left.send(Payload.REQUEST));
      time.pass(20 * SECOND);
    }

    private SimulatedTunnel tunnel() {
      SimulatedTunnel tunnel = new SimulatedTunnel(time, 25, 0);
      tunnel.right.answersNudges = true;
      tunnel.right.answersEchoes = true;
      return tunnel;
    }

    void up(int path) {
      host.accept(new Evidence.SessionUp(SimulatedHost.tunnel(path), BFD));
    }

    void down(int path) {
      host.accept(new Evidence.SessionDown(
          SimulatedHost.tunnel(path), BFD, SILENT, "control detection time expired"));
    }

    Kind lastReason() {
      return host.changes.get(host.changes.size() - 1).because().kind();
    }
  }
}
