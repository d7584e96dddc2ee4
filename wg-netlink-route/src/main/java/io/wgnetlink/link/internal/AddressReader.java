package io.wgnetlink.link.internal;

import static io.wgnetlink.link.internal.AddressAttribute.IFA_LABEL;

import io.wgnetlink.link.AddressScope;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the parts of one {@link InterfaceAddress} from a message. */
final class AddressReader {
  private static final int MAX_LABEL = 15;

  private final MessageReader message;
  private final AddressMessage header;
  private final AddressFamily family;

  private Optional<InetAddress> local = Optional.empty();
  private Optional<InetAddress> address = Optional.empty();
  private Optional<InetAddress> broadcast = Optional.empty();
  private Optional<String> label = Optional.empty();
  private int flags;
  private AddressCacheInfo lifetimes = AddressCacheInfo.FOR_EVER;
  private int metric;
  private int protocol;
  private final List<UnknownAttribute> others = new ArrayList<>(0);

  AddressReader(MessageReader message) {
    this.message = message;
    this.header = AddressMessages.header(message);
    this.family = AddressMessages.family(header)
        .orElseThrow(() -> malformed("an address of family " + header.family()));
    this.flags = header.flags();
  }

  InterfaceAddress read() {
    if (header.prefixLength() > family.bits()) {
      throw malformed("an " + family + " prefix of " + header.prefixLength() + " bits");
    }
    AttributeCursor<AddressAttribute> cursor =
        new AttributeCursor<>(AddressAttribute.TABLE).over(message, AddressMessage.LENGTH);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        others.add(cursor.copy());
      } else {
        readAttribute(cursor);
      }
    }
    InetAddress own = local
        .or(() -> address)
        .orElseThrow(() -> malformed("an address without IFA_LOCAL and IFA_ADDRESS"));
    return new InterfaceAddress(
        own,
        header.prefixLength(),
        flags,
        new AddressScope(header.scope()),
        address.filter(peer -> !peer.equals(own)),
        broadcast,
        label,
        lifetimes.valid(),
        lifetimes.preferred(),
        metric,
        protocol,
        others);
  }

  private void readAttribute(AttributeCursor<AddressAttribute> cursor) {
    switch (cursor.attribute()) {
      case IFA_LOCAL -> local = Optional.of(Payloads.address(cursor, family));
      case IFA_ADDRESS -> address = Optional.of(Payloads.address(cursor, family));
      case IFA_BROADCAST -> broadcast = Optional.of(Payloads.address(cursor, family));
      case IFA_LABEL -> readLabel(cursor);
      case IFA_FLAGS -> flags = cursor.s32();
      case IFA_CACHEINFO -> lifetimes = AddressCacheInfo.decode(cursor.buffer(), cursor.payload());
      case IFA_RT_PRIORITY -> metric = cursor.s32();
      case IFA_PROTO -> protocol = cursor.u8();
      case IFA_ANYCAST, IFA_MULTICAST, IFA_TARGET_NETNSID -> others.add(cursor.copy());
    }
  }

  /** A label that is no text, or too long to be written as one, is kept as it came. */
  private void readLabel(AttributeCursor<AddressAttribute> cursor) {
    String text = cursor.string();
    boolean isText =
        text.indexOf('\ufffd') < 0 && text.getBytes(StandardCharsets.UTF_8).length <= MAX_LABEL;
    label = isText ? Optional.of(text) : Optional.empty();
    others.removeIf(kept -> kept.type() == IFA_LABEL.type()); // the last one counts
    if (!isText) {
      others.add(cursor.copy());
    }
  }

  private MalformedMessageException malformed(String reason) {
    return new MalformedMessageException(message.start(), reason);
  }
}
