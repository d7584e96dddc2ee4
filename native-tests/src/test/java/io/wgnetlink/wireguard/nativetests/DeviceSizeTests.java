package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PartialDeviceException;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceSizeTests {
  private static final InterfaceName WG1 = InterfaceName.of("wg1");
  private static final int PEERS = 2000;
  private static final int MANY_PEERS = 20_000;
  private static final int ALLOWED_IPS = 130_560;

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
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(WgText.dump(device)).hasSize(1 + PEERS).isEqualTo(witness);
    }
  }

  @Test
  void shouldWriteAndReadTwentyThousandPeers() throws InterruptedException {
    host.apply(DeviceUpdate.of(WG0)
        .peers(IntStream.range(0, MANY_PEERS)
            .mapToObj(i -> PeerUpdate.of(key(i)).build())
            .toList()));
    assertThat(host.wgShow("peers"))
        .hasSize(MANY_PEERS)
        .last()
        .isEqualTo(key(MANY_PEERS - 1).toBase64());
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).hasSize(MANY_PEERS);
      assertThat(device.peers())
          .allMatch(p -> device.peer(p.publicKey()).filter(p::equals).isPresent());
      try (Device copy = copyByWg()) {
        assertThat(copy.peers()).isEqualTo(device.peers());
      }
    }
    shouldGiveWhatItHasOfADeviceThatNeverRests();
  }

  /** Of so many peers a dump takes long enough to be interrupted each time. */
  private void shouldGiveWhatItHasOfADeviceThatNeverRests() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    Thread churn = new Thread(() -> {
      try (WireGuard other = WireGuard.open(host.namespace)) {
        while (!stop.get()) {
          other.apply(DeviceUpdate.of(WG0).listenPort(1).build());
        }
      }
    });
    churn.start();
    try {
      PartialDeviceException e = catchThrowableOfType(
          PartialDeviceException.class, () -> host.wireGuard.device(WG0).close());
      System.out.println(e.getMessage());
      assertThat(e.attempts()).isGreaterThanOrEqualTo(3);
      assertThat(e.isWhole()).as("no change cut anything off").isTrue();
      assertThat(e).hasMessageContaining("all that were there throughout");
      try (Device device = e.partial().orElseThrow()) {
        assertThat(device.peers()).hasSize(MANY_PEERS);
      }
    } finally {
      stop.set(true);
      churn.join();
    }
  }

  @Test
  void shouldWriteAndReadAllAllowedIpsThatTheKernelsOwnTestHas() {
    PublicKey first = key(1);
    PublicKey big = key(2);
    List<IpPrefix> prefixes = prefixes(ALLOWED_IPS);
    host.apply(DeviceUpdate.of(WG0)
        .privateKey(PrivateKey.generate())
        .peer(PeerUpdate.of(first))
        .peer(PeerUpdate.of(big).replaceAllowedIps().allowedIps(prefixes))
        .peer(PeerUpdate.of(key(3))));

    String witness = allowedIps(big);
    assertThat(witness.chars().filter(c -> c == ' ').count()).isEqualTo(ALLOWED_IPS - 1);
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).extracting(Peer::publicKey).containsExactly(first, big, key(3));
      assertThat(device.peer(big).orElseThrow().allowedIps().equals(prefixes)).isTrue();
    }
    try (Device copy = copyByWg()) {
      assertThat(copy.peers()).extracting(Peer::publicKey).containsExactly(first, big, key(3));
      assertThat(copy.peer(big).orElseThrow().allowedIps().equals(prefixes)).isTrue();
    }
  }

  /** Reads what {@code wg} makes of a new device out of what it says of the one that is there. */
  private Device copyByWg() {
    host.run("ip", "link", "add", "wg1", "type", "wireguard");
    host.run("sh", "-c", "wg showconf wg0 >/tmp/copy && wg setconf wg1 /tmp/copy && rm /tmp/copy");
    return host.wireGuard.device(WG1);
  }

  @Test
  void shouldReadABigFirstPeer() {
    // The kernel repeats the device's attributes until its first peer is complete.
    List<IpPrefix> prefixes = prefixes(5000);
    host.apply(DeviceUpdate.of(WG0)
        .privateKey(PrivateKey.generate())
        .peer(PeerUpdate.of(key(1)).allowedIps(prefixes))
        .peer(PeerUpdate.of(key(2))));
    try (Device device = host.wireGuard.device(WG0)) {
      assertThat(device.peers()).extracting(Peer::publicKey).containsExactly(key(1), key(2));
      assertThat(device.peers().get(0).allowedIps()).isEqualTo(prefixes);
      assertThat(allowedIps(key(1)))
          .isEqualTo(prefixes.stream().map(IpPrefix::toString).collect(Collectors.joining(" ")));
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

  /** Returns what {@code wg} says that a peer has, separated by spaces. */
  private String allowedIps(PublicKey peer) {
    return host.wgShow("allowed-ips").stream()
        .filter(line -> line.startsWith(peer + "\t"))
        .map(line -> line.substring(line.indexOf('\t') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static List<IpPrefix> prefixes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> {
          byte[] address = i % 2 == 0 ? new byte[4] : new byte[16];
          address[0] = (byte) (i % 2 == 0 ? 10 : 0xfd);
          address[1] = (byte) (i >> 9);
          address[2] = (byte) (i >> 1);
          return IpPrefix.of(IpAddresses.of(address), 24);
        })
        .toList();
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }
}
