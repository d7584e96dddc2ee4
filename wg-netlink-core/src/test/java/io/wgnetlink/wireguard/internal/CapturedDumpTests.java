package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PresharedKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Datagrams of dumps as Linux 6.12 sent them on x86_64, from {@code struct nlmsghdr} on; 6.1 and
 * 7.2 sent the same, but for family, port id and interface index. They were received by
 * {@code recv} with room for 4,096 bytes; the changes were made by {@code wg set} after the first
 * datagram.
 */
class CapturedDumpTests {

  /** The last datagram after the peer to go on behind was removed: no list of peers. */
  private static final String CURSOR_REMOVED = """
      14000000 2300 1200 07000000 d6000000  # nlmsghdr: 20 bytes, wireguard, flags 0x12
        00010000  # genlmsghdr
      14000000 0300 0200 07000000 d6000000  # nlmsghdr: 20 bytes, NLMSG_DONE, flags 0x2
        00000000  # error
      """;

  /** After a peer was given an allowed IP: the rest of peer 2, which was half written, is gone. */
  private static final String ALLOWED_IPS_CHANGED = """
      c8000000 2300 1200 07000000 d6000000  # nlmsghdr: 200 bytes, wireguard, flags 0x12
        00010000  # genlmsghdr
        b4000880  # WGDEVICE_A_PEERS
          28000080  # [0]
            24000100 8282828282828282828282828282828282828282828282828282828282828240  # WGPEER_A_PUBLIC_KEY
          88000080  # [0]
            24000100 8383838383838383838383838383838383838383838383838383838383838340  # WGPEER_A_PUBLIC_KEY
            24000200 4444444444444444444444444444444444444444444444444444444444444440  # WGPEER_A_PRESHARED_KEY
            14000600 00000000000000000000000000000000  # WGPEER_A_LAST_HANDSHAKE_TIME
            06000500 0000 0000  # WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL
            0c000800 0000000000000000  # WGPEER_A_TX_BYTES
            0c000700 0000000000000000  # WGPEER_A_RX_BYTES
            08000a00 01000000  # WGPEER_A_PROTOCOL_VERSION
      14000000 0300 0200 07000000 d6000000  # nlmsghdr: 20 bytes, NLMSG_DONE, flags 0x2
        00000000  # error
      """;

  /** After peer 2, which was half written, was removed: peer 3 has a preshared key, not shown. */
  private static final String HALF_WRITTEN_PEER_REMOVED = """
      40000000 2300 1200 07000000 d6000000  # nlmsghdr: 64 bytes, wireguard, flags 0x12
        00010000  # genlmsghdr
        2c000880  # WGDEVICE_A_PEERS
          28000080  # [0]
            24000100 8383838383838383838383838383838383838383838383838383838383838340  # WGPEER_A_PUBLIC_KEY
      14000000 0300 0200 07000000 d6000000  # nlmsghdr: 20 bytes, NLMSG_DONE, flags 0x2
        00000000  # error
      """;

  private final DeviceCollector collector = new DeviceCollector();
  private final DeviceDecoder decoder = new DeviceDecoder(collector);

  @Test
  void shouldReadABigFirstPeerBesideWhichTheDeviceIsRepeated() throws IOException {
    List<byte[]> datagrams = datagrams("big-first-peer.hex");
    assertThat(datagrams).hasSize(2).allSatisfy(d -> assertThat(count(d, key())).isOne());

    decoder.begin(1);
    for (byte[] datagram : datagrams) {
      byte[] left = decode(datagram);
      assertThat(count(left, key())).as("private keys left in the buffer").isZero();
      assertThat(count(left, presharedKey().bytes())).isZero();
    }

    assertThat(collector.collected())
        .isEqualTo(Device.builder(Captures.WG0)
            .index(3)
            .privateKey(Captures.PRIVATE_KEY)
            .publicKey(Captures.PRIVATE_KEY.publicKey())
            .listenPort(51820)
            .peer(Peer.builder(Captures.PEER_81)
                .allowedIps(IntStream.range(0, 130)
                    .mapToObj(i -> IpPrefix.parse("10.0." + i + ".0/24"))
                    .toList())
                .build())
            .peer(Peer.builder(Captures.PEER_82).presharedKey(presharedKey()).build())
            .build());
  }

  @Test
  void shouldSeeThatTheKernelEndedTheDumpEarly() {
    begin(Peer.builder(Captures.PEER_81).build());
    decode(AnnotatedHex.parse(CURSOR_REMOVED));
    assertThat(decoder.isWhole()).isFalse();
  }

  @Test
  void shouldSeeThatAllowedIpsWereLeftOut() {
    begin(Peer.builder(Captures.PEER_82).allowedIp(Captures.NET_V4).build());
    decode(AnnotatedHex.parse(ALLOWED_IPS_CHANGED));
    assertThat(decoder.isWhole()).isFalse();
    assertThat(collector.collectedPartly().peers())
        .containsExactly(
            Peer.builder(Captures.PEER_82).allowedIp(Captures.NET_V4).build(),
            Peer.builder(Captures.PEER_83).presharedKey(presharedKey()).build());
  }

  @Test
  void shouldSeeThatThePeerAfterOneThatIsGoneWasLeftOut() {
    begin(Peer.builder(Captures.PEER_82).allowedIp(Captures.NET_V4).build());
    decode(AnnotatedHex.parse(HALF_WRITTEN_PEER_REMOVED));
    assertThat(decoder.isWhole()).isFalse();
    assertThat(collector.collectedPartly().peer(Captures.PEER_83)).isEmpty();
  }

  private void begin(Peer peer) {
    decoder.begin(1);
    decoder.message(Messages.read(
        DumpWriter.writeWhole(Device.builder(Captures.WG0).peer(peer).build())));
  }

  /** Decodes a datagram as the client does; returns what is left in the buffer. */
  private byte[] decode(byte[] datagram) {
    ByteBuffer buffer = ByteBuffer.wrap(datagram.clone()).order(ByteOrder.LITTLE_ENDIAN);
    MessageReader reader = new MessageReader().over(buffer, 0, datagram.length);
    while (reader.next()) {
      if (reader.type() != MessageHeader.NLMSG_DONE) {
        decoder.message(reader);
      }
    }
    return buffer.array();
  }

  private static List<byte[]> datagrams(String resource) throws IOException {
    try (InputStream file = CapturedDumpTests.class.getResourceAsStream(resource)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.split("(?m)^--$"))
          .map(AnnotatedHex::parse)
          .filter(bytes -> bytes.length > 0)
          .toList();
    }
  }

  private static int count(byte[] bytes, byte[] secret) {
    String text = HexFormat.of().formatHex(bytes);
    return text.split(HexFormat.of().formatHex(secret), -1).length - 1;
  }

  private static byte[] key() {
    return Captures.PRIVATE_KEY.bytes();
  }

  private static PresharedKey presharedKey() {
    byte[] bytes = new byte[PresharedKey.BYTES];
    Arrays.fill(bytes, (byte) 0x44);
    bytes[31] = 0x40;
    return PresharedKey.of(bytes);
  }
}
