package io.wgnetlink.failover.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.FailoverListener;
import io.wgnetlink.failover.actuate.PeerRecreation;
import io.wgnetlink.failover.evidence.EchoProbe;
import io.wgnetlink.failover.evidence.IcmpEchoProbe;
import io.wgnetlink.failover.evidence.UdpNudgeProbe;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Sysctl;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Echo requests, forced handshakes and one-way failures, with the kernel's WireGuard. */
class DetectionTests {
  /** What is lost of a tunnel. */
  enum Cut {
    BOTH,
    WHAT_IS_SENT,
    WHAT_IS_RECEIVED
  }

  private static final String PERMITTED = "0 0";
  private static final String NOT_PERMITTED = "1 0";

  private final TwoHubs net = new TwoHubs();

  @AfterEach
  void close() {
    net.close();
  }

  private void permitDatagramSockets(String groups) {
    net.client.setSysctl(Sysctl.parse("net.ipv4.ping_group_range"), groups);
  }

  @ParameterizedTest
  @CsvSource({
    PERMITTED + ",10.7.2.1",
    PERMITTED + ",fd07:2::1",
    NOT_PERMITTED + ",10.7.2.1",
    NOT_PERMITTED + ",fd07:2::1"
  })
  void shouldHearRepliesByEachKindOfSocket(String groups, String address) {
    permitDatagramSockets(groups);
    List<Integer> answered = new CopyOnWriteArrayList<>();
    List<Duration> roundTrips = new CopyOnWriteArrayList<>();
    try (EchoProbe probe = IcmpEchoProbe.open(net.client, (tunnel, sequence, roundTrip) -> {
          answered.add(sequence);
          roundTrips.add(roundTrip);
        })
        .orElseThrow()) {
      probe.aim(net.toB, IpAddresses.parse(address));

      Evidence sent = probe.echo(net.toB);

      assertThat(sent).isInstanceOf(Evidence.EchoSent.class);
      assertThat(TwoHubs.await(() -> !answered.isEmpty())).isTrue();
      assertThat(answered).containsExactly(((Evidence.EchoSent) sent).sequence());
      assertThat(roundTrips).allMatch(r -> !r.isNegative() && !r.isZero());
    }
  }

  /** The route to hub B is taken over by hub A's interface, where nobody may hear of it. */
  @Test
  void shouldProbeByTheTunnelsInterfaceOnly() {
    TwoHubs.run(net.client, "ip route replace 10.7.2.1/32 dev wgA");
    TwoHubs.run(net.client, "ip route add 10.9.0.0/16 dev ethA");
    List<Integer> answered = new CopyOnWriteArrayList<>();
    try (EchoProbe echoes = IcmpEchoProbe.open(
                net.client, (t, sequence, r) -> answered.add(sequence))
            .orElseThrow();
        UdpNudgeProbe nudges = new UdpNudgeProbe(net.client)) {
      echoes.aim(net.toB, IpAddresses.parse("10.7.2.1"));
      nudges.aim(net.toB, IpAddresses.parse("10.7.2.1"));

      assertThat(nudges.nudge(net.toB)).isEqualTo(new Evidence.NudgeSent(net.toB));
      assertThat(TwoHubs.await(() -> net.peer(net.toB).latestHandshake().isPresent()))
          .isTrue();
      assertThat(echoes.echo(net.toB)).isInstanceOf(Evidence.EchoSent.class);
      assertThat(TwoHubs.await(() -> !answered.isEmpty())).isTrue();
      assertThat(net.peer(net.toA).txBytes()).isZero();

      TwoHubs.run(net.client, "ip link set wgB down");
      assertThat(nudges.nudge(net.toB)).isInstanceOf(Evidence.NudgeFailed.class);
      assertThat(echoes.echo(net.toB)).isInstanceOf(Evidence.NudgeFailed.class);
      assertThat(net.peer(net.toA).txBytes()).isZero();
    }
  }

  @Test
  void shouldRecreateALivePeerAsItWasAndHandshakeAtOnce() {
    TwoHubs.run(
        net.client, "wg set wgB peer " + net.toB.peer().toBase64() + " persistent-keepalive 25");
    try (UdpNudgeProbe nudges = new UdpNudgeProbe(net.client);
        PeerRecreation recreation = new PeerRecreation(net.wireGuard)) {
      nudges.aim(net.toB, IpAddresses.parse("10.7.2.1"));
      assertThat(TwoHubs.await(() -> net.peer(net.toB).latestHandshake().isPresent()))
          .isTrue();
      String before = TwoHubs.run(net.client, "wg showconf wgB");

      assertThat(recreation.recreate(net.toB)).isEmpty();

      assertThat(TwoHubs.run(net.client, "wg showconf wgB")).isEqualTo(before);
      assertThat(nudges.nudge(net.toB)).isEqualTo(new Evidence.NudgeSent(net.toB));
      assertThat(TwoHubs.await(() -> net.peer(net.toB).latestHandshake().isPresent()))
          .isTrue();
    }
  }

  /**
   * Echo requests each 200 ms, so that twenty of them, which make their loss known, do not take
   * long. How soon the verdict comes is printed.
   */
  @ParameterizedTest
  @EnumSource
  void shouldLeaveATunnelThatIsCutAndComeBack(Cut cut) {
    List<TunnelChange> changes = new CopyOnWriteArrayList<>();
    FailoverConfiguration configuration = FailoverConfiguration.of(net.group)
        .detection(Detection.ECHO.withEchoInterval(Duration.ofMillis(200)))
        .build();
    try (FailoverController controller = FailoverController.builder(
            configuration, net.wireGuard, net.routes, net.client)
        .listener(new FailoverListener() {
          @Override
          public void tunnelChanged(TunnelChange change) {
            changes.add(change);
          }
        })
        .build()) {
      controller.start();
      assertThat(TwoHubs.await(() -> carrier(controller).equals("direct"))).isTrue();
      TwoHubs.await(() -> net.peer(net.toB).rxBytes() > 25 * 80);

      long from = System.nanoTime();
      if (cut != Cut.WHAT_IS_RECEIVED) {
        TwoHubs.deafen(net.hubB, "eth0");
      }
      if (cut != Cut.WHAT_IS_SENT) {
        TwoHubs.deafen(net.client, "ethB");
      }
      assertThat(TwoHubs.await(() -> carrier(controller).equals("permanent"))).isTrue();
      System.out.printf(
          "%s: switched after %.1f s, %s%n",
          cut, (System.nanoTime() - from) / 1e9, last(changes, TunnelState.DOWN));

      if (cut != Cut.WHAT_IS_RECEIVED) {
        TwoHubs.heal(net.hubB);
      }
      if (cut != Cut.WHAT_IS_SENT) {
        TwoHubs.heal(net.client);
      }
      assertThat(TwoHubs.await(() -> carrier(controller).equals("direct"))).isTrue();
    }
  }

  private static String carrier(FailoverController controller) {
    var carrier = controller.status().carriers().get("service");
    return carrier == null ? "none" : carrier.name();
  }

  private static String last(List<TunnelChange> changes, TunnelState state) {
    return changes.stream()
        .filter(c -> c.to() == state)
        .reduce((first, second) -> second)
        .map(c -> c.because().text())
        .orElse("for another reason");
  }
}
