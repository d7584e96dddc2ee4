package io.wgnetlink.nftables.internal;

import static io.wgnetlink.nftables.internal.NftMessages.requireName;
import static io.wgnetlink.nftables.internal.TableAttribute.NFTA_TABLE_FLAGS;
import static io.wgnetlink.nftables.internal.TableAttribute.NFTA_TABLE_NAME;
import static io.wgnetlink.nftables.internal.TableAttribute.NFTA_TABLE_USERDATA;

import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.nftables.Table;
import io.wgnetlink.nftables.TableId;
import java.util.Optional;
import java.util.OptionalInt;

/** The messages of tables: requests from values, values from replies. */
final class TableMessages {
  private static final MessageSchema NEWTABLE = schema("NFT_MSG_NEWTABLE");
  private static final MessageSchema GETTABLE = schema("NFT_MSG_GETTABLE");
  private static final MessageSchema DELTABLE = schema("NFT_MSG_DELTABLE");

  private TableMessages() {}

  private static MessageSchema schema(String name) {
    return NftMessages.schema(name, TableAttribute.TABLE);
  }

  static Request add(Table table) {
    return set("add ", table).withFlags(MessageFlags.NLM_F_CREATE);
  }

  static Request create(Table table) {
    return set("create ", table).withFlags(MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_EXCL);
  }

  private static Request set(String verb, Table table) {
    TableId id = table.id();
    return NftMessages.request(
        () -> verb + id, NftMessages.NFT_MSG_NEWTABLE, NEWTABLE, id.family().number(), w -> {
          w.putString(NFTA_TABLE_NAME, id.name());
          BigEndian.put32(w, NFTA_TABLE_FLAGS, table.flags());
          table
              .comment()
              .ifPresent(text -> w.putBytes(NFTA_TABLE_USERDATA, UserData.ofComment(text)));
        });
  }

  static Request delete(TableId id) {
    return NftMessages.request(
        () -> "delete " + id,
        NftMessages.NFT_MSG_DELTABLE,
        DELTABLE,
        id.family().number(),
        w -> w.putString(NFTA_TABLE_NAME, id.name()));
  }

  static Request dump() {
    return NftMessages.request(
        () -> "list tables", NftMessages.NFT_MSG_GETTABLE, GETTABLE, 0, w -> {});
  }

  /** Reads a table; empty when its family has no name here. */
  static Optional<Table> decode(MessageReader message) {
    return message.type() == NftMessages.NFT_MSG_NEWTABLE
            && NftMessages.family(message).isPresent()
        ? Optional.of(read(message))
        : Optional.empty();
  }

  private static Table read(MessageReader message) {
    Optional<String> name = Optional.empty();
    Optional<String> comment = Optional.empty();
    OptionalInt owner = OptionalInt.empty();
    int flags = 0;
    long handle = 0;
    AttributeCursor<TableAttribute> cursor =
        new AttributeCursor<>(TableAttribute.TABLE).over(message, NfMessage.LENGTH);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case NFTA_TABLE_NAME -> name = Optional.of(cursor.string());
        case NFTA_TABLE_FLAGS -> flags = BigEndian.int32(cursor);
        case NFTA_TABLE_HANDLE -> handle = BigEndian.int64(cursor);
        case NFTA_TABLE_USERDATA -> comment = UserData.comment(cursor);
        case NFTA_TABLE_OWNER -> owner = OptionalInt.of(BigEndian.int32(cursor));
        default -> {}
      }
    }
    TableId id =
        new TableId(NftMessages.requireFamily(message), requireName(message, name, "table"));
    return new Table(id, flags, comment, handle, owner);
  }
}
