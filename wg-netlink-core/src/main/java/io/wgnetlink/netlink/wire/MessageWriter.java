package io.wgnetlink.netlink.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes messages one after another into a direct buffer that grows.
 *
 * <p>Attributes are checked against their line in the table as they are written: the kind, the
 * length of the payload, and that no attribute outgrows its 16-bit length. What does not fit throws
 * {@link IllegalArgumentException} naming the attribute, before anything is sent.
 *
 * <p>Once a secret attribute was written, {@link #reset()} and growing overwrite the bytes with
 * zeros. Not thread-safe.
 */
public final class MessageWriter {
  private static final int MAX_DEPTH = 16;

  private ByteBuffer buffer;
  private int position;
  private int messageAt = -1;
  private boolean holdsSecret;

  private final int[] openAt = new int[MAX_DEPTH];
  private final Attribute[] open = new Attribute[MAX_DEPTH];
  private int depth;

  public MessageWriter(int initialCapacity) {
    buffer = allocate(initialCapacity);
  }

  private static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
  }

  /** Forgets all messages; wipes them when one held a secret. */
  public void reset() {
    if (holdsSecret) {
      wipe(buffer, position);
      holdsSecret = false;
    }
    position = 0;
    messageAt = -1;
    depth = 0;
  }

  /** Begins a message of this type; {@link #endMessage()} sets its length. */
  public MessageWriter beginMessage(int type, int flags, int sequence) {
    if (messageAt >= 0) {
      throw new IllegalStateException("a message is open already");
    }
    messageAt = reserve(MessageHeader.LENGTH);
    MessageHeader.encode(buffer, messageAt, type, flags, sequence);
    return this;
  }

  public MessageWriter endMessage() {
    if (messageAt < 0 || depth > 0) {
      throw new IllegalStateException("no message is open, or an attribute still is");
    }
    buffer.putInt(messageAt + MessageHeader.NLMSG_LEN, position - messageAt);
    messageAt = -1;
    return this;
  }

  /**
   * Makes room for a fixed structure and returns its offset in {@link #buffer()}; the bytes are
   * zero. The buffer may be another one after a call that writes more.
   */
  public int reserve(int bytes) {
    int at = position;
    int end = at + MessageHeader.align(bytes);
    if (end > buffer.capacity()) {
      grow(end);
    }
    for (int i = at; i < end; i++) {
      buffer.put(i, (byte) 0);
    }
    position = end;
    return at;
  }

  public MessageWriter putFlag(Attribute attribute) {
    put(attribute, AttributeFormat.Kind.FLAG, 0);
    return this;
  }

  public MessageWriter putU8(Attribute attribute, int value) {
    requireRange(attribute, value, 0xff);
    int at = put(attribute, AttributeFormat.Kind.U8, 1); // may replace the buffer
    buffer.put(at, (byte) value);
    return this;
  }

  public MessageWriter putU16(Attribute attribute, int value) {
    requireRange(attribute, value, 0xffff);
    int at = put(attribute, AttributeFormat.Kind.U16, 2);
    buffer.putShort(at, (short) value);
    return this;
  }

  /** Writes 32 bits; values from 2^31 on are passed as negative numbers. */
  public MessageWriter putU32(Attribute attribute, int value) {
    int at = put(attribute, AttributeFormat.Kind.U32, 4);
    buffer.putInt(at, value);
    return this;
  }

  public MessageWriter putU64(Attribute attribute, long value) {
    int at = put(attribute, AttributeFormat.Kind.U64, 8);
    buffer.putLong(at, value);
    return this;
  }

  public MessageWriter putString(Attribute attribute, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    int at = put(attribute, AttributeFormat.Kind.STRING, text.length + 1);
    buffer.put(at, text);
    return this;
  }

  public MessageWriter putBytes(Attribute attribute, byte[] value) {
    int at = put(attribute, AttributeFormat.Kind.BINARY, value.length);
    holdsSecret |= attribute.format().isSecret();
    buffer.put(at, value);
    return this;
  }

  /**
   * Writes a binary attribute of {@code length} zero bytes and returns the offset of its payload in
   * {@link #buffer()}, for the codec of a structure to fill.
   */
  public int putStructure(Attribute attribute, int length) {
    return put(attribute, AttributeFormat.Kind.BINARY, length);
  }

  /** Opens a nested attribute, or a list; {@link #close()} sets its length. */
  public MessageWriter open(Attribute attribute) {
    if (!attribute.format().isNested()) {
      throw new IllegalArgumentException(attribute.name() + " is not nested");
    }
    push(attribute, attribute.type());
    return this;
  }

  /** Opens the element at a position of the list that is open. */
  public MessageWriter openElement(int index) {
    Attribute list = depth == 0 ? null : open[depth - 1];
    if (list == null || list.format().kind() != AttributeFormat.Kind.NESTED_ARRAY) {
      throw new IllegalStateException("no list is open");
    }
    push(list, index & AttributeHeader.NLA_TYPE_MASK);
    return this;
  }

  /** Closes the attribute opened last. */
  public MessageWriter close() {
    if (depth == 0) {
      throw new IllegalStateException("no attribute is open");
    }
    depth--;
    int at = openAt[depth];
    int length = position - at;
    if (length > AttributeHeader.MAX_LENGTH) {
      throw new IllegalArgumentException(
          open[depth].name() + " of " + length + " bytes; an attribute has at most 65535");
    }
    buffer.putShort(at + AttributeHeader.NLA_LEN, (short) length);
    return this;
  }

  /** Returns the bytes written so far, all messages together. */
  public int length() {
    return position;
  }

  /** Returns the buffer; the messages lie in {@code [0, length())}. */
  public ByteBuffer buffer() {
    return buffer;
  }

  private int put(Attribute attribute, AttributeFormat.Kind kind, int length) {
    AttributeFormat format = attribute.format();
    if (format.kind() != kind) {
      throw new IllegalArgumentException(
          attribute.name() + " is " + format.kind() + ", not " + kind);
    }
    if (!format.allows(length)) {
      throw new IllegalArgumentException(
          attribute.name() + " of " + length + " bytes; it has " + format.describeLength());
    }
    int at = reserve(AttributeHeader.LENGTH + length);
    AttributeHeader.encode(buffer, at, attribute.type(), AttributeHeader.LENGTH + length);
    return at + AttributeHeader.LENGTH;
  }

  private void push(Attribute attribute, int type) {
    openAt[depth] = reserve(AttributeHeader.LENGTH);
    open[depth] = attribute;
    AttributeHeader.encode(
        buffer, openAt[depth], type | AttributeHeader.NLA_F_NESTED, AttributeHeader.LENGTH);
    depth++;
  }

  private static void requireRange(Attribute attribute, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(
          attribute.name() + " is " + value + "; it has the range 0 to " + max);
    }
  }

  private void grow(int needed) {
    ByteBuffer larger = allocate(Math.max(needed, 2 * buffer.capacity()));
    larger.put(0, buffer, 0, position);
    if (holdsSecret) {
      wipe(buffer, position);
    }
    buffer = larger;
  }

  private static void wipe(ByteBuffer bytes, int length) {
    for (int i = 0; i < length; i++) {
      bytes.put(i, (byte) 0);
    }
  }
}
