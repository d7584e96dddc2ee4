package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UapiCodecTests {
  private static final String PEER =
      "public_key=808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f\n";
  private static final String SECRET = "77".repeat(32);

  @Test
  void shouldReadWhatWireguardGoWrites() {
    try (Device device = UapiProperties.decode(UapiCaptures.GET)) {
      assertThat(device)
          .isEqualTo(Device.builder(Captures.WG0)
              .privateKey(Captures.PRIVATE_KEY)
              .publicKey(Captures.PRIVATE_KEY.publicKey())
              .listenPort(51820)
              .fwmark(0x2a)
              .peer(Peer.builder(Captures.PEER_1)
                  .presharedKey(Captures.PRESHARED_KEY)
                  .endpoint(Captures.ENDPOINT_1)
                  .persistentKeepalive(Duration.ofSeconds(25))
                  .allowedIp(Captures.NET_V4)
                  .allowedIp(Captures.NET_V6)
                  .build())
              .peer(Peer.builder(Captures.PEER_2)
                  .endpoint(Endpoint.parse("[fe80::1]:1234"))
                  .allowedIp(Captures.HOST_V4)
                  .build())
              .build());
    }
  }

  @Test
  void shouldDeriveNoPublicKeyWhereThereIsNoPrivateOne() {
    Device device = UapiProperties.decode(UapiCaptures.GET_NEW);
    assertThat(device).isEqualTo(Device.builder(Captures.WG0).listenPort(50931).build());
    assertThat(UapiProperties.decode("private_key=" + "0".repeat(64) + "\nerrno=0\n")
            .publicKey())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000, 0, 2023-11-14T22:13:20Z",
    "1700000000, 5, 2023-11-14T22:13:20.000000005Z",
    "0, 5, 1970-01-01T00:00:00.000000005Z",
    "9999999999, 999999999, 2286-11-20T17:46:39.999999999Z"
  })
  void shouldReadHandshakes(String seconds, String nanos, Instant expected) {
    assertThat(peer("last_handshake_time_sec=" + seconds, "last_handshake_time_nsec=" + nanos)
            .latestHandshake())
        .contains(expected);
  }

  @Test
  void shouldReadNoHandshake() {
    assertThat(peer("last_handshake_time_sec=0", "last_handshake_time_nsec=0").latestHandshake())
        .isEmpty();
  }

  @Test
  void shouldReadTheLargestNumbers() {
    Device device = UapiProperties.decode("listen_port=65535\nfwmark=4294967295\n" + PEER
        + "rx_bytes=18446744073709551615\ntx_bytes=9223372036854775808\n"
        + "persistent_keepalive_interval=65535\nerrno=0\n");
    assertThat(device.listenPort()).isEqualTo(65535);
    assertThat(device.fwmark()).isEqualTo(-1);
    assertThat(device.peers())
        .containsExactly(Peer.builder(Captures.PEER_1)
            .rxBytes(-1)
            .txBytes(Long.MIN_VALUE)
            .persistentKeepalive(Duration.ofSeconds(65535))
            .build());
  }

  @Test
  void shouldReadPeersWhoseLinesComeInAnotherOrder() {
    Device device = UapiProperties.decode("own_public_key=00\nlisten_port=1\n" + PEER
        + "allowed_ip=10.0.0.0/24\nlast_handshake_time_nsec=7\nrx_bytes=1\n"
        + "last_handshake_time_sec=6\nendpoint=192.0.2.1:51821\nerrno=0\n\n");
    assertThat(device.peers())
        .containsExactly(Peer.builder(Captures.PEER_1)
            .allowedIp(Captures.NET_V4)
            .latestHandshake(Instant.ofEpochSecond(6, 7))
            .rxBytes(1)
            .endpoint(Captures.ENDPOINT_1)
            .build());
  }

  @Test
  void shouldFindTheScopeThatAnEndpointNames() {
    UapiDeviceDecoder decoder = new UapiDeviceDecoder(
        Captures.WG0, 9, name -> name.equals(InterfaceName.of("eth0")) ? 5 : 0);
    take(
        decoder,
        PEER + "endpoint=[fe80::1%eth0]:1\n" + PEER + "endpoint=[fe80::1%7]:2\n" + PEER
            + "endpoint=[fe80::1%4294967295]:3\n" + PEER + "endpoint=[fe80::1%gone0]:4\nerrno=0\n");
    Device device = decoder.decoded();
    assertThat(device.index()).isEqualTo(9);
    assertThat(device.peers())
        .extracting(peer -> peer.endpoint().orElseThrow().scopeId())
        .containsExactly(5, 7, -1, 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-22, 22", "22, 22", "-98, 98", "-4095, 4095"})
  void shouldReadErrorNumbersOfEitherSign(String written, int errno) {
    UapiReply reply = new UapiReply(line -> {});
    assertThat(reply.take(buffer("errno=" + written + "\n"))).isTrue();
    assertThat(reply.errno()).isEqualTo(errno);
    assertThat(UapiDeviceDecoder.decode(
            Captures.WG0,
            ("listen_port=5\nerrno=" + written + "\n").getBytes(StandardCharsets.US_ASCII)))
        .matches(device -> device.isPresent() == (errno == 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "errno=0",
        "listen_port=1\n",
        "listen_port=1\n\nerrno=0\n",
        "\nerrno=0\n",
        "nonsense\nerrno=0\n",
        "errno=\n",
        "errno=-\n",
        "errno=--1\n",
        "errno=x\n",
        "errno=4096\n",
        "errno=-9223372036854775808\n",
        "listen_port=65536\nerrno=0\n",
        "listen_port=-1\nerrno=0\n",
        "listen_port=+1\nerrno=0\n",
        "listen_port=1 \nerrno=0\n",
        "listen_port=1\r\nerrno=0\r\n",
        "listen_port=\u0661\nerrno=0\n",
        "fwmark=4294967296\nerrno=0\n",
        "fwmark=0x2a\nerrno=0\n",
        "allowed_ip=10.0.0.0/8\nerrno=0\n",
        "private_key=00\nerrno=0\n"
      })
  void shouldRefuseMalformedReplies(String reply) {
    assertRefused(reply);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen_port=1",
        "fwmark=1",
        "private_key=00",
        "rx_bytes=18446744073709551616",
        "rx_bytes=-1",
        "tx_bytes=",
        "persistent_keepalive_interval=65536",
        "persistent_keepalive_interval=off",
        "last_handshake_time_sec=-1",
        "last_handshake_time_sec=31556889864403200",
        "last_handshake_time_nsec=1000000000",
        "allowed_ip=10.0.0.0/33",
        "allowed_ip=10.0.0/8",
        "allowed_ip=-10.0.0.0/8",
        "endpoint=example.com:51820",
        "endpoint=192.0.2.1",
        "endpoint=192.0.2.1:65536",
        "endpoint=[fe80::1%]:1",
        "endpoint=[fe80::1%a/b]:1",
        "endpoint=[192.0.2.1%1]:1",
        "endpoint=%]",
        "public_key=zz"
      })
  void shouldRefuseMalformedPeers(String line) {
    assertRefused(PEER + line + "\nerrno=0\n");
  }

  @Test
  void shouldNotTakeASecondSecret() {
    assertRefused("private_key=" + SECRET + "\nprivate_key=" + SECRET + "\nerrno=0\n");
    assertRefused(PEER + "preshared_key=" + SECRET + "\npreshared_key=" + SECRET + "\nerrno=0\n");
  }

  @Test
  void shouldNotRepeatASecretInAnError() {
    assertRefused("private_key=" + SECRET + "x\nerrno=0\n");
    assertRefused("private_key" + SECRET + "\nerrno=0\n");
    assertRefused(PEER + "endpoint=" + SECRET + "\nerrno=0\n");
  }

  @Test
  void shouldSayWhereAReplyIsMalformed() {
    assertThatExceptionOfType(MalformedReplyException.class)
        .isThrownBy(() -> UapiProperties.decode("listen_port=1\nfwmark=x\nerrno=0\n"))
        .withMessage("malformed reply at byte 14: fwmark is not a number");
  }

  @Test
  void shouldEndAnEndlessLine() {
    UapiReply reply = new UapiReply(line -> {});
    ByteBuffer buffer = ByteBuffer.allocate(100);
    buffer.put("a=b\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(reply.take(buffer)).isFalse();
    assertThatExceptionOfType(MalformedReplyException.class)
        .isThrownBy(() -> {
          while (true) {
            buffer.put((byte) 'x');
            reply.take(buffer);
          }
        })
        .withMessage("malformed reply at byte 4: a line of more than 100 bytes");
  }

  @Test
  void shouldEndAnEndlessReply() {
    UapiReply reply = new UapiReply(line -> {});
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    byte[] lines =
        ("unknown=" + "x".repeat(1015) + "\n").repeat(512).getBytes(StandardCharsets.US_ASCII);
    assertThatExceptionOfType(MalformedReplyException.class)
        .isThrownBy(() -> {
          while (true) {
            buffer.put(lines);
            reply.take(buffer);
          }
        })
        .withMessageContaining("more than 67108864 bytes");
  }

  @Test
  void shouldWriteTheDeviceAsTheKernelAppliesIt() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .privateKey(Captures.PRIVATE_KEY)
        .listenPort(51820)
        .fwmark(-1)
        .replacePeers()
        .build();
    assertThat(UapiProperties.requests(update, 32768)).containsExactly("""
        set=1
        fwmark=4294967295
        listen_port=51820
        replace_peers=true
        private_key=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e5f

        """);
    assertThat(UapiProperties.requests(
            DeviceUpdate.of(Captures.WG0).removePrivateKey().build(), 32768))
        .containsExactly("set=1\nprivate_key=" + "0".repeat(64) + "\n\n");
  }

  @Test
  void shouldWritePeersAsWgDoes() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .peer(PeerUpdate.of(Captures.PEER_1)
            .presharedKey(Captures.PRESHARED_KEY)
            .endpoint(Captures.ENDPOINT_1)
            .persistentKeepalive(Duration.ofSeconds(25))
            .replaceAllowedIps()
            .allowedIp(Captures.NET_V4)
            .allowedIp(Captures.NET_V6))
        .peer(PeerUpdate.of(Captures.PEER_2)
            .endpoint(Captures.ENDPOINT_2)
            .replaceAllowedIps()
            .allowedIp(Captures.HOST_V4))
        .build();
    assertThat(UapiProperties.requests(update, 32768))
        .containsExactly("set=1\n" + UapiCaptures.SET_PEERS);
  }

  @Test
  void shouldWriteRemovalsAsWgDoes() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .peer(PeerUpdate.remove(Captures.PEER_1))
        .peer(PeerUpdate.of(Captures.PEER_2)
            .removePresharedKey()
            .persistentKeepalive(Duration.ZERO)
            .replaceAllowedIps())
        .build();
    assertThat(UapiProperties.requests(update, 32768)).containsExactly(UapiCaptures.SET_REMOVALS);
  }

  @Test
  void shouldSayRightAfterThePeersKeyThatItIsOnlyUpdated() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .peer(PeerUpdate.of(Captures.PEER_1).updateOnly().endpoint(Captures.ENDPOINT_1))
        .build();
    assertThat(UapiProperties.requests(update, 32768))
        .containsExactly("set=1\n" + PEER + "update_only=true\nendpoint=192.0.2.1:51821\n\n");
  }

  @Test
  void shouldGoOnWithAPeerWithoutCreatingIt() {
    List<IpPrefix> ips = IntStream.range(0, 40)
        .mapToObj(i -> IpPrefix.parse("10.0." + i + ".0/24"))
        .toList();
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .fwmark(1)
        .replacePeers()
        .peer(PeerUpdate.of(Captures.PEER_1).replaceAllowedIps().allowedIps(ips))
        .build();
    List<String> requests = UapiProperties.requests(update, 1024);
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1))
        .startsWith("set=1\n" + PEER + "update_only=true\nallowed_ip=10.0.")
        .doesNotContain("replace");
  }

  @Test
  void shouldFitTheLongestPartIntoItsBuffer() {
    IpPrefix longest = IpPrefix.parse("fd00:1111:1111:1111:1111:1111:1111:1111/128");
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .peers(IntStream.range(0, 3000)
            .mapToObj(i -> PeerUpdate.of(Captures.PEER_1)
                .presharedKey(Captures.PRESHARED_KEY)
                .endpoint(Endpoint.parse("[fd00:1111:1111:1111:1111:1111:1111:1111%1]:51820"))
                .persistentKeepalive(Duration.ofSeconds(65535))
                .updateOnly()
                .replaceAllowedIps()
                .allowedIp(longest)
                .build())
            .toList())
        .peers(IntStream.range(0, 1000)
            .mapToObj(i -> PeerUpdate.remove(Captures.PEER_1))
            .toList())
        .build();
    assertThat(UapiProperties.requests(update, UpdatePlan.MAX_MESSAGE_BYTES))
        .allSatisfy(
            text -> assertThat(text.length()).isLessThan(UapiUpdateEncoder.MAX_BYTES * 9 / 10));
  }

  private static Peer peer(String... lines) {
    return UapiProperties.decode(PEER + String.join("\n", lines) + "\nerrno=0\n\n")
        .peers()
        .get(0);
  }

  private static void assertRefused(String reply) {
    assertThatExceptionOfType(MalformedReplyException.class)
        .isThrownBy(() -> UapiProperties.decode(reply))
        .withMessageNotContaining(SECRET);
  }

  private static void take(UapiDeviceDecoder decoder, String reply) {
    assertThat(new UapiReply(decoder).take(buffer(reply))).isTrue();
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.allocate(1000).put(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
