package io.wgnetlink.netlink.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class WireProperties {
  @Property
  void shouldReadBackWhatItWrote(
      @ForAll @IntRange(max = 255) int u8,
      @ForAll @IntRange(max = 65535) int u16,
      @ForAll int u32,
      @ForAll long u64,
      @ForAll @Size(max = 5000) byte[] binary,
      @ForAll @StringLength(max = 3) String text) {
    String clean = text.replace("\0", "").replaceAll("[\\ud800-\\udfff]", "");
    MessageWriter writer = new MessageWriter(16);
    writer.beginMessage(0x30, 0, 1);
    writer
        .putU8(SampleAttribute.SAMPLE_U8, u8)
        .putU16(SampleAttribute.SAMPLE_U16, u16)
        .putU32(SampleAttribute.SAMPLE_U32, u32)
        .putU64(SampleAttribute.SAMPLE_U64, u64)
        .putBytes(SampleAttribute.SAMPLE_BINARY, binary)
        .putString(SampleAttribute.SAMPLE_STRING, clean)
        .endMessage();
    MessageReader reader = new MessageReader().over(writer.buffer(), 0, writer.length());
    assertThat(reader.next()).isTrue();
    AttributeCursor<SampleAttribute> cursor = new AttributeCursor<>(SampleAttribute.TABLE);
    cursor.over(reader, 0);
    int seen = 0;
    while (cursor.next()) {
      seen++;
      switch (cursor.attribute()) {
        case SAMPLE_U8 -> assertThat(cursor.u8()).isEqualTo(u8);
        case SAMPLE_U16 -> assertThat(cursor.u16()).isEqualTo(u16);
        case SAMPLE_U32 -> assertThat(cursor.s32()).isEqualTo(u32);
        case SAMPLE_U64 -> assertThat(cursor.u64()).isEqualTo(u64);
        case SAMPLE_BINARY -> assertThat(cursor.bytes()).isEqualTo(binary);
        case SAMPLE_STRING -> assertThat(cursor.string()).isEqualTo(clean);
        default -> throw new AssertionError(cursor.attribute());
      }
    }
    assertThat(seen).isEqualTo(6);
    assertThat(reader.next()).isFalse();
  }

  /** Whatever bytes arrive, reading them ends, and throws nothing but the one exception. */
  @Property
  void shouldEndOnAnyBytes(@ForAll @Size(max = 200) byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    try {
      MessageReader reader = new MessageReader().over(buffer, 0, bytes.length);
      while (reader.next()) {
        walk(new AttributeCursor<>(SampleAttribute.TABLE).over(reader, 0));
      }
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, bytes.length);
    }
    try {
      walk(new AttributeCursor<>(SampleAttribute.TABLE).over(buffer, 0, bytes.length));
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, bytes.length);
    }
  }

  private static void walk(AttributeCursor<?> cursor) {
    while (cursor.next()) {
      assertThat(cursor.payload() + cursor.payloadLength())
          .isLessThanOrEqualTo(cursor.buffer().capacity());
      if (!cursor.isUnknown() && cursor.attribute().format().nested().isPresent()) {
        walk(AttributeCursor.ofElements().inside(cursor));
      }
    }
  }
}
