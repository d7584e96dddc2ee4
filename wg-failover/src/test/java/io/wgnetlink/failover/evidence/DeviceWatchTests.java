package io.wgnetlink.failover.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.simulation.FakeKernel;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.failover.simulation.VirtualTime;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceWatchTests {
  private final InterfaceName wg0 = InterfaceName.of("wg0");
  private final PublicKey key = PublicKey.of(new byte[32]);
  private final Tunnel tunnel = new Tunnel(wg0, key);
  private final VirtualTime time = new VirtualTime(1);
  private final SimulatedTunnel link = new SimulatedTunnel(time, 0, 0);
  private final FakeKernel kernel = new FakeKernel().device("wg0");
  private final List<Evidence> evidence = new ArrayList<>();
  private final DeviceMonitor monitor =
      DeviceMonitor.of(kernel, wg0, new DeviceWatch(wg0, List.of(key), evidence::add));

  private List<Evidence> poll() {
    evidence.clear();
    monitor.poll();
    return evidence;
  }

  @Test
  void shouldReportDifferencesAndTheirAbsence() {
    kernel.peer("wg0", key, link.left);

    assertThat(poll()).containsExactly(new Evidence.Observed(tunnel, 0, 0, false, false));

    link.left.send(Payload.NUDGE);
    time.pass(VirtualTime.SECOND);
    assertThat(poll()).containsExactly(new Evidence.Observed(tunnel, 92, 148 + 80, true, true));
    assertThat(poll()).containsExactly(new Evidence.Observed(tunnel, 0, 0, false, true));
  }

  @Test
  void shouldTellAPeerThatIsNotThereFromOneThatCannotBeSeen() {
    assertThat(poll()).containsExactly(new Evidence.PeerVanished(tunnel));
    assertThat(poll()).isEmpty();

    kernel.peer("wg0", key, link.left);
    assertThat(poll()).containsExactly(new Evidence.PeerAppeared(tunnel, false));

    kernel.readError = Errno.ENOBUFS;
    assertThat(poll()).singleElement().isInstanceOf(Evidence.ObservationLost.class);
    kernel.readError = null;
    assertThat(poll()).containsExactly(new Evidence.Observed(tunnel, 0, 0, false, false));

    kernel.removePeer("wg0", key);
    assertThat(poll()).containsExactly(new Evidence.PeerVanished(tunnel));
  }

  @Test
  void shouldTakeCountersThatGoBackForANewPeer() {
    kernel.peer("wg0", key, link.left);
    link.left.send(Payload.NUDGE);
    time.pass(VirtualTime.SECOND);
    poll();

    link.left.recreate();

    assertThat(poll()).containsExactly(new Evidence.PeerAppeared(tunnel, false));
  }
}
