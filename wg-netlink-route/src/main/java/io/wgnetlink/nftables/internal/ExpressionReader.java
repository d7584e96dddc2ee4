package io.wgnetlink.nftables.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.nftables.Expression;
import io.wgnetlink.nftables.MetaKey;
import io.wgnetlink.nftables.RegisterValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Reads one expression.
 *
 * <p>What has all that a record of its kind says, and nothing else, becomes that record; anything
 * else stays as it came, an {@link Expression.Other}. So a newer kernel's addition is never dropped
 * silently: what looks like a known expression is one.
 */
final class ExpressionReader {
  private final AttributeCursor<?> element;
  private final AttributeCursor<ExpressionAttribute> cursor =
      new AttributeCursor<>(ExpressionAttribute.TABLE);

  ExpressionReader(AttributeCursor<?> element) {
    this.element = element;
  }

  Expression read() {
    Optional<String> name = Optional.empty();
    Optional<Expression> known = Optional.empty();
    Optional<List<UnknownAttribute>> kept = Optional.empty();
    cursor.inside(element);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case NFTA_EXPR_NAME -> name = Optional.of(requireName(cursor.string()));
        case NFTA_EXPR_DATA -> {
          known = known(name.orElse(""));
          kept = Optional.of(keep());
        }
      }
    }
    if (known.isPresent()) {
      return known.get();
    }
    return new Expression.Other(name.orElseThrow(() -> malformed("without a name")), kept);
  }

  private String requireName(String text) {
    if (!NftMessages.isName(text)) {
      throw malformed("with a name of " + text.length() + " characters");
    }
    return text;
  }

  private List<UnknownAttribute> keep() {
    List<UnknownAttribute> kept = new ArrayList<>();
    AttributeCursor<?> inner = AttributeCursor.ofElements().inside(cursor);
    while (inner.next()) {
      kept.add(inner.copy());
    }
    return kept;
  }

  private <A extends Enum<A> & Attribute> Optional<ExpressionParts<A>> parts(
      Class<A> attributes, AttributeTable<A> table) {
    return ExpressionParts.read(cursor, attributes, table);
  }

  private Optional<Expression> known(String name) {
    return switch (name) {
      case "meta" -> meta();
      case "lookup" -> lookup();
      case "cmp" -> compare();
      case "bitwise" -> bitwise();
      case "payload" -> payload();
      default -> Optional.empty();
    };
  }

  private Optional<Expression> meta() {
    return parts(MetaAttribute.class, MetaAttribute.TABLE).flatMap(parts -> {
      if (parts.hasOnly(MetaAttribute.NFTA_META_KEY, MetaAttribute.NFTA_META_DREG)) {
        return Optional.of(new Expression.MetaLoad(
            new MetaKey(parts.number(MetaAttribute.NFTA_META_KEY)),
            parts.number(MetaAttribute.NFTA_META_DREG)));
      }
      if (parts.hasOnly(MetaAttribute.NFTA_META_KEY, MetaAttribute.NFTA_META_SREG)) {
        return Optional.of(new Expression.MetaStore(
            new MetaKey(parts.number(MetaAttribute.NFTA_META_KEY)),
            parts.number(MetaAttribute.NFTA_META_SREG)));
      }
      return Optional.empty();
    });
  }

  private Optional<Expression> lookup() {
    return parts(LookupAttribute.class, LookupAttribute.TABLE).flatMap(parts -> {
      int flags = parts.numberOr(LookupAttribute.NFTA_LOOKUP_FLAGS, 0);
      parts.forget(LookupAttribute.NFTA_LOOKUP_FLAGS);
      boolean isKnown = (flags & ~ExpressionCodec.NFT_LOOKUP_F_INV) == 0
          && parts.hasOnly(LookupAttribute.NFTA_LOOKUP_SET, LookupAttribute.NFTA_LOOKUP_SREG);
      return isKnown
          ? Optional.of(new Expression.Lookup(
              requireName(parts.text(LookupAttribute.NFTA_LOOKUP_SET)),
              parts.number(LookupAttribute.NFTA_LOOKUP_SREG),
              flags != 0))
          : Optional.empty();
    });
  }

  private Optional<Expression> compare() {
    return parts(CompareAttribute.class, CompareAttribute.TABLE).flatMap(parts -> {
      if (!parts.hasOnly(
          CompareAttribute.NFTA_CMP_SREG,
          CompareAttribute.NFTA_CMP_OP,
          CompareAttribute.NFTA_CMP_DATA)) {
        return Optional.empty();
      }
      return with(
              Expression.Operator.values(),
              Expression.Operator::number,
              parts.number(CompareAttribute.NFTA_CMP_OP))
          .map(operator -> new Expression.Compare(
              parts.number(CompareAttribute.NFTA_CMP_SREG),
              operator,
              parts.value(CompareAttribute.NFTA_CMP_DATA)));
    });
  }

  private Optional<Expression> bitwise() {
    return parts(BitwiseAttribute.class, BitwiseAttribute.TABLE).flatMap(parts -> {
      boolean isMaskAndXor = parts.numberOr(BitwiseAttribute.NFTA_BITWISE_OP, 0) == 0;
      parts.forget(BitwiseAttribute.NFTA_BITWISE_OP);
      if (!isMaskAndXor
          || !parts.hasOnly(
              BitwiseAttribute.NFTA_BITWISE_SREG,
              BitwiseAttribute.NFTA_BITWISE_DREG,
              BitwiseAttribute.NFTA_BITWISE_LEN,
              BitwiseAttribute.NFTA_BITWISE_MASK,
              BitwiseAttribute.NFTA_BITWISE_XOR)) {
        return Optional.empty();
      }
      RegisterValue mask = parts.value(BitwiseAttribute.NFTA_BITWISE_MASK);
      RegisterValue xor = parts.value(BitwiseAttribute.NFTA_BITWISE_XOR);
      int length = parts.number(BitwiseAttribute.NFTA_BITWISE_LEN);
      if (mask.length() != length || xor.length() != length) {
        return Optional.empty();
      }
      return Optional.of(new Expression.Bitwise(
          parts.number(BitwiseAttribute.NFTA_BITWISE_SREG),
          parts.number(BitwiseAttribute.NFTA_BITWISE_DREG),
          mask,
          xor));
    });
  }

  private Optional<Expression> payload() {
    return parts(PayloadAttribute.class, PayloadAttribute.TABLE).flatMap(parts -> {
      if (!parts.hasOnly(
          PayloadAttribute.NFTA_PAYLOAD_DREG,
          PayloadAttribute.NFTA_PAYLOAD_BASE,
          PayloadAttribute.NFTA_PAYLOAD_OFFSET,
          PayloadAttribute.NFTA_PAYLOAD_LEN)) {
        return Optional.empty();
      }
      return with(
              Expression.PayloadBase.values(),
              Expression.PayloadBase::number,
              parts.number(PayloadAttribute.NFTA_PAYLOAD_BASE))
          .map(base -> new Expression.PayloadLoad(
              base,
              parts.number(PayloadAttribute.NFTA_PAYLOAD_OFFSET),
              parts.number(PayloadAttribute.NFTA_PAYLOAD_LEN),
              parts.number(PayloadAttribute.NFTA_PAYLOAD_DREG)));
    });
  }

  private static <T> Optional<T> with(T[] values, ToIntFunction<T> number, int wanted) {
    return Arrays.stream(values)
        .filter(value -> number.applyAsInt(value) == wanted)
        .findFirst();
  }

  private MalformedMessageException malformed(String what) {
    return new MalformedMessageException(element.payload(), "an expression " + what);
  }
}
