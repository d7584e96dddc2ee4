package io.wgnetlink.netlink;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MessageSchema;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an acknowledgement says beyond the error number (Linux 4.12 and later; text and attribute
 * depend on the check that failed). On a success the text is a warning.
 *
 * @param message the kernel's text
 * @param attribute the path of names to the attribute at fault, for example
 *     {@code WGDEVICE_A_PEERS[0].WGPEER_A_ENDPOINT}
 * @param missingAttribute the number of an attribute that is required and was not sent (Linux 5.19)
 */
public record ExtendedAck(
    Optional<String> message, Optional<String> attribute, OptionalInt missingAttribute) {
  /** An acknowledgement that says nothing more. */
  public static final ExtendedAck NONE =
      new ExtendedAck(Optional.empty(), Optional.empty(), OptionalInt.empty());

  /** Attributes behind {@code struct nlmsgerr}, {@code enum nlmsgerr_attrs}. */
  private enum ErrorAttribute implements Attribute {
    NLMSGERR_ATTR_MSG(1, AttributeFormat.string(0xffff - 5)),
    NLMSGERR_ATTR_OFFS(2, AttributeFormat.U32),
    NLMSGERR_ATTR_MISS_TYPE(5, AttributeFormat.U32);

    static final AttributeTable<ErrorAttribute> TABLE = AttributeTable.of(ErrorAttribute.class);

    private final int type;
    private final AttributeFormat format;

    ErrorAttribute(int type, AttributeFormat format) {
      this.type = type;
      this.format = format;
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public AttributeFormat format() {
      return format;
    }
  }

  /**
   * Decodes the attributes in {@code [from, to)} of a reply to the request that begins at
   * {@code requestAt}.
   */
  static ExtendedAck decode(
      ByteBuffer reply, int from, int to, MessageSchema schema, ByteBuffer request, int requestAt) {
    Optional<String> message = Optional.empty();
    Optional<String> attribute = Optional.empty();
    OptionalInt missing = OptionalInt.empty();
    AttributeCursor<ErrorAttribute> cursor =
        new AttributeCursor<>(ErrorAttribute.TABLE).over(reply, from, to);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case NLMSGERR_ATTR_MSG -> message = Optional.of(cursor.string());
        case NLMSGERR_ATTR_OFFS -> attribute = schema.pathTo(request, requestAt, cursor.s32());
        case NLMSGERR_ATTR_MISS_TYPE -> missing = OptionalInt.of(cursor.s32());
      }
    }
    return new ExtendedAck(message, attribute, missing);
  }

  public boolean isEmpty() {
    return message.isEmpty() && attribute.isEmpty() && missingAttribute.isEmpty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    message.ifPresent(m -> text.append('"').append(m).append('"'));
    attribute.ifPresent(
        a -> text.append(text.isEmpty() ? "" : " ").append("at ").append(a));
    missingAttribute.ifPresent(m -> text.append(text.isEmpty() ? "" : ", ")
        .append("attribute ")
        .append(m)
        .append(" is missing"));
    return text.toString();
  }
}
