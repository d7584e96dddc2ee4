package io.wgnetlink.netlink.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks the attributes between two offsets of a buffer, without allocating.
 *
 * <pre>{@code
 * cursor.over(message);
 * while (cursor.next()) {
 *   if (cursor.isUnknown()) {
 *     continue;
 *   }
 *   switch (cursor.attribute()) {
 *     case CTRL_ATTR_FAMILY_ID -> id = cursor.u16();
 *     case CTRL_ATTR_FAMILY_NAME -> name = cursor.string();
 *   }
 * }
 * }</pre>
 *
 * <p>Every read checks the attribute's length; what does not fit throws
 * {@link MalformedMessageException} with the offset. Attributes longer than known are accepted,
 * bytes after the last attribute that cannot hold another header are padding. The cursor is
 * positioned again by {@link #over}; it is not thread-safe.
 *
 * @param <A> the table's attributes
 */
public final class AttributeCursor<A extends Attribute> {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final AttributeTable<A> table;
  private ByteBuffer buffer = NOTHING;
  private int nextAt;
  private int end;

  private int at;
  private int payloadLength;
  private @Nullable A attribute;

  public AttributeCursor(AttributeTable<A> table) {
    this.table = table;
  }

  /**
   * Returns a cursor over the elements of a list: their numbers are positions, so all of them are
   * {@linkplain #isUnknown() unknown} to it, and a second cursor goes {@link #inside} each.
   */
  public static AttributeCursor<?> ofElements() {
    return new AttributeCursor<>(AttributeTable.of(NoAttribute.class));
  }

  private enum NoAttribute implements Attribute {
    ;

    @Override
    public int type() {
      throw new AssertionError(this);
    }

    @Override
    public AttributeFormat format() {
      throw new AssertionError(this);
    }
  }

  /** Positions the cursor before the first attribute in {@code [from, to)} of the buffer. */
  public AttributeCursor<A> over(ByteBuffer bytes, int from, int to) {
    buffer = bytes;
    nextAt = from;
    end = to;
    return this;
  }

  /**
   * Positions the cursor before the first attribute of a message, which begins after the protocol's
   * fixed structure of {@code headerLength} bytes.
   */
  public AttributeCursor<A> over(MessageReader message, int headerLength) {
    return over(message.buffer(), message.payload(headerLength) + headerLength, message.end());
  }

  /** Positions the cursor before the first attribute nested in another cursor's current one. */
  public AttributeCursor<A> inside(AttributeCursor<?> parent) {
    return over(parent.buffer, parent.payload(), parent.payload() + parent.payloadLength);
  }

  /** Moves to the next attribute; returns false at the end. */
  public boolean next() {
    if (end - nextAt < AttributeHeader.LENGTH) {
      return false;
    }
    at = nextAt;
    int length = AttributeHeader.length(buffer, at);
    if (length < AttributeHeader.LENGTH || length > end - at) {
      throw new MalformedMessageException(
          at, "attribute of " + length + " bytes where " + (end - at) + " are left");
    }
    payloadLength = length - AttributeHeader.LENGTH;
    nextAt = at + MessageHeader.align(length);
    int type = type();
    attribute = table.at(type);
    if (attribute != null && !table.isReadable(type, payloadLength)) {
      throw new MalformedMessageException(
          at,
          attribute.name()
              + " of "
              + payloadLength
              + " bytes, expected "
              + attribute.format().describeLength());
    }
    return true;
  }

  /** Returns whether the table has no line for the current attribute. */
  public boolean isUnknown() {
    return attribute == null;
  }

  /**
   * Returns the current attribute's line in the table.
   *
   * @throws IllegalStateException when it {@link #isUnknown()}
   */
  public A attribute() {
    if (attribute == null) {
      throw new IllegalStateException("attribute " + type() + " is not in the table");
    }
    return attribute;
  }

  /** Returns the current attribute's number, without flags; in a list this is the position. */
  public int type() {
    return AttributeHeader.type(buffer, at);
  }

  /** Returns a copy of the current attribute, to keep what the table does not know. */
  public UnknownAttribute copy() {
    return new UnknownAttribute(type(), bytes());
  }

  public ByteBuffer buffer() {
    return buffer;
  }

  /** Returns the offset of the payload in {@link #buffer()}. */
  public int payload() {
    return at + AttributeHeader.LENGTH;
  }

  /** Returns the payload's length in bytes. */
  public int payloadLength() {
    return payloadLength;
  }

  public int u8() {
    return Byte.toUnsignedInt(buffer.get(payload(1)));
  }

  public int u16() {
    return Short.toUnsignedInt(buffer.getShort(payload(2)));
  }

  public long u32() {
    return Integer.toUnsignedLong(s32());
  }

  public int s32() {
    return buffer.getInt(payload(4));
  }

  public long u64() {
    return buffer.getLong(payload(8));
  }

  /** Reads text up to its first NUL byte. */
  public String string() {
    int length = 0;
    while (length < payloadLength && buffer.get(payload() + length) != 0) {
      length++;
    }
    byte[] text = new byte[length];
    buffer.get(payload(), text);
    return new String(text, StandardCharsets.UTF_8);
  }

  public byte[] bytes() {
    byte[] copy = new byte[payloadLength];
    buffer.get(payload(), copy);
    return copy;
  }

  /** Overwrites the payload with zeros: for secrets that were read from a reused buffer. */
  public void wipe() {
    for (int i = payload(); i < payload() + payloadLength; i++) {
      buffer.put(i, (byte) 0);
    }
  }

  private int payload(int needed) {
    if (payloadLength < needed) {
      throw new MalformedMessageException(
          at,
          "attribute " + type() + " has " + payloadLength + " bytes, " + needed + " are needed");
    }
    return payload();
  }
}
