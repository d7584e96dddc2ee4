package io.wgnetlink.link.internal;

import static io.wgnetlink.link.internal.AddressAttribute.IFA_ADDRESS;
import static io.wgnetlink.link.internal.AddressAttribute.IFA_BROADCAST;
import static io.wgnetlink.link.internal.AddressAttribute.IFA_FLAGS;
import static io.wgnetlink.link.internal.AddressAttribute.IFA_LOCAL;

import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.net.InetAddress;
import java.util.Optional;

/** The messages of addresses: requests from values, values from replies. */
public final class AddressMessages {
  public static final int RTM_NEWADDR = 20;
  public static final int RTM_DELADDR = 21;
  public static final int RTM_GETADDR = 22;

  private static final int RT_SCOPE_UNIVERSE = 0;
  private static final int RT_SCOPE_HOST = 254;

  private static final MessageSchema NEWADDR = schema("RTM_NEWADDR");
  private static final MessageSchema DELADDR = schema("RTM_DELADDR");
  private static final MessageSchema GETADDR = schema("RTM_GETADDR");

  private AddressMessages() {}

  private static MessageSchema schema(String name) {
    return new MessageSchema(name, AddressMessage.LENGTH, AddressAttribute.TABLE);
  }

  // Requests.

  public static Request add(int index, InterfaceAddress address) {
    return Request.of(
            "add address " + address + " to link " + index,
            RTM_NEWADDR,
            NEWADDR,
            w -> write(w, index, address))
        .withFlags(MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_EXCL);
  }

  public static Request delete(int index, InterfaceAddress address) {
    return Request.of(
        "delete address " + address + " of link " + index,
        RTM_DELADDR,
        DELADDR,
        w -> write(w, index, address));
  }

  /** All addresses, or with an index those of one link. */
  public static Request dump(int index) {
    String what = index == 0 ? "list addresses" : "list addresses of link " + index;
    return Request.of(what, RTM_GETADDR, GETADDR, w -> {
      int at = w.reserve(AddressMessage.LENGTH);
      new AddressMessage(0, 0, 0, 0, index).encode(w.buffer(), at);
    });
  }

  private static void write(MessageWriter w, int index, InterfaceAddress address) {
    int flags = address.flags().stream().mapToInt(AddressFlag::mask).sum();
    int scope = address.address().isLoopbackAddress() ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE;
    int at = w.reserve(AddressMessage.LENGTH);
    new AddressMessage(
            address.family().number(), address.prefixLength(), flags & 0xff, scope, index)
        .encode(w.buffer(), at);
    w.putBytes(IFA_LOCAL, address.address().getAddress());
    w.putBytes(IFA_ADDRESS, address.peer().orElse(address.address()).getAddress());
    address.broadcast().ifPresent(to -> w.putBytes(IFA_BROADCAST, to.getAddress()));
    if (flags > 0xff) {
      w.putU32(IFA_FLAGS, flags);
    }
  }

  // Replies.

  /** Returns whether a reply or event is about an address of a family that is known here. */
  public static boolean isAddress(MessageReader message) {
    return (message.type() == RTM_NEWADDR || message.type() == RTM_DELADDR)
        && family(header(message)).isPresent();
  }

  /** Returns the index of the link that the message's address is of. */
  public static int index(MessageReader message) {
    return header(message).index();
  }

  public static InterfaceAddress decode(MessageReader message) {
    AddressMessage header = header(message);
    AddressFamily family = family(header)
        .orElseThrow(() -> new MalformedMessageException(
            message.start(), "an address of family " + header.family()));
    if (header.prefixLength() > family.bits()) {
      throw new MalformedMessageException(
          message.start(), "an " + family + " prefix of " + header.prefixLength() + " bits");
    }
    Optional<InetAddress> local = Optional.empty();
    Optional<InetAddress> address = Optional.empty();
    Optional<InetAddress> broadcast = Optional.empty();
    int flags = header.flags();
    AttributeCursor<AddressAttribute> cursor =
        new AttributeCursor<>(AddressAttribute.TABLE).over(message, AddressMessage.LENGTH);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case IFA_LOCAL -> local = Optional.of(Payloads.address(cursor, family));
        case IFA_ADDRESS -> address = Optional.of(Payloads.address(cursor, family));
        case IFA_BROADCAST -> broadcast = Optional.of(Payloads.address(cursor, family));
        case IFA_FLAGS -> flags = cursor.s32();
        default -> {
          // Not part of the value.
        }
      }
    }
    Optional<InetAddress> network = address;
    InetAddress own = local
        .or(() -> network)
        .orElseThrow(() -> new MalformedMessageException(
            message.start(), "an address without IFA_LOCAL and IFA_ADDRESS"));
    return new InterfaceAddress(
        own,
        header.prefixLength(),
        AddressFlag.of(flags),
        network.filter(peer -> !peer.equals(own)),
        broadcast);
  }

  private static AddressMessage header(MessageReader message) {
    return AddressMessage.decode(message.buffer(), message.payload(AddressMessage.LENGTH));
  }

  private static Optional<AddressFamily> family(AddressMessage header) {
    for (AddressFamily family : AddressFamily.values()) {
      if (family.number() == header.family()) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }
}
