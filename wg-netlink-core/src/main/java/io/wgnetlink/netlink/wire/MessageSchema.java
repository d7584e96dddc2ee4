package io.wgnetlink.netlink.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a message looks like: its name, the length of its fixed structure and the table of its
 * attributes. Names the attribute that an extended acknowledgement points at, and prints messages
 * for debugging without their secrets. Immutable.
 *
 * @param name the kernel's name of the message, for example {@code WG_CMD_SET_DEVICE}
 * @param headerLength bytes of the fixed structure between message header and attributes
 * @param attributes the attributes at the top level
 */
public record MessageSchema(String name, int headerLength, AttributeTable<?> attributes) {

  /**
   * Returns the path of names to the attribute at an offset, for example
   * {@code WGDEVICE_A_PEERS[0].WGPEER_A_ENDPOINT}; empty when no attribute lies there.
   *
   * @param message the buffer that holds the message
   * @param start where the message begins in it
   * @param offset bytes from the start of the message, as {@code NLMSGERR_ATTR_OFFS} counts
   */
  public Optional<String> pathTo(ByteBuffer message, int start, int offset) {
    int end = start + message.getInt(start + MessageHeader.NLMSG_LEN);
    int from = start + MessageHeader.LENGTH + MessageHeader.align(headerLength);
    return pathTo(new AttributeCursor<>(attributes).over(message, from, end), start + offset);
  }

  private static Optional<String> pathTo(AttributeCursor<?> cursor, int target) {
    while (cursor.next()) {
      if (target < cursor.payload() + cursor.payloadLength()) {
        String name = nameOf(cursor);
        if (target < cursor.payload() || cursor.isUnknown()) {
          return Optional.of(name);
        }
        return Optional.of(name + pathInside(cursor, target));
      }
    }
    return Optional.empty();
  }

  private static String pathInside(AttributeCursor<?> cursor, int target) {
    AttributeFormat format = cursor.attribute().format();
    if (format.nested().isEmpty()) {
      return "";
    }
    AttributeTable<?> table = format.nested().get();
    if (format.kind() == AttributeFormat.Kind.NESTED) {
      return pathTo(new AttributeCursor<>(table).inside(cursor), target)
          .map(p -> "." + p)
          .orElse("");
    }
    AttributeCursor<?> element = AttributeCursor.ofElements().inside(cursor);
    for (int index = 0; element.next(); index++) {
      if (target < element.payload() + element.payloadLength()) {
        String inside = target < element.payload()
            ? ""
            : pathTo(new AttributeCursor<>(table).inside(element), target)
                .map(p -> "." + p)
                .orElse("");
        return "[" + index + "]" + inside;
      }
    }
    return "";
  }

  /** Prints a message on one line, secrets left out, for logs at TRACE level. */
  public String describe(ByteBuffer message, int start) {
    int end = start + message.getInt(start + MessageHeader.NLMSG_LEN);
    StringBuilder text = new StringBuilder(name).append('{');
    int from = start + MessageHeader.LENGTH + MessageHeader.align(headerLength);
    describe(new AttributeCursor<>(attributes).over(message, from, end), text);
    return text.append('}').toString();
  }

  private static void describe(AttributeCursor<?> cursor, StringBuilder text) {
    String separator = "";
    while (cursor.next()) {
      text.append(separator).append(nameOf(cursor));
      separator = " ";
      if (cursor.isUnknown()) {
        text.append('=').append(cursor.payloadLength()).append(" bytes");
      } else {
        describeValue(cursor, text);
      }
    }
  }

  private static void describeValue(AttributeCursor<?> cursor, StringBuilder text) {
    AttributeFormat format = cursor.attribute().format();
    if (format.isSecret()) {
      text.append("=[redacted]");
      return;
    }
    switch (format.kind()) {
      case FLAG -> {}
      case U8 -> text.append('=').append(cursor.u8());
      case U16 -> text.append('=').append(cursor.u16());
      case U32 -> text.append('=').append(cursor.u32());
      case U64 -> text.append('=').append(Long.toUnsignedString(cursor.u64()));
      case STRING -> text.append('=').append(cursor.string());
      case BINARY -> text.append('=').append(HexFormat.of().formatHex(cursor.bytes()));
      case NESTED -> {
        text.append('{');
        describe(new AttributeCursor<>(format.nested().orElseThrow()).inside(cursor), text);
        text.append('}');
      }
      case NESTED_ARRAY -> {
        AttributeTable<?> table = format.nested().orElseThrow();
        AttributeCursor<?> element = AttributeCursor.ofElements().inside(cursor);
        text.append('[');
        while (element.next()) {
          text.append('{');
          describe(new AttributeCursor<>(table).inside(element), text);
          text.append('}');
        }
        text.append(']');
      }
    }
  }

  private static String nameOf(AttributeCursor<?> cursor) {
    return cursor.isUnknown()
        ? "attribute " + cursor.type()
        : cursor.attribute().name();
  }
}
