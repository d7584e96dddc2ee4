package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceSizeTests {
  private static final int PEERS = 2000;
  private static final int ALLOWED_IPS = 20_000;

  private final Host host = Host.create();

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void shouldWriteAndReadTwoThousandPeers() {
    host.apply(DeviceUpdate.of(WG0)
        .peers(IntStream.range(0, PEERS).mapToObj(this::peer).toList()));

    List<String> witness = host.wgShow("dump");
    assertThat(witness).hasSize(1 + PEERS);
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).hasSize(PEERS);
      for (int i = 0; i < PEERS; i++) {
        assertThat(dumpLine(device.peers().get(i))).isEqualTo(witness.get(1 + i));
      }
    }
  }

  @Test
  void shouldWriteAndReadTwentyThousandAllowedIpsOfOnePeer() {
    PublicKey first = key(1);
    PublicKey big = key(2);
    List<IpPrefix> prefixes = prefixes();
    host.apply(DeviceUpdate.of(WG0)
        .privateKey(PrivateKey.generate())
        .peer(PeerUpdate.of(first))
        .peer(PeerUpdate.of(big).replaceAllowedIps().allowedIps(prefixes))
        .peer(PeerUpdate.of(key(3))));

    String witness = host.wgShow("allowed-ips").stream()
        .filter(line -> line.startsWith(big.toBase64()))
        .findFirst()
        .orElseThrow();
    assertThat(Arrays.asList(witness.substring(witness.indexOf('\t') + 1).split(" ")))
        .isEqualTo(prefixes.stream().map(IpPrefix::toString).toList());
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).extracting(Peer::publicKey).containsExactly(first, big, key(3));
      assertThat(device.peer(big).orElseThrow().allowedIps()).isEqualTo(prefixes);
    }
  }

  @Test
  void shouldReadABigFirstPeer() {
    // The kernel repeats the device's attributes until its first peer is complete.
    List<IpPrefix> prefixes = prefixes().subList(0, 5000);
    host.apply(DeviceUpdate.of(WG0)
        .privateKey(PrivateKey.generate())
        .peer(PeerUpdate.of(key(1)).allowedIps(prefixes))
        .peer(PeerUpdate.of(key(2))));
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).extracting(Peer::publicKey).containsExactly(key(1), key(2));
      assertThat(device.peers().get(0).allowedIps()).isEqualTo(prefixes);
      assertThat(device.privateKey()).isPresent();
    }
  }

  @Test
  void shouldMakeNoGarbageForUnchangedPeers() {
    host.apply(DeviceUpdate.of(WG0)
        .peers(IntStream.range(0, PEERS).mapToObj(this::peer).toList()));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    DeviceMonitor monitor = DeviceMonitor.of(host.wireGuard, WG0, new DeviceMonitor.Listener() {});
    for (int i = 0; i < 5; i++) {
      monitor.poll();
    }
    int polls = 20;
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < polls; i++) {
      monitor.poll();
    }
    long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    monitor.close();

    System.out.printf("a poll of %d unchanged peers allocates %d bytes%n", PEERS, bytes / polls);
    assertThat(bytes / polls).isLessThan(4L * PEERS);
  }

  private PeerUpdate peer(int number) {
    PeerUpdate.Builder peer = PeerUpdate.of(key(number))
        .allowedIp(IpPrefix.parse("10." + (number >> 8) + "." + (number & 255) + ".0/24"))
        .endpoint(Endpoint.parse("192.0.2.1:" + (1 + number)));
    if (number % 2 == 0) {
      peer.presharedKey(PresharedKey.of(key(number).bytes()));
    }
    return peer.build();
  }

  private static String dumpLine(Peer peer) {
    return String.join(
        "\t",
        peer.publicKey().toBase64(),
        peer.presharedKey().map(PresharedKey::toBase64).orElse("(none)"),
        peer.endpoint().map(Endpoint::toString).orElse("(none)"),
        String.join(",", peer.allowedIps().stream().map(IpPrefix::toString).toList()),
        "0",
        "0",
        "0",
        "off");
  }

  private static List<IpPrefix> prefixes() {
    return IntStream.range(0, ALLOWED_IPS)
        .mapToObj(i -> i % 2 == 0
            ? "10." + (i >> 9) + "." + ((i >> 1) & 255) + ".0/24"
            : "fd00:" + Integer.toHexString(i) + "::/32")
        .map(IpPrefix::parse)
        .toList();
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }
}
