package io.wgnetlink.link.internal;

import io.wgnetlink.link.BridgeOption;
import io.wgnetlink.link.BridgePortOption;
import io.wgnetlink.link.OptionForm;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One option of a bridge or of its port: a number whose form the option knows.
 *
 * @param type the kernel's number of the attribute
 * @param form how the value is written
 * @param name the kernel's name of the attribute
 */
record OptionAttribute(int type, OptionForm form, String name) implements Attribute {
  /** What is inside {@code IFLA_INFO_DATA} of kind {@code bridge}. */
  static final AttributeTable<OptionAttribute> BRIDGE_TABLE = AttributeTable.of(
      Arrays.stream(BridgeOption.values()).map(OptionAttribute::of).toList());

  /** What is inside {@code IFLA_INFO_SLAVE_DATA} of a port of a bridge. */
  static final AttributeTable<OptionAttribute> PORT_TABLE = AttributeTable.of(
      Arrays.stream(BridgePortOption.values()).map(OptionAttribute::of).toList());

  static OptionAttribute of(BridgeOption option) {
    return new OptionAttribute(option.number(), option.form(), "IFLA_BR_" + option.name());
  }

  static OptionAttribute of(BridgePortOption option) {
    return new OptionAttribute(option.number(), option.form(), "IFLA_BRPORT_" + option.name());
  }

  @Override
  public AttributeFormat format() {
    return switch (form) {
      case U8 -> AttributeFormat.U8;
      case U16 -> AttributeFormat.U16;
      case U32 -> AttributeFormat.U32;
      case U64 -> AttributeFormat.U64;
      case BE16, MAC, ID -> AttributeFormat.binary(form.bytes());
    };
  }

  void write(MessageWriter w, long value) {
    switch (form) {
      case U8 -> w.putU8(this, (int) value);
      case U16 -> w.putU16(this, (int) value);
      case U32 -> w.putU32(this, (int) value);
      case U64 -> w.putU64(this, value);
      case BE16, MAC, ID -> w.putBytes(this, bigEndian(value, form.bytes()));
    }
  }

  /** Reads the value of the current attribute. */
  static long read(AttributeCursor<?> cursor, OptionForm form) {
    if (cursor.payloadLength() < form.bytes()) {
      throw new MalformedMessageException(
          cursor.payload(),
          "an option of " + cursor.payloadLength() + " bytes where it has " + form.bytes());
    }
    return switch (form) {
      case U8 -> cursor.u8();
      case U16 -> cursor.u16();
      case U32 -> cursor.u32();
      case U64 -> cursor.u64();
      case BE16, MAC, ID -> bigEndian(cursor.bytes(), form.bytes());
    };
  }

  private static byte[] bigEndian(long value, int length) {
    byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    byte[] last = new byte[length];
    System.arraycopy(all, all.length - length, last, 0, length);
    return last;
  }

  private static long bigEndian(byte[] bytes, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << Byte.SIZE | Byte.toUnsignedInt(bytes[i]);
    }
    return value;
  }
}
