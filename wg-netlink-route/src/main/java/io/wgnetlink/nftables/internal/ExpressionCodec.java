package io.wgnetlink.nftables.internal;

import static io.wgnetlink.nftables.internal.BigEndian.put32;
import static io.wgnetlink.nftables.internal.BitwiseAttribute.NFTA_BITWISE_DREG;
import static io.wgnetlink.nftables.internal.BitwiseAttribute.NFTA_BITWISE_LEN;
import static io.wgnetlink.nftables.internal.BitwiseAttribute.NFTA_BITWISE_MASK;
import static io.wgnetlink.nftables.internal.BitwiseAttribute.NFTA_BITWISE_SREG;
import static io.wgnetlink.nftables.internal.BitwiseAttribute.NFTA_BITWISE_XOR;
import static io.wgnetlink.nftables.internal.CompareAttribute.NFTA_CMP_DATA;
import static io.wgnetlink.nftables.internal.CompareAttribute.NFTA_CMP_OP;
import static io.wgnetlink.nftables.internal.CompareAttribute.NFTA_CMP_SREG;
import static io.wgnetlink.nftables.internal.ExpressionAttribute.NFTA_EXPR_DATA;
import static io.wgnetlink.nftables.internal.ExpressionAttribute.NFTA_EXPR_NAME;
import static io.wgnetlink.nftables.internal.LookupAttribute.NFTA_LOOKUP_FLAGS;
import static io.wgnetlink.nftables.internal.LookupAttribute.NFTA_LOOKUP_SET;
import static io.wgnetlink.nftables.internal.LookupAttribute.NFTA_LOOKUP_SREG;
import static io.wgnetlink.nftables.internal.MetaAttribute.NFTA_META_DREG;
import static io.wgnetlink.nftables.internal.MetaAttribute.NFTA_META_KEY;
import static io.wgnetlink.nftables.internal.MetaAttribute.NFTA_META_SREG;
import static io.wgnetlink.nftables.internal.PayloadAttribute.NFTA_PAYLOAD_BASE;
import static io.wgnetlink.nftables.internal.PayloadAttribute.NFTA_PAYLOAD_DREG;
import static io.wgnetlink.nftables.internal.PayloadAttribute.NFTA_PAYLOAD_LEN;
import static io.wgnetlink.nftables.internal.PayloadAttribute.NFTA_PAYLOAD_OFFSET;

import io.wgnetlink.link.internal.KeptAttribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.nftables.Expression;

/** Writes expressions: a name, then attributes that depend on it. */
final class ExpressionCodec {
  static final int NFT_LOOKUP_F_INV = 1;

  private ExpressionCodec() {}

  static void write(MessageWriter w, Expression expression) {
    if (expression instanceof Expression.MetaLoad meta) {
      begin(w, "meta");
      put32(w, NFTA_META_KEY, meta.key().number());
      put32(w, NFTA_META_DREG, meta.register());
    } else if (expression instanceof Expression.MetaStore meta) {
      begin(w, "meta");
      put32(w, NFTA_META_KEY, meta.key().number());
      put32(w, NFTA_META_SREG, meta.register());
    } else if (expression instanceof Expression.Lookup lookup) {
      begin(w, "lookup");
      put32(w, NFTA_LOOKUP_SREG, lookup.register());
      w.putString(NFTA_LOOKUP_SET, lookup.set());
      if (lookup.inverted()) {
        put32(w, NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
      }
    } else if (expression instanceof Expression.Compare compare) {
      begin(w, "cmp");
      put32(w, NFTA_CMP_SREG, compare.register());
      put32(w, NFTA_CMP_OP, compare.operator().number());
      DataCodec.write(w, NFTA_CMP_DATA, compare.value());
    } else if (expression instanceof Expression.Bitwise bitwise) {
      writeBitwise(w, bitwise);
    } else if (expression instanceof Expression.PayloadLoad payload) {
      begin(w, "payload");
      put32(w, NFTA_PAYLOAD_DREG, payload.register());
      put32(w, NFTA_PAYLOAD_BASE, payload.base().number());
      put32(w, NFTA_PAYLOAD_OFFSET, payload.offset());
      put32(w, NFTA_PAYLOAD_LEN, payload.length());
    } else {
      writeOther(w, (Expression.Other) expression);
      return;
    }
    w.close();
  }

  private static void begin(MessageWriter w, String name) {
    w.putString(NFTA_EXPR_NAME, name);
    w.open(NFTA_EXPR_DATA);
  }

  private static void writeBitwise(MessageWriter w, Expression.Bitwise bitwise) {
    begin(w, "bitwise");
    put32(w, NFTA_BITWISE_SREG, bitwise.source());
    put32(w, NFTA_BITWISE_DREG, bitwise.destination());
    put32(w, NFTA_BITWISE_LEN, bitwise.mask().length());
    DataCodec.write(w, NFTA_BITWISE_MASK, bitwise.mask());
    DataCodec.write(w, NFTA_BITWISE_XOR, bitwise.xor());
  }

  private static void writeOther(MessageWriter w, Expression.Other other) {
    w.putString(NFTA_EXPR_NAME, other.name());
    other.attributes().ifPresent(attributes -> {
      w.open(NFTA_EXPR_DATA);
      attributes.forEach(kept -> w.putBytes(new KeptAttribute(kept), kept.payload()));
      w.close();
    });
  }

  /** Reads the expression that lies in an element of a list. */
  static Expression read(AttributeCursor<?> element) {
    return new ExpressionReader(element).read();
  }
}
