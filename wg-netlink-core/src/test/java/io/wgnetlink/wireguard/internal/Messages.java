package io.wgnetlink.wireguard.internal;

import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Messages as bytes, from the generic netlink header on. */
final class Messages {
  private static final int FAMILY = 0x23;

  private Messages() {}

  /** Returns what a writer writes after the headers, with the generic header before it. */
  static byte[] write(int command, Consumer<MessageWriter> attributes) {
    MessageWriter writer = new MessageWriter(256);
    writer.beginMessage(FAMILY, 0, 1);
    GenericHeader.encode(writer, command, 1);
    attributes.accept(writer);
    writer.endMessage();
    byte[] bytes = new byte[writer.length() - MessageHeader.LENGTH];
    writer.buffer().get(MessageHeader.LENGTH, bytes);
    return bytes;
  }

  /** Returns a reader of one message, in a buffer of its own. */
  static MessageReader read(byte[] fromGenericHeader) {
    return read(fromGenericHeader, 0);
  }

  /** Returns a reader of one message that has these flags. */
  static MessageReader read(byte[] fromGenericHeader, int flags) {
    int length = MessageHeader.LENGTH + fromGenericHeader.length;
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    buffer.putInt(0, length).putShort(4, (short) FAMILY).putShort(6, (short) flags);
    buffer.put(MessageHeader.LENGTH, fromGenericHeader);
    MessageReader reader = new MessageReader();
    reader.over(buffer, 0, length).next();
    return reader;
  }
}
