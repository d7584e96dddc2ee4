package io.wgnetlink.nftables.internal;

import static io.wgnetlink.nftables.internal.ChainAttribute.NFTA_CHAIN_HOOK;
import static io.wgnetlink.nftables.internal.ChainAttribute.NFTA_CHAIN_NAME;
import static io.wgnetlink.nftables.internal.ChainAttribute.NFTA_CHAIN_POLICY;
import static io.wgnetlink.nftables.internal.ChainAttribute.NFTA_CHAIN_TABLE;
import static io.wgnetlink.nftables.internal.ChainAttribute.NFTA_CHAIN_TYPE;
import static io.wgnetlink.nftables.internal.HookAttribute.NFTA_HOOK_HOOKNUM;
import static io.wgnetlink.nftables.internal.HookAttribute.NFTA_HOOK_PRIORITY;
import static io.wgnetlink.nftables.internal.NftMessages.requireName;

import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.nftables.Chain;
import io.wgnetlink.nftables.ChainId;
import io.wgnetlink.nftables.Hook;
import io.wgnetlink.nftables.TableFamily;
import io.wgnetlink.nftables.TableId;
import java.util.Optional;

/** The messages of chains: requests from values, values from replies. */
final class ChainMessages {
  private static final MessageSchema NEWCHAIN = schema("NFT_MSG_NEWCHAIN");
  private static final MessageSchema GETCHAIN = schema("NFT_MSG_GETCHAIN");

  private static final int NF_DROP = 0;
  private static final int NF_ACCEPT = 1;

  private ChainMessages() {}

  private static MessageSchema schema(String name) {
    return NftMessages.schema(name, ChainAttribute.TABLE);
  }

  static Request add(Chain chain) {
    ChainId id = chain.id();
    int family = id.table().family().number();
    return NftMessages.request(
            () -> "add " + id, NftMessages.NFT_MSG_NEWCHAIN, NEWCHAIN, family, w -> {
              w.putString(NFTA_CHAIN_TABLE, id.table().name());
              w.putString(NFTA_CHAIN_NAME, id.name());
              chain.base().ifPresent(base -> writeBase(w, base));
            })
        .withFlags(MessageFlags.NLM_F_CREATE);
  }

  private static void writeBase(MessageWriter w, Chain.Base base) {
    w.putString(NFTA_CHAIN_TYPE, base.type());
    BigEndian.put32(w, NFTA_CHAIN_POLICY, base.drops() ? NF_DROP : NF_ACCEPT);
    w.open(NFTA_CHAIN_HOOK);
    BigEndian.put32(w, NFTA_HOOK_HOOKNUM, base.hook().number());
    BigEndian.put32(w, NFTA_HOOK_PRIORITY, base.priority());
    w.close();
  }

  /** The kernel filters by family only. */
  static Request dump(TableFamily family) {
    return NftMessages.request(
        () -> "list chains of family " + family,
        NftMessages.NFT_MSG_GETCHAIN,
        GETCHAIN,
        family.number(),
        w -> {});
  }

  /** Reads a chain; empty when its family has no name here. */
  static Optional<Chain> decode(MessageReader message) {
    return message.type() == NftMessages.NFT_MSG_NEWCHAIN
            && NftMessages.family(message).isPresent()
        ? Optional.of(new Reader(message).read())
        : Optional.empty();
  }

  private static final class Reader {
    private final MessageReader message;
    private Optional<String> table = Optional.empty();
    private Optional<String> name = Optional.empty();
    private Optional<String> type = Optional.empty();
    private Optional<Hook> hook = Optional.empty();
    private int priority;
    private boolean drops;
    private long handle;

    Reader(MessageReader message) {
      this.message = message;
    }

    Chain read() {
      AttributeCursor<ChainAttribute> cursor =
          new AttributeCursor<>(ChainAttribute.TABLE).over(message, NfMessage.LENGTH);
      while (cursor.next()) {
        if (cursor.isUnknown()) {
          continue;
        }
        switch (cursor.attribute()) {
          case NFTA_CHAIN_TABLE -> table = Optional.of(cursor.string());
          case NFTA_CHAIN_NAME -> name = Optional.of(cursor.string());
          case NFTA_CHAIN_HANDLE -> handle = BigEndian.int64(cursor);
          case NFTA_CHAIN_TYPE -> type = Optional.of(cursor.string());
          case NFTA_CHAIN_POLICY -> drops = BigEndian.int32(cursor) == NF_DROP;
          case NFTA_CHAIN_HOOK -> readHook(cursor);
          default -> {}
        }
      }
      TableId in =
          new TableId(NftMessages.requireFamily(message), requireName(message, table, "table"));
      ChainId id = in.chain(requireName(message, name, "chain"));
      return new Chain(id, hook.map(this::base), handle);
    }

    private Chain.Base base(Hook where) {
      return new Chain.Base(requireName(message, type, "chain type"), where, priority, drops);
    }

    private void readHook(AttributeCursor<?> parent) {
      AttributeCursor<HookAttribute> cursor =
          new AttributeCursor<>(HookAttribute.TABLE).inside(parent);
      while (cursor.next()) {
        if (cursor.isUnknown()) {
          continue;
        }
        switch (cursor.attribute()) {
          case NFTA_HOOK_HOOKNUM -> hook = Optional.of(new Hook(BigEndian.int32(cursor)));
          case NFTA_HOOK_PRIORITY -> priority = BigEndian.int32(cursor);
          default -> {}
        }
      }
    }
  }
}
