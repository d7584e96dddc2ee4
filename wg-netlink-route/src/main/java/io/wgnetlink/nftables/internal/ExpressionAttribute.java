package io.wgnetlink.nftables.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.nestedByText;
import static io.wgnetlink.netlink.wire.AttributeFormat.string;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import java.util.List;

/** Attributes of one expression, {@code uapi/linux/netfilter/nf_tables.h}. */
enum ExpressionAttribute implements Attribute {
  NFTA_EXPR_NAME(1, string(NfMessage.MAX_NAME)),
  /** What is inside depends on the name, which is written before it. */
  NFTA_EXPR_DATA(2, nestedByText(ExpressionAttribute::tableOfName));

  static final AttributeTable<ExpressionAttribute> TABLE =
      AttributeTable.of(ExpressionAttribute.class);

  private final int type;
  private final AttributeFormat format;

  ExpressionAttribute(int type, AttributeFormat format) {
    this.type = type;
    this.format = format;
  }

  private static AttributeTable<?> tableOfName(String name) {
    return switch (name) {
      case "meta" -> MetaAttribute.TABLE;
      case "lookup" -> LookupAttribute.TABLE;
      case "cmp" -> CompareAttribute.TABLE;
      case "bitwise" -> BitwiseAttribute.TABLE;
      case "payload" -> PayloadAttribute.TABLE;
      default -> AttributeTable.of(List.<MetaAttribute>of());
    };
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
