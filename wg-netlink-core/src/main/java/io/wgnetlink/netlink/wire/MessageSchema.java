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

  /** An attribute of a message, and the table of what may be nested in it. */
  private record Place(String path, Optional<AttributeTable<?>> inside) {
    Place below(String parent) {
      return new Place(parent + "." + path, inside);
    }
  }

  /**
   * Returns the path of names to the attribute at an offset, for example
   * {@code WGDEVICE_A_PEERS[0].WGPEER_A_ENDPOINT}; empty when no attribute lies there.
   *
   * @param message the buffer that holds the message
   * @param start where the message begins in it
   * @param offset bytes from the start of the message, as {@code NLMSGERR_ATTR_OFFS} counts
   */
  public Optional<String> pathTo(ByteBuffer message, int start, int offset) {
    return find(message, start, offset).map(Place::path);
  }

  /**
   * Returns the path of names to an attribute that a message lacks, for example
   * {@code WGDEVICE_A_PEERS[2].WGPEER_A_PUBLIC_KEY}.
   *
   * @param message the buffer that holds the message
   * @param start where the message begins in it
   * @param nestOffset bytes from the start of the message to the nest in which it is missing, as
   *     {@code NLMSGERR_ATTR_MISS_NEST} counts; 0 for the top level
   * @param type the number of the attribute
   */
  public String pathToMissing(ByteBuffer message, int start, int nestOffset, int type) {
    if (nestOffset == 0) {
      return nameOf(attributes, type);
    }
    return find(message, start, nestOffset)
        .map(nest -> nest.path()
            + "."
            + nest.inside().map(table -> nameOf(table, type)).orElse("attribute " + type))
        .orElse("attribute " + type);
  }

  private Optional<Place> find(ByteBuffer message, int start, int offset) {
    int from = MessageHeader.LENGTH + MessageHeader.align(headerLength);
    int length = message.getInt(start + MessageHeader.NLMSG_LEN);
    if (offset < from || offset >= length) {
      return Optional.empty();
    }
    AttributeCursor<?> top =
        new AttributeCursor<>(attributes).over(message, start + from, start + length);
    return find(top, start + offset);
  }

  private static Optional<Place> find(AttributeCursor<?> cursor, int target) {
    String text = "";
    while (cursor.next()) {
      if (target < cursor.payload() + cursor.payloadLength()) {
        return Optional.of(place(cursor, text, target));
      }
      text = textAt(cursor).orElse(text);
    }
    return Optional.empty();
  }

  /** Returns the text that the current attribute is: what comes later may depend on it. */
  private static Optional<String> textAt(AttributeCursor<?> cursor) {
    return !cursor.isUnknown() && cursor.attribute().format().kind() == AttributeFormat.Kind.STRING
        ? Optional.of(cursor.string())
        : Optional.empty();
  }

  private static Place place(AttributeCursor<?> cursor, String textBefore, int target) {
    String name = nameOf(cursor);
    if (cursor.isUnknown() || !cursor.attribute().format().isNested()) {
      return new Place(name, Optional.empty());
    }
    AttributeFormat format = cursor.attribute().format();
    AttributeTable<?> table = format.nested(textBefore).orElseThrow();
    if (format.kind() == AttributeFormat.Kind.NESTED) {
      return placeInside(cursor, name, table, target);
    }
    AttributeCursor<?> element = AttributeCursor.ofElements().inside(cursor);
    for (int index = 0; target >= cursor.payload() && element.next(); index++) {
      if (target < element.payload() + element.payloadLength()) {
        return placeInside(element, name + "[" + index + "]", table, target);
      }
    }
    return new Place(name, Optional.empty());
  }

  private static Place placeInside(
      AttributeCursor<?> nest, String name, AttributeTable<?> table, int target) {
    Place itself = new Place(name, Optional.of(table));
    if (target < nest.payload()) {
      return itself;
    }
    return find(new AttributeCursor<>(table).inside(nest), target)
        .map(place -> place.below(name))
        .orElse(itself);
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
    String textBefore = "";
    while (cursor.next()) {
      text.append(separator).append(nameOf(cursor));
      separator = " ";
      if (cursor.isUnknown()) {
        text.append('=').append(cursor.payloadLength()).append(" bytes");
      } else {
        describeValue(cursor, textBefore, text);
      }
      textBefore = textAt(cursor).orElse(textBefore);
    }
  }

  private static void describeValue(
      AttributeCursor<?> cursor, String textBefore, StringBuilder text) {
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
        AttributeTable<?> table = format.nested(textBefore).orElseThrow();
        describe(new AttributeCursor<>(table).inside(cursor), text);
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

  private static String nameOf(AttributeTable<?> table, int type) {
    Attribute attribute = table.at(type);
    return attribute == null ? "attribute " + type : attribute.name();
  }

  private static String nameOf(AttributeCursor<?> cursor) {
    return cursor.isUnknown()
        ? "attribute " + cursor.type()
        : cursor.attribute().name();
  }
}
