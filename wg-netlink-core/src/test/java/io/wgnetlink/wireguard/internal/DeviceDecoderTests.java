package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceView;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceDecoderTests {
  private static final Device CAPTURED = Device.builder(Captures.WG0)
      .index(3)
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
          .endpoint(Captures.ENDPOINT_2)
          .allowedIp(Captures.HOST_V4)
          .build())
      .build();

  @Test
  void shouldDecodeWhatTheKernelSent() {
    assertThat(decode(AnnotatedHex.parse(Captures.GET))).isEqualTo(CAPTURED);
  }

  @Test
  void shouldEncodeToTheSameBytesAgain() {
    Device decoded = decode(AnnotatedHex.parse(Captures.GET));
    assertThat(DumpWriter.writeWhole(decoded))
        .asHexString()
        .isEqualTo(HexFormat.of().withUpperCase().formatHex(AnnotatedHex.parse(Captures.GET)));
  }

  @Test
  void shouldMergePeersThatGoOnInLaterMessages() {
    Device device = withPeers(peer(1, 0, 5), peer(2, 10, 12), peer(3, 20, 20), peer(4, 30, 37));
    List<byte[]> messages = DumpWriter.write(device, 2);
    assertThat(messages).hasSizeGreaterThan(6);
    assertThat(decode(messages.toArray(byte[][]::new))).isEqualTo(device);
  }

  @Test
  void shouldTellContinuationsFromPeers() {
    Device device = withPeers(peer(1, 0, 5), peer(2, 10, 11));
    Recorder recorder = new Recorder();
    DeviceDecoder decoder = new DeviceDecoder(recorder);
    decoder.begin(1);
    DumpWriter.write(device, 2).forEach(m -> decoder.message(Messages.read(m)));
    assertThat(recorder.log).containsExactly("begin 1", "device", "1", "+1", "+1", "2");
  }

  @Test
  void shouldShowOnePeerOnceWhenItGoesOnWithoutAllowedIps() {
    Device device = withPeers(peer(1, 0, 2));
    byte[] goesOn = continuationWithoutAllowedIps();
    List<byte[]> messages = new ArrayList<>(DumpWriter.write(device, 2));
    messages.add(goesOn);
    assertThat(decode(messages.toArray(byte[][]::new))).isEqualTo(device);
  }

  @Test
  void shouldWipeSecretsFromEveryMessage() {
    Device device = Device.builder(Captures.WG0)
        .privateKey(Captures.PRIVATE_KEY)
        .peer(Peer.builder(Captures.PEER_1)
            .presharedKey(Captures.PRESHARED_KEY)
            .allowedIps(prefixes(0, 9))
            .build())
        .build();
    DeviceDecoder decoder = new DeviceDecoder(new Recorder());
    decoder.begin(1);
    for (byte[] bytes : DumpWriter.write(device, 2)) {
      MessageReader message = Messages.read(bytes);
      decoder.message(message);
      assertHoldsNoSecret(message);
    }
  }

  @Test
  void shouldWipeMessageThatItsVisitorRefused() {
    DeviceVisitor refusing = new DeviceVisitor() {
      @Override
      public void begin(int attempt) {}

      @Override
      public void peer(PeerView peer) {
        throw new UnsupportedOperationException();
      }
    };
    MessageReader message = Messages.read(AnnotatedHex.parse(Captures.GET));
    DeviceDecoder decoder = new DeviceDecoder(refusing);
    decoder.begin(1);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> decoder.message(message));
    assertHoldsNoSecret(message);
  }

  @Test
  void shouldDiscardAnAttemptWithItsSecrets() {
    DeviceCollector collector = new DeviceCollector();
    PrivateKey[] seen = new PrivateKey[1];
    DeviceDecoder decoder = new DeviceDecoder(collector);
    decoder.begin(1);
    decoder.message(Messages.read(AnnotatedHex.parse(Captures.GET)));
    seen[0] = collector.collected().privateKey().orElseThrow();
    assertThat(seen[0]).isEqualTo(Captures.PRIVATE_KEY);
    decoder.begin(2);
    decoder.message(Messages.read(DumpWriter.writeWhole(withPeers(peer(1, 0, 1)))));
    decoder.begin(3);
    Device device = withPeers(peer(2, 0, 1), peer(3, 5, 6));
    decoder.message(Messages.read(DumpWriter.writeWhole(device)));
    assertThat(collector.collected()).isEqualTo(device);
  }

  @Test
  void shouldKeepWhatItHasNoNameFor() {
    Device device = decode(AnnotatedHex.parse("""
                00010000 # genlmsghdr
                08000200 77673000  # WGDEVICE_A_IFNAME
                08000900 01000000  # 9: lower device, in a patched kernel
                48000880  # WGDEVICE_A_PEERS
                  44000080  # [0]
                    24000100 808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f  # WGPEER_A_PUBLIC_KEY
                    04000000 # WGPEER_A_UNSPEC: padding
                    0c000700 0500000000000000  # WGPEER_A_RX_BYTES
                    06006340 0102 0000  # 99, in network byte order
                    04000980 # WGPEER_A_ALLOWEDIPS
                """));
    assertThat(device.unknownAttributes()).extracting(UnknownAttribute::type).containsExactly(9);
    assertThat(device.peers().get(0).rxBytes()).isEqualTo(5);
    assertThat(device.peers().get(0).unknownAttributes())
        .extracting(UnknownAttribute::type)
        .containsExactly(99);
  }

  @ParameterizedTest
  @CsvSource({
    "14000600 0000000001000000 ffc99a3b00000000, PT1193046H28M16.999999999S",
    "0c000600 04030201 05000000, PT16909060.000000005S"
  })
  void shouldReadTimestampsOfBothSizes(String attribute, String sinceEpoch) {
    byte[] handshake = AnnotatedHex.parse(attribute);
    byte[] message = Messages.write(0, writer -> {
      writer.putString(WgDeviceAttribute.WGDEVICE_A_IFNAME, "wg0");
      writer.open(WgDeviceAttribute.WGDEVICE_A_PEERS);
      writer.openElement(0);
      writer.putBytes(WgPeerAttribute.WGPEER_A_PUBLIC_KEY, Captures.PEER_1.bytes());
      int at = writer.reserve(handshake.length);
      writer.buffer().put(at, handshake);
      writer.close();
      writer.close();
    });
    assertThat(decode(message).peers().get(0).latestHandshake())
        .contains(Instant.EPOCH.plus(Duration.parse(sinceEpoch)));
  }

  @Test
  void shouldEndADumpThatMakesNoProgress() {
    byte[] again =
        Messages.write(0, writer -> writer.putString(WgDeviceAttribute.WGDEVICE_A_IFNAME, "wg0"));
    DeviceDecoder decoder = new DeviceDecoder(new Recorder());
    decoder.begin(1);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> {
          for (int i = 0; i < 100; i++) {
            decoder.message(Messages.read(again));
          }
        })
        .withMessageContaining("no progress");
  }

  @Test
  void shouldEndADumpThatRepeatsItsPeersWhateverTheyCount() {
    DeviceDecoder decoder = new DeviceDecoder(new Recorder());
    decoder.begin(1);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> {
          for (int i = 0; i < 100; i++) {
            Peer counting =
                Peer.builder(key(1)).rxBytes(i).allowedIps(prefixes(0, 2)).build();
            Device device = withPeers(counting, peer(2, 3, 4));
            decoder.message(Messages.read(DumpWriter.writeWhole(device)));
          }
        })
        .withMessageContaining("no progress");
  }

  @Test
  void shouldReadManyMessagesOfOnePeer() {
    Device device = withPeers(peer(1, 0, 120), peer(2, 121, 200));
    assertThat(decode(DumpWriter.write(device, 1).toArray(byte[][]::new))).isEqualTo(device);
  }

  @Test
  void shouldReadManyMessagesOfPeersWithoutAllowedIps() {
    List<byte[]> messages = new ArrayList<>();
    messages.add(DumpWriter.writeWhole(withPeers(peer(0, 0, 0))));
    IntStream.range(1, 100).forEach(i -> messages.add(peers(List.of(peer(i, 0, 0)))));
    assertThat(decode(messages.toArray(byte[][]::new)).peers()).hasSize(100);
  }

  @Test
  void shouldAskItsVisitorOnlyOfInterruptedReadingsThatAreWhole() {
    byte[] first = DumpWriter.writeWhole(withPeers(peer(1, 0, 1)));
    byte[] second = peers(List.of(peer(2, 1, 2), peer(3, 2, 3)));
    byte[] empty = peers(List.of());
    byte[] noPeers = Messages.write(0, writer -> {});

    assertThat(isWhole(read(first), interrupted(second))).isTrue();
    assertThat(isWhole(read(first), interrupted(second), read(empty))).isTrue();
    assertThat(isWhole(read(first), interrupted(empty))).isTrue();
    assertThat(isWhole(read(first), interrupted(noPeers))).as("ended early").isFalse();
    assertThat(isWhole(read(first), interrupted(noPeers), read(second))).isFalse();
    assertThat(isWhole(read(first), read(second))).as("no flag on a message").isFalse();
  }

  @Test
  void shouldSeeThatThePeerHalfWrittenWasCutOff() {
    byte[] first = DumpWriter.writeWhole(withPeers(peer(1, 0, 1)));
    byte[] goesOn = DumpWriter.write(withPeers(peer(1, 0, 2), peer(2, 3, 4)), 1).get(1);
    byte[] cutOff = bare(1, 2);
    byte[] nextIsCutOff = bare(2, 3);

    assertThat(isWhole(read(first), interrupted(goesOn))).isTrue();
    assertThat(isWhole(read(first), interrupted(continuationWithoutAllowedIps())))
        .as("an empty list is a list")
        .isTrue();
    assertThat(isWhole(read(first), interrupted(cutOff))).isFalse();
    assertThat(isWhole(read(first), interrupted(nextIsCutOff))).isFalse();
    assertThat(isWhole(interrupted(first), read(goesOn))).isTrue();
  }

  @Test
  void shouldNotShowAPeerOfWhichOnlyTheKeyIsLeft() {
    Recorder recorder = new Recorder();
    DeviceDecoder decoder = new DeviceDecoder(recorder);
    decoder.begin(1);
    decoder.message(read(DumpWriter.writeWhole(withPeers(peer(1, 0, 1)))));
    decoder.message(interrupted(bare(2, 3)));
    decoder.message(read(peers(List.of(peer(4, 4, 4)))));
    assertThat(recorder.log).containsExactly("begin 1", "device", "1", "3", "4");
  }

  @Test
  void shouldForgetTheInterruptionOfAnAttemptBefore() {
    DeviceDecoder decoder = new DeviceDecoder(new Tolerant());
    decoder.begin(1);
    decoder.message(read(DumpWriter.writeWhole(withPeers(peer(1, 0, 1)))));
    decoder.message(interrupted(Messages.write(0, writer -> {})));
    assertThat(decoder.accepts(true)).isFalse();
    decoder.begin(2);
    decoder.message(interrupted(DumpWriter.writeWhole(withPeers(peer(1, 0, 1)))));
    assertThat(decoder.accepts(true)).isTrue();
  }

  @Test
  void shouldReadAgainWhateverItIsWhenItsVisitorWantsASnapshot() {
    DeviceDecoder decoder = new DeviceDecoder(new Recorder());
    decoder.begin(1);
    decoder.message(interrupted(DumpWriter.writeWhole(withPeers(peer(1, 0, 1)))));
    assertThat(decoder.isWhole()).isTrue();
    assertThat(decoder.accepts(true)).isFalse();
  }

  @Test
  void shouldKeepTheLaterOfAPeerThatWasSeenTwice() {
    DeviceCollector collector = new DeviceCollector();
    DeviceDecoder decoder = new DeviceDecoder(collector);
    Peer older =
        Peer.builder(key(1)).presharedKey(Captures.PRESHARED_KEY).rxBytes(9).build();
    Peer newer = Peer.builder(key(1)).build();
    decoder.begin(1);
    decoder.message(read(DumpWriter.writeWhole(withPeers(older, peer(2, 0, 1)))));
    decoder.message(interrupted(peers(List.of(newer))));
    assertThat(collector.collectedPartly()).isEqualTo(withPeers(peer(2, 0, 1), newer));
  }

  @ParameterizedTest
  @CsvSource({
    "24000200 0000000000000000000000000000000000000000000000000000000000000000",
    "24000100 01 14000400 0300ca6dc00002010000000000000000",
    "24000100 01 14000400 0a00ca6dc00002010000000000000000",
    "24000100 01 0c000400 0200ca6dc0000201",
    "24000100 01 14000600 0000000000000000 00ca9a3b00000000",
    "24000100 01 14000600 ffffffffffffffff 0000000000000000",
    "24000100 01 14000600 ffffffffffffff7f 0000000000000000",
    "24000100 01 20000980 1c000080 06000100 03000000 08000200 0a000000 05000300 18000000",
    "24000100 01 20000980 1c000080 06000100 02000000 08000200 0a000000 05000300 21000000",
    "24000100 01 20000980 1c000080 06000100 0a000000 08000200 0a000000 05000300 18000000",
    "24000100 01 18000980 14000080 06000100 02000000 08000200 0a000000",
    "14000100 0000000000000000 0000000000000000"
  })
  void shouldRefuseMalformedPeer(String attributes) {
    byte[] peer =
        AnnotatedHex.parse(attributes.replace("24000100 01", "24000100" + "01".repeat(32)));
    byte[] message = Messages.write(0, writer -> {
      writer.putString(WgDeviceAttribute.WGDEVICE_A_IFNAME, "wg0");
      writer.open(WgDeviceAttribute.WGDEVICE_A_PEERS);
      writer.openElement(0);
      int at = writer.reserve(peer.length);
      writer.buffer().put(at, peer);
      writer.close();
      writer.close();
    });
    assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> decode(message));
  }

  @Test
  void shouldRefuseDeviceWithoutName() {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> decode(AnnotatedHex.parse("00010000")));
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> decode(AnnotatedHex.parse("00010000 08000200 2f2f2f00")));
    assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> decode());
  }

  @Test
  void shouldRefusePartsOfAnEndpointThatIsNotThere() {
    DeviceVisitor asking = new DeviceVisitor() {
      @Override
      public void begin(int attempt) {}

      @Override
      public void peer(PeerView peer) {
        peer.endpointPort();
      }
    };
    DeviceDecoder decoder = new DeviceDecoder(asking);
    decoder.begin(1);
    byte[] message = DumpWriter.writeWhole(withPeers(peer(1, 0, 1)));
    assertThatIllegalStateException().isThrownBy(() -> decoder.message(Messages.read(message)));
  }

  private static boolean isWhole(MessageReader... messages) {
    DeviceDecoder decoder = new DeviceDecoder(new Tolerant());
    decoder.begin(1);
    for (MessageReader message : messages) {
      decoder.message(message);
    }
    assertThat(decoder.accepts(true)).isEqualTo(decoder.isWhole());
    return decoder.isWhole();
  }

  private static MessageReader read(byte[] message) {
    return Messages.read(message);
  }

  private static MessageReader interrupted(byte[] message) {
    return Messages.read(message, MessageFlags.NLM_F_DUMP_INTR);
  }

  /** Returns a message that goes on with these peers. */
  private static byte[] peers(List<Peer> peers) {
    return DumpWriter.writePeers(peers);
  }

  /** Returns a message of one peer by its key alone, and another one. */
  private static byte[] bare(int number, int next) {
    return Messages.write(0, writer -> {
      writer.open(WgDeviceAttribute.WGDEVICE_A_PEERS);
      writer.openElement(0);
      writer.putBytes(WgPeerAttribute.WGPEER_A_PUBLIC_KEY, key(number).bytes());
      writer.close();
      writer.openElement(0);
      writer.putBytes(WgPeerAttribute.WGPEER_A_PUBLIC_KEY, key(next).bytes());
      writer.putU32(WgPeerAttribute.WGPEER_A_PROTOCOL_VERSION, 1);
      writer.close();
      writer.close();
    });
  }

  private static byte[] continuationWithoutAllowedIps() {
    return Messages.write(0, writer -> {
      writer.open(WgDeviceAttribute.WGDEVICE_A_PEERS);
      writer.openElement(0);
      writer.putBytes(WgPeerAttribute.WGPEER_A_PUBLIC_KEY, key(1).bytes());
      writer.open(WgPeerAttribute.WGPEER_A_ALLOWEDIPS).close();
      writer.close();
      writer.close();
    });
  }

  private static void assertHoldsNoSecret(MessageReader message) {
    ByteBuffer buffer = message.buffer();
    byte[] bytes = new byte[message.end()];
    buffer.get(0, bytes);
    assertThat(HexFormat.of().formatHex(bytes))
        .doesNotContain(HexFormat.of().formatHex(Captures.PRIVATE_KEY.bytes()))
        .doesNotContain(HexFormat.of().formatHex(Captures.PRESHARED_KEY.bytes()));
  }

  static Device decode(byte[]... messages) {
    DeviceCollector collector = new DeviceCollector();
    DeviceDecoder decoder = new DeviceDecoder(collector);
    decoder.begin(1);
    for (byte[] message : messages) {
      decoder.message(Messages.read(message));
    }
    return collector.collected();
  }

  private static Device withPeers(Peer... peers) {
    return Device.builder(Captures.WG0).index(7).peers(List.of(peers)).build();
  }

  private static Peer peer(int number, int fromPrefix, int toPrefix) {
    return Peer.builder(key(number))
        .rxBytes(number)
        .txBytes(-number)
        .allowedIps(prefixes(fromPrefix, toPrefix))
        .build();
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) number;
    return PublicKey.of(bytes);
  }

  private static List<IpPrefix> prefixes(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> IpPrefix.parse(i % 2 == 0 ? "10.0." + i + ".0/24" : "fd00:" + i + "::/32"))
        .toList();
  }

  private static final class Tolerant implements DeviceVisitor {
    @Override
    public void begin(int attempt) {}

    @Override
    public boolean acceptsChanges() {
      return true;
    }

    @Override
    public void peer(PeerView peer) {}
  }

  private static final class Recorder implements DeviceVisitor {
    private final List<String> log = new ArrayList<>();

    @Override
    public void begin(int attempt) {
      log.add("begin " + attempt);
    }

    @Override
    public void device(DeviceView device) {
      log.add("device");
    }

    @Override
    public void peer(PeerView peer) {
      log.add((peer.isContinuation() ? "+" : "") + peer.publicKey().byteAt(31));
    }
  }
}
