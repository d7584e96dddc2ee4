package io.wgnetlink.netlink.wire;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one message or nest, found by number. Immutable.
 *
 * @param <A> the enum that lists them, or another class of attributes
 */
public final class AttributeTable<A extends Attribute> {
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
    return of(List.of(attributes.getEnumConstants()));
  }

  /** Builds the table from a list; two attributes with one number are a programming error. */
  @SuppressWarnings("unchecked") // an array of the bound holds any A
  public static <A extends Attribute> AttributeTable<A> of(List<A> attributes) {
    int size = 1 + attributes.stream().mapToInt(Attribute::type).max().orElse(0);
    @Nullable A[] byType = (A[]) new Attribute[size];
    for (A attribute : attributes) {
      A other = byType[attribute.type()];
      if (other != null) {
        throw new IllegalStateException(
            attribute.name() + " and " + other.name() + " have the same number");
      }
      byType[attribute.type()] = attribute;
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
