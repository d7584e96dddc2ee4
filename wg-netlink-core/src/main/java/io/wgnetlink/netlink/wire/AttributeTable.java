package io.wgnetlink.netlink.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one message or nest, found by number. Immutable.
 *
 * @param <A> the enum that lists them
 */
public final class AttributeTable<A extends Enum<A> & Attribute> {
  private final Attribute[] byType;

  private AttributeTable(Attribute[] byType) {
    this.byType = byType;
  }

  /** Builds the table from an enum; two constants with one number are a programming error. */
  public static <A extends Enum<A> & Attribute> AttributeTable<A> of(Class<A> attributes) {
    A[] constants = attributes.getEnumConstants();
    int size = 1 + Arrays.stream(constants).mapToInt(Attribute::type).max().orElse(0);
    Attribute[] byType = new Attribute[size];
    for (A constant : constants) {
      if (byType[constant.type()] != null) {
        throw new IllegalStateException(
            constant + " and " + byType[constant.type()].name() + " have the same number");
      }
      byType[constant.type()] = constant;
    }
    return new AttributeTable<>(byType);
  }

  /** Returns the attribute with this number, or null when the table does not know it. */
  @SuppressWarnings("unchecked") // of() fills the array with A only
  @Nullable
  A at(int type) {
    return type >= 0 && type < byType.length ? (A) byType[type] : null;
  }
}
