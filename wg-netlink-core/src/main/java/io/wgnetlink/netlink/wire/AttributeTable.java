package io.wgnetlink.netlink.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one message or nest, found by number. Immutable.
 *
 * @param <A> the enum that lists them
 */
public final class AttributeTable<A extends Enum<A> & Attribute> {
  private final @Nullable A[] byType;

  /** The least bytes of a payload that can be read, by number. */
  private final int[] leastLengths;

  private AttributeTable(@Nullable A[] byType) {
    this.byType = byType;
    this.leastLengths = Arrays.stream(byType)
        .mapToInt(attribute -> attribute == null ? 0 : attribute.format().leastLength())
        .toArray();
  }

  /** Builds the table from an enum; two constants with one number are a programming error. */
  public static <A extends Enum<A> & Attribute> AttributeTable<A> of(Class<A> attributes) {
    A[] constants = attributes.getEnumConstants();
    int size = 1 + Arrays.stream(constants).mapToInt(Attribute::type).max().orElse(0);
    @Nullable A[] byType = Arrays.copyOf(constants, size);
    Arrays.fill(byType, null);
    for (A constant : constants) {
      A other = byType[constant.type()];
      if (other != null) {
        throw new IllegalStateException(constant + " and " + other + " have the same number");
      }
      byType[constant.type()] = constant;
    }
    return new AttributeTable<>(byType);
  }

  /** Returns the attribute with this number, or null when the table does not know it. */
  @Nullable
  A at(int type) {
    return type >= 0 && type < byType.length ? byType[type] : null;
  }

  /**
   * Returns whether a payload of this many bytes can be read as the attribute with this number,
   * which the table knows: a newer kernel's structure may be longer than the one known here.
   */
  boolean isReadable(int type, int length) {
    return length >= leastLengths[type];
  }
}
