package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.NexthopObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NexthopObjectCodecProperties {
  private static final List<byte[]> RECEIVED = Stream.of(
          "nexthop-dump", "nexthop-get-wide", "nexthop-buckets")
      .flatMap(name -> Capture.of(name).received().stream())
      .toList();

  @Provide
  Arbitrary<NexthopObject> objects() {
    return NexthopObjectArbitraries.objects();
  }

  @Property
  void shouldWriteBackNhmsg(@ForAll @Size(NexthopObjectMessage.LENGTH) byte[] bytes) {
    bytes[3] = 0; // reserved
    NexthopObjectMessage message =
        NexthopObjectMessage.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
    ByteBuffer again = ByteBuffer.allocate(bytes.length).order(ByteOrder.nativeOrder());
    message.encode(again, 0);
    assertThat(again.array()).isEqualTo(bytes);
  }

  @Property
  void shouldWriteBackNexthopGrp(@ForAll @Size(NexthopGroupEntry.LENGTH) byte[] bytes) {
    bytes[6] = 0; // reserved
    bytes[7] = 0;
    NexthopGroupEntry entry =
        NexthopGroupEntry.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
    ByteBuffer again = ByteBuffer.allocate(bytes.length).order(ByteOrder.nativeOrder());
    entry.encode(again, 0);
    assertThat(again.array()).isEqualTo(bytes);
  }

  @Property
  void shouldReadBackANexthopObject(@ForAll("objects") NexthopObject object) {
    byte[] message = Capture.change(NexthopObjectMessages.add(object));
    assertThat(NexthopObjectMessages.isNexthop(Capture.reader(message))).isTrue();
    assertThat(NexthopObjectMessages.decode(Capture.reader(message))).isEqualTo(object);
  }

  @Property
  void shouldEndOnAnyBytes(
      @ForAll @Size(max = 300) byte[] payload, @ForAll boolean bucket, @ForAll boolean six) {
    int type =
        bucket ? NexthopObjectMessages.RTM_NEWNEXTHOPBUCKET : NexthopObjectMessages.RTM_NEWNEXTHOP;
    byte[] message = new byte[16 + payload.length];
    ByteBuffer.wrap(message)
        .order(ByteOrder.nativeOrder())
        .putInt(message.length)
        .putShort((short) type)
        .put(16, payload);
    if (payload.length > 0) {
      message[16] = (byte) (six ? AddressFamily.IPV6 : AddressFamily.IPV4).number();
    }
    decode(message);
  }

  /** Bytes of a real message, one of them changed: gets further into the nests. */
  @Property
  void shouldEndOnABrokenMessage(
      @ForAll @IntRange(min = 16, max = 107) int at, @ForAll byte changed) {
    for (byte[] received : RECEIVED) {
      if (at < received.length) {
        byte[] message = received.clone();
        message[at] = changed;
        decode(message);
      }
    }
  }

  private static void decode(byte[] message) {
    try {
      if (NexthopObjectMessages.isBucket(Capture.reader(message))) {
        NexthopObjectMessages.decodeBucket(Capture.reader(message));
      } else {
        NexthopObjectMessages.isNexthop(Capture.reader(message));
        NexthopObjectMessages.decode(Capture.reader(message));
      }
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, message.length);
    }
  }
}
