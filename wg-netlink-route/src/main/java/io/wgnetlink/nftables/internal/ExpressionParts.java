package io.wgnetlink.nftables.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.nftables.RegisterValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is inside {@code NFTA_EXPR_DATA}: numbers of 32 bits, texts and values.
 *
 * @param <A> the attributes of the kind of expression
 */
final class ExpressionParts<A extends Enum<A> & Attribute> {
  private final Map<A, Object> read = new HashMap<>();

  private ExpressionParts() {}

  /** Reads all of it; empty when something in it is not known. */
  static <A extends Enum<A> & Attribute> Optional<ExpressionParts<A>> read(
      AttributeCursor<?> parent, Class<A> attributes, AttributeTable<A> table) {
    ExpressionParts<A> parts = new ExpressionParts<>();
    AttributeCursor<A> cursor = new AttributeCursor<>(table).inside(parent);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        return Optional.empty();
      }
      Optional<?> value = value(cursor);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      parts.read.put(attributes.cast(cursor.attribute()), value.get());
    }
    return Optional.of(parts);
  }

  private static Optional<?> value(AttributeCursor<?> cursor) {
    return switch (cursor.attribute().format().kind()) {
      case STRING -> Optional.of(cursor.string());
      case NESTED -> DataCodec.read(cursor);
      case BINARY ->
        cursor.payloadLength() == Integer.BYTES
            ? Optional.of(BigEndian.int32(cursor))
            : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Returns whether these are there, and nothing else. */
  @SafeVarargs
  final boolean hasOnly(A... expected) {
    for (A attribute : expected) {
      if (!read.containsKey(attribute)) {
        return false;
      }
    }
    return read.size() == expected.length;
  }

  int number(A attribute) {
    return (Integer) require(attribute);
  }

  int numberOr(A attribute, int absent) {
    return read.containsKey(attribute) ? number(attribute) : absent;
  }

  String text(A attribute) {
    return (String) require(attribute);
  }

  RegisterValue value(A attribute) {
    return (RegisterValue) require(attribute);
  }

  void forget(A attribute) {
    read.remove(attribute);
  }

  private Object require(A attribute) {
    return Optional.ofNullable(read.get(attribute))
        .orElseThrow(() -> new IllegalStateException(attribute + " was not looked for"));
  }
}
