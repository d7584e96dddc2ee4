package io.wgnetlink.nftables.internal;

import static io.wgnetlink.nftables.internal.NftMessages.requireName;
import static io.wgnetlink.nftables.internal.SetAttribute.NFTA_SET_FLAGS;
import static io.wgnetlink.nftables.internal.SetAttribute.NFTA_SET_ID;
import static io.wgnetlink.nftables.internal.SetAttribute.NFTA_SET_KEY_LEN;
import static io.wgnetlink.nftables.internal.SetAttribute.NFTA_SET_KEY_TYPE;
import static io.wgnetlink.nftables.internal.SetAttribute.NFTA_SET_NAME;
import static io.wgnetlink.nftables.internal.SetAttribute.NFTA_SET_TABLE;
import static io.wgnetlink.nftables.internal.SetAttribute.NFTA_SET_TIMEOUT;

import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.nftables.KeyType;
import io.wgnetlink.nftables.NamedSet;
import io.wgnetlink.nftables.RegisterValue;
import io.wgnetlink.nftables.SetId;
import io.wgnetlink.nftables.TableId;
import java.time.Duration;
import java.util.Optional;

/** The messages of sets: requests from values, values from replies. */
final class SetMessages {
  private static final MessageSchema NEWSET = schema("NFT_MSG_NEWSET");
  private static final MessageSchema GETSET = schema("NFT_MSG_GETSET");

  private SetMessages() {}

  private static MessageSchema schema(String name) {
    return NftMessages.schema(name, SetAttribute.TABLE);
  }

  /**
   * Adds a set.
   *
   * @param number another for each set of a batch; the kernel wants one, and forgets it
   */
  static Request add(NamedSet set, int number) {
    SetId id = set.id();
    int family = id.table().family().number();
    return NftMessages.request(() -> "add " + id, NftMessages.NFT_MSG_NEWSET, NEWSET, family, w -> {
          w.putString(NFTA_SET_TABLE, id.table().name());
          w.putString(NFTA_SET_NAME, id.name());
          BigEndian.put32(w, NFTA_SET_FLAGS, set.flags());
          BigEndian.put32(w, NFTA_SET_KEY_TYPE, set.type().number());
          BigEndian.put32(w, NFTA_SET_KEY_LEN, set.type().length());
          BigEndian.put32(w, NFTA_SET_ID, number);
          set.timeout().ifPresent(t -> BigEndian.putMillis(w, NFTA_SET_TIMEOUT, t));
        })
        .withFlags(MessageFlags.NLM_F_CREATE);
  }

  static Request dump(TableId table) {
    return NftMessages.request(
        () -> "list sets of " + table,
        NftMessages.NFT_MSG_GETSET,
        GETSET,
        table.family().number(),
        w -> w.putString(NFTA_SET_TABLE, table.name()));
  }

  /** Reads a set; empty when its family has no name here. */
  static Optional<NamedSet> decode(MessageReader message) {
    return message.type() == NftMessages.NFT_MSG_NEWSET
            && NftMessages.family(message).isPresent()
        ? Optional.of(read(message))
        : Optional.empty();
  }

  private static NamedSet read(MessageReader message) {
    Optional<String> table = Optional.empty();
    Optional<String> name = Optional.empty();
    Optional<Duration> timeout = Optional.empty();
    int flags = 0;
    int type = 0;
    int length = 0;
    long handle = 0;
    AttributeCursor<SetAttribute> cursor =
        new AttributeCursor<>(SetAttribute.TABLE).over(message, NfMessage.LENGTH);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case NFTA_SET_TABLE -> table = Optional.of(cursor.string());
        case NFTA_SET_NAME -> name = Optional.of(cursor.string());
        case NFTA_SET_FLAGS -> flags = BigEndian.int32(cursor);
        case NFTA_SET_KEY_TYPE -> type = BigEndian.int32(cursor);
        case NFTA_SET_KEY_LEN -> length = BigEndian.int32(cursor);
        case NFTA_SET_TIMEOUT -> timeout = Optional.of(BigEndian.millis(cursor));
        case NFTA_SET_HANDLE -> handle = BigEndian.int64(cursor);
        default -> {}
      }
    }
    if (length < 1 || length > RegisterValue.MAX_BYTES) {
      throw NftMessages.malformed(message, "has elements of " + length + " bytes");
    }
    TableId in =
        new TableId(NftMessages.requireFamily(message), requireName(message, table, "table"));
    SetId id = in.set(requireName(message, name, "set"));
    return new NamedSet(id, new KeyType(type, length), flags, timeout, handle);
  }
}
