package io.wgnetlink.nftables.internal;

import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.nftables.TableFamily;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What all messages of nf_tables have in common: types of two bytes, the subsystem and the message,
 * and {@link NfMessage}.
 */
final class NftMessages {
  /** {@code NFNL_SUBSYS_NFTABLES}. */
  static final int SUBSYSTEM = 10;

  static final int NFT_MSG_NEWTABLE = type(0);
  static final int NFT_MSG_GETTABLE = type(1);
  static final int NFT_MSG_DELTABLE = type(2);
  static final int NFT_MSG_NEWCHAIN = type(3);
  static final int NFT_MSG_GETCHAIN = type(4);
  static final int NFT_MSG_NEWRULE = type(6);
  static final int NFT_MSG_GETRULE = type(7);
  static final int NFT_MSG_DELRULE = type(8);
  static final int NFT_MSG_NEWSET = type(9);
  static final int NFT_MSG_GETSET = type(10);
  static final int NFT_MSG_NEWSETELEM = type(12);
  static final int NFT_MSG_GETSETELEM = type(13);
  static final int NFT_MSG_DELSETELEM = type(14);
  static final int NFT_MSG_GETGEN = type(16);

  private static final int NFNL_MSG_BATCH_BEGIN = 0x10;
  private static final int NFNL_MSG_BATCH_END = 0x11;

  private static final AttributeTable<TableAttribute> NOTHING = AttributeTable.of(List.of());

  private NftMessages() {}

  private static int type(int message) {
    return SUBSYSTEM << 8 | message;
  }

  static MessageSchema schema(String name, AttributeTable<?> attributes) {
    return new MessageSchema(name, NfMessage.LENGTH, attributes);
  }

  static Request request(
      Supplier<String> operation,
      int type,
      MessageSchema schema,
      int family,
      Consumer<MessageWriter> attributes) {
    return Request.of(operation, type, schema, w -> {
      writeHeader(w, new NfMessage(family, 0, 0));
      attributes.accept(w);
    });
  }

  /** Returns the message before a batch; errors about the whole batch have its name. */
  static Request begin(Supplier<String> operation) {
    return around(operation, NFNL_MSG_BATCH_BEGIN, "NFNL_MSG_BATCH_BEGIN");
  }

  /** Returns the message after a batch. */
  static Request end() {
    return around(() -> "end a batch", NFNL_MSG_BATCH_END, "NFNL_MSG_BATCH_END");
  }

  private static Request around(Supplier<String> operation, int type, String name) {
    return Request.of(
        operation,
        type,
        schema(name, NOTHING),
        w -> writeHeader(w, new NfMessage(0, 0, SUBSYSTEM)));
  }

  /** Asks for the number of the ruleset's generation, which every kernel with nf_tables has. */
  static Request generation() {
    return request(
        () -> "use nf_tables", NFT_MSG_GETGEN, schema("NFT_MSG_GETGEN", NOTHING), 0, w -> {});
  }

  private static void writeHeader(MessageWriter w, NfMessage header) {
    int at = w.reserve(NfMessage.LENGTH);
    header.encode(w.buffer(), at);
  }

  /** Returns the family that a message is about; empty when it has no name here. */
  static Optional<TableFamily> family(MessageReader message) {
    return TableFamily.of(
        NfMessage.decode(message.buffer(), message.payload(NfMessage.LENGTH)).family());
  }

  static TableFamily requireFamily(MessageReader message) {
    return family(message).orElseThrow(() -> malformed(message, "without a family known here"));
  }

  /** Returns a name, which the kernel never leaves out. */
  static String requireName(MessageReader message, Optional<String> name, String what) {
    return name.filter(NftMessages::isName)
        .orElseThrow(() -> malformed(message, "without the name of a " + what));
  }

  static boolean isName(String text) {
    return !text.isEmpty() && text.getBytes(StandardCharsets.UTF_8).length <= NfMessage.MAX_NAME;
  }

  static MalformedMessageException malformed(MessageReader message, String what) {
    return new MalformedMessageException(
        message.start(), "message type 0x" + Integer.toHexString(message.type()) + " " + what);
  }
}
