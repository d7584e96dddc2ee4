package io.wgnetlink.netlink.wire;

import java.util.Optional;
import java.util.function.Function;

/**
 * What the payload of an attribute is: its kind, the lengths it may have, and, where it is nested,
 * the table of what is inside. Immutable.
 */
public final class AttributeFormat {
  /** The kinds of payload that netlink's policies know. */
  public enum Kind {
    /** Present or not, no payload. */
    FLAG,
    U8,
    U16,
    U32,
    U64,
    /** Text, ended by a NUL byte. */
    STRING,
    BINARY,
    NESTED,
    /** Nested attributes whose numbers are positions; each holds the same nested table. */
    NESTED_ARRAY
  }

  public static final AttributeFormat FLAG = fixed(Kind.FLAG, 0);
  public static final AttributeFormat U8 = fixed(Kind.U8, 1);
  public static final AttributeFormat U16 = fixed(Kind.U16, 2);
  public static final AttributeFormat U32 = fixed(Kind.U32, 4);
  public static final AttributeFormat U64 = fixed(Kind.U64, 8);

  private static final int MAX_PAYLOAD = AttributeHeader.MAX_LENGTH - AttributeHeader.LENGTH;

  private final Kind kind;
  private final int minLength;
  private final int maxLength;
  private final boolean secret;
  private final Optional<Function<String, AttributeTable<?>>> nested;

  private AttributeFormat(
      Kind kind,
      int minLength,
      int maxLength,
      boolean secret,
      Optional<Function<String, AttributeTable<?>>> nested) {
    this.kind = kind;
    this.minLength = minLength;
    this.maxLength = maxLength;
    this.secret = secret;
    this.nested = nested;
  }

  private static AttributeFormat fixed(Kind kind, int length) {
    return new AttributeFormat(kind, length, length, false, Optional.empty());
  }

  /** Text of at most {@code maxBytes} bytes of UTF-8, the closing NUL not counted. */
  public static AttributeFormat string(int maxBytes) {
    return new AttributeFormat(Kind.STRING, 1, maxBytes + 1, false, Optional.empty());
  }

  /** Bytes, exactly {@code length} of them. */
  public static AttributeFormat binary(int length) {
    return binary(length, length);
  }

  /** Bytes, {@code minLength} to {@code maxLength} of them. */
  public static AttributeFormat binary(int minLength, int maxLength) {
    return new AttributeFormat(Kind.BINARY, minLength, maxLength, false, Optional.empty());
  }

  /** Bytes whose number nothing bounds but the 16-bit length. */
  public static AttributeFormat binary() {
    return binary(0, MAX_PAYLOAD);
  }

  /** Bytes that must not be printed, and are wiped from buffers of requests. */
  public static AttributeFormat secret(int length) {
    return new AttributeFormat(Kind.BINARY, length, length, true, Optional.empty());
  }

  /** Attributes of another table. */
  public static AttributeFormat nested(AttributeTable<?> table) {
    return nestedByText(text -> table);
  }

  /**
   * Attributes of a table that depends on the last text before it in the same nest, as
   * {@code IFLA_INFO_DATA} does on {@code IFLA_INFO_KIND}; without such text on the empty one.
   */
  public static AttributeFormat nestedByText(Function<String, AttributeTable<?>> tableByText) {
    return new AttributeFormat(Kind.NESTED, 0, MAX_PAYLOAD, false, Optional.of(tableByText));
  }

  /** A list whose elements are attributes of another table. */
  public static AttributeFormat nestedArray(AttributeTable<?> element) {
    return new AttributeFormat(
        Kind.NESTED_ARRAY, 0, MAX_PAYLOAD, false, Optional.of(text -> element));
  }

  public Kind kind() {
    return kind;
  }

  /**
   * Returns the table of what is nested inside, where it depends on no text; empty when the payload
   * is not nested.
   */
  public Optional<AttributeTable<?>> nested() {
    return nested("");
  }

  /** Returns the table of what is nested inside, after a text; empty when it is not nested. */
  Optional<AttributeTable<?>> nested(String textBefore) {
    return nested.map(table -> table.apply(textBefore));
  }

  /** Returns whether the payload is a secret. */
  public boolean isSecret() {
    return secret;
  }

  boolean isNested() {
    return kind == Kind.NESTED || kind == Kind.NESTED_ARRAY;
  }

  /** Returns whether a payload of this many bytes can be written. */
  boolean allows(int length) {
    return length >= minLength && length <= maxLength;
  }

  /** Returns the least bytes of a payload. */
  int leastLength() {
    return minLength;
  }

  String describeLength() {
    return minLength == maxLength
        ? minLength + " bytes"
        : minLength + " to " + maxLength + " bytes";
  }
}
