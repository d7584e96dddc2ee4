package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class UapiProperties {
  @Property(tries = 500)
  void shouldComeToTheStateThatTheUpdatesDescribe(
      @ForAll("updates") DeviceUpdate before,
      @ForAll("updates") DeviceUpdate update,
      @ForAll @IntRange(min = 512, max = 8192) int maxBytes) {
    ModelDevice expected = new ModelDevice();
    ModelDaemon daemon = new ModelDaemon();
    for (DeviceUpdate each : List.of(before, update)) {
      expected.apply(each);
      requests(each, maxBytes).forEach(request -> requireSuccess(daemon, request));
    }

    try (Device device = decode(daemon.answer("get=1\n\n"))) {
      assertThat(ModelDevice.of(device).state()).isEqualTo(expected.state());
    }
  }

  @Property(tries = 500)
  void shouldComeToTheSameStateWhereADummyPeerTakesAllowedIps(
      @ForAll("updates") DeviceUpdate before,
      @ForAll("updates") DeviceUpdate update,
      @ForAll @IntRange(min = 512, max = 8192) int maxBytes) {
    ModelDaemon newer = new ModelDaemon(true);
    ModelDaemon older = new ModelDaemon(false);
    for (DeviceUpdate each : List.of(before, update)) {
      HeldAllowedIps held = new HeldAllowedIps(each);
      try (Device device = decode(older.answer("get=1\n\n"))) {
        device.accept(held);
      }
      DeviceUpdate effective = held.effective();
      requests(effective, Removal.FLAG, maxBytes)
          .forEach(request -> requireSuccess(newer, request));
      requests(effective, Removal.DUMMY_PEER, maxBytes)
          .forEach(request -> requireSuccess(older, request));
    }
    assertThat(peers(older)).isEqualTo(peers(newer));
  }

  /** Which allowed IPs the peers have; a dummy peer changes nothing but their order. */
  private static Map<PublicKey, Set<IpPrefix>> peers(ModelDaemon daemon) {
    Map<PublicKey, Set<IpPrefix>> peers = new HashMap<>();
    try (Device device = decode(daemon.answer("get=1\n\n"))) {
      device.peers().forEach(peer -> peers.put(peer.publicKey(), Set.copyOf(peer.allowedIps())));
    }
    return peers;
  }

  private static void requireSuccess(ModelDaemon daemon, String request) {
    assertThat(daemon.answer(request)).isEqualTo("errno=0\n\n");
  }

  @Property(tries = 300)
  void shouldReadWhateverPiecesAReplyComesIn(
      @ForAll("updates") DeviceUpdate update, @ForAll @IntRange(min = 1, max = 300) int piece) {
    ModelDaemon daemon = new ModelDaemon();
    requests(update, UpdatePlan.MAX_MESSAGE_BYTES).forEach(daemon::answer);
    byte[] text = daemon.answer("get=1\n\n").getBytes(StandardCharsets.US_ASCII);
    UapiDeviceDecoder decoder = new UapiDeviceDecoder(Captures.WG0, 0, scope -> 0);
    UapiReply reply = new UapiReply(decoder);
    ByteBuffer buffer = ByteBuffer.allocate(400);

    boolean complete = false;
    for (int at = 0; at < text.length && !complete; at += piece) {
      buffer.put(text, at, Math.min(piece, text.length - at));
      complete = reply.take(buffer);
    }

    assertThat(complete).isTrue();
    assertThat(decoder.decoded()).isEqualTo(decode(new String(text, StandardCharsets.US_ASCII)));
  }

  @Property
  void shouldDecodeOrRefuseAnyBytes(@ForAll @Size(max = 300) byte[] bytes) {
    decodeOrRefuse(bytes);
  }

  @Property(tries = 3000)
  void shouldDecodeOrRefuseDamagedReplies(
      @ForAll("updates") DeviceUpdate update,
      @ForAll @Size(max = 4) List<@IntRange(max = 2000) Integer> places,
      @ForAll byte value,
      @ForAll @IntRange(max = 2000) int length) {
    ModelDaemon daemon = new ModelDaemon();
    requests(update, UpdatePlan.MAX_MESSAGE_BYTES).forEach(daemon::answer);
    byte[] reply = daemon.answer("get=1\n\n").getBytes(StandardCharsets.US_ASCII);
    places.forEach(place -> reply[place % reply.length] = value);
    decodeOrRefuse(
        Arrays.copyOf(reply, length > 1000 ? reply.length : Math.min(length, reply.length)));
  }

  @Property(tries = 300)
  void shouldRefuseAReplyThatIsCutShort(
      @ForAll("updates") DeviceUpdate update, @ForAll @IntRange(max = 5000) int cut) {
    ModelDaemon daemon = new ModelDaemon();
    requests(update, UpdatePlan.MAX_MESSAGE_BYTES).forEach(daemon::answer);
    String whole = daemon.answer("get=1\n\n");
    String text = whole.substring(0, cut % (whole.length() - "\n\n".length() + 1));
    assertThatExceptionOfType(MalformedReplyException.class).isThrownBy(() -> decode(text));
  }

  private static void decodeOrRefuse(byte[] bytes) {
    try {
      UapiDeviceDecoder.decode(Captures.WG0, bytes).ifPresent(Device::close);
    } catch (MalformedReplyException refused) {
      assertThat(refused).hasMessageMatching("malformed reply at byte [0-9]+: [ -~]+");
    }
  }

  static Device decode(String reply) {
    return UapiDeviceDecoder.decode(Captures.WG0, reply.getBytes(StandardCharsets.ISO_8859_1))
        .orElseThrow();
  }

  static List<String> requests(DeviceUpdate update, int maxBytes) {
    return requests(update, Removal.FLAG, maxBytes);
  }

  static List<String> requests(DeviceUpdate update, Removal removal, int maxBytes) {
    UapiUpdateEncoder encoder = new UapiUpdateEncoder(update);
    return UpdatePlan.of(update, removal, maxBytes).packs().stream()
        .map(pack -> {
          ByteBuffer buffer = ByteBuffer.allocate(UapiUpdateEncoder.MAX_BYTES);
          encoder.encode(pack, buffer);
          return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        })
        .toList();
  }

  @Property
  void shouldReadTheKeysThatItWrites(@ForAll @Size(32) byte[] key) {
    ByteBuffer text = ByteBuffer.allocate(64);
    HexKey.write(key, text);
    byte[] read = new byte[32];
    assertThat(new String(text.array(), StandardCharsets.US_ASCII))
        .isEqualTo(HexFormat.of().formatHex(key));
    assertThat(HexKey.read(text, 0, 64, read)).isTrue();
    assertThat(read).isEqualTo(key);
  }

  @Property
  void shouldReadNoKeyWithACharacterThatIsNoDigit(
      @ForAll @Size(32) byte[] key, @ForAll @IntRange(max = 63) int place, @ForAll byte value) {
    ByteBuffer text = ByteBuffer.allocate(64);
    HexKey.write(key, text);
    text.put(place, value);
    byte[] read = new byte[32];
    boolean isDigit = value > 0 && Character.digit(value, 16) >= 0;
    assertThat(HexKey.read(text, 0, 64, read)).isEqualTo(isDigit);
    assertThat(isDigit || Arrays.equals(read, new byte[32])).isTrue();
  }

  @Provide
  Arbitrary<DeviceUpdate> updates() {
    return Generators.updates();
  }
}
