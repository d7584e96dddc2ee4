package io.wgnetlink.netlink;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import java.io.Serial;
import java.io.Serializable;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel accepts for an attribute, told with a refusal (Linux 5.10, where the attribute's
 * check has a policy). Immutable; what the kernel did not tell is empty.
 */
public final class AttributePolicy implements Serializable {
  @Serial
  private static final long serialVersionUID = 1L;

  /** The kinds of payload that policies know, {@code enum netlink_attribute_type}. */
  public enum Type {
    INVALID(0),
    FLAG(1),
    U8(2),
    U16(3),
    U32(4),
    U64(5),
    S8(6),
    S16(7),
    S32(8),
    S64(9),
    BINARY(10),
    STRING(11),
    /** Text with its closing NUL byte. */
    NUL_STRING(12),
    NESTED(13),
    NESTED_ARRAY(14),
    /** A value and a mask of the bits that count. */
    BITFIELD32(15),
    /** Signed, 32 or 64 bits. */
    SINT(16),
    /** Unsigned, 32 or 64 bits. */
    UINT(17),
    /** One that this library does not know. */
    UNKNOWN(-1);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    private static Type of(int number) {
      for (Type type : values()) {
        if (type.number == number) {
          return type;
        }
      }
      return UNKNOWN;
    }
  }

  /** {@code enum netlink_policy_type_attr}, {@code uapi/linux/netlink.h}. */
  private enum PolicyAttribute implements Attribute {
    NL_POLICY_TYPE_ATTR_TYPE(1, AttributeFormat.U32),
    NL_POLICY_TYPE_ATTR_MIN_VALUE_S(2, AttributeFormat.U64),
    NL_POLICY_TYPE_ATTR_MAX_VALUE_S(3, AttributeFormat.U64),
    NL_POLICY_TYPE_ATTR_MIN_VALUE_U(4, AttributeFormat.U64),
    NL_POLICY_TYPE_ATTR_MAX_VALUE_U(5, AttributeFormat.U64),
    NL_POLICY_TYPE_ATTR_MIN_LENGTH(6, AttributeFormat.U32),
    NL_POLICY_TYPE_ATTR_MAX_LENGTH(7, AttributeFormat.U32),
    NL_POLICY_TYPE_ATTR_BITFIELD32_MASK(10, AttributeFormat.U32),
    NL_POLICY_TYPE_ATTR_MASK(12, AttributeFormat.U64);

    static final AttributeTable<PolicyAttribute> TABLE = AttributeTable.of(PolicyAttribute.class);

    private final int type;
    private final AttributeFormat format;

    PolicyAttribute(int type, AttributeFormat format) {
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

  private Type type = Type.UNKNOWN;
  private boolean signed;
  private @Nullable Long minValue;
  private @Nullable Long maxValue;
  private @Nullable Integer minLength;
  private @Nullable Integer maxLength;
  private @Nullable Long mask;

  private AttributePolicy() {}

  /** Decodes the policy nested in the cursor's current attribute. */
  static AttributePolicy decode(AttributeCursor<?> parent) {
    AttributePolicy policy = new AttributePolicy();
    AttributeCursor<PolicyAttribute> cursor =
        new AttributeCursor<>(PolicyAttribute.TABLE).inside(parent);
    while (cursor.next()) {
      if (!cursor.isUnknown()) {
        policy.take(cursor);
      }
    }
    return policy;
  }

  private void take(AttributeCursor<PolicyAttribute> cursor) {
    switch (cursor.attribute()) {
      case NL_POLICY_TYPE_ATTR_TYPE -> type = Type.of(cursor.s32());
      case NL_POLICY_TYPE_ATTR_MIN_VALUE_S -> {
        signed = true;
        minValue = cursor.u64();
      }
      case NL_POLICY_TYPE_ATTR_MAX_VALUE_S -> {
        signed = true;
        maxValue = cursor.u64();
      }
      case NL_POLICY_TYPE_ATTR_MIN_VALUE_U -> minValue = cursor.u64();
      case NL_POLICY_TYPE_ATTR_MAX_VALUE_U -> maxValue = cursor.u64();
      case NL_POLICY_TYPE_ATTR_MIN_LENGTH -> minLength = cursor.s32();
      case NL_POLICY_TYPE_ATTR_MAX_LENGTH -> maxLength = cursor.s32();
      case NL_POLICY_TYPE_ATTR_BITFIELD32_MASK -> mask = cursor.u32();
      case NL_POLICY_TYPE_ATTR_MASK -> mask = cursor.u64();
    }
  }

  public Type type() {
    return type;
  }

  /** Returns the least value; unsigned unless {@link #isSigned()}. */
  public OptionalLong minValue() {
    return optional(minValue);
  }

  /** Returns the greatest value; unsigned unless {@link #isSigned()}. */
  public OptionalLong maxValue() {
    return optional(maxValue);
  }

  /** Returns whether the values are signed numbers. */
  public boolean isSigned() {
    return signed;
  }

  /** Returns the least length of the payload in bytes. */
  public OptionalInt minLength() {
    return minLength == null ? OptionalInt.empty() : OptionalInt.of(minLength);
  }

  /** Returns the greatest length of the payload in bytes. */
  public OptionalInt maxLength() {
    return maxLength == null ? OptionalInt.empty() : OptionalInt.of(maxLength);
  }

  /** Returns the bits that may be set. */
  public OptionalLong mask() {
    return optional(mask);
  }

  private static OptionalLong optional(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Returns for example {@code U16, values 0 to 100} or {@code BINARY, 32 bytes}. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ").add(type.name());
    if (minValue != null || maxValue != null) {
      text.add("values " + range(number(minValue), number(maxValue)));
    }
    if (minLength != null || maxLength != null) {
      text.add(range(number(minLength), number(maxLength)) + " bytes");
    }
    if (mask != null) {
      text.add("bits 0x" + Long.toHexString(mask));
    }
    return text.toString();
  }

  private String number(@Nullable Long value) {
    if (value == null) {
      return "";
    }
    return signed ? Long.toString(value) : Long.toUnsignedString(value);
  }

  private static String number(@Nullable Integer value) {
    return value == null ? "" : Integer.toUnsignedString(value);
  }

  private static String range(String from, String to) {
    if (from.isEmpty()) {
      return "up to " + to;
    }
    if (to.isEmpty()) {
      return "from " + from;
    }
    return from.equals(to) ? from : from + " to " + to;
  }
}
