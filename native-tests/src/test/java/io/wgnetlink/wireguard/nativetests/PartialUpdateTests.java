package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PartialUpdateException;
import io.wgnetlink.wireguard.PartialUpdateException.Progress;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An update that fails half-way: its interface is deleted between two of its messages. */
class PartialUpdateTests {
  private static final int PEERS = 6000;

  private final Host host = Host.create();

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void shouldSayWhatWasAppliedWhenTheInterfaceVanishes() throws InterruptedException {
    DesiredDevice desired = DesiredDevice.of(WG0)
        .peers(IntStream.range(0, PEERS)
            .mapToObj(i -> DesiredPeer.of(key(i)).build())
            .toList())
        .build();
    Thread deleter = new Thread(this::deleteOnceThereArePeers, "deleter");
    deleter.start();

    assertThatExceptionOfType(PartialUpdateException.class)
        .isThrownBy(() -> host.wireGuard.sync(desired))
        .withMessageContaining("messages were applied")
        .satisfies(e -> {
          System.out.println(e.getMessage());
          Progress progress = e.progress();
          assertThat(e.is(Errno.ENODEV)).isTrue();
          assertThat(progress.appliedMessages()).isBetween(1, progress.messages() - 1);
          assertThat(progress.applied()).isNotEmpty();
          assertThat(progress.uncertain()).isNotEmpty();
          assertThat(progress.applied().get(0).publicKey()).isEqualTo(key(0));
          assertThat(progress.applied().size()
                  + progress.uncertain().size()
                  + progress.unsent().size())
              .isEqualTo(PEERS);
        });
    deleter.join();
  }

  private void deleteOnceThereArePeers() {
    PeerSeen seen = new PeerSeen();
    try (WireGuard wireGuard = WireGuard.open(host.namespace);
        RouteNetlink netlink = RouteNetlink.open(host.namespace)) {
      while (!seen.any) {
        wireGuard.read(WG0, seen);
      }
      netlink.deleteLink(WG0);
    }
  }

  private static final class PeerSeen implements DeviceVisitor {
    private boolean any;

    @Override
    public void begin(int attempt) {}

    @Override
    public boolean acceptsChanges() {
      return true;
    }

    @Override
    public void peer(PeerView peer) {
      any = true;
    }
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }
}
