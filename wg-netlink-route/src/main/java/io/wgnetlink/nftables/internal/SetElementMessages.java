package io.wgnetlink.nftables.internal;

import static io.wgnetlink.nftables.internal.SetElementAttribute.NFTA_SET_ELEM_FLAGS;
import static io.wgnetlink.nftables.internal.SetElementAttribute.NFTA_SET_ELEM_KEY;
import static io.wgnetlink.nftables.internal.SetElementAttribute.NFTA_SET_ELEM_TIMEOUT;
import static io.wgnetlink.nftables.internal.SetElementListAttribute.NFTA_SET_ELEM_LIST_ELEMENTS;
import static io.wgnetlink.nftables.internal.SetElementListAttribute.NFTA_SET_ELEM_LIST_SET;
import static io.wgnetlink.nftables.internal.SetElementListAttribute.NFTA_SET_ELEM_LIST_TABLE;

import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.nftables.RegisterValue;
import io.wgnetlink.nftables.SetElement;
import io.wgnetlink.nftables.SetId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages of elements: requests from values, values from replies. A message has a list of
 * them, whose length has 16 bits; so many elements are many messages.
 */
final class SetElementMessages {
  /** Elements of one message: of 64 bytes each, with all that is written, less than 64 KiB. */
  static final int MOST_ELEMENTS = 400;

  private static final MessageSchema NEWSETELEM = schema("NFT_MSG_NEWSETELEM");
  private static final MessageSchema GETSETELEM = schema("NFT_MSG_GETSETELEM");
  private static final MessageSchema DELSETELEM = schema("NFT_MSG_DELSETELEM");

  private static final int NFT_SET_ELEM_INTERVAL_END = 0x1;

  private SetElementMessages() {}

  private static MessageSchema schema(String name) {
    return NftMessages.schema(name, SetElementListAttribute.TABLE);
  }

  static List<Request> add(SetId set, List<SetElement> elements) {
    return parts(elements).stream()
        .map(part -> change("add", NftMessages.NFT_MSG_NEWSETELEM, NEWSETELEM, set, part)
            .withFlags(MessageFlags.NLM_F_CREATE))
        .toList();
  }

  static List<Request> delete(SetId set, List<SetElement> elements) {
    return parts(elements).stream()
        .map(part -> change("delete", NftMessages.NFT_MSG_DELSETELEM, DELSETELEM, set, part))
        .toList();
  }

  private static List<List<SetElement>> parts(List<SetElement> elements) {
    List<List<SetElement>> parts = new ArrayList<>();
    for (int from = 0; from < elements.size(); from += MOST_ELEMENTS) {
      parts.add(elements.subList(from, Math.min(elements.size(), from + MOST_ELEMENTS)));
    }
    return parts;
  }

  private static Request change(
      String verb, int type, MessageSchema schema, SetId set, List<SetElement> elements) {
    String what = elements.size() == 1
        ? "element " + elements.get(0).key()
        : elements.size() + " elements, the first " + elements.get(0).key() + ",";
    return NftMessages.request(
        () -> verb + " " + what + " of " + set,
        type,
        schema,
        set.table().family().number(),
        w -> {
          writeSet(w, set);
          w.open(NFTA_SET_ELEM_LIST_ELEMENTS);
          for (int i = 0; i < elements.size(); i++) {
            w.openElement(i + 1);
            writeElement(w, elements.get(i));
            w.close();
          }
          w.close();
        });
  }

  private static void writeSet(MessageWriter w, SetId set) {
    w.putString(NFTA_SET_ELEM_LIST_TABLE, set.table().name());
    w.putString(NFTA_SET_ELEM_LIST_SET, set.name());
  }

  private static void writeElement(MessageWriter w, SetElement element) {
    if (element.intervalEnd()) {
      BigEndian.put32(w, NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
    }
    element.timeout().ifPresent(t -> BigEndian.putMillis(w, NFTA_SET_ELEM_TIMEOUT, t));
    DataCodec.write(w, NFTA_SET_ELEM_KEY, element.key());
  }

  static Request dump(SetId set) {
    return NftMessages.request(
        () -> "list elements of " + set,
        NftMessages.NFT_MSG_GETSETELEM,
        GETSETELEM,
        set.table().family().number(),
        w -> writeSet(w, set));
  }

  /** Reads the elements of a message. */
  static List<SetElement> decode(MessageReader message) {
    List<SetElement> elements = new ArrayList<>();
    if (message.type() != NftMessages.NFT_MSG_NEWSETELEM) {
      return elements;
    }
    AttributeCursor<SetElementListAttribute> cursor =
        new AttributeCursor<>(SetElementListAttribute.TABLE).over(message, NfMessage.LENGTH);
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == NFTA_SET_ELEM_LIST_ELEMENTS) {
        AttributeCursor<?> element = AttributeCursor.ofElements().inside(cursor);
        while (element.next()) {
          elements.add(readElement(message, element));
        }
      }
    }
    return elements;
  }

  private static SetElement readElement(MessageReader message, AttributeCursor<?> parent) {
    Optional<RegisterValue> key = Optional.empty();
    Optional<Duration> timeout = Optional.empty();
    Optional<Duration> expiration = Optional.empty();
    int flags = 0;
    AttributeCursor<SetElementAttribute> cursor =
        new AttributeCursor<>(SetElementAttribute.TABLE).inside(parent);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case NFTA_SET_ELEM_KEY -> key = DataCodec.read(cursor);
        case NFTA_SET_ELEM_FLAGS -> flags = BigEndian.int32(cursor);
        case NFTA_SET_ELEM_TIMEOUT -> timeout = positive(BigEndian.millis(cursor));
        case NFTA_SET_ELEM_EXPIRATION -> expiration = Optional.of(BigEndian.millis(cursor));
        default -> {}
      }
    }
    return new SetElement(
        key.orElseThrow(() -> NftMessages.malformed(message, "has an element without a value")),
        (flags & NFT_SET_ELEM_INTERVAL_END) != 0,
        timeout,
        expiration);
  }

  /** 0 is no timeout in a set that has one (Linux 6.12). */
  private static Optional<Duration> positive(Duration duration) {
    return duration.isZero() ? Optional.empty() : Optional.of(duration);
  }
}
