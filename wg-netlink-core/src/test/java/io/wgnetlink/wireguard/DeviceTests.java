package io.wgnetlink.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.InterfaceName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeviceTests {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");

  @Test
  void shouldFindPeersByKeyWhetherFewOrMany() {
    for (int size : new int[] {0, 1, 8, 9, 1000}) {
      List<Peer> peers = peers(size);
      Device device = Device.builder(WG0).peers(peers).build();
      for (int i = 0; i < size; i++) {
        assertThat(device.peer(key(i)).orElseThrow()).isSameAs(peers.get(i));
      }
      assertThat(device.peer(key(size))).isEmpty();
    }
  }

  @Test
  void shouldBeEqualToADeviceOfTheSamePeers() {
    List<Peer> peers = peers(20);
    Device device = Device.builder(WG0).peers(peers).build();
    assertThat(device.peer(key(3))).isPresent();
    Device same = Device.builder(WG0).peers(device.peers()).build();
    assertThat(same).isEqualTo(device).hasSameHashCodeAs(device);
    assertThat(device.peers()).isEqualTo(peers);
    assertThat(peers).isEqualTo(device.peers());
    assertThat(Device.builder(WG0).peers(peers(19)).build()).isNotEqualTo(device);
  }

  @Test
  void shouldNotChangeWithTheListItWasMadeOf() {
    List<Peer> peers = new ArrayList<>(peers(2));
    Device device = Device.builder(WG0).peers(peers).build();
    peers.clear();
    assertThat(device.peers()).hasSize(2);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> device.peers().remove(0));
  }

  private static List<Peer> peers(int count) {
    return IntStream.range(0, count).mapToObj(i -> Peer.builder(key(i)).build()).toList();
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }
}
