package io.wgnetlink.netlink.wire;

import static io.wgnetlink.netlink.wire.SampleAttribute.Inner.INNER_TEXT;
import static io.wgnetlink.netlink.wire.SampleAttribute.Inner.INNER_U32;
import static io.wgnetlink.netlink.wire.SampleAttribute.SAMPLE_BINARY;
import static io.wgnetlink.netlink.wire.SampleAttribute.SAMPLE_FLAG;
import static io.wgnetlink.netlink.wire.SampleAttribute.SAMPLE_LIST;
import static io.wgnetlink.netlink.wire.SampleAttribute.SAMPLE_NEST;
import static io.wgnetlink.netlink.wire.SampleAttribute.SAMPLE_SECRET;
import static io.wgnetlink.netlink.wire.SampleAttribute.SAMPLE_STRING;
import static io.wgnetlink.netlink.wire.SampleAttribute.SAMPLE_U16;
import static io.wgnetlink.netlink.wire.SampleAttribute.SAMPLE_U32;
import static io.wgnetlink.netlink.wire.SampleAttribute.SAMPLE_U8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageWriterTests {
  private final MessageWriter writer = new MessageWriter(16);

  private MessageWriter message() {
    writer.beginMessage(0x21, MessageFlags.NLM_F_REQUEST | MessageFlags.NLM_F_ACK, 7);
    writer.reserve(4);
    return writer;
  }

  private String hex() {
    byte[] bytes = new byte[writer.length()];
    writer.buffer().get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void shouldWriteHeaderStructureAndAttributesWithTheirPadding() {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    message()
        .putU8(SAMPLE_U8, 0xfe)
        .putU16(SAMPLE_U16, 0x1234)
        .putString(SAMPLE_STRING, "wg0")
        .open(SAMPLE_LIST)
        .openElement(0)
        .putU32(INNER_U32, -2)
        .close()
        .close()
        .putFlag(SAMPLE_FLAG)
        .endMessage();
    assertThat(hex())
        .isEqualTo(
            "40000000" // nlmsg_len 64
                + "2100" // nlmsg_type
                + "0500" // NLM_F_REQUEST | NLM_F_ACK
                + "07000000" // nlmsg_seq
                + "00000000" // nlmsg_pid
                + "00000000" // fixed structure
                + "05000200fe000000" // SAMPLE_U8, padded
                + "0600030034120000" // SAMPLE_U16, padded
                + "0800060077673000" // SAMPLE_STRING "wg0\0"
                + "10000a80" // SAMPLE_LIST | NLA_F_NESTED
                + "0c000080" // element 0 | NLA_F_NESTED
                + "08000100feffffff" // INNER_U32
                + "04000100"); // SAMPLE_FLAG
  }

  @Test
  void shouldRefuseAnAttributeOfAnotherKindByName() {
    assertThatThrownBy(() -> message().putU32(SAMPLE_U16, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SAMPLE_U16");
  }

  @Test
  void shouldRefuseValuesOutOfRangeByName() {
    message();
    assertThatThrownBy(() -> writer.putU16(SAMPLE_U16, 0x10000)).hasMessageContaining("SAMPLE_U16");
    assertThatThrownBy(() -> writer.putU8(SAMPLE_U8, -1)).hasMessageContaining("SAMPLE_U8");
    assertThatThrownBy(() -> writer.putString(SAMPLE_STRING, "sixteen-bytes-xx"))
        .hasMessageContaining("SAMPLE_STRING");
  }

  @Test
  void shouldRefuseANestThatOutgrowsItsUnsignedLength() {
    message().open(SAMPLE_NEST);
    for (int i = 0; i < 8191; i++) {
      writer.putU32(INNER_U32, i);
    }
    writer.close(); // 65,532 bytes: more than a signed length holds, and still allowed
    writer.open(SAMPLE_NEST);
    for (int i = 0; i < 8192; i++) {
      writer.putU32(INNER_U32, i);
    }
    assertThatThrownBy(writer::close)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SAMPLE_NEST");
  }

  @Test
  void shouldReadLengthsBeyondASignedShort() {
    byte[] large = new byte[40_000];
    large[39_999] = 9;
    message().putBytes(SAMPLE_BINARY, large).endMessage();
    AttributeCursor<SampleAttribute> cursor = new AttributeCursor<>(SampleAttribute.TABLE);
    cursor.over(writer.buffer(), MessageHeader.LENGTH + 4, writer.length());
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.bytes()).isEqualTo(large);
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void shouldWipeSecretsOnResetAndWhenItGrows() {
    message().putBytes(SAMPLE_SECRET, new byte[] {1, 2, 3, 4}).endMessage();
    ByteBuffer first = writer.buffer();
    int length = writer.length();
    writer.beginMessage(0x22, 0, 8).putBytes(SAMPLE_BINARY, new byte[1000]).endMessage();
    assertThat(writer.buffer()).isNotSameAs(first);
    assertThat(isZero(first, length)).isTrue();
    ByteBuffer second = writer.buffer();
    writer.reset();
    assertThat(isZero(second, length)).isTrue();
  }

  private static boolean isZero(ByteBuffer bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  @Test
  void shouldNameThePathToAnOffset() {
    message().putU8(SAMPLE_U8, 1).open(SAMPLE_LIST);
    writer.openElement(0).putU32(INNER_U32, 1).close();
    writer.openElement(1).putU32(INNER_U32, 1);
    int textAt = writer.length();
    writer.putString(INNER_TEXT, "x").close().close().endMessage();
    assertThat(SampleAttribute.SCHEMA.pathTo(writer.buffer(), 0, textAt))
        .contains("SAMPLE_LIST[1].INNER_TEXT");
    assertThat(SampleAttribute.SCHEMA.pathTo(writer.buffer(), 0, 20)).contains("SAMPLE_U8");
    assertThat(SampleAttribute.SCHEMA.pathTo(writer.buffer(), 0, 10_000)).isEmpty();
    assertThat(SampleAttribute.SCHEMA.pathTo(writer.buffer(), 0, 0)).isEmpty();
    assertThat(SampleAttribute.SCHEMA.pathTo(writer.buffer(), 0, -1)).isEmpty();
  }

  private record Named(int type, AttributeFormat format, String name) implements Attribute {}

  @Test
  void shouldNameWhatIsInsideByTheTextBefore() {
    Named kind = new Named(1, AttributeFormat.string(15), "KIND");
    Named nothing = new Named(9, AttributeFormat.U8, "NOTHING");
    Named data = new Named(
        2,
        AttributeFormat.nestedByText(text -> text.equals("inner")
            ? SampleAttribute.Inner.TABLE
            : AttributeTable.of(List.of(nothing))),
        "DATA");
    MessageSchema schema = new MessageSchema(
        "KINDS", SampleAttribute.SCHEMA.headerLength(), AttributeTable.of(List.of(kind, data)));
    message().open(data).putU32(INNER_U32, 1).close();
    writer.putString(kind, "inner").open(data).putU32(INNER_U32, 1).close();
    writer.putString(kind, "other").open(data).putU32(INNER_U32, 1).close();
    writer.endMessage();
    assertThat(schema.describe(writer.buffer(), 0))
        .isEqualTo("KINDS{DATA{attribute 1=4 bytes}"
            + " KIND=inner DATA{INNER_U32=1} KIND=other DATA{attribute 1=4 bytes}}");
    int last = writer.length() - 8;
    assertThat(schema.pathTo(writer.buffer(), 0, last)).contains("DATA.attribute 1");
    assertThat(schema.pathTo(writer.buffer(), 0, last - 12 - 12)).contains("DATA.INNER_U32");
  }

  @Test
  void shouldRefuseATableWithOneNumberTwice() {
    Named one = new Named(1, AttributeFormat.U8, "ONE");
    assertThatIllegalStateException()
        .isThrownBy(() -> AttributeTable.of(List.of(one, new Named(1, AttributeFormat.U8, "TWO"))))
        .withMessage("TWO and ONE have the same number");
  }

  @Test
  void shouldNameThePathToWhatIsMissing() {
    MessageSchema schema = SampleAttribute.SCHEMA;
    message().putU8(SAMPLE_U8, 1).open(SAMPLE_LIST);
    writer.openElement(0).putU32(INNER_U32, 1).close();
    int elementAt = writer.length();
    writer.openElement(1).putU32(INNER_U32, 1).close().close();
    int nestAt = writer.length();
    writer.open(SAMPLE_NEST).close().endMessage();
    assertThat(schema.pathToMissing(writer.buffer(), 0, 0, 3)).isEqualTo("SAMPLE_U16");
    assertThat(schema.pathToMissing(writer.buffer(), 0, 0, 99)).isEqualTo("attribute 99");
    assertThat(schema.pathToMissing(writer.buffer(), 0, elementAt, 2))
        .isEqualTo("SAMPLE_LIST[1].INNER_TEXT");
    assertThat(schema.pathToMissing(writer.buffer(), 0, nestAt, 2))
        .isEqualTo("SAMPLE_NEST.INNER_TEXT");
    assertThat(schema.pathToMissing(writer.buffer(), 0, 10_000, -1)).isEqualTo("attribute -1");
  }

  @Test
  void shouldDescribeAMessageWithoutItsSecrets() {
    message().putU32(SAMPLE_U32, -1).putBytes(SAMPLE_SECRET, new byte[] {0x5a, 0x5a, 0x5a, 0x5a});
    writer
        .open(SAMPLE_LIST)
        .openElement(0)
        .putString(INNER_TEXT, "a")
        .close()
        .close()
        .endMessage();
    assertThat(SampleAttribute.SCHEMA.describe(writer.buffer(), 0))
        .isEqualTo(
            "SAMPLE{SAMPLE_U32=4294967295 SAMPLE_SECRET=[redacted] SAMPLE_LIST[{INNER_TEXT=a}]}");
  }
}
