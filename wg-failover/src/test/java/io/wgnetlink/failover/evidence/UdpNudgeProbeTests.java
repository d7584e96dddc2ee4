package io.wgnetlink.failover.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.wireguard.PublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpNudgeProbeTests {
  private final Tunnel tunnel = new Tunnel(InterfaceName.of("lo"), PublicKey.of(new byte[32]));
  private final NetworkNamespace namespace = NetworkNamespace.current();
  private final UdpNudgeProbe probe = new UdpNudgeProbe(namespace);

  @AfterEach
  void close() {
    probe.close();
    namespace.close();
  }

  @Test
  void shouldSendADatagram() {
    probe.aim(tunnel, IpAddresses.parse("127.0.0.1"));

    assertThat(probe.nudge(tunnel)).isEqualTo(new Evidence.NudgeSent(tunnel));
  }

  @Test
  void shouldSayThatItHasNoAddress() {
    assertThat(probe.nudge(tunnel)).isInstanceOf(Evidence.NudgeFailed.class);
  }

  @Test
  void shouldSayThatTheInterfaceIsNotThere() {
    Tunnel gone = new Tunnel(InterfaceName.of("wg-gone"), tunnel.peer());
    probe.aim(gone, IpAddresses.parse("127.0.0.1"));

    assertThat(probe.nudge(gone))
        .isInstanceOfSatisfying(
            Evidence.NudgeFailed.class, failed -> assertThat(failed.cause()).contains("wg-gone"));
  }

  @Test
  void shouldSayWhatTheKernelRefused() {
    // A datagram to the broadcast address needs SO_BROADCAST.
    probe.aim(tunnel, IpAddresses.parse("255.255.255.255"));

    assertThat(probe.nudge(tunnel))
        .isInstanceOfSatisfying(
            Evidence.NudgeFailed.class,
            failed -> assertThat(failed.cause()).contains("255.255.255.255"));
  }
}
