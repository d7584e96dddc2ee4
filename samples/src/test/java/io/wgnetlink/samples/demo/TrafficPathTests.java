package io.wgnetlink.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.samples.demo.TrafficPath.Hub;
import io.wgnetlink.samples.demo.TrafficPath.PeerBytes;
import org.junit.jupiter.api.Test;

class TrafficPathTests {
  private static final PeerBytes KEEPALIVES = new PeerBytes(64, 32);
  private static final PeerBytes TRAFFIC = new PeerBytes(20_000, 20_000);

  @Test
  void shouldSeeThePathThatTheBytesTake() {
    assertThat(TrafficPath.of(KEEPALIVES, TRAFFIC)).hasToString("B");
    assertThat(TrafficPath.of(TRAFFIC, KEEPALIVES)).hasToString("A");
    assertThat(TrafficPath.of(TRAFFIC, KEEPALIVES).isBy(Hub.A)).isTrue();
  }

  @Test
  void shouldNotTakeKeepalivesForTraffic() {
    assertThat(TrafficPath.of(KEEPALIVES, KEEPALIVES)).isEqualTo(TrafficPath.NONE);
  }

  @Test
  void shouldCallItNoPathWhenNothingComesBack() {
    TrafficPath dead = TrafficPath.of(KEEPALIVES, new PeerBytes(20_000, 0));
    assertThat(dead.out()).isEqualTo(Hub.B);
    assertThat(dead).hasToString("none");
  }

  @Test
  void shouldCountFromZeroWhenAPeerWasCreatedAnew() {
    assertThat(new PeerBytes(700, 600).since(new PeerBytes(500, 500)))
        .isEqualTo(new PeerBytes(200, 100));
    assertThat(new PeerBytes(700, 300).since(new PeerBytes(500, 500)))
        .isEqualTo(new PeerBytes(700, 300));
  }

  @Test
  void shouldShowAWayBackThatIsAnother() {
    TrafficPath path = TrafficPath.of(new PeerBytes(20_000, 0), new PeerBytes(0, 20_000));
    assertThat(path).hasToString("A/B");
    assertThat(path.isBy(Hub.A) || path.isBy(Hub.B)).isFalse();
  }
}
