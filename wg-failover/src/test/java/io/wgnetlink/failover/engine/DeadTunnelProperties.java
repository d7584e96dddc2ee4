package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A tunnel that dies is left in bounded time, and used again in bounded time when it heals. */
class DeadTunnelProperties {
  /** With traffic: the kernel's 15.3 s, 1 s for its initiation, and readings. */
  private final Duration busyBound = Duration.ofSeconds(18);
  /** Without: 2 s and a reading more until the first nudge. */
  private final Duration idleBound = Duration.ofSeconds(21);

  @Provide
  Arbitrary<Integer> keepalives() {
    return Arbitraries.of(0, 5, 10, 20, 25, 30, 60, 120);
  }

  /**
   * The switch may have to wait for an idle fallback that answers every 10 s only: it is silent for
   * as long as the uplink may have been away, and only what the dead one leaves unanswered after
   * that counts ({@code UplinkProperties}). Measured 29 s.
   */
  @Property(tries = 100)
  void shouldSwitchBothEndsOfABusyTunnelAndReturn(
      @ForAll long seed,
      @ForAll("keepalives") int keepalive,
      @ForAll boolean answersNudges,
      @ForAll @IntRange(max = 300_000) int upFor,
      @ForAll @IntRange(min = 35_000, max = 900_000) int downFor) {
    VirtualTime time = new VirtualTime(seed);
    Mesh mesh = new Mesh(time, keepalive, answersNudges);
    HealthyTunnelProperties.repeat(time, 20 * MILLIS, () -> mesh.direct.left.send(Payload.REQUEST));
    mesh.pass(20 * SECOND + upFor * MILLIS);
    assertThat(mesh.client.decisions).isEmpty();
    assertThat(mesh.hub.decisions).isEmpty();

    long cut = mesh.cut();
    mesh.pass(downFor * MILLIS);
    assertThat(mesh.client.became(0, TunnelState.DOWN, cut)).isLessThan(busyBound);
    // The hub only answers: once nothing arrives it sends nothing, and finds out by its nudges.
    assertThat(mesh.hub.became(0, TunnelState.DOWN, cut)).isLessThan(idleBound);
    assertThat(mesh.client.carrier()).isEqualTo("path1");
    assertThat(mesh.hub.carrier()).isEqualTo("path1");

    mesh.heal();
    mesh.pass(27 * SECOND);
    mesh.waitForCrossings();
    assertThat(mesh.client.carrier()).as("%s", mesh.client.changes).isEqualTo("path0");
    assertThat(mesh.hub.carrier()).as("%s", mesh.hub.changes).isEqualTo("path0");
    assertThat(mesh.client.decisions).hasSize(2);
    assertThat(mesh.hub.decisions).hasSize(2);
  }

  /** What the other end's engine sends is not counted while its prefixes are another peer's. */
  @Property(tries = 50)
  void shouldReturnAlsoWhereTheOtherEndIsNotHeard(
      @ForAll long seed,
      @ForAll("keepalives") int keepalive,
      @ForAll boolean busy,
      @ForAll @IntRange(min = 20_000, max = 900_000) int downFor) {
    VirtualTime time = new VirtualTime(seed);
    Mesh mesh = new Mesh(time, keepalive, true, true);
    if (busy) {
      HealthyTunnelProperties.repeat(time, 20 * MILLIS, () -> {
        if (mesh.client.carrier().equals("path0")) {
          mesh.direct.left.send(Payload.REQUEST);
        }
        if (mesh.hub.carrier().equals("path0")) {
          mesh.direct.right.send(Payload.STREAM);
        }
      });
    }
    mesh.pass(60 * SECOND);
    assertThat(mesh.client.carrier()).isEqualTo("path0");

    long cut = mesh.cut();
    mesh.pass(downFor * MILLIS);
    assertThat(mesh.client.became(0, TunnelState.DOWN, cut)).isLessThan(idleBound);
    assertThat(mesh.hub.became(0, TunnelState.DOWN, cut)).isLessThan(idleBound);
    mesh.pass(5 * SECOND);
    assertThat(mesh.client.carrier()).isEqualTo("path1");

    mesh.heal();
    mesh.pass(22 * SECOND);
    mesh.waitForCrossings();
    assertThat(mesh.client.carrier()).as("%s", mesh.client.changes).isEqualTo("path0");
    assertThat(mesh.hub.carrier()).as("%s", mesh.hub.changes).isEqualTo("path0");
    mesh.pass(200 * SECOND);
    assertThat(mesh.client.decisions).as("%s", mesh.client.changes).hasSize(2);
    assertThat(mesh.hub.decisions).as("%s", mesh.hub.changes).hasSize(2);
  }

  @Property(tries = 100)
  void shouldLeaveAnIdleTunnelAloneAndReturn(
      @ForAll long seed,
      @ForAll("keepalives") int keepalive,
      @ForAll boolean answersNudges,
      @ForAll @IntRange(max = 300_000) int upFor) {
    VirtualTime time = new VirtualTime(seed);
    SimulatedTunnel direct = new SimulatedTunnel(time, keepalive, 0);
    SimulatedTunnel permanent = new SimulatedTunnel(time, 0, 0);
    direct.right.answersNudges = answersNudges;
    permanent.right.answersNudges = answersNudges;
    SimulatedHost client = new SimulatedHost(time, direct.left, permanent.left).carriedBy(0);
    time.pass(20 * SECOND + upFor * MILLIS);

    long cut = time.now();
    direct.cut();
    time.pass(40 * SECOND);
    assertThat(client.became(0, TunnelState.DOWN, cut)).isLessThan(idleBound);
    assertThat(client.carrier()).isEqualTo("path1");

    direct.crossings = 0;
    direct.heal();
    // A peer that answers by its keepalive timer only gives one proof every 10 s.
    time.pass(answersNudges ? 22 * SECOND : 45 * SECOND);
    time.pass(6 * SECOND * direct.crossings);
    assertThat(client.carrier()).isEqualTo("path0");
    assertThat(client.decisions).hasSize(2);
  }

  @Property(tries = 50)
  void shouldSwitchByTheKernelsVerdictWhereNudgesCannotBeSent(
      @ForAll long seed, @ForAll @IntRange(max = 100_000) int upFor) {
    VirtualTime time = new VirtualTime(seed);
    SimulatedTunnel direct = new SimulatedTunnel(time, 25, 0);
    SimulatedTunnel permanent = new SimulatedTunnel(time, 25, 0);
    SimulatedHost client = new SimulatedHost(time, direct.left, permanent.left).carriedBy(0);
    HealthyTunnelProperties.repeat(time, 100 * MILLIS, () -> direct.left.send(Payload.REQUEST));
    HealthyTunnelProperties.repeat(time, SECOND, () -> permanent.left.send(Payload.REQUEST));
    time.pass(20 * SECOND);
    client.nudging = false;
    time.pass(upFor * MILLIS);

    long cut = time.now();
    direct.cut();
    time.pass(30 * SECOND);

    assertThat(client.became(0, TunnelState.DOWN, cut)).isLessThan(Duration.ofSeconds(18));
    assertThat(client.decisions).hasSize(1);
    assertThat(client.decisions.get(0).because().kind()).isEqualTo(Finding.Kind.KERNEL_VERDICT);
    assertThat(client.carrier()).isEqualTo("path1");
  }

  @Property(tries = 50)
  void shouldFindThatPacketsOnlyArrive(@ForAll long seed, @ForAll("keepalives") int keepalive) {
    VirtualTime time = new VirtualTime(seed);
    SimulatedTunnel direct = new SimulatedTunnel(time, keepalive, 0);
    SimulatedTunnel permanent = new SimulatedTunnel(time, 0, 0);
    permanent.right.answersNudges = true;
    SimulatedHost client = new SimulatedHost(time, direct.left, permanent.left).carriedBy(0);
    time.pass(2 * SECOND);
    HealthyTunnelProperties.repeat(time, 100 * MILLIS, () -> direct.right.send(Payload.STREAM));
    time.pass(30 * SECOND);

    long cut = time.now();
    direct.cutLeftToRight = true;
    time.pass(60 * SECOND);

    // 15 s until the peer starts over, two more tries 5 s apart, 1 s for the last, readings.
    assertThat(client.became(0, TunnelState.DOWN, cut)).isLessThan(Duration.ofSeconds(30));
    assertThat(client.changes.get(client.changes.size() - 1).because().kind())
        .isEqualTo(Finding.Kind.ONE_WAY);
    assertThat(client.carrier()).isEqualTo("path1");
  }

  @Property(tries = 50)
  void shouldFindThatPacketsOnlyLeave(@ForAll long seed, @ForAll boolean busy) {
    VirtualTime time = new VirtualTime(seed);
    SimulatedTunnel direct = new SimulatedTunnel(time, 25, 0);
    SimulatedTunnel permanent = new SimulatedTunnel(time, 0, 0);
    permanent.right.answersNudges = true;
    SimulatedHost client = new SimulatedHost(time, direct.left, permanent.left).carriedBy(0);
    if (busy) {
      HealthyTunnelProperties.repeat(time, 100 * MILLIS, () -> direct.left.send(Payload.REQUEST));
    }
    time.pass(30 * SECOND);

    long cut = time.now();
    direct.cutRightToLeft = true;
    time.pass(30 * SECOND);

    assertThat(client.became(0, TunnelState.DOWN, cut)).isLessThan(busy ? busyBound : idleBound);
    assertThat(client.carrier()).isEqualTo("path1");
  }

  /** I4: with the uplink gone, no other path is better. */
  @Property(tries = 200)
  void shouldChangeNothingWhenAllTunnelsDieAtOnce(
      @ForAll long seed,
      @ForAll boolean busy,
      @ForAll @IntRange(max = 300_000) int upFor,
      @ForAll @IntRange(min = 20, max = 300) int downFor) {
    VirtualTime time = new VirtualTime(seed);
    SimulatedTunnel direct = new SimulatedTunnel(time, 25, 0);
    SimulatedTunnel permanent = new SimulatedTunnel(time, 0, 0);
    direct.right.answersNudges = time.random.nextBoolean();
    permanent.right.answersNudges = true;
    SimulatedHost client = new SimulatedHost(time, direct.left, permanent.left).carriedBy(0);
    if (busy) {
      HealthyTunnelProperties.repeat(time, 100 * MILLIS, () -> direct.left.send(Payload.REQUEST));
    }
    time.pass(30 * SECOND + upFor * MILLIS);

    direct.cut();
    permanent.cut();
    time.pass(downFor * SECOND);

    assertThat(client.decisions).isEmpty();
    assertThat(client.state(0)).isEqualTo(TunnelState.DOWN);
    assertThat(client.state(1)).isEqualTo(TunnelState.DOWN);
  }

  /** Two hosts with a direct tunnel and one each to a third, which runs no engine. */
  private static final class Mesh {
    final VirtualTime time;
    final SimulatedTunnel direct;
    final SimulatedHost client;
    final SimulatedHost hub;

    Mesh(VirtualTime time, int keepalive, boolean answersNudges) {
      this(time, keepalive, answersNudges, false);
    }

    Mesh(VirtualTime time, int keepalive, boolean answersNudges, boolean oneInterface) {
      this.time = time;
      direct = new SimulatedTunnel(time, keepalive, 0).established();
      SimulatedTunnel clientToA = new SimulatedTunnel(time, keepalive, 0);
      SimulatedTunnel hubToA = new SimulatedTunnel(time, 0, keepalive);
      clientToA.right.answersNudges = answersNudges;
      hubToA.right.answersNudges = answersNudges;
      client = (oneInterface
              ? SimulatedHost.onOneInterface(time, direct.left, clientToA.left)
              : new SimulatedHost(time, direct.left, clientToA.left))
          .carriedBy(0);
      hub = SimulatedHost.opposite(time, direct.right, hubToA.left).carriedBy(0);
    }

    long cut() {
      direct.cut();
      return time.now();
    }

    void heal() {
      direct.crossings = 0;
      direct.heal();
    }

    /** Each handshake that came to nothing puts the return off until the next, 5.3 s later. */
    void waitForCrossings() {
      pass(6 * SECOND * direct.crossings);
    }

    void pass(long duration) {
      time.pass(duration);
    }
  }
}
