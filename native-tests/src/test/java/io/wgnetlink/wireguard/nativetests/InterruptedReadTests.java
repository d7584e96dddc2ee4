package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.AllowedIpCursor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a change in the middle of a reading does to it, one change at a time. The kernel is one
 * message of 32 KiB ahead of the reader, so a change that is made at the first peer shows from the
 * third message on.
 */
class InterruptedReadTests {
  private static final int PEERS = 1200;

  /** Enough for five messages. */
  private static final int ALLOWED_IPS = 6000;

  private final Host host = Host.create();
  private final WireGuard other = WireGuard.open(host.namespace);

  @AfterEach
  void close() {
    other.close();
    host.close();
  }

  /** A reading that is disturbed once, at the first peer that it sees. */
  private final class Reading implements DeviceVisitor {
    private final boolean acceptsChanges;
    private final Consumer<DeviceUpdate.Builder> disturbance;

    /** Of each attempt, the peers and the number of their allowed IPs. */
    private final List<Map<PublicKey, Integer>> attempts = new ArrayList<>();

    private boolean disturbed;

    Reading(boolean acceptsChanges, Consumer<DeviceUpdate.Builder> disturbance) {
      this.acceptsChanges = acceptsChanges;
      this.disturbance = disturbance;
    }

    Reading read() {
      host.wireGuard.read(WG0, this);
      return this;
    }

    Map<PublicKey, Integer> attempt(int number) {
      return attempts.get(number - 1);
    }

    @Override
    public void begin(int attempt) {
      attempts.add(new LinkedHashMap<>());
      assertThat(attempts).hasSize(attempt);
    }

    @Override
    public boolean acceptsChanges() {
      return acceptsChanges;
    }

    @Override
    public void peer(PeerView peer) {
      int count = 0;
      AllowedIpCursor ips = peer.allowedIps();
      while (ips.next()) {
        count++;
      }
      Map<PublicKey, Integer> seen = attempts.get(attempts.size() - 1);
      assertThat(peer.isContinuation()).isEqualTo(seen.containsKey(peer.publicKey()));
      seen.merge(peer.publicKey(), count, Integer::sum);
      if (!disturbed) {
        disturbed = true;
        DeviceUpdate.Builder update = DeviceUpdate.of(WG0);
        disturbance.accept(update);
        other.apply(update.build());
      }
    }
  }

  private void givenPeers() {
    host.apply(DeviceUpdate.of(WG0)
        .peers(keys(0, PEERS).stream().map(k -> PeerUpdate.of(k).build()).toList()));
  }

  @Test
  void shouldTakeAReadingThatAChangeDidNotCutOffWhereItsVisitorDoes() {
    givenPeers();
    Consumer<DeviceUpdate.Builder> change = update ->
        update.fwmark(1).peer(PeerUpdate.remove(key(1100))).peer(PeerUpdate.of(key(PEERS)));
    Reading reading = new Reading(true, change).read();

    assertThat(reading.attempts).hasSize(1);
    List<PublicKey> expected = new ArrayList<>(keys(0, PEERS + 1));
    expected.remove(key(1100));
    assertThat(reading.attempt(1).keySet()).containsExactlyElementsOf(expected);
  }

  @Test
  void shouldReadAgainForASnapshot() {
    givenPeers();
    Reading reading = new Reading(false, update -> update.fwmark(1)).read();
    assertThat(reading.attempts).hasSize(2);
    assertThat(reading.attempt(1)).as("all the same").isEqualTo(reading.attempt(2));
  }

  @Test
  void shouldReadAgainWhenTheKernelEndedTheDumpEarly() {
    givenPeers();
    // Among them is the peer behind which the kernel would go on.
    Reading reading = new Reading(
            true,
            update ->
                update.peers(keys(100, 900).stream().map(PeerUpdate::remove).toList()))
        .read();

    assertThat(reading.attempts).hasSize(2);
    assertThat(reading.attempt(1).keySet())
        .as("no error, and a part of the peers that stayed")
        .contains(key(0))
        .doesNotContain(key(PEERS - 1));
    List<PublicKey> stable = new ArrayList<>(keys(0, 100));
    stable.addAll(keys(900, PEERS));
    assertThat(reading.attempt(2).keySet()).containsExactlyElementsOf(stable);
  }

  private void givenAPeerOfManyMessages() {
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(key(1)))
        .peer(PeerUpdate.of(key(2)).allowedIps(prefixes()))
        .peer(PeerUpdate.of(key(3)).allowedIp(IpPrefix.parse("fd00::/64"))));
  }

  @Test
  void shouldTakeAPeerOfManyMessagesWhoseAllowedIpsStayed() {
    givenAPeerOfManyMessages();
    Reading reading = new Reading(true, update -> update.fwmark(1)).read();
    assertThat(reading.attempts).containsExactly(Map.of(key(1), 0, key(2), ALLOWED_IPS, key(3), 1));
  }

  @Test
  void shouldReadAgainWhenTheKernelLeftOutAllowedIps() {
    givenAPeerOfManyMessages();
    Reading reading = new Reading(
            true,
            update -> update.peer(PeerUpdate.of(key(1)).allowedIp(IpPrefix.parse("fd01::/64"))))
        .read();
    assertThat(reading.attempts).hasSize(2);
    assertThat(reading.attempt(1).get(key(2))).isLessThan(ALLOWED_IPS);
    assertThat(reading.attempt(2)).isEqualTo(Map.of(key(1), 1, key(2), ALLOWED_IPS, key(3), 1));
  }

  @Test
  void shouldReadAgainWhenThePeerHalfReadIsGone() {
    givenAPeerOfManyMessages();
    Reading reading = new Reading(true, update -> update.peer(PeerUpdate.remove(key(2)))).read();
    assertThat(reading.attempts).hasSize(2);
    assertThat(reading.attempt(1).keySet())
        .as("of the next peer the kernel told the key alone")
        .containsExactly(key(1), key(2));
    assertThat(reading.attempt(2)).isEqualTo(Map.of(key(1), 0, key(3), 1));
  }

  private static List<IpPrefix> prefixes() {
    return IntStream.range(0, ALLOWED_IPS)
        .mapToObj(i ->
            IpPrefix.of(IpAddresses.of(new byte[] {10, (byte) (i >> 8), (byte) i, 0}), 24))
        .toList();
  }

  private static List<PublicKey> keys(int from, int to) {
    return IntStream.range(from, to).mapToObj(InterruptedReadTests::key).toList();
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }
}
