package io.wgnetlink.link.internal;

import static io.wgnetlink.link.internal.AddressAttribute.IFA_ADDRESS;
import static io.wgnetlink.link.internal.AddressAttribute.IFA_BROADCAST;
import static io.wgnetlink.link.internal.AddressAttribute.IFA_CACHEINFO;
import static io.wgnetlink.link.internal.AddressAttribute.IFA_FLAGS;
import static io.wgnetlink.link.internal.AddressAttribute.IFA_LABEL;
import static io.wgnetlink.link.internal.AddressAttribute.IFA_LOCAL;
import static io.wgnetlink.link.internal.AddressAttribute.IFA_PROTO;
import static io.wgnetlink.link.internal.AddressAttribute.IFA_RT_PRIORITY;

import io.wgnetlink.link.AddressFilter;
import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Request;
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

  /** The flags that the header has room for. */
  private static final int HEADER_FLAGS = 0xff;

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

  public static Request replace(int index, InterfaceAddress address) {
    return Request.of(
            "replace address " + address + " of link " + index,
            RTM_NEWADDR,
            NEWADDR,
            w -> write(w, index, address))
        .withFlags(MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_REPLACE);
  }

  public static Request delete(int index, InterfaceAddress address) {
    return Request.of(
        "delete address " + address + " of link " + index,
        RTM_DELADDR,
        DELADDR,
        w -> writeKey(w, index, address));
  }

  /** One IPv6 address; of IPv4 the kernel answers dumps only. */
  public static Request get(int index, InetAddress address) {
    return Request.of(
        "read address " + IpAddresses.format(address) + " of link " + index,
        RTM_GETADDR,
        GETADDR,
        w -> {
          writeHeader(w, new AddressMessage(AddressFamily.of(address).number(), 0, 0, 0, index));
          w.putBytes(IFA_LOCAL, address.getAddress());
        });
  }

  public static Request dump(AddressFilter filter) {
    String what = filter.family().isEmpty() && filter.link().isEmpty() ? "" : " " + filter;
    return Request.of("list addresses" + what, RTM_GETADDR, GETADDR, w -> {
      int family = filter.family().map(AddressFamily::number).orElse(0);
      writeHeader(w, new AddressMessage(family, 0, 0, 0, filter.link().orElse(0)));
    });
  }

  private static void write(MessageWriter w, int index, InterfaceAddress address) {
    int flags = address.flagBits();
    boolean isShort = (flags & ~HEADER_FLAGS) == 0;
    writeHeader(
        w,
        new AddressMessage(
            address.family().number(),
            address.prefixLength(),
            isShort ? flags : 0,
            address.scope().number(),
            index));
    writeAddress(w, address);
    address.broadcast().ifPresent(to -> w.putBytes(IFA_BROADCAST, to.getAddress()));
    address.label().ifPresent(label -> w.putString(IFA_LABEL, label));
    if (address.metric() != 0) {
      w.putU32(IFA_RT_PRIORITY, address.metric());
    }
    if (!isShort) {
      w.putU32(IFA_FLAGS, flags);
    }
    AddressCacheInfo lifetimes =
        new AddressCacheInfo(address.preferredLifetime(), address.validLifetime());
    if (!lifetimes.equals(AddressCacheInfo.FOR_EVER)) {
      int at = w.putStructure(IFA_CACHEINFO, AddressCacheInfo.LENGTH);
      lifetimes.encode(w.buffer(), at);
    }
    if (address.protocol() != 0) {
      w.putU8(IFA_PROTO, address.protocol());
    }
    address.otherAttributes().forEach(kept -> w.putBytes(new KeptAttribute(kept), kept.payload()));
  }

  /** What the kernel compares; by the one flag it deletes the temporary addresses along. */
  private static void writeKey(MessageWriter w, int index, InterfaceAddress address) {
    int flags = address.flagBits() & AddressFlag.MANAGETEMPADDR.mask();
    int family = address.family().number();
    writeHeader(w, new AddressMessage(family, address.prefixLength(), 0, 0, index));
    writeAddress(w, address);
    address.label().ifPresent(label -> w.putString(IFA_LABEL, label));
    if (flags != 0) {
      w.putU32(IFA_FLAGS, flags);
    }
  }

  private static void writeAddress(MessageWriter w, InterfaceAddress address) {
    w.putBytes(IFA_LOCAL, address.address().getAddress());
    w.putBytes(IFA_ADDRESS, address.peer().orElse(address.address()).getAddress());
  }

  private static void writeHeader(MessageWriter w, AddressMessage header) {
    int at = w.reserve(AddressMessage.LENGTH);
    header.encode(w.buffer(), at);
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

  /**
   * Reads the address that a message of type {@code RTM_NEWADDR} or {@code RTM_DELADDR} is about.
   */
  public static InterfaceAddress decode(MessageReader message) {
    return new AddressReader(message).read();
  }

  static AddressMessage header(MessageReader message) {
    return AddressMessage.decode(message.buffer(), message.payload(AddressMessage.LENGTH));
  }

  static Optional<AddressFamily> family(AddressMessage header) {
    for (AddressFamily family : AddressFamily.values()) {
      if (family.number() == header.family()) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }
}
