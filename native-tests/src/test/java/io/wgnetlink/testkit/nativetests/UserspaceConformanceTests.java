package io.wgnetlink.testkit.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.nativetests.OnOneKernel;
import io.wgnetlink.testkit.conformance.Machine;
import io.wgnetlink.testkit.conformance.WireGuardConformance;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The suite on wireguard-go, with the differences that the suite knows. */
@OnOneKernel("the daemon does all by itself")
class UserspaceConformanceTests extends WireGuardConformance {
  @Override
  protected Machine createMachine() {
    Machine machine = new UserspaceMachine();
    machine.addInterface(WG0);
    return machine;
  }

  /** If this fails, a daemon has begun to keep an order, and the suite may ask for it. */
  @Test
  void shouldTellPeersInAnotherOrderEachTime() {
    try (Machine machine = createSecondMachine()) {
      machine
          .wireGuard()
          .apply(DeviceUpdate.of(WG1)
              .peers(IntStream.range(1, 65)
                  .mapToObj(i -> PeerUpdate.of(
                          PublicKey.of(ByteBuffer.allocate(32).putInt(28, i).array()))
                      .build())
                  .toList())
              .build());
      Set<List<PublicKey>> orders = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        try (Device device = machine.wireGuard().device(WG1)) {
          orders.add(device.peers().stream().map(Peer::publicKey).toList());
        }
      }
      assertThat(orders).allMatch(order -> order.size() == 64).hasSizeGreaterThan(1);
    }
  }

  private static Machine createSecondMachine() {
    Machine machine = new UserspaceMachine();
    machine.addInterface(WG1);
    return machine;
  }
}
