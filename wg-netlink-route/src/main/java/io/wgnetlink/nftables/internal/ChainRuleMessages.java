package io.wgnetlink.nftables.internal;

import static io.wgnetlink.nftables.internal.NftMessages.requireName;
import static io.wgnetlink.nftables.internal.RuleAttribute.NFTA_RULE_CHAIN;
import static io.wgnetlink.nftables.internal.RuleAttribute.NFTA_RULE_EXPRESSIONS;
import static io.wgnetlink.nftables.internal.RuleAttribute.NFTA_RULE_HANDLE;
import static io.wgnetlink.nftables.internal.RuleAttribute.NFTA_RULE_TABLE;
import static io.wgnetlink.nftables.internal.RuleAttribute.NFTA_RULE_USERDATA;

import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.nftables.ChainId;
import io.wgnetlink.nftables.ChainRule;
import io.wgnetlink.nftables.Expression;
import io.wgnetlink.nftables.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The messages of rules: requests from values, values from replies. */
final class ChainRuleMessages {
  private static final MessageSchema NEWRULE = schema("NFT_MSG_NEWRULE");
  private static final MessageSchema GETRULE = schema("NFT_MSG_GETRULE");
  private static final MessageSchema DELRULE = schema("NFT_MSG_DELRULE");

  /** The kernel takes no list with other numbers. */
  private static final int NFTA_LIST_ELEM = 1;

  private ChainRuleMessages() {}

  private static MessageSchema schema(String name) {
    return NftMessages.schema(name, RuleAttribute.TABLE);
  }

  static Request add(ChainRule rule) {
    ChainId chain = rule.chain();
    int family = chain.table().family().number();
    return NftMessages.request(
            () -> "add a rule to " + chain, NftMessages.NFT_MSG_NEWRULE, NEWRULE, family, w -> {
              w.putString(NFTA_RULE_TABLE, chain.table().name());
              w.putString(NFTA_RULE_CHAIN, chain.name());
              w.open(NFTA_RULE_EXPRESSIONS);
              for (Expression expression : rule.expressions()) {
                w.openElement(NFTA_LIST_ELEM);
                ExpressionCodec.write(w, expression);
                w.close();
              }
              w.close();
              rule.comment()
                  .ifPresent(text -> w.putBytes(NFTA_RULE_USERDATA, UserData.ofComment(text)));
            })
        .withFlags(MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_APPEND);
  }

  static Request delete(ChainId chain, long handle) {
    return NftMessages.request(
        () -> "delete rule handle " + Long.toUnsignedString(handle) + " of " + chain,
        NftMessages.NFT_MSG_DELRULE,
        DELRULE,
        chain.table().family().number(),
        w -> {
          w.putString(NFTA_RULE_TABLE, chain.table().name());
          w.putString(NFTA_RULE_CHAIN, chain.name());
          BigEndian.put64(w, NFTA_RULE_HANDLE, handle);
        });
  }

  static Request dump(TableId table) {
    return NftMessages.request(
        () -> "list rules of " + table,
        NftMessages.NFT_MSG_GETRULE,
        GETRULE,
        table.family().number(),
        w -> w.putString(NFTA_RULE_TABLE, table.name()));
  }

  /** Reads a rule; empty when its family has no name here. */
  static Optional<ChainRule> decode(MessageReader message) {
    return message.type() == NftMessages.NFT_MSG_NEWRULE
            && NftMessages.family(message).isPresent()
        ? Optional.of(read(message))
        : Optional.empty();
  }

  private static ChainRule read(MessageReader message) {
    Optional<String> table = Optional.empty();
    Optional<String> chain = Optional.empty();
    Optional<String> comment = Optional.empty();
    List<Expression> expressions = new ArrayList<>();
    long handle = 0;
    AttributeCursor<RuleAttribute> cursor =
        new AttributeCursor<>(RuleAttribute.TABLE).over(message, NfMessage.LENGTH);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case NFTA_RULE_TABLE -> table = Optional.of(cursor.string());
        case NFTA_RULE_CHAIN -> chain = Optional.of(cursor.string());
        case NFTA_RULE_HANDLE -> handle = BigEndian.int64(cursor);
        case NFTA_RULE_USERDATA -> comment = UserData.comment(cursor);
        case NFTA_RULE_EXPRESSIONS -> readExpressions(cursor, expressions);
        default -> {}
      }
    }
    TableId in =
        new TableId(NftMessages.requireFamily(message), requireName(message, table, "table"));
    return new ChainRule(
        in.chain(requireName(message, chain, "chain")), expressions, comment, handle);
  }

  private static void readExpressions(AttributeCursor<?> list, List<Expression> into) {
    AttributeCursor<?> element = AttributeCursor.ofElements().inside(list);
    while (element.next()) {
      into.add(ExpressionCodec.read(element));
    }
  }
}
